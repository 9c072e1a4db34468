// All cards and the tray of people without a group, in the order and the choice that the filters ask for.
import { chipOf, fillCard, fillChip, fillScore, makeCard, oneTabStop } from "#page/matching/board/card";
import { groupBy, onChange, state } from "#page/matching/board/store";
import { chosen } from "#page/matching/board/filters";
import { count, say, whole } from "#page/matching/board/words";

const grid = document.getElementById("groups");
const tray = document.getElementById("aside");
const cards = new Map();

export const cardOf = (id) => cards.get(id);

/** Draws the cards of `ids` anew (null: all), and what every act changes. */
export function draw(ids = null) {
  for (const [id, card] of cards) {
    if (!groupBy(id)) card.remove(), cards.delete(id);
  }
  for (const group of state.groups) {
    if (!cards.has(group.id)) cards.set(group.id, makeCard(group)), fillCard(cards.get(group.id), group);
    else if (!ids || ids.has(group.id)) fillCard(cards.get(group.id), group);
    fillScore(cards.get(group.id), group);
  }
  drawTray();
  arrange();
}

function drawTray() {
  tray.hidden = !state.aside.length;
  document.getElementById("aside-count").textContent = whole(state.aside.length);
  const list = document.getElementById("aside-people");
  list.setAttribute("aria-label", say("aside_list"));
  list.replaceChildren(...state.aside.map(fillChip));
  oneTabStop(list);
}

/** Puts the chosen cards in order; elements that are in place are not touched. */
export function arrange() {
  const { groups, people, words } = chosen();
  const wanted = groups.map((group) => cards.get(group.id));
  const shown = new Set(wanted);
  for (const card of [...grid.children]) if (!shown.has(card)) card.remove();
  wanted.forEach((card, place) => {
    if (grid.children[place] !== card) grid.insertBefore(card, grid.children[place] ?? null);
  });
  for (const id of Object.keys(state.people)) chipOf(Number(id)).toggleAttribute("data-found", people.has(Number(id)));
  grid.toggleAttribute("data-finding", people.size > 0);
  const found = words ? ` · ${count("people_found", people.size)}` : "";
  document.getElementById("filters-count").textContent =
    count("groups_shown", state.groups.length, { shown: whole(groups.length) }) + found;
  document.getElementById("no-groups").hidden = groups.length > 0;
}

/** After a move: the focus goes along with the person, and the card comes into sight. */
export function follow(id) {
  const button = chipOf(id).firstElementChild;
  if (!button.isConnected) return;
  button.focus({ preventScroll: true });
  button.closest("article, section").scrollIntoView({ block: "nearest" });
  chipOf(id).animate?.([{ backgroundColor: "var(--warm-tint)" }, { backgroundColor: "transparent" }], { duration: 1500 });
}

onChange(draw);
