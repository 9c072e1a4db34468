// The map of the cohort: a group that is chosen, pointed at or clicked has its members joined to their centre.
//
// A page that moves students tells the map with an event on its element ([data-cohort-map]):
//   new CustomEvent("cohort-map:seat", {detail: {student: "12", group: "g003"}})   group "" for nobody's
//   new CustomEvent("cohort-map:show", {detail: {group: "g003"}})
// and hears of a choice made on it by "cohort-map:chosen", {detail: {group}}.
const SVG = "http://www.w3.org/2000/svg";

for (const root of document.querySelectorAll("[data-cohort-map]")) wire(root);

export function wire(root) {
  const select = root.querySelector("[data-map-group]");
  const said = root.querySelector("[data-map-said]");
  const map = { root, select, said, whole: said.textContent, points: [...root.querySelectorAll("[data-student]")] };
  root.querySelector("[data-map-tools]").hidden = false;
  select.addEventListener("change", () => choose(map, select.value));
  for (const button of root.querySelectorAll("[data-map-step]")) {
    button.addEventListener("click", () => step(map, Number(button.dataset.mapStep)));
  }
  const places = root.querySelector("[data-map-points]");
  const groupAt = (event) => event.target.closest("[data-student]")?.dataset.group ?? "";
  places.addEventListener("pointerover", (event) => draw(map, groupAt(event) || select.value));
  places.addEventListener("pointerout", () => draw(map, select.value));
  places.addEventListener("click", (event) => choose(map, groupAt(event)));
  root.addEventListener("cohort-map:show", (event) => choose(map, event.detail.group));
  root.addEventListener("cohort-map:seat", (event) => seat(map, event.detail));
}

function step(map, by) {
  const { options, selectedIndex } = map.select;
  choose(map, options[(selectedIndex + by + options.length) % options.length].value);
}

function choose(map, group) {
  map.select.value = group;
  draw(map, group);
  say(map, group);
  map.root.dispatchEvent(new CustomEvent("cohort-map:chosen", { detail: { group } }));
}

function seat(map, { student, group }) {
  const point = map.points.find((one) => one.dataset.student === String(student));
  if (!point) return;
  point.dataset.group = group;
  draw(map, map.select.value);
}

function members(map, group) {
  return group ? map.points.filter((point) => point.dataset.group === group) : [];
}

function draw(map, group) {
  const inside = members(map, group);
  map.root.toggleAttribute("data-chosen", inside.length > 0);
  for (const point of map.points) point.toggleAttribute("data-inside", group !== "" && point.dataset.group === group);
  map.root.querySelector("[data-map-lines]").replaceChildren(...spokes(inside));
}

function spokes(inside) {
  const mean = (axis) => inside.reduce((sum, point) => sum + Number(point.dataset[axis]), 0) / inside.length;
  const [x, y] = [mean("x"), mean("y")];
  return inside.map((point) => {
    const line = document.createElementNS(SVG, "line");
    for (const [name, value] of Object.entries({ x1: x, y1: y, x2: point.dataset.x, y2: point.dataset.y })) line.setAttribute(name, value);
    return line;
  });
}

function say(map, group) {
  const inside = members(map, group);
  if (!inside.length) {
    map.said.textContent = map.whole;
    return;
  }
  const people = inside.map((point) => (point.dataset.country ? `${point.dataset.name} (${point.dataset.country})` : point.dataset.name));
  const regions = new Set(inside.map((point) => point.dataset.region)).size;
  const words = {
    group: map.select.selectedOptions[0]?.textContent ?? group,
    people: people.sort().join(", "),
    n: regions,
    all: map.root.querySelectorAll("ellipse").length,
  };
  const sentence = map.root.querySelector("[data-map-sentence]").content.textContent;
  map.said.textContent = sentence.replace(/\{(\w+)\}/g, (_whole, name) => words[name]);
}
