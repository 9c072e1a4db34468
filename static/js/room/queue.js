// The queue: who waits to speak, in the order the server gives; my own place; what may be done with it.
import { disable, fillList, fresh, list, room, setAttribute, setData, setText, slot, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { number, say } from "#room/words";

export function drawQueue(model) {
  const { queue, order } = model.view;
  const hands = queue.map((hand, place) => ({ ...hand, place: place + 1 }));
  fillList(list("queue"), hands, (hand) => String(hand.seat), () => fresh("tpl-hand"), (row, hand) => fillHand(row, hand, model));
  text("queue-count", hands.length ? number(hands.length) : "");
  text("queue-rule", say(`rule_${order}`));
  const place = model.you.queue_place;
  setData(room, { hand: place === null ? "down" : "up" });
  text("my-place", place === null ? "" : say("place", { place: number(place) }));
}

function fillHand(row, hand, model) {
  setData(row, { seat: hand.seat, presence: hand.away ? "away" : "here", you: yes(hand.seat === model.seat) });
  setText(slot(row, "place"), number(hand.place));
  drawFace(row, model, hand.seat);
  disable(row.querySelector('[data-do="give_turn"]'), hand.away || !model.may("give_turn"));
  if (model.facilitator) fillSorting(row, hand, model);
}

/** Earlier, later, or dragged: only where there is something to sort. */
function fillSorting(row, hand, model) {
  const many = model.view.queue.length;
  disable(row.querySelector('[data-act="hand-up"]'), hand.place === 1 || !model.may("reorder_queue"));
  disable(row.querySelector('[data-act="hand-down"]'), hand.place === many || !model.may("reorder_queue"));
  setAttribute(row, "draggable", String(many > 1));
}
