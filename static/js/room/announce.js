// What a screen reader hears: one sentence for what changed. Polite for others, assertive for my turn and for time.
import { chime } from "#room/chime";
import { room } from "#room/dom";
import { breakDue, shortWords } from "#room/floor";
import { floorNews } from "#room/floor_news";
import { nameOf } from "#room/people";
import { leftWords, phaseLeft } from "#room/plan";
import { turnLeft } from "#room/stage";
import { apart, long, minutes, names, number, say, seconds } from "#room/words";

const GATHER_MS = 500;
const CLEAR_MS = 6000; // so that the same sentence can be said again
const MANY = 3;
const PHASE_SOON_SECONDS = 60;
const regions = { polite: document.getElementById("room-polite"), alert: document.getElementById("room-alert") };
const waiting = { polite: [], alert: [] };
const warned = new Set();
export const hearing = { little: false };

export function tell(sentence, how = "polite") {
  if (!sentence || waiting[how].includes(sentence)) return;
  waiting[how].push(sentence);
  if (waiting[how].length === 1) setTimeout(() => speak(how), how === "alert" ? 50 : GATHER_MS);
}

function speak(how) {
  const said = waiting[how].join(". ");
  waiting[how] = [];
  regions[how].textContent = said;
  setTimeout(() => regions[how].textContent === said && (regions[how].textContent = ""), CLEAR_MS);
}

export const moment = (model) => ({ status: model.status, view: model.view, you: model.you });

/** Compares two moments. The first view of a page is not news. */
export function announce(before, model) {
  const after = moment(model);
  if (before.status !== after.status) tellStatus(before.status, after.status, model);
  if (!before.view || before.status === "connecting" || !after.view) return;
  if (before.view !== after.view && before.status !== "outside" && after.status !== "outside") {
    tellPeople(before.view, after.view, model);
    if (after.status === "live") tellRoom(before.view, after.view, model);
  }
  if (before.you !== after.you) tellMe(before.you, after.you);
}

function tellStatus(before, after, model) {
  if (after === "reconnecting") tell(say("said_lost"), "alert");
  else if (before === "reconnecting" && after === "live") tell(say("said_back"));
  else if (after === "live" && before === "lobby") {
    tell(say("said_live"));
    chime("live");
  }
  if (after === "live" && model.you.speaking) tell(say("said_my_turn"), "alert");
}

function tellPeople(before, after, model) {
  if (hearing.little) return;
  const was = new Map(before.people.map((person) => [person.seat, person]));
  const others = after.people.filter((person) => person.seat !== model.seat);
  const came = others.filter((person) => person.here && !was.get(person.seat)?.here);
  const went = others.filter((person) => !person.here && was.get(person.seat)?.here);
  const outside = others.filter((person) => person.outside && !was.get(person.seat)?.outside);
  if (came.length > MANY) tell(say("said_many_came", { count: number(came.length) }));
  else if (came.length) tell(say("said_came", named(came, model)));
  if (went.length) tell(say("said_went", named(went, model)));
  if (outside.length && model.facilitator) tell(say("said_waiting", named(outside, model)));
}

const named = (people, model) => ({ names: names(people.map((person) => nameOf(model, person.seat))) });

function tellRoom(before, after, model) {
  tellPhase(before, after, model);
  for (const [sentence, how] of floorNews(before, after, model)) tell(sentence, how);
  const [was, is] = [before.speaker?.seat, after.speaker?.seat];
  if (was !== is && is !== model.seat) tell(is ? say("said_speaks", named([{ seat: is }], model)) : say("said_floor_free"));
  if (before.lead !== after.lead && after.lead !== null && model.facilitator) tell(say("said_leads", named([{ seat: after.lead }], model)));
  if (hearing.little) return;
  const { reaction } = after;
  if (reaction && reaction.at !== before.reaction?.at && reaction.seat !== model.seat) {
    tell(say("said_reaction", { ...named([reaction], model), reaction: say(`reaction_${reaction.reaction}`) }));
  }
  if (model.facilitator) tellHands(before, after, model);
}

function tellHands(before, after, model) {
  const had = new Set(before.queue.map((hand) => hand.seat));
  const raised = after.queue.filter((hand) => !had.has(hand.seat) && hand.seat !== model.seat);
  if (raised.length && raised.length <= MANY) tell(say("said_hand", named(raised, model)));
}

function tellPhase(before, after, model) {
  const [was, is] = [before.phase, after.phase];
  if (!is) return;
  if (before.stage === "live" && after.stage === "landed") tell(say("said_landed", { time: long(phaseLeft(model)) }));
  else if (was?.index !== is.index) {
    const words = model.phaseWords;
    if (words) tell(say("said_phase", { phase: apart(words.title), time: minutes(is.given_minutes) }));
    tell(shortWords(model));
  } else if ((was.paused_at === null) !== (is.paused_at === null)) tell(say(is.paused_at === null ? "said_resumed" : "said_paused"));
  else if (is.ends_at > was.ends_at && before.quiet_until === null) tell(say("said_extended", { left: leftWords(model, "long") }));
}

function tellMe(before, after) {
  if (before.media !== false && after.media === false) tell(document.getElementById("device-line").textContent.trim());
  if (!before.speaking && after.speaking) {
    chime("turn");
    return tell(say("said_my_turn"), "alert");
  }
  if (after.queue_place === before.queue_place) return undefined;
  return tell(after.queue_place ? say("said_place", { place: number(after.queue_place) }) : before.speaking || after.speaking ? "" : say("said_lowered"));
}

/** Time warnings, each once. */
export function warnOfTime(model) {
  if (model.status !== "live") return;
  if (breakDue(model)) once(`break${model.view.break_due_at}`, say("said_break_due"), "polite");
  const turn = turnLeft(model);
  if (model.you.speaking && turn.soon && turn.left > 0) once(`turn${model.speaker.ends_at}`, say("said_turn_soon", { time: seconds(Math.ceil(turn.left)) }), "polite", "soon");
  if (model.you.speaking && turn.left !== null && turn.left <= 0) once(`over${model.speaker.ends_at}`, say("turn_over"));
  const left = phaseLeft(model);
  if (left === null || model.view.stands_since !== null || model.pairs?.ends_at === model.phase.ends_at) return;
  const { index, ends_at } = model.phase;
  if (left <= 0) once(`over${index}/${ends_at}`, say("said_phase_over"));
  else if (left <= PHASE_SOON_SECONDS && left > PHASE_SOON_SECONDS - 10) once(`soon${index}/${ends_at}`, say("said_phase_soon"));
}

function once(key, sentence, how = "alert", sound = "") {
  if (warned.has(key)) return;
  warned.add(key);
  tell(sentence, how);
  if (sound) chime(sound);
}

/** The state first, so that a row of tabs tells it. */
export function drawTitle(model) {
  const mine = room.dataset.status === "live" && model.you.speaking;
  const asked = room.dataset.check === "open";
  const title = `${say(`title_${mine ? "mine" : asked ? "check" : model.status}`)} · ${model.setup.title}`;
  if (document.title !== title) document.title = title;
}

/** A written line is told here only while the chat cannot be seen; else the chat itself is a live region. */
export function tellLines(frame, model, watched) {
  if (watched || hearing.little || !model.view) return;
  const others = frame.lines.filter((line) => line.from !== model.seat);
  for (const line of others.slice(-MANY)) tell(say("said_line", { ...named([{ seat: line.from }], model), text: apart(line.text) }));
}

