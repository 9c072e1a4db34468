// "Keep the interpreter in view": who interprets and shows a camera stays large beside the speaker, for who wants it.
import { tell } from "#room/announce";
import { room, setAttribute, show } from "#room/dom";
import { lasting } from "#room/prefs";
import { say } from "#room/words";

const TYPING = "input, textarea, select, [contenteditable]";
const choice = document.getElementById("keep-interpreter");
const isOn = () => lasting("interpreter") === "on";

export function startInterpreter({ model, redraw }) {
  const turn = (on) => {
    lasting("interpreter", on ? "on" : "off");
    tell(say(on ? "said_interpreter_kept" : "said_interpreter_free"));
    redraw();
  };
  choice.addEventListener("change", () => turn(choice.checked));
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "i" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (lasting("shortcut") === "off" || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (room.dataset.status === "live" && interpreters(model.people).length) turn(!isOn());
  });
}

const interpreters = (people) => people.filter((person) => person.role === "interpreter");

/** The seat to keep large, or null: of several the first who shows a camera, so that they can take turns. */
export function keptInterpreter(people) {
  return isOn() ? (interpreters(people).find((person) => person.camera)?.seat ?? null) : null;
}

export function drawInterpreter(model) {
  show(document.getElementById("keep-interpreter-field"), interpreters(model.people).length > 0);
  if (choice.checked !== isOn()) choice.checked = isOn();
  setAttribute(choice, "aria-keyshortcuts", lasting("shortcut") === "off" ? null : "i");
}
