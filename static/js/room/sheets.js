// What opens and closes: the rail (a sheet on a phone), the console, the prompt card, plain words.
import { select } from "#page/tabs";
import { room, setAttribute, setData } from "#room/dom";
import { startFolds } from "#room/folds";
import { lasting } from "#room/prefs";
import { promptKey } from "#room/prompts";

const NARROW = matchMedia("(max-width: 63.99rem)");
const WIDE = matchMedia("(min-width: 78rem)");
const byId = (id) => document.getElementById(id);
const [railOpen, consoleToggle, plainToggle] = ["rail-open", "console-toggle", "plain-toggle"].map(byId);
let promptPutAway = null; // the phase whose prompt was put away; the next phase shows its own

export function openRail(tab) {
  if (tab) select(byId(tab));
  if (!NARROW.matches) return;
  setConsole(false);
  setData(room, { sheet: "open" });
  setAttribute(railOpen, "aria-expanded", "true");
  room.querySelector('.rail [aria-selected="true"]').focus();
}

export function closeRail() {
  if (room.dataset.sheet !== "open") return false;
  setData(room, { sheet: "closed" });
  setAttribute(railOpen, "aria-expanded", "false");
  railOpen.focus();
  return true;
}

export function setConsole(open, { focus = false } = {}) {
  if (!consoleToggle) return;
  if (open && NARROW.matches) closeRail();
  setData(room, { console: open ? "open" : "closed" });
  setAttribute(consoleToggle, "aria-expanded", String(open));
  if (focus) (open ? byId("console-close") : consoleToggle).focus();
}

function toggleConsole() {
  const open = room.dataset.console !== "open";
  setConsole(open, { focus: true });
  if (!NARROW.matches) lasting("console", open ? "open" : "closed");
}

function closeConsole() {
  setConsole(false, { focus: true });
  if (!NARROW.matches) lasting("console", "closed");
}

/** Escape: the sheet on top, if any. Dialogs and menus close by themselves and come first. */
export function closeTopSheet() {
  if (!NARROW.matches || document.querySelector("dialog[open]")) return;
  if (!closeRail() && room.dataset.console === "open") setConsole(false, { focus: true });
}

export function drawPrompt(model) {
  const id = promptKey(model);
  setData(room, { prompt: id === null ? "none" : promptPutAway === id ? "away" : "open" });
  room.dataset.phase = id ?? "";
}

function putPrompt(away) {
  promptPutAway = away ? room.dataset.phase : null;
  setData(room, { prompt: away ? "away" : "open" });
  byId(away ? "prompt-open" : "prompt-close").focus();
}

function setPlain(plain) {
  setData(room, { words: plain ? "plain" : "full" });
  setAttribute(plainToggle, "aria-pressed", String(plain));
}

export function startSheets() {
  railOpen.addEventListener("click", () => openRail());
  byId("rail-close").addEventListener("click", closeRail);
  consoleToggle?.addEventListener("click", toggleConsole);
  byId("console-close")?.addEventListener("click", closeConsole);
  byId("prompt-close").addEventListener("click", () => putPrompt(true));
  byId("prompt-open").addEventListener("click", () => putPrompt(false));
  setPlain(lasting("words") === "plain");
  plainToggle.addEventListener("click", () => {
    const plain = room.dataset.words !== "plain";
    setPlain(plain);
    lasting("words", plain ? "plain" : "full");
  });
  startFolds();
  setConsole(WIDE.matches && lasting("console") !== "closed");
}
