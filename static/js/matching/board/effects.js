// What each place would do to the figures: one question when somebody is picked up, then at hand for every target.
import { groupBy, groupOf, isKept, state } from "#page/matching/board/store";
import { ask } from "#page/matching/board/wire";
import { known, say } from "#page/matching/board/words";

let kept = null; // {person, version, answer: Promise}

/** Starts asking, or joins what was asked already for this person and version. */
export function effectsOf(person) {
  if (kept?.person !== person || kept.version !== state.version) {
    kept = { person, version: state.version, answer: ask("effects/", { student: person }) };
    const asked = kept;
    kept.answer.then((answer) => {
      if (!answer.ok && kept === asked) kept = null;
    });
  }
  return kept.answer;
}

/** Places for a move, best first: {kind: "move", target, effect, hard, soft, blocked}. */
export function moves(person, answer) {
  const targets = Object.entries(answer.moves).map(([key, one]) => {
    const target = Number(key);
    return { kind: "move", target, blocked: groupBy(target)?.locked ?? false, ...one };
  });
  return targets.filter((one) => one.target === 0 || groupBy(one.target)).toSorted(better);
}

/** People to swap with, best first; those whom a rule forbids last. */
export function swaps(person, answer) {
  const found = Object.entries(answer.swaps).map(([key, one]) => {
    const allowed = typeof one === "number";
    const hard = allowed ? [] : one.map((code) => (known(`rule_${code}`) ? say(`rule_${code}`) : code));
    return { kind: "swap", other: Number(key), target: groupOf(Number(key))?.id, effect: allowed ? { total: one } : null, hard, soft: [], blocked: false };
  });
  return found.filter((one) => one.target).toSorted(better);
}

const better = (one, other) =>
  Number(one.blocked) - Number(other.blocked) ||
  Number(one.target === 0) - Number(other.target === 0) ||
  Number(one.hard.length > 0) - Number(other.hard.length > 0) ||
  one.hard.length - other.hard.length ||
  (other.effect?.total ?? -99) - (one.effect?.total ?? -99);

/** Every sentence and every part of one swap. */
export const swapInFull = (person, other) => ask("effects/", { student: person, other });

/** Why somebody cannot be picked up, or "". */
export function held(person) {
  if (isKept(person)) return state.people[person].name;
  const home = groupOf(person);
  return home?.locked ? home.name : "";
}
