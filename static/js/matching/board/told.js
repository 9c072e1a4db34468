// An effect in words: what a move would do to each part of the quality, and which rules and remarks it brings.
import { state } from "#page/matching/board/store";
import { apart, say, signed } from "#page/matching/board/words";

const fresh = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const SMALL = 0.005;

function made(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

/** Fills `element` with the effect of `place` {effect, hard, soft, blocked}. */
export function fillEffect(element, place, group) {
  element.replaceChildren();
  const warnings = made("ul", "group__warnings");
  warnings.setAttribute("role", "list");
  if (place.blocked) warnings.append(warning("hard-template", say("no_drop_locked", { group: group.name })));
  for (const text of place.hard) warnings.append(warning("hard-template", text));
  for (const text of place.soft) warnings.append(warning("soft-template", text));
  if (place.effect) element.append(parts(place.effect));
  if (warnings.children.length) element.append(warnings);
}

function warning(template, text) {
  const item = fresh(template);
  item.lastElementChild.textContent = text;
  return item;
}

function parts(effect) {
  const list = made("ul", "effects");
  list.setAttribute("role", "list");
  list.append(part(say("effect", { effect: signed(effect.total) }), effect.total, "effects__total"));
  for (const component of state.components) {
    const value = effect[component.key];
    if (value !== undefined && Math.abs(value) >= SMALL) {
      list.append(part(`${component.label} ${apart(signed(value))}`, value, ""));
    }
  }
  return list;
}

function part(text, value, className) {
  const item = made("li", `effects__part ${className}`, text);
  item.dataset.way = value > SMALL ? "up" : value < -SMALL ? "down" : "";
  return item;
}

/** A short line for a card: the figure, and whether rules are broken. */
export function shortEffect(place) {
  const figure = place.effect ? signed(place.effect.total) : "–";
  if (place.blocked) return say("locked");
  return place.hard.length ? `${figure} · ${say("breaks")}` : figure;
}
