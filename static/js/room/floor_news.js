// What changed on the floor between two views, as sentences: [sentence, "polite" or "alert"].
import { nameOf } from "#room/people";
import { long, names, number, say } from "#room/words";

export function floorNews(before, after, model) {
  return [...quietNews(before, after), ...replyNews(before, after, model), ...timeNews(before, after, model), ...careNews(before, after, model)];
}

function quietNews(before, after) {
  const [was, is] = [before.quiet_until !== null, after.quiet_until !== null];
  if (was === is) return [];
  return is ? [[say("said_quiet"), "alert"]] : [[say("said_quiet_over"), "polite"]];
}

function replyNews(before, after, model) {
  const seat = after.reply?.seat ?? null;
  if (seat === null || seat === before.reply?.seat) return [];
  const mine = seat === model.seat;
  return [[mine ? say("said_my_reply") : say("said_reply", { names: names([nameOf(model, seat)]) }), "polite"]];
}

function timeNews(before, after, model) {
  const [was, is] = [before.speaker, after.speaker];
  if (!was || !is || was.seat !== is.seat || is.limit_seconds <= was.limit_seconds) return [];
  if (is.seat !== model.seat) return [];
  return [[say("said_more_time", { time: long(is.limit_seconds - was.limit_seconds) }), "polite"]];
}

/** Facilitators are told once when more than half are ready. */
function careNews(before, after, model) {
  if (!model.facilitator || before.phase?.index !== after.phase?.index) return [];
  const [was, is] = [before, after].map(({ ready_count: [marked, asked] }) => asked > 0 && 2 * marked > asked);
  if (was || !is) return [];
  const [marked, asked] = after.ready_count;
  return [[say("ready_count", { count: number(marked), all: number(asked) }), "polite"]];
}
