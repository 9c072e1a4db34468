// Help and safety: who called and who goes, what I was told about my own call, who is away, whom to keep an eye on.
import { toast } from "#page/toasts";
import { tell } from "#room/announce";
import { serverNow } from "#room/clock";
import { disable, fillList, fresh, list, room, setAttribute, setData, setText, show, slot, text } from "#room/dom";
import { drawHints, startHints } from "#room/hints";
import { drawFace, nameOf, yes } from "#room/people";
import { drawReport, startReport } from "#room/report";
import { drawWhisper, startWhisper } from "#room/whisper";
import { long, names, number, say } from "#room/words";

const byId = (id) => document.getElementById(id);
let before = null; // what was told already: calls by seat, and my own

export function startCare(joined) {
  startReport(joined);
  startWhisper(joined);
  startHints(joined);
  byId("help-waits-go")?.addEventListener("click", (event) => joined.commands.ask("take_help", { who: Number(event.target.dataset.seat) }));
}

/** Fields of a command of this file from its button; null for other commands. */
export function careFields(button) {
  const { do: verb, done, on } = button.dataset;
  const pressed = button.getAttribute("aria-pressed") === "true";
  const who = () => Number(button.closest("[data-seat]").dataset.seat);
  if (verb === "away") return { on: on !== "no" && !pressed };
  if (verb === "tag_distress") return { who: who(), on: !pressed };
  return verb === "take_help" ? { who: who(), done: done === "yes" } : null;
}

export function drawCare(model) {
  const call = model.you.help ?? null;
  text("own-help", call ? ownWords(call, model) : "");
  for (const id of ["own-help", "cover-own-help"]) show(byId(id), call !== null);
  const away = Boolean(model.me?.back_soon);
  show(byId("own-away"), away);
  for (const button of room.querySelectorAll('.menu [data-do="away"]')) setAttribute(button, "aria-pressed", String(away));
  drawReport(model);
  if (model.facilitator) drawConsole(model);
  announceCare(model, call);
}

function ownWords(call, model) {
  if (call.taken_by) return say("help_comes", { names: names([nameOf(model, call.taken_by)]) });
  return say(call.hurt ? "hurt_seen" : "help_called");
}

function drawConsole(model) {
  const calls = model.view.help ?? [];
  fillList(list("help"), calls, (call) => String(call.seat), () => fresh("tpl-help"), (row, call) => fillCall(row, call, model));
  show(byId("console-help"), calls.length > 0);
  const open = calls.filter((call) => call.taken_by === null);
  text("help-count", open.length ? number(open.length) : "");
  drawFirst(open[0], model);
  const { reports = 0 } = model.view;
  show(byId("reports-line"), reports > 0);
  text("reports-line", reports ? say("reports_made", { count: number(reports) }) : "");
  for (const row of list("removed").children) {
    show(row.querySelector("button"), !(model.view.barred ?? []).includes(Number(row.dataset.seat)));
  }
  drawHints(model);
  drawWhisper(model);
}

/** The call that waits longest, where it cannot be missed, also with the console closed. */
function drawFirst(call, model) {
  show(byId("help-waits"), Boolean(call));
  if (!call) return;
  text("help-waits", say(call.hurt ? "call_hurts" : "call_waits", { names: names([nameOf(model, call.seat)]), place: placeOf(call) }));
  setData(byId("help-waits-go"), { seat: call.seat });
}

const placeOf = (call) => (call.room ? say("call_room", { room: number(call.room) }) : say("call_here"));

function fillCall(row, call, model) {
  const taken = call.taken_by === null ? "no" : call.taken_by === model.seat ? "me" : "other";
  setData(row, { seat: call.seat, hurt: yes(call.hurt), taken });
  drawFace(row, model, call.seat);
  setText(slot(row, "note"), noteOf(call, model));
  setText(slot(row, "words"), call.hurt ? model.linesOf("hurt").filter((line) => line.from === call.seat).map((line) => line.text).join("\n") : "");
  for (const button of row.querySelectorAll("button")) disable(button, !model.may("take_help"));
}

function noteOf(call, model) {
  const since = say("call_since", { time: long(Math.max(0, serverNow() - call.at)) });
  const who = call.taken_by === null ? "" : say("call_taken", { names: names([nameOf(model, call.taken_by)]) });
  return [call.hurt && say("call_hurt"), placeOf(call), since, who].filter(Boolean).join(" · ");
}

/** Only what is new: a call to facilitators, at once; who comes, to the caller. */
function announceCare(model, call) {
  const calls = new Set((model.view.help ?? []).map((one) => one.seat));
  const told = { calls, mine: call && ownWords(call, model) };
  if (before) {
    const fresh = [...calls].filter((seat) => !before.calls.has(seat));
    if (fresh.length) tell(say("said_help", { names: names(fresh.map((seat) => nameOf(model, seat))) }), "alert");
    if (told.mine && told.mine !== before.mine) tell(told.mine);
    if (before.mine && !told.mine) tell(say("said_help_done"));
  }
  before = told;
}

/** Streams that the console shows and nobody reads aloud. */
export const isCare = (stream) => stream === "whisper" || stream === "hurt";

/** After the server has it. */
const THANKS = { report: () => say("report_sent"), attest: () => say("attested_now") };
export const thank = (frame) => THANKS[frame.do] && toast(THANKS[frame.do](), "good");
