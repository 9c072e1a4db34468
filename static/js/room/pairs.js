// Pairs and other breakouts: with whom I am and how long; for facilitators the board: preview, rooms, who is alone.
import { disable, fillList, fresh, list, room, setAttribute, setData, setText, show, slot, text } from "#room/dom";
import { tell } from "#room/announce";
import { serverNow } from "#room/clock";
import { unfold } from "#room/folds";
import { drawFace, FACILITATORS, nameOf, presenceOf, yes } from "#room/people";
import { openRail, setConsole } from "#room/sheets";
import { apart, clockTime, minutes, names, number, say } from "#room/words";
import { toast } from "#page/toasts";

const MINUTES = [3, 5, 8, 10, 15, 20];
const SOON_SECONDS = 60;
const NOW_SECONDS = 10;
const byId = (id) => document.getElementById(id);
const to = byId("chat-form").elements.to;
let last = null;
let offered = ""; // the phase in which pairs have run already: they are not offered again
const warned = new Set();

export function startPairs({ model, commands }) {
  for (const value of MINUTES) byId("pairs-minutes")?.append(new Option(minutes(value), value));
  list("pairs")?.addEventListener("change", (event) => {
    const choice = event.target.closest("[data-move]");
    if (choice) commands.ask("move_to", { who: Number(choice.closest("[data-seat]").dataset.seat), room: Number(choice.value) });
  });
  room.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "write-to-pair") write();
    if (act === "show-pairs") showBoard();
  });
}

/** Fields of the commands of this file, from their buttons; null for other buttons. */
export function pairsFields(button, model) {
  const { do: verb, seconds } = button.dataset;
  if (verb === "preview_pairs") return byId("pairs-size")?.value ? { size: Number(byId("pairs-size").value) } : {};
  if (verb === "start_pairs") return { minutes: button.closest(".pairs") ? Number(byId("pairs-minutes").value) : 0 };
  if (verb === "end_pairs") return { seconds: Number(seconds) };
  if (verb === "move_to") return { who: model.seat, room: Number(button.dataset.room) };
  return null;
}

function write() {
  openRail("tab-chat");
  byId("chat-text").focus();
}

function showBoard() {
  setConsole(true);
  unfold(byId("console-pairs"));
  byId("console-pairs").scrollIntoView({ block: "start" });
  byId("console-pairs").focus({ preventScroll: true });
}

/** Seconds left; null where no end is set. While the clock of the room stands, so does this one. */
export function pairsLeft(model) {
  const { pairs } = model;
  return pairs?.ends_at ? pairs.ends_at - (pairs.stands_since ?? serverNow()) : null;
}

const leftWords = (left) => (left === null ? "" : left > SOON_SECONDS ? say("time_left", { time: minutes(Math.ceil(left / 60), "short") }) : clockTime(Math.max(0, Math.ceil(left))));

export function drawPairs(model) {
  const { pairs } = model;
  const mine = model.roomOf(model.seat);
  const phase = model.phase && `${model.phase.index}/${model.phase.started_at}`;
  if (pairs) offered = phase;
  const offer = !pairs && model.facilitator && model.phase?.mode === "pairs" && offered !== phase && model.may("start_pairs");
  setData(room, { pairs: pairs ? (mine ? "in" : "main") : offer ? "offer" : "none" });
  const left = pairsLeft(model);
  setData(byId("pair"), { soon: yes(left !== null && left <= SOON_SECONDS), called: yes(model.you.help) });
  text("pair-line", line(model, mine, offer));
  text("pairs-left", leftWords(left));
  drawComposerPlace(mine);
  drawBoard(model);
  tellChanges(model, mine);
  warn(model, left);
}

// -- on the stage ---------------------------------------------------------------------------------------------------

function line(model, mine, offer) {
  if (offer) return say("pairs_offer");
  if (!model.pairs) return "";
  if (!mine) return say(model.facilitator ? "pairs_run" : "pairs_run_without_me");
  return withWords(model, mine);
}

/** "You are with Sofia (Italy) in pair 2." Visiting facilitators are named too. */
function withWords(model, mine) {
  const others = model.pairs.rooms[mine - 1].seats.filter((seat) => seat !== model.seat && here(model, seat));
  const pair = number(mine);
  return others.length ? say("pair_with", { names: names(others.map((seat) => withCountry(model, seat))), number: pair }) : say("pair_alone", { number: pair });
}

const personOf = (model, seat) => model.people.find((person) => person.seat === seat);
const here = (model, seat) => Boolean(personOf(model, seat)?.here);

function withCountry(model, seat) {
  const country = countryOf(model, seat);
  return country ? `${apart(nameOf(model, seat))} (${country})` : nameOf(model, seat);
}

let regions = null;

function countryOf(model, seat) {
  const code = (model.pairs ?? model.view.pairs_preview)?.countries[seat];
  regions ??= new Intl.DisplayNames(document.documentElement.lang || "en", { type: "region" });
  try {
    return code ? regions.of(code) : "";
  } catch {
    return code; // not a code of a country
  }
}

/** In a pair the chat goes to the pair, until something else is chosen. What was begun there never goes to all by itself. */
function drawComposerPlace(mine) {
  const own = to.querySelector('[value="room"]');
  if (own.disabled && mine) to.value = "room";
  own.hidden = own.disabled = !mine;
  if (!mine && to.value === "room" && !byId("chat-text").value) to.value = "all";
}

// -- the facilitator's board ----------------------------------------------------------------------------------------

