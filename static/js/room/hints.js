// Quiet hints: the server says what holds from which moment; here the two first whose moment has come. Never announced.
import { serverNow } from "#room/clock";
import { fillList, fresh, list, setText, show, slot } from "#room/dom";
import { nameOf } from "#room/people";
import { names, number, say } from "#room/words";

const MOST = 2;
const FACILITATOR_ACTS = {
  help_called: ({ seats }) => ["take_help", { who: seats[0], done: false }],
  alone_in_room: ({ seats }) => ["move_to", { who: seats[0], room: 0 }],
  not_heard_yet: ({ seats }) => ["give_turn", { to: seats[0] }],
  long_turn: ({ seats }) => ["skip", { who: seats[0] }],
  pair_lock: () => ["set_queue_mode", { order: "first_time_first" }],
};
const keyOf = (hint, model) => `${hint.id} ${hint.seats.join()} ${hint.room} ${model.phase?.index ?? ""}`;
let shown = new Map();
let dismissed = new Set();

export function startHints({ commands, keep, redraw }) {
  dismissed = new Set(JSON.parse(keep("hints") ?? "[]"));
  list("hints")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    const hint = button && shown.get(button.closest(".hint").dataset.key);
    if (!hint) return;
    if (button.dataset.act === "hint-yes") commands.ask(...FACILITATOR_ACTS[hint.id](hint));
    dismissed.add(hint.key);
    keep("hints", JSON.stringify([...dismissed].slice(-50)));
    redraw();
  });
}

export function drawHints(model) {
  const box = list("hints");
  if (!box) return;
  const now = serverNow();
  const due = (model.view.hints ?? []).map((hint) => ({ ...hint, key: keyOf(hint, model) })).filter((hint) => hint.at <= now && !dismissed.has(hint.key));
  const first = due.slice(0, MOST);
  shown = new Map(first.map((hint) => [hint.key, hint]));
  fillList(box, first, (hint) => hint.key, () => fresh("tpl-hint"), (row, hint) => fillHint(row, hint, model));
  show(document.getElementById("console-hints-part"), first.length > 0);
}

function fillHint(row, hint, model) {
  const people = names(hint.seats.map((seat) => nameOf(model, seat)));
  setText(slot(row, "text"), say(`hint_${hint.id}`, { names: people, room: number(hint.room) }));
  const action = slot(row, "action");
  const acts = hint.id in FACILITATOR_ACTS && model.may(FACILITATOR_ACTS[hint.id](hint)[0]);
  show(action, acts);
  if (acts) setText(action, say(`hint_do_${hint.id}`, { names: names(hint.seats.slice(0, 1).map((seat) => nameOf(model, seat))) }));
}
