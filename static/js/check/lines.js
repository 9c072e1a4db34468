// The lines of the check: each has a level (waiting, ok, warn, block, unknown), a sentence and what helps.
import { say } from "#room/words";

export const card = document.getElementById("check");

export function tell(key, level, text, fix = "") {
  const line = card.querySelector(`[data-check="${key}"]`);
  line.dataset.level = level;
  setWords(line.querySelector('[data-slot="text"]'), text);
  const place = line.querySelector('[data-slot="fix"]');
  setWords(place, fix);
  place.hidden = !fix;
  return level;
}

/** Nothing is written twice: a screen reader would say it twice. */
export function setWords(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** `key` names the sentence; `state` (checking, good, note, bad) the colour. */
export function conclude(state, key = state, values = {}) {
  card.dataset.verdict = state;
  setWords(document.getElementById("check-verdict"), say(`verdict_${key}`, values));
}
