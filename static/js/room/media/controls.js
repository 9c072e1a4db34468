// The buttons for microphone and camera, in the bar and before the start, and the letters M and C for them.
import { toast } from "#page/toasts";
import { tell } from "#room/announce";
import { room, setAttribute, setData, text } from "#room/dom";
import { lasting } from "#room/prefs";
import { has, say } from "#room/words";

const TYPING = "input, textarea, select, [contenteditable]";
const KINDS = { microphone: "mic", camera: "camera" };
const KEYS = { m: "microphone", c: "camera" };
const PRESSED = new Set(["on", "closed"]);
const SAID = new Set(["on", "off"]); // by the own press: for who does not see the button
const SHOWN = new Set(["closed", "hushed"]); // by somebody else: for everybody
const buttonsOf = (kind) => document.querySelectorAll(`[data-turn="${kind}"]`);
// The room's word on a camera comes a moment after the press: until then it is on, and nobody is told of a rule.
const SETTLED_MS = 1500;
const last = {};
const closedSince = { microphone: null, camera: null };

export function startControls({ media, model, redraw }) {
  for (const kind of Object.keys(KINDS)) {
    for (const button of buttonsOf(kind)) button.addEventListener("click", () => press(kind, model, media, redraw));
  }
  document.addEventListener("keydown", (event) => {
    const kind = KEYS[event.key.toLowerCase()];
    if (!kind || event.ctrlKey || event.metaKey || event.altKey || event.repeat || lasting("shortcut") === "off") return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]") || room.dataset.status !== "live") return;
    press(kind, model, media, redraw);
  });
}

function press(kind, model, media, redraw) {
  const state = stateOf(kind, model, media);
  if (state === "later" || state === "asking") return;
  turn(media, kind, !PRESSED.has(state));
  redraw();
}

export const turn = (media, kind, on) => (kind === "camera" ? media.setCamera(on) : media.setMicrophone(on));

/** later (no sound here), off, on, asking, problem, closed (on, and may not be sent now), hushed (a facilitator's act). */
export function stateOf(kind, model, media) {
  if (model.media === "none" || media.carries === false || media.limits.why === "role") return "later";
  const own = media[kind];
  if (own === "on" && isClosed(kind, media)) return "closed";
  return own === "off" && media.hushed[kind] ? "hushed" : own;
}

function isClosed(kind, media) {
  const now = performance.now();
  closedSince[kind] = may(kind, media) || media[kind] !== "on" ? null : (closedSince[kind] ?? now);
  return closedSince[kind] !== null && now - closedSince[kind] > SETTLED_MS;
}

function may(kind, media) {
  return media.limits[kind === "camera" ? "video" : "audio"] !== false;
}

export function drawMediaControls(model, media) {
  setData(room, { media: model.media !== "none" ? "on" : "later" });
  for (const kind of Object.keys(KINDS)) drawButton(kind, stateOf(kind, model, media), media);
}

function drawButton(kind, state, media) {
  const name = KINDS[kind];
  for (const button of buttonsOf(kind)) {
    setData(button, { state });
    setAttribute(button, "aria-pressed", String(PRESSED.has(state)));
    setAttribute(button, "aria-disabled", state === "later" ? "true" : null);
  }
  text(`${name}-state`, say(`${name}_${state}`));
  text(`${name}-note`, noteOf(name, state, media));
  if (last[kind] && last[kind] !== "later" && last[kind] !== state) tellChange(name, state);
  last[kind] = state;
}

function tellChange(name, state) {
  if (SAID.has(state)) tell(say(`said_${name}_${state}`));
  if (SHOWN.has(state)) toast(say(`said_${name}_${state}`));
}

/** What a screen reader adds to the button; nothing where on and off say it all. */
function noteOf(name, state, media) {
  if (state === "on" || state === "off") return "";
  const why = `later_${media.limits.why}`;
  return say(state === "later" && has(why) ? why : `${name}_${state}_note`);
}
