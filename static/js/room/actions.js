// From clicks, forms and keys to commands. Markup: docs/explanation/design-system.md, "Commands".
import { toast } from "#page/toasts";
import { hearing } from "#room/announce";
import { checkFields, startCheck } from "#room/check";
import { startChime, switchSounds } from "#room/chime";
import { careFields } from "#room/care";
import { nextHand } from "#room/controls";
import { list, room, setAttribute, text } from "#room/dom";
import { startFloor } from "#room/floor";
import { pairsFields } from "#room/pairs";
import { nameOf } from "#room/people";
import { lasting } from "#room/prefs";
import { startPrivate } from "#room/private";
import { closeTopSheet, openRail } from "#room/sheets";

const byId = (id) => document.getElementById(id);
const TYPING = "input, textarea, select, [contenteditable]";

export function startActions({ model, commands, keep, leave, comeBack }) {
  const acts = {
    "come-back": comeBack,
    "write-to-facilitators": writeToFacilitators,
    "toggle-shortcut": (button) => toggle(button, "shortcut"),
    "toggle-hearing": (button) => toggle(button, "hearing"),
    "toggle-sounds": toggleSounds,
    ...startFloor({ model, commands }),
    ...startPrivate(keep),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-act], [data-hides]");
    if (!button || button.disabled) return;
    if (button.dataset.hides) hide(button.dataset.hides);
    closeMenu(button);
    if (button.dataset.act) acts[button.dataset.act]?.(button);
    if (button.dataset.do === "leave") leave();
    else if (button.dataset.do) commands.ask(button.dataset.do, fieldsOf(button, model));
  });
  startKeys(model, commands);
  startCheck(model, commands);
  startConsole(model, commands);
  startRemoval(model, commands);
  startComposer(commands, keep);
  startToggles();
  startChime(() => model.me?.muted === false);
}

/** Fields of a command from its button: minutes, reaction, or the seat of the row it stands in. */
function fieldsOf(button, model) {
  if (button.dataset.do === "confirm_here") return checkFields(model);
  const own = pairsFields(button, model) ?? careFields(button);
  if (own) return own;
  const { minutes, seconds, reaction, arg, reply } = button.dataset;
  if (minutes) return { minutes: Number(minutes) };
  if (seconds) return { seconds: Number(seconds) };
  if (reaction) return { reaction };
  if (arg === "speaker") return { who: model.speaker.seat };
  if (!arg) return {};
  const seat = Number(button.closest("[data-seat]").dataset.seat);
  return reply === undefined ? { [arg]: seat } : { [arg]: seat, reply: true };
}

function hide(id) {
  byId(id).hidden = true;
  byId("content").focus({ preventScroll: true });
}

function closeMenu(button) {
  const menu = button.closest("details[data-menu]");
  if (!menu || button.classList.contains("menu__toggle")) return; // a switch shows what it did
  menu.open = false;
  menu.querySelector("summary").focus();
}

function writeToFacilitators() {
  openRail("tab-chat");
  byId("chat-form").elements.to.value = "facilitators";
  byId("chat-text").focus();
}

// -- keys ---------------------------------------------------------------------------------------------------------

function startKeys(model, commands) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest?.("details[open]")) closeTopSheet();
    const letter = event.key.toLowerCase() === "h" && !(event.ctrlKey || event.metaKey || event.altKey || event.repeat);
    if (!letter || lasting("shortcut") === "off" || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (room.dataset.status === "live" && !model.you.speaking) commands.ask(model.you.queue_place === null ? "raise_hand" : "lower_hand");
  });
}

/** A single letter as a shortcut must be possible to switch off (WCAG 2.1.4). */
function startToggles() {
  hearing.little = lasting("hearing") === "off";
  for (const name of ["shortcut", "hearing"]) {
    for (const button of document.querySelectorAll(`[data-act="toggle-${name}"]`)) setAttribute(button, "aria-pressed", String(lasting(name) !== "off"));
  }
  for (const button of document.querySelectorAll('[data-act="toggle-sounds"]')) setAttribute(button, "aria-pressed", String(lasting("sounds") === "on"));
}

function toggleSounds(button) {
  switchSounds(button.getAttribute("aria-pressed") !== "true");
  startToggles();
}

function toggle(button, name) {
  lasting(name, button.getAttribute("aria-pressed") === "true" ? "off" : "on");
  startToggles();
}

// -- facilitators -------------------------------------------------------------------------------------------------

function startConsole(model, commands) {
  byId("give-next")?.addEventListener("click", () => {
    const hand = nextHand(model);
    if (hand) commands.ask("give_turn", { to: hand.seat });
  });
}

function startRemoval(model, commands) {
  const dialog = byId("remove-dialog");
  if (!dialog) return;
  let seat = null;
  list("people").addEventListener("click", (event) => {
    if (!event.target.closest('[data-opens="remove-dialog"]')) return;
    seat = Number(event.target.closest("[data-seat]").dataset.seat);
    text("remove-name", nameOf(model, seat));
  });
  byId("remove-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { reason, exchange } = event.target.elements;
    commands.ask("remove", { who: seat, reason: reason.value, exchange: exchange?.checked ?? false });
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    byId("remove-form").reset();
    const menu = list("people").querySelector(`[data-seat="${seat}"] details`);
    if (menu) menu.open = false;
    menu?.querySelector("summary").focus();
  });
}

// -- writing ------------------------------------------------------------------------------------------------------

function startComposer(commands, keep) {
  const form = byId("chat-form");
  const field = byId("chat-text");
  field.value = keep("draft") ?? "";
  field.addEventListener("input", () => keep("draft", field.value || null));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = field.value.trim();
    if (!words) return;
    commands.ask("say", { text: words, to: form.elements.to.value });
    field.value = "";
    keep("draft", null);
    field.focus();
  });
}

/** A text that was not taken goes back to where it was written. */
export function giveBack(texts, keep) {
  const field = byId("chat-text");
  if (field.value || !texts.length) return;
  field.value = texts.join("\n");
  keep("draft", field.value);
}

export const refusal = (frame) => toast(frame.text, frame.code === "try_again" ? "bad" : "info");
