// The facilitator's console: who leads, what is next, the floor, notes of the phase.
import { drawFolds } from "#room/folds";
import { fillList, list, room, setData, setText, text } from "#room/dom";
import { FACILITATORS, nameOf } from "#room/people";
import { drawTalk } from "#room/talk";
import { names, say } from "#room/words";

const order = document.getElementById("queue-order");

export function drawConsole(model) {
  setData(room, { leading: model.you.leading ? "yes" : "no" });
  if (!model.facilitator) return;
  text("lead-line", leadLine(model));
  drawNotes(model.phaseWords);
  drawFolds(model);
  drawTalk(model);
  if (document.activeElement !== order) order.value = model.view.order;
}

function leadLine(model) {
  const { lead } = model.view;
  if (lead === null) return say("lead_none");
  if (lead !== model.seat) return say("lead_other", { names: names([nameOf(model, lead)]) });
  const others = model.people.filter((person) => FACILITATORS.includes(person.role) && person.here && person.seat !== lead);
  return others.length ? say("lead_me_with", { names: names(others.map((person) => nameOf(model, person.seat))) }) : say("lead_me");
}

function drawNotes(words) {
  const notes = [...(words?.notes ?? []), words?.if_small].filter(Boolean);
  const make = () => Object.assign(document.createElement("li"), { dir: "auto" });
  fillList(list("notes-for-me"), notes, (note) => note, make, setText);
}
