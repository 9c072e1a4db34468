// Which buttons can be used: the server says what this seat may do (`you.may`); the rest is what makes no sense now.
// Buttons of a person's row are set where the row is filled.
import { disable, room, shownNow } from "#room/dom";

const SENSIBLE = {
  next_phase: (model) => model.phase !== null && model.phase.index + 1 < (model.plan?.phases.length ?? 0),
  previous_phase: (model) => model.phase !== null && model.phase.index > 0,
  extend_phase: (model) => model.phase !== null,
  pause: (model) => model.phase !== null,
  land: (model) => model.view.stage === "live",
  start_pairs: (model) => model.pairs === null,
  preview_pairs: (model) => model.pairs === null,
  end_pairs: (model) => model.pairs !== null,
  skip: (model) => model.speaker !== null || model.view.reply !== null,
  grant_time: (model) => Boolean(model.speaker?.limit_seconds),
  pause_minute: (model) => model.view.quiet_until === null,
  admit_all: (model) => model.people.some((person) => person.outside),
};
const buttons = [...room.querySelectorAll("[data-do]")].filter((button) => !button.closest("[data-list]"));
const giveNext = document.getElementById("give-next");
const queueOrder = document.getElementById("queue-order");

export function drawControls(model) {
  for (const button of buttons) {
    const verb = button.dataset.do;
    disable(button, !model.may(verb) || !(SENSIBLE[verb]?.(model) ?? true));
  }
  disable(giveNext, !model.may("give_turn") || !nextHand(model) || model.pairs !== null);
  disable(queueOrder, !model.may("set_queue_mode"));
}

/** The first in the queue who is here. */
export const nextHand = (model) => model.view.queue.find((hand) => !hand.away);

/** A button that had the focus and went away hands it to what took its place, never to the top of the page. */
export function keepFocus(focused) {
  if (!focused || focused === document.body || !focused.isConnected) return;
  if (shownNow(focused) && !focused.disabled) return;
  const near = focused.closest(".bar__group--floor, .console__row, .console__part");
  const places = [...(near?.querySelectorAll("button") ?? []), ...room.querySelectorAll(".bar__main")];
  places.find((button) => button !== focused && !button.disabled && shownNow(button))?.focus({ preventScroll: true });
}
