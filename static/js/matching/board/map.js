// Keeps the map of the cohort in step with the board, and leads from a group on the map to its card.
import { onChange, state } from "#page/matching/board/store";

const map = document.querySelector("[data-cohort-map]");

function seatAll(groups) {
  for (const group of state.groups) {
    if (groups && !groups.has(group.id)) continue;
    for (const student of group.members) tell({ student, group: String(group.id) });
  }
  for (const student of state.aside) tell({ student, group: "" });
}

const tell = (detail) => map.dispatchEvent(new CustomEvent("cohort-map:seat", { detail }));

map.addEventListener("cohort-map:chosen", ({ detail }) => {
  for (const card of document.querySelectorAll(".group")) {
    card.toggleAttribute("data-shown", card.dataset.group === detail.group);
  }
});

onChange(seatAll);
