// One person picked up by key, click or tap: a list of places sorted by what they would do, shown before it is done.
import { act, movePerson, swapPeople } from "#page/matching/board/acts";
import { effectsOf, held, moves, swapInFull, swaps } from "#page/matching/board/effects";
import { compare } from "#page/matching/board/figures";
import { groupBy, groupOf, isKept, person } from "#page/matching/board/store";
import { fillEffect } from "#page/matching/board/told";
import { announce, count, language, say, signed, whole } from "#page/matching/board/words";

const at = (id) => document.getElementById(id);
const sheet = at("person-sheet");
const words = at("target-words");
const list = at("targets");
const template = at("target-template")?.content.firstElementChild;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
const SHOWN_MOST = 120;

let picked = null;
let way = "move";
let answer = null;
let places = [];
let chosen = -1;

/** Opens the sheet of a person; `wanted`: a place {kind, target, other} to begin at. */
export async function pick(id, wanted = null) {
  if (!sheet || sheet.open) return;
  [picked, answer, places, chosen] = [id, null, [], -1];
  way = wanted?.kind ?? "move";
  words.value = at("person-why").value = "";
  fillPerson();
  list.replaceChildren(note(say("asking")));
  at("effect").replaceChildren();
  sheet.showModal();
  toWords();
  announce(say("picked", { name: person(id).name }));
  const found = await effectsOf(id);
  if (picked !== id || !sheet.open) return;
  if (!found.ok) return list.replaceChildren(note(found.refused.text));
  answer = found;
  fillPlaces(wanted);
}

/** With a finger the list comes first: the field would bring up the keyboard of the screen. */
function toWords() {
  (matchMedia("(pointer: coarse)").matches ? at("person-name") : words).focus({ preventScroll: true });
}

function fillPerson() {
  const one = person(picked);
  const home = groupOf(picked);
  at("person-name").textContent = one.name;
  const levels = Object.entries(one.levels).map(([code, level]) => `${code} ${level}`).join(", ");
  const time = home?.times[one.zone];
  const own = time ? say("own_time", { time, zone: one.zone }) : one.zone;
  at("person-facts").textContent = [home?.name ?? say("aside"), one.country, one.institution, one.subject, one.first, levels, own]
    .filter(Boolean)
    .join(" · ");
  const lock = at("person-lock");
  lock.hidden = !home;
  lock.setAttribute("aria-pressed", String(isKept(picked)));
  lock.lastElementChild.textContent = isKept(picked) ? say("unlock_person") : say("lock_person");
  at("way-swap").disabled = !home;
  at("person-do").disabled = true;
  at("person-do").textContent = way === "swap" ? say("swap_these") : say("move_here");
}

function fillPlaces(wanted = null) {
  for (const name of ["move", "swap"]) at(`way-${name}`).setAttribute("aria-pressed", String(way === name));
  const all = way === "swap" ? swaps(picked, answer) : moves(picked, answer);
  const asked = folded(words.value.trim());
  places = all.filter((place) => !asked || folded(label(place)).includes(asked)).slice(0, SHOWN_MOST);
  list.replaceChildren(...(places.length ? places.map(option) : [note(say("found_none"))]));
  const begin = wanted ? places.findIndex((place) => place.target === wanted.target && place.other === wanted.other) : 0;
  choose(places.length ? Math.max(0, begin) : -1);
}

function label(place) {
  if (place.kind === "swap") return say("swap_target", { name: person(place.other).name, group: groupBy(place.target).name });
  if (place.target === 0) return say("aside");
  const group = groupBy(place.target);
  return count("target", group.members.length, { group: group.name, time: group.time });
}

function standing(place) {
  if (place.blocked) return say("no_drop_locked", { group: groupBy(place.target).name });
  if (place.hard.length) return say("breaks");
  return place.soft.length ? say("remarks") : "";
}

