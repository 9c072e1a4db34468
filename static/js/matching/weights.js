// What matters: a slider beside each number, its share of 100, and a bar of all shares.
// The numbers are the form; this only shows and moves them.
const SVG = "http://www.w3.org/2000/svg";
const TOP = 50; // most weights are small: the slider ends here, the number may go higher

for (const box of document.querySelectorAll("[data-weights]")) wire(box);

function wire(box) {
  const parts = [...box.querySelectorAll("[data-weight]")].map(row);
  const inside = (part) => part.row.closest("[data-weights-part]");
  const groups = [parts.filter((part) => !inside(part)), parts.filter(inside)];
  const draw = () => groups.forEach((group, number) => show(group, number === 0 ? box.querySelector("[data-weights-bar]") : null));
  for (const part of parts) part.changed = draw;
  draw();
}

function row(element) {
  const number = element.querySelector("[data-points]");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: Math.max(TOP, number.value), step: 1, value: number.value, tabIndex: -1 });
  // The number beside it does the same for a keyboard and a screen reader.
  slider.setAttribute("aria-hidden", "true");
  number.before(slider);
  const part = { row: element, number, share: element.querySelector("output"), changed: () => {} };
  slider.addEventListener("input", () => { number.value = slider.value; part.changed(); });
  number.addEventListener("input", () => { slider.value = number.value; part.changed(); });
  return part;
}

function show(group, bar) {
  const points = group.map((part) => Math.max(0, Number(part.number.value) || 0));
  const total = points.reduce((sum, value) => sum + value, 0);
  group.forEach((part, place) => { part.share.textContent = total ? `${Math.round((100 * points[place]) / total)} %` : "–"; });
  if (!bar) return;
  bar.removeAttribute("hidden");
  let start = 0;
  bar.replaceChildren(...points.map((value, place) => {
    const piece = document.createElementNS(SVG, "rect");
    const width = total ? (1000 * value) / total : 0;
    for (const [name, given] of Object.entries({ x: start, y: 0, width: Math.max(0, width - 4), height: 24, "data-region": place })) piece.setAttribute(name, given);
    start += width;
    return piece;
  }));
}
