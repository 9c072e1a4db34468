// Notes that the group shares and keeps: lines that only grow. Those of earlier sessions are in the page already.
import { fillList, fresh, list, setData, setText, slot, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { number, timeOfDay } from "#room/words";
import { oneText, startForm } from "#room/writing";

const panel = document.getElementById("panel-notes");
const kept = panel?.querySelector(".kept");
let readUpTo = null;

export function startNotes({ commands, keep }) {
  startForm(document.getElementById("note-form"), { verb: "write_note", commands, keep, ...oneText });
}

export function drawNotes(model) {
  const notes = model.linesOf("notes");
  const before = list("notes").childElementCount;
  fillList(list("notes"), notes, (line) => String(line.n), () => fresh("tpl-line"), (row, line) => fillNote(row, line, model));
  if (notes.length > before && notes.at(-1).from === model.seat) list("notes").lastElementChild.scrollIntoView({ block: "nearest" });
  if (readUpTo === null || kept.checkVisibility({ visibilityProperty: true })) readUpTo = notes.length;
  const unread = notes.length - readUpTo;
  text("notes-unread", unread > 0 ? number(unread) : "");
  document.getElementById("note-form").hidden = !model.may("write_note");
}

function fillNote(row, line, model) {
  setData(row, { n: line.n, you: yes(line.from === model.seat), audience: "notes" });
  drawFace(row, model, line.from);
  setText(slot(row, "at"), timeOfDay(line.at));
  setText(slot(row, "text"), line.text);
}
