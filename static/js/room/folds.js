// The groups of the console: what a facilitator opened or closed stays so; the last phase brings the closing with it.
import { lasting } from "#room/prefs";

const folds = [...document.querySelectorAll("[data-fold]")];
let closing = false;

export function startFolds() {
  for (const fold of folds) {
    const name = `fold.${fold.dataset.fold}`;
    const kept = lasting(name);
    if (kept) fold.open = kept === "open";
    // A click on the head comes before the change; keys click too.
    fold.querySelector("summary").addEventListener("click", () => lasting(name, fold.open ? "closed" : "open"));
  }
}

/** Opens whatever `element` is folded into. */
export function unfold(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

export function drawFolds(model) {
  const was = closing;
  closing = model.closing;
  if (closing && !was) for (const fold of folds) if (fold.dataset.fold === "closing") fold.open = true;
}
