// The clock of the plan. It stands in a pause and in a quiet minute, for the phase and for turns.
import { serverNow } from "#room/clock";

export const planNow = (model) => model.view?.stands_since ?? serverNow();

/** Seconds left of the quiet minute that runs, or null. */
export function quietLeft(model) {
  const until = model.view?.quiet_until ?? null;
  return until === null ? null : Math.max(0, until - serverNow());
}
