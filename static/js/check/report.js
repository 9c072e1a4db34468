// What is told to the server, and only after the reader pressed: what this device carries and one word of trouble.
import { card, setWords } from "#page/check/lines";
import { say } from "#room/words";

const TOLD = document.getElementById("check-told");

export const token = () => card.dataset.token;
export const address = (name) => card.dataset[name];

/** A POST to one of the check's addresses (data-ways, data-result). An answer that is not there is not ok. */
export async function ask(name, values = {}) {
  const headers = { "X-CSRFToken": token() };
  try {
    const answer = await fetch(address(name), { method: "POST", headers, body: new URLSearchParams(values), signal: AbortSignal.timeout(8000) });
    return answer.redirected ? { ok: false } : answer;
  } catch {
    return { ok: false };
  }
}

let last = "";

/** Tells a result once; the same one again is not sent. */
export async function report({ carries, trouble }) {
  if (last === `${carries} ${trouble}`) return;
  last = `${carries} ${trouble}`;
  const answer = await ask("result", { carries, trouble });
  if (!answer.ok) last = "";
  const key = !answer.ok ? "told_failed" : trouble ? "told_needs_help" : "told_ready";
  setWords(TOLD, say(key, { trouble: trouble ? say(`trouble_${trouble}`) : "" }));
  document.getElementById("check-last")?.remove();
  document.getElementById("check-forget").hidden = !answer.ok;
}
