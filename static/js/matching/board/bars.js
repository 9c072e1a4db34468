// Pictures of what a group is made of: a thick bar for the group, a thin one above it for everybody.
import { state } from "#page/matching/board/store";
import { percent, say, whole } from "#page/matching/board/words";

const template = document.getElementById("mix-template");
const GAP = 0.6; // percent of the bar between two parts, so that neighbours can be told apart

function gradient(counts) {
  const total = counts.reduce((sum, one) => sum + one, 0);
  if (!total) return "none";
  const stops = [];
  let at = 0;
  counts.forEach((count, part) => {
    if (!count) return;
    const end = at + (100 * count) / total;
    const edge = end < 99.9 ? end - GAP : end;
    stops.push(`var(--part-${part}) ${at.toFixed(2)}% ${edge.toFixed(2)}%`);
    if (edge < end) stops.push(`var(--part-gap) ${edge.toFixed(2)}% ${end.toFixed(2)}%`);
    at = end;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** "NL 3, IT 2" */
function inWords(family, counts, asShare) {
  const total = counts.reduce((sum, one) => sum + one, 0) || 1;
  return counts
    .map((count, part) => (count ? `${family.parts[part]} ${asShare ? percent(count / total) : whole(count)}` : ""))
    .filter(Boolean)
    .join(", ");
}

/** The bars of everybody are the same on each card: set once, as values that the style sheet uses. */
export function drawWhole() {
  for (const family of state.families) {
    document.documentElement.style.setProperty(`--all-${family.key}`, gradient(family.all));
  }
}

export function fillMix(element, group) {
  if (element.children.length !== state.families.length) {
    element.replaceChildren(...state.families.map(() => template.content.firstElementChild.cloneNode(true)));
  }
  state.families.forEach((family, place) => {
    const row = element.children[place];
    const counts = group.mix[place];
    const text = counts.join();
    if (row.dataset.counts === text) return;
    Object.assign(row.dataset, { counts: text, family: family.key });
    const parts = inWords(family, counts, false);
    row.setAttribute("aria-label", say("mix_alone", { label: family.label, parts }));
    row.title = say("mix_title", { label: family.label, parts, all: inWords(family, family.all, true) });
    row.querySelector(".mix__label").textContent = family.label;
    row.querySelector(".mix__own").style.backgroundImage = gradient(counts);
  });
}

export function fillLegend(element) {
  for (const family of state.families) {
    const title = Object.assign(document.createElement("h3"), { textContent: family.label, className: "legend-panel__name" });
    const list = Object.assign(document.createElement("ul"), { className: "legend" });
    family.parts.forEach((part, place) => {
      const item = document.createElement("li");
      const key = Object.assign(document.createElement("span"), { className: "legend__key" });
      key.style.background = `var(--part-${place})`;
      item.append(key, `${part} ${whole(family.all[place])}`);
      list.append(item);
    });
    element.append(title, list);
  }
}
