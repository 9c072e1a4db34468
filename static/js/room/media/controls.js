// The buttons of the bar for microphone and camera, and the letters M and C for them.
import { tell } from "#room/announce";
import { room, setAttribute, setData, text } from "#room/dom";
import { lasting } from "#room/prefs";
import { say } from "#room/words";

const TYPING = "input, textarea, select, [contenteditable]";
const KINDS = { microphone: "mic", camera: "camera" };
const KEYS = { m: "microphone", c: "camera" };
const PRESSED = new Set(["on", "closed"]);
const TOLD = new Set(["on", "off", "closed", "hushed"]);
const buttonOf = (kind) => document.getElementById(KINDS[kind]);
const last = {};

export function startControls({ media, model, redraw }) {
  for (const kind of Object.keys(KINDS)) buttonOf(kind).addEventListener("click", () => press(kind, model, media, redraw));
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
  if (!media || model.media === "none" || media.carries === false) return "later";
  const own = media[kind];
  if (own === "on" && !may(kind, media)) return "closed";
  return own === "off" && media.hushed[kind] ? "hushed" : own;
}

function may(kind, media) {
  return media.limits[kind === "camera" ? "video" : "audio"] !== false;
}

export function drawMediaControls(model, media) {
  setData(room, { media: media && model.media !== "none" ? "on" : "later" });
  for (const kind of Object.keys(KINDS)) drawButton(kind, stateOf(kind, model, media), model);
}

function drawButton(kind, state, model) {
  const [button, name] = [buttonOf(kind), KINDS[kind]];
  setData(button, { state });
  setAttribute(button, "aria-pressed", String(PRESSED.has(state)));
  setAttribute(button, "aria-disabled", state === "later" ? "true" : null);
  text(`${name}-state`, say(`${name}_${state}`));
  text(`${name}-note`, noteOf(name, state, model));
  if (last[kind] !== undefined && last[kind] !== state && TOLD.has(state) && last[kind] !== "later") tell(say(`said_${name}_${state}`));
  last[kind] = state;
}

function noteOf(name, state, model) {
  if (state === "on" || state === "off") return "";
  return say(state === "later" && model.you.media === false ? "later_device" : `${name}_${state}_note`);
}