function option(place, number) {
  const item = template.cloneNode(true);
  const [what, when, effect] = item.children;
  item.id = `place-${number}`;
  item.dataset.number = number;
  const group = groupBy(place.target);
  what.textContent = place.kind === "swap" ? person(place.other).name : (group?.name ?? say("aside"));
  when.textContent = place.kind === "swap" ? group.name : group ? `${group.time} · ${whole(group.members.length)}` : "";
  effect.textContent = place.effect ? signed(place.effect.total) : "–";
  effect.dataset.way = place.effect ? (place.effect.total < -0.005 ? "down" : place.effect.total > 0.005 ? "up" : "") : "";
  item.dataset.standing = place.blocked ? "locked" : place.hard.length ? "hard" : place.soft.length ? "soft" : "free";
  const quality = place.effect ? say("effect", { effect: signed(place.effect.total) }) : say("no_effect");
  item.setAttribute("aria-label", [label(place), quality, standing(place)].filter(Boolean).join(". "));
  item.setAttribute("aria-disabled", String(place.blocked));
  return item;
}

function note(text, tag = "li") {
  return Object.assign(document.createElement(tag), { className: "soft small targets__note", textContent: text });
}

function choose(number) {
  chosen = number;
  for (const item of list.querySelectorAll("[role=option]")) {
    item.setAttribute("aria-selected", String(Number(item.dataset.number) === number));
  }
  const place = places[number];
  if (!place) {
    words.removeAttribute("aria-activedescendant");
    at("person-do").disabled = true;
    at("effect").replaceChildren();
    return compare(null);
  }
  words.setAttribute("aria-activedescendant", `place-${number}`);
  at(`place-${number}`).scrollIntoView({ block: "nearest" });
  tellPlace(place);
  if (place.kind === "swap" && !place.full) completeSwap(place);
}

function tellPlace(place) {
  fillEffect(at("effect"), place, groupBy(place.target));
  compare(place.effect);
  const button = at("person-do");
  button.disabled = place.blocked || Boolean(held(picked));
  const plain = place.kind === "swap" ? say("swap_these") : say("move_here");
  button.textContent = place.hard.length ? say("move_anyway") : plain;
  button.classList.toggle("button--danger", place.hard.length > 0);
  button.classList.toggle("button--primary", !place.hard.length);
  if (held(picked)) at("effect").prepend(note(say("no_drop_locked", { group: held(picked) }), "p"));
}

/** The list of swaps knows one figure and short words; the chosen one is told in full. */
async function completeSwap(place) {
  place.full = true;
  const full = await swapInFull(picked, place.other);
  if (!full.ok) return;
  Object.assign(place, { effect: full.effect, hard: full.hard, soft: full.soft });
  if (places[chosen] === place && sheet.open) tellPlace(place);
}

async function drop() {
  const place = places[chosen];
  if (!place || at("person-do").disabled) return;
  const [id, more] = [picked, { reason: at("person-why").value.trim() }];
  if (place.hard.length) more.anyway = "yes";
  close();
  if (place.kind === "swap") await swapPeople(id, place.other, place.effect, more);
  else await movePerson(id, place.target, place.effect, more);
}

function close() {
  picked = null;
  compare(null);
  sheet.close();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

function onKey(event) {
  if (event.key === "Enter") {
    event.preventDefault();
    drop();
  } else if (event.key in STEPS && places.length) {
    event.preventDefault();
    choose(Math.max(0, Math.min(places.length - 1, chosen + STEPS[event.key])));
  }
}

async function lock() {
  const id = picked;
  const locked = isKept(id) ? "no" : "yes";
  if (!(await act("lock", { student: id, locked }))) return;
  if (picked !== id) return;
  fillPerson();
  const found = await effectsOf(id);
  if (picked === id && found.ok) (answer = found), fillPlaces();
}

export function startSheet() {
  if (!sheet) return;
  words.addEventListener("keydown", onKey);
  words.addEventListener("input", () => answer && fillPlaces());
  at("person-why").addEventListener("keydown", (event) => event.key === "Enter" && drop());
  at("person-do").addEventListener("click", drop);
  at("person-lock").addEventListener("click", lock);
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(Number(item.dataset.number)), toWords();
  });
  list.addEventListener("dblclick", drop);
  for (const name of ["move", "swap"]) {
    at(`way-${name}`).addEventListener("click", () => {
      way = name;
      if (answer) fillPlaces();
      toWords();
    });
  }
  sheet.addEventListener("close", () => {
    compare(null);
    if (picked === null) return;
    announce(say("cancelled"));
    picked = null;
  });
}

export const isOpen = () => Boolean(sheet?.open);
