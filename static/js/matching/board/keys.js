// The board by keyboard: one stop of Tab a card's list, arrows inside it and on to the next card, Ctrl+Z and Ctrl+Y.
import { act } from "#page/matching/board/acts";
import { state } from "#page/matching/board/store";

const STEPS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, Home: "first", End: "last" };

function inList(event) {
  const chip = event.target.closest?.(".seat__chip");
  const step = chip && STEPS[event.key];
  if (step === undefined || step === null || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const list = chip.closest("ul");
  const chips = [...list.querySelectorAll(".seat__chip")];
  const place = step === "first" ? 0 : step === "last" ? chips.length - 1 : chips.indexOf(chip) + step;
  (chips[place] ?? beyond(list, step))?.focus();
}

/** The nearest chip of the card before or after. */
function beyond(list, step) {
  const lists = [...document.querySelectorAll(".tray__people, .group__people")].filter((one) => one.querySelector(".seat__chip"));
  const next = lists[lists.indexOf(list) + step];
  const chips = [...(next?.querySelectorAll(".seat__chip") ?? [])];
  return step > 0 ? chips[0] : chips.at(-1);
}

/** The chip that has the focus is the one that Tab comes back to. */
function remember(event) {
  const chip = event.target.closest?.(".seat__chip");
  if (!chip) return;
  for (const other of chip.closest("ul").querySelectorAll(".seat__chip")) other.tabIndex = other === chip ? 0 : -1;
}

function undoing(event) {
  const writes = event.target.matches?.("input, textarea, select");
  if (writes || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
  const letter = event.key.toLowerCase();
  const wanted = letter === "y" || (letter === "z" && event.shiftKey) ? "redo" : letter === "z" ? "undo" : "";
  if (!wanted) return;
  event.preventDefault();
  if (state[wanted]) act(wanted, {});
}

export function startKeys(board) {
  board.addEventListener("keydown", inList);
  board.addEventListener("focusin", remember);
  document.addEventListener("keydown", undoing);
}
