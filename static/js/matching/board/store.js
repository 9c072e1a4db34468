// What the page knows of the board: as it came with the page, then as each answer of the server changed it.
export const board = document.getElementById("board");
export const state = JSON.parse(document.getElementById("board-state").textContent);
export const isPublished = board.hasAttribute("data-published");

const listeners = [];
export const onChange = (listener) => listeners.push(listener);

export const groupOf = (person) => state.groups.find((group) => group.members.includes(person)) ?? null;
export const groupBy = (id) => state.groups.find((group) => group.id === id) ?? null;
export const person = (id) => state.people[id];
export const isKept = (id) => groupOf(id)?.kept.includes(id) ?? false;
export const warningsOf = (hard) => state.groups.flatMap((group) => group.warnings).filter((one) => one.hard === hard).length;

/** Groups that a facilitator leads. */
export const ledBy = (facilitator) => state.groups.filter((group) => group.leader === facilitator).length;

/** An answer to an act, or the newest whole board; tells who draws which groups changed (null: all). */
export function take(answer) {
  const isWhole = "people" in answer;
  const { groups, gone = [], ...rest } = answer;
  Object.assign(state, rest);
  if (isWhole) state.groups = groups;
  else {
    const fresh = new Map(groups.map((group) => [group.id, group]));
    const kept = state.groups.filter((group) => !gone.includes(group.id)).map((group) => fresh.get(group.id) ?? group);
    const there = new Set(kept.map((group) => group.id));
    state.groups = [...kept, ...groups.filter((group) => !there.has(group.id))];
  }
  for (const listener of listeners) listener(isWhole ? null : new Set(groups.map((group) => group.id)));
}
