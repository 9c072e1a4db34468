// Dragging somebody with a mouse or a pen. Every card shows what dropping there would do; the one below says it in words.
// A finger scrolls the page instead: there a tap opens the list of places (sheet.js).
import { movePerson, swapPeople } from "#page/matching/board/acts";
import { cardOf } from "#page/matching/board/cards";
import { effectsOf, held, moves, swapInFull, swaps } from "#page/matching/board/effects";
import { compare } from "#page/matching/board/figures";
import { groupBy, groupOf, person, state } from "#page/matching/board/store";
import { pick } from "#page/matching/board/sheet";
import { fillEffect, shortEffect } from "#page/matching/board/told";
import { announce, say } from "#page/matching/board/words";
import { toast } from "#page/toasts";

const FAR_ENOUGH_PX = 6;
const EDGE_PX = 90;
const SCROLL_PX = 18;
const ghost = document.createElement("div");
ghost.className = "ghost";
ghost.hidden = true;
const drop = document.getElementById("aside-drop");

let drag = null; // {id, chip, x, y, moving, places: Map of targets, swaps: Map of people, over}

function begin(event) {
  const chip = event.target.closest(".seat__chip");
  if (!chip || chip.disabled || event.button !== 0 || event.pointerType === "touch") return;
  const id = Number(chip.parentElement.dataset.person);
  drag = { id, chip, x: event.clientX, y: event.clientY, moving: false, places: new Map(), swaps: new Map(), over: null };
}

function lift(event) {
  const why = held(drag.id);
  if (why) {
    toast(say("no_drop_locked", { group: why }), "info");
    return stop();
  }
  drag.moving = true;
  drag.chip.setPointerCapture?.(event.pointerId);
  document.body.append(ghost);
  ghost.hidden = false;
  ghost.replaceChildren(Object.assign(document.createElement("strong"), { textContent: person(drag.id).name }), effectBox());
  document.documentElement.toggleAttribute("data-dragging", true);
  drag.chip.parentElement.toggleAttribute("data-lifted", true);
  drop.hidden = groupOf(drag.id) === null;
  const asked = drag;
  effectsOf(drag.id).then((answer) => {
    if (drag !== asked || !answer.ok) return;
    for (const place of moves(drag.id, answer)) drag.places.set(place.target, place);
    for (const place of swaps(drag.id, answer)) drag.swaps.set(place.other, place);
    showOnCards();
    if (drag.over) hover(drag.over.element, drag.over.other);
  });
}

const effectBox = () => Object.assign(document.createElement("div"), { className: "ghost__effect" });

function showOnCards() {
  for (const group of state.groups) {
    const place = drag.places.get(group.id);
    const line = cardOf(group.id).querySelector(".group__effect");
    line.hidden = !place;
    if (!place) continue;
    line.textContent = shortEffect(place);
    cardOf(group.id).dataset.would = place.blocked || place.hard.length ? "hard" : (place.effect?.total ?? 0) < -0.005 ? "down" : "up";
  }
}

function moved(event) {
  if (!drag) return;
  if (!drag.moving) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_ENOUGH_PX) return;
    lift(event);
    if (!drag) return;
  }
  event.preventDefault();
  placeGhost(event);
  nearEdge(event.clientY);
  const below = document.elementFromPoint(event.clientX, event.clientY);
  const element = below?.closest("[data-target]") ?? null;
  const other = Number(below?.closest(".seat")?.dataset.person ?? 0);
  if (drag.over?.element !== element || drag.over?.other !== other) hover(element, other);
}

function placeGhost(event) {
  const right = event.clientX + ghost.offsetWidth + 24 > innerWidth;
  ghost.style.translate = `${right ? event.clientX - ghost.offsetWidth - 12 : event.clientX + 14}px ${Math.min(event.clientY + 14, innerHeight - ghost.offsetHeight - 8)}px`;
}

function nearEdge(y) {
  const bar = document.getElementById("figures").getBoundingClientRect().bottom;
  if (y > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
  else if (y < bar + EDGE_PX / 2) scrollBy(0, -SCROLL_PX);
}

function hover(element, other) {
  for (const marked of document.querySelectorAll("[data-over]")) marked.removeAttribute("data-over");
  drag.over = element && { element, other };
  const place = placeAt(element, other);
  if (!place) {
    ghost.lastElementChild.replaceChildren();
    return compare(null);
  }
  (place.kind === "swap" ? document.querySelector(`.seat[data-person="${other}"]`) : element).toggleAttribute("data-over", true);
  drag.place = place;
  tell(place);
  if (place.kind === "swap" && !place.full) complete(place);
}

function tell(place) {
  const box = ghost.lastElementChild;
  fillEffect(box, place, groupBy(place.target));
  const title = place.kind === "swap" ? say("swap_target", { name: person(place.other).name, group: groupBy(place.target).name }) : (groupBy(place.target)?.name ?? say("aside"));
  box.prepend(Object.assign(document.createElement("span"), { className: "ghost__where", textContent: title }));
  if (place.hard.length) box.append(Object.assign(document.createElement("p"), { className: "small soft", textContent: say("drop_rules") }));
  compare(place.effect);
}

async function complete(place) {
  place.full = true;
  const full = await swapInFull(drag.id, place.other);
  if (!full.ok) return;
  Object.assign(place, { effect: full.effect, hard: full.hard, soft: full.soft });
  if (drag?.place === place) tell(place);
}

/** On somebody's chip it is a swap, elsewhere on a card a move; at home it is nothing. */
function placeAt(element, other) {
  drag.place = null;
  if (!element) return null;
  const target = Number(element.dataset.target);
  if (target === (groupOf(drag.id)?.id ?? 0)) return null;
  return drag.swaps.get(other) ?? drag.places.get(target) ?? null;
}

function ended(event) {
  if (!drag) return;
  const { id, moving, place } = drag;
  stop();
  if (!moving) return;
  swallowClick();
  if (event.type === "pointercancel" || !place || place.blocked) return announce(say("cancelled"));
  if (place.hard.length) pick(id, { kind: place.kind, target: place.target, other: place.other });
  else if (place.kind === "swap") swapPeople(id, place.other, place.effect);
  else movePerson(id, place.target, place.effect);
}

/** The click that the browser makes of letting go must not open the sheet. */
function swallowClick() {
  const swallow = (event) => event.stopPropagation();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
}

function stop() {
  if (drag?.moving) {
    drag.chip.parentElement.removeAttribute("data-lifted");
    for (const marked of document.querySelectorAll("[data-over]")) marked.removeAttribute("data-over");
    for (const group of state.groups) {
      cardOf(group.id).querySelector(".group__effect").hidden = true;
      delete cardOf(group.id).dataset.would;
    }
  }
  drag = null;
  ghost.hidden = true;
  document.documentElement.removeAttribute("data-dragging");
  drop.hidden = true;
  compare(null);
}

export function startDrag(board) {
  board.addEventListener("pointerdown", begin);
  addEventListener("pointermove", moved, { passive: false });
  addEventListener("pointerup", ended);
  addEventListener("pointercancel", ended);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.moving) return;
    stop();
    announce(say("cancelled"));
  });
  board.addEventListener("dragstart", (event) => event.preventDefault());
}
