// The chat: lines of the log in order, then what is still on its way.
import { disable, fillList, fresh, list, room, setAttribute, setData, setText, slot, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { number, say, timeOfDay } from "#room/words";

const NEAR_END_PIXELS = 48;
const CLOCKS_DIFFER_SECONDS = 5;
const panel = document.getElementById("panel-chat");
const form = document.getElementById("chat-form");
const lines = list("lines");
let readUpTo = null;

/** The panel can be seen: its tab is chosen, and on a phone the sheet is open. */
const watched = () => !panel.hidden && getComputedStyle(panel.parentElement).visibility !== "hidden" && !document.hidden;

export function drawChat(model, sending) {
  const told = model.allLines;
  const shown = told.map((line) => ({ ...line, key: `${line.audience}${line.n}`, seat: line.from }));
  const open = sending.filter((mine) => !arrived(mine, told, model));
  const mine = open.map((line) => ({ ...line, key: line.id, seat: model.seat, audience: line.to, sending: true }));
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < NEAR_END_PIXELS;
  const before = lines.childElementCount;
  fillList(lines, [...shown, ...mine], (line) => line.key, () => fresh("tpl-line"), (row, line) => fillLine(row, line, model));
  if (lines.childElementCount !== before && (atEnd || mine.length)) lines.scrollTop = lines.scrollHeight;
  drawUnread(told, model);
  drawComposer(model);
}

/** The line may be told before its command is acknowledged. */
function arrived(mine, told, model) {
  const words = mine.text.trim();
  const stream = mine.to === "room" ? model.you.stream : mine.to;
  return told.some((line) => line.from === model.seat && line.audience === stream && line.text === words && line.at > mine.at - CLOCKS_DIFFER_SECONDS);
}

function fillLine(row, line, model) {
  setData(row, { n: line.n ?? "", you: yes(line.seat === model.seat), audience: line.audience.startsWith("room") ? "room" : line.audience, sending: yes(line.sending) });
  drawFace(row, model, line.seat);
  setText(slot(row, "at"), line.sending ? say("sending") : timeOfDay(line.at));
  setText(slot(row, "text"), line.text);
}

function drawUnread(told, model) {
  const others = told.filter((line) => line.from !== model.seat);
  if (readUpTo === null || watched()) readUpTo = others.length;
  const unread = Math.max(0, others.length - readUpTo);
  text("unread-count", unread ? number(unread) : "");
}

/** Where the phase closes the chat, students may still write to the facilitators, or to nobody. */
function drawComposer(model) {
  const limits = model.facilitator ? "open" : room.dataset.chat;
  const { to, text: field } = form.elements;
  const everybody = to.querySelector('[value="all"]');
  disable(everybody, limits !== "open");
  if (limits !== "open" && to.value === "all") to.value = "facilitators";
  const closed = limits === "closed";
  if (closed && document.activeElement !== field) disable(field, true);
  if (!closed) disable(field, false);
  field.dataset.placeholder ??= field.placeholder;
  setAttribute(field, "placeholder", closed ? say("chat_closed") : field.dataset.placeholder);
}
