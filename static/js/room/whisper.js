// Lines between facilitators, in the console.
import { fillList, fresh, list, setData, setText, slot, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { number, timeOfDay } from "#room/words";
import { oneText, startForm } from "#room/writing";

let readUpTo = null;

export function startWhisper({ commands, keep }) {
  startForm(document.getElementById("whisper-form"), { verb: "whisper", commands, keep, ...oneText });
}

export function drawWhisper(model) {
  const told = model.linesOf("whisper");
  const box = list("whisper");
  const before = box.childElementCount;
  fillList(box, told, (line) => String(line.n), () => fresh("tpl-line"), (row, line) => fillLine(row, line, model));
  if (told.length !== before) box.scrollTop = box.scrollHeight;
  if (readUpTo === null || box.checkVisibility({ visibilityProperty: true })) readUpTo = told.length;
  const unread = told.length - readUpTo;
  text("whisper-unread", unread > 0 ? number(unread) : "");
  const calls = (model.view.help ?? []).filter((call) => call.taken_by === null).length;
  text("console-count", unread + calls > 0 ? number(unread + calls) : "");
}

function fillLine(row, line, model) {
  setData(row, { n: line.n, you: yes(line.from === model.seat), audience: "whisper" });
  drawFace(row, model, line.from);
  setText(slot(row, "at"), timeOfDay(line.at));
  setText(slot(row, "text"), line.text);
}