function drawBoard(model) {
  const board = byId("console-pairs");
  if (!board) return;
  const { pairs } = model;
  const preview = model.view.pairs_preview ?? null;
  setData(board, { state: pairs ? "running" : preview ? "preview" : "none" });
  text("pairs-note", pairs ? "" : previewNote(preview));
  const groups = groupsOf(model, pairs ?? preview);
  const numbers = pairs ? [0, ...pairs.rooms.map((one) => one.room)] : (preview?.rooms ?? []).map((one) => one.room);
  fillList(list("pairs"), groups, (group) => String(group.room), () => fresh("tpl-group"), (row, group) => fillGroup(row, group, numbers, model));
}

function previewNote(preview) {
  if (!preview) return say("pairs_none");
  const notes = [preview.repeats && say("pairs_repeats", { count: number(preview.repeats) }), preview.alike && say("pairs_alike", { count: number(preview.alike) })];
  return notes.filter(Boolean).join(" ") || say("pairs_good");
}

/** The groups, and after them students who are in none: in the room of all, or not placed yet. */
function groupsOf(model, told) {
  if (!told) return [];
  const placed = new Set(told.rooms.flatMap((one) => one.seats));
  const loose = model.people.filter((person) => person.role === "student" && person.here && !placed.has(person.seat));
  return loose.length ? [...told.rooms, { room: 0, seats: loose.map((person) => person.seat) }] : told.rooms;
}

function fillGroup(row, group, numbers, model) {
  const running = Boolean(model.pairs);
  const alone = group.seats.some((seat) => model.pairs?.alone_since?.[seat]);
  const help = group.seats.some((seat) => asks(model, seat));
  setData(row, { room: group.room, alone: yes(alone), help: yes(help), mine: yes(group.room > 0 && model.roomOf(model.seat) === group.room) });
  setText(slot(row, "title"), group.room ? say("pair_number", { number: number(group.room) }) : say(running ? "pairs_main" : "pairs_loose"));
  const visit = row.querySelector(".group__visit");
  setData(visit, { room: group.room });
  show(visit, running && group.room > 0);
  for (const button of row.querySelectorAll("button")) disable(button, !model.may("move_to"));
  const make = () => fresh("tpl-member");
  fillList(slot(row, "people"), group.seats, String, make, (member, seat) => fillMember(member, seat, group, numbers, model));
}

/** Somebody called for help and nobody has taken care of it yet. */
function asks(model, seat) {
  const calls = model.view.help ?? [];
  return calls.some((call) => call.seat === seat && !call.taken_by);
}

function fillMember(member, seat, group, numbers, model) {
  const person = personOf(model, seat);
  const presence = person ? presenceOf(model, person) : "absent";
  setData(member, { seat, presence });
  drawFace(member, model, seat);
  const notes = [countryOf(model, seat), presence !== "here" && say("speaker_away"), FACILITATORS.includes(person?.role) && say("pair_visits")];
  setText(slot(member, "note"), notes.filter(Boolean).join(" · "));
  fillChoice(member.querySelector("select"), seat, group, numbers, model);
}

function fillChoice(choice, seat, group, numbers, model) {
  const wanted = [...new Set([group.room, ...numbers])].sort((one, other) => one - other);
  const known = [...choice.options].map((option) => Number(option.value));
  if (wanted.join() !== known.join()) choice.replaceChildren(...wanted.map((value) => new Option(roomName(value, model), value)));
  if (document.activeElement !== choice || choice.dataset.room !== String(group.room)) choice.value = group.room;
  setData(choice, { room: group.room });
  setAttribute(choice, "aria-label", say("pair_move", { name: nameOf(model, seat) }));
  disable(choice, !model.may("move_to") || !here(model, seat));
}

const roomName = (value, model) => (value ? say("pair_number", { number: number(value) }) : say(model.pairs ? "pairs_main" : "pairs_loose"));

// -- said -----------------------------------------------------------------------------------------------------------

/** Where I am now, told at once: the ground has moved. The first view of a page is not news. */
function tellChanges(model, mine) {
  const now = { turn: model.pairs?.turn ?? 0, mine, alone: Object.keys(model.pairs?.alone_since ?? {}) };
  const before = last;
  last = now;
  if (!before || model.status !== "live") return;
  if (mine && (before.mine !== mine || before.turn !== now.turn)) tell(withWords(model, mine), "alert");
  else if (before.mine && !mine) back(model);
  else if (before.turn && !now.turn) tell(say("pairs_back"));
  else if (!before.turn && now.turn) tell(say("pairs_run"));
  const alone = now.alone.filter((seat) => !before.alone.includes(seat));
  if (alone.length && model.facilitator) tell(say("said_alone", { names: names(alone.map((seat) => nameOf(model, seat))) }));
}

/** The line about the pair has gone: what happened is shown for a moment. */
function back(model) {
  const sentence = say(!model.pairs ? "pairs_back" : model.facilitator ? "pairs_run" : "pairs_called_in");
  tell(sentence, "alert");
  toast(sentence);
}

/** One minute and ten seconds before the end, each once. */
function warn(model, left) {
  if (left === null || left <= 0 || model.status !== "live") return;
  const end = model.pairs.ends_at;
  if (left <= NOW_SECONDS) once(`now${end}`, say("said_pairs_now"));
  else if (left <= SOON_SECONDS && left > NOW_SECONDS + 5) once(`soon${end}`, say("said_pairs_soon"));
}

function once(key, sentence) {
  if (warned.has(key)) return;
  warned.add(key);
  tell(sentence, "alert");
}
