// The bar of figures: quality, its parts, rules and remarks; and the difference that a move would make.
import { onChange, state, warningsOf } from "#page/matching/board/store";
import { count, percent, say, signed, tenth } from "#page/matching/board/words";

const at = (id) => document.getElementById(id);
const parts = at("parts");

function makeParts() {
  const template = at("part-template").content.firstElementChild;
  parts.replaceChildren(
    ...state.components.map((component) => {
      const part = template.cloneNode(true);
      part.dataset.part = component.key;
      part.title = component.meaning;
      part.querySelector("dt").textContent = component.label;
      return part;
    }),
  );
}

function show() {
  if (parts.children.length !== state.components.length) makeParts();
  at("total").textContent = state.figures ? tenth(state.figures.total) : "–";
  at("total-small").textContent = at("total").textContent;
  at("figures-trouble").hidden = !state.trouble;
  at("figures-trouble").textContent = state.trouble ? say("no_figures", { why: state.trouble }) : "";
  for (const part of parts.children) {
    const value = state.figures?.[part.dataset.part] ?? 0;
    part.querySelector(".number").textContent = state.figures ? percent(value) : "–";
    part.querySelector(".part__bar span").style.inlineSize = `${Math.max(0, Math.min(100, 100 * value))}%`;
  }
  showCounts();
  compare(null);
}

function showCounts() {
  const hard = warningsOf(true);
  at("hard-count").textContent = count("hard", hard);
  at("hard-count").className = `chip ${hard ? "chip--bad" : "chip--good"}`;
  at("hard-count").disabled = !hard;
  const soft = warningsOf(false);
  at("soft-count").textContent = count("soft", soft);
  at("soft-count").className = `chip ${soft ? "chip--warm" : ""}`;
  at("soft-count").disabled = !soft;
  at("aside-chip").textContent = count("aside", state.aside.length);
  at("aside-chip").className = `chip ${state.aside.length ? "chip--warm" : ""}`;
}

/** Shows what would change (points of J and of each part); null takes it away. */
export function compare(effect) {
  mark(at("total-delta"), effect?.total);
  for (const part of parts.children) mark(part.querySelector(".delta"), effect?.[part.dataset.part]);
}

function mark(element, value) {
  const isNone = value === undefined || value === null || Math.abs(value) < 0.005;
  element.hidden = isNone;
  if (isNone) return;
  element.textContent = signed(value);
  element.dataset.way = value > 0 ? "up" : "down";
}

/** Until the server has answered, the figures are those that it foretold. */
export function foretell(effect) {
  if (!effect || !state.figures) return;
  at("total").textContent = at("total-small").textContent = tenth(state.figures.total + effect.total);
  for (const part of parts.children) {
    const value = state.figures[part.dataset.part] + (effect[part.dataset.part] ?? 0) / 100;
    part.querySelector(".number").textContent = percent(value);
  }
}

onChange(show);
export { show };
