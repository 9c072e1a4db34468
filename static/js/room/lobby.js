// Before and after: the countdown, who is here, whom we wait for, and what the covers say.
import { list, room, text } from "#room/dom";
import { serverNow } from "#room/clock";
import { FACILITATORS, fillWaiting, nameOf } from "#room/people";
import { long, names, number, say, timeOfDay } from "#room/words";

const COUNTDOWN_OF_LATE_SECONDS = 60;
const WRITE_AFTER_SECONDS = 600;

export function drawEarly(setup) {
  const left = setup.opens_at - serverNow();
  text("opens-in", left > 0 ? say("opens_in", { time: long(left) }) : say("opens_now"));
}

export function drawLobby(model) {
  text("outside-unled", model.view.facilitated ? "" : say("outside_unled"));
  const here = model.people.filter((person) => person.here || person.outside);
  fillWaiting(list("here"), here, model, false);
  text("here-count", say("count_of", { count: number(here.length), all: number(model.people.length) }));
  text("starts-in", startWords(model.view.starts_at - serverNow()));
  const lost = model.link !== "open";
  text("wait-line", lost ? say("wait_lost") : waitLine(model, here));
  text("wait-until", waitUntil(model));
}

function startWords(left) {
  if (left > 0) return say("starts_in", { time: long(left) });
  return -left < COUNTDOWN_OF_LATE_SECONDS ? say("starts_now") : say("started_ago", { time: long(-left) });
}

function waitLine(model, here) {
  if (model.facilitator) return say("wait_you_start");
  const leading = (people) => people.filter((person) => FACILITATORS.includes(person.role)).map((person) => nameOf(model, person.seat));
  const present = leading(here);
  if (present.length) return say(present.length > 1 ? "wait_soon_many" : "wait_soon", { names: names(present) });
  const expected = leading(model.people);
  return expected.length ? say("wait_for", { names: names(expected) }) : say("wait_any");
}

function waitUntil(model) {
  const { starts_at } = model.view;
  if (serverNow() < starts_at) return say("wait_until", { time: timeOfDay(starts_at) });
  return model.facilitator ? "" : say("wait_late", { time: timeOfDay(starts_at + WRITE_AFTER_SECONDS) });
}

/** Covers that need a word from the server or the clock. */
export function drawCovers(model, socket) {
  const ended = model.view?.ended_at;
  if (ended) text("ended-line", say("ended_line", { time: timeOfDay(ended) }));
  if (room.dataset.status === "refused" && model.setup.state !== "cancelled") text("refused-line", say("refused_line"));
  if (room.dataset.status === "full") text("retry-in", say("retry_in", { time: long(Math.ceil(socket.nextTry)) }));
}
