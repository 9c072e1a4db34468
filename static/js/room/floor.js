// Beside the queue: one short reply, who is ready, a phase that was shortened, and for facilitators the length of turns,
// the order of hands and the break that is due.
import { tell } from "#room/announce";
import { serverNow } from "#room/clock";
import { disable, list, room, setAttribute, setData, show, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { minutes, number, say } from "#room/words";

const byId = (id) => document.getElementById(id);
const replyLine = byId("reply-line");
const turnSeconds = byId("turn-seconds");
const turnHard = byId("turn-hard");
const turnPiece = byId("turn-piece");

export function drawFloorParts(model) {
  drawReply(model);
  drawReady(model);
  text("shortened", shortWords(model));
  if (model.facilitator) drawCare(model);
}

// -- the reply ----------------------------------------------------------------------------------------------------

function drawReply(model) {
  const { reply } = model.view;
  show(replyLine, reply !== null);
  if (reply) {
    setData(replyLine, { seat: reply.seat, presence: reply.away ? "away" : "here", you: yes(reply.seat === model.seat) });
    drawFace(replyLine, model, reply.seat);
  }
  setData(room, { reply: model.you.replies ? "mine" : model.you.may_reply ? "open" : "none" });
  for (const button of room.querySelectorAll('[data-act="reply"]')) {
    setAttribute(button, "aria-pressed", String(Boolean(model.you.replies)));
    disable(button, !model.may("reply_point") || !(model.you.may_reply || model.you.replies));
  }
}

// -- ready --------------------------------------------------------------------------------------------------------

function drawReady(model) {
  const asked = model.phase !== null && !model.facilitator && model.may("ready");
  for (const button of room.querySelectorAll('[data-act="ready"]')) {
    show(button, asked);
    setAttribute(button, "aria-pressed", String(Boolean(model.you.ready)));
  }
}

/** "shortened to 9 minutes so that we end on time", or nothing. */
export function shortWords(model) {
  const { phase, view } = model;
  if (!phase || view.stage !== "live" || phase.given_minutes >= phase.planned_minutes) return "";
  return say("phase_short", { time: minutes(phase.given_minutes) });
}

/** Only the facilitators' view says from when on. */
export function breakDue(model) {
  const due = model.view.break_due_at ?? null;
  return due !== null && serverNow() >= due;
}

// -- facilitators -------------------------------------------------------------------------------------------------

function drawCare(model) {
  const [marked, asked] = model.view.ready_count;
  text("ready-count", marked && model.phase ? say("ready_count", { count: number(marked), all: number(asked) }) : "");
  show(byId("break-line"), breakDue(model));
  const { seconds, hard, piece } = model.view.turns;
  if (document.activeElement !== turnSeconds) turnSeconds.value = seconds === null ? "" : String(seconds);
  if (document.activeElement !== turnHard) turnHard.checked = hard;
  if (document.activeElement !== turnPiece) turnPiece.checked = piece;
  for (const field of [turnSeconds, turnHard, turnPiece]) disable(field, !model.may("set_queue_mode"));
}

/** What a click on data-act does. */
export function startFloor({ model, commands }) {
  const limits = () => ({ turn_seconds: turnSeconds.value === "" ? null : Number(turnSeconds.value), hard: turnHard.checked, piece: turnPiece.checked });
  const order = byId("queue-order");
  const send = () => commands.ask("set_queue_mode", { order: order.value || model.view.order, ...limits() });
  for (const field of [order, turnSeconds, turnHard, turnPiece]) field?.addEventListener("change", send);
  if (model.facilitator) startDragging(model, commands);
  return {
    reply: () => commands.ask("reply_point", { on: !model.you.replies }),
    ready: () => commands.ask("ready", { on: !model.you.ready }),
    "hand-up": (button) => move(button, -1, model, commands),
    "hand-down": (button) => move(button, 1, model, commands),
  };
}

const seatOf = (element) => Number(element.closest("[data-seat]").dataset.seat);

function move(button, step, model, commands) {
  const seats = model.view.queue.map((hand) => hand.seat);
  const from = seats.indexOf(seatOf(button));
  put(seats, from, from + step, commands);
}

/** Only those up to the last one that moved are named: behind them the rule of the order goes on. */
function put(seats, from, to, commands) {
  if (from < 0 || to < 0 || to >= seats.length || from === to) return;
  const [seat] = seats.splice(from, 1);
  seats.splice(to, 0, seat);
  commands.ask("reorder_queue", { seats: seats.slice(0, Math.max(from, to) + 1) });
  tell(say("said_moved", { place: number(to + 1) }));
}

function startDragging(model, commands) {
  const rows = list("queue");
  let dragged = null;
  rows.addEventListener("dragstart", (event) => {
    dragged = seatOf(event.target);
    event.dataTransfer.effectAllowed = "move";
  });
  rows.addEventListener("dragover", (event) => dragged !== null && event.preventDefault());
  rows.addEventListener("dragend", () => (dragged = null));
  rows.addEventListener("drop", (event) => {
    const row = event.target.closest("[data-seat]");
    if (!row || dragged === null) return;
    event.preventDefault();
    const seats = model.view.queue.map((hand) => hand.seat);
    put(seats, seats.indexOf(dragged), seats.indexOf(seatOf(row)), commands);
  });
}
