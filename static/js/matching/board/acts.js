// Doing something: at once on the screen, then on the server, whose answer is what holds.
import { chipOf } from "#page/matching/board/card";
import { cardOf, draw, follow } from "#page/matching/board/cards";
import { foretell, show } from "#page/matching/board/figures";
import { take } from "#page/matching/board/store";
import { announce, say } from "#page/matching/board/words";
import { send } from "#page/matching/board/wire";
import { toast } from "#page/toasts";

const dialog = document.getElementById("rule-dialog");
let busy = Promise.resolve();

/** How long the last act took until the figures showed it, and until the server had confirmed it (milliseconds). */
export const timing = { shown: 0, confirmed: 0 };

/**
 * One act, after those before it. `people`: who is followed by the focus; `before`: what the screen shows at once.
 * Answers whether it was done.
 */
export function act(verb, values, options = {}) {
  const done = busy.then(() => perform(verb, values, options));
  busy = done.catch(() => false);
  return done;
}

async function perform(verb, values, { person = null, before = null } = {}) {
  const began = performance.now();
  before?.();
  timing.shown = before ? performance.now() - began : 0;
  const answer = await send(verb, values);
  if (!answer.ok) return refused(verb, values, { person }, answer);
  take(answer);
  timing.confirmed = performance.now() - began;
  if (!before) timing.shown = timing.confirmed;
  document.getElementById("board").dataset.confirmed = String(answer.version);
  announce(answer.said);
  if (person !== null) follow(person);
  return true;
}

async function refused(verb, values, options, answer) {
  if (answer.state) take(answer.state);
  else draw(), show();
  if (answer.refused.code === "needs_yes" && (await saidYes(answer.refused.text))) {
    return perform(verb, { ...values, anyway: "yes" }, options);
  }
  if (answer.refused.code !== "needs_yes") toast(answer.refused.text, "bad");
  else announce(say("cancelled"));
  if (options.person !== null) follow(options.person);
  return false;
}

/** The person sees the rule in words and decides. */
export function saidYes(text) {
  document.getElementById("rule-text").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

document.getElementById("rule-yes")?.addEventListener("click", () => dialog.close("yes"));

/** Shows a move before the server has answered: the chip sits in the other card and the figures are as foretold. */
export function showMove(person, target, effect) {
  const list = target ? cardOf(target)?.querySelector(".group__people") : document.getElementById("aside-people");
  list?.append(chipOf(person));
  foretell(effect);
}

export const movePerson = (person, target, effect, more = {}) =>
  act("move", { student: person, target: target || "", ...more }, { person, before: () => showMove(person, target, effect) });

export const swapPeople = (person, other, effect, more = {}) =>
  act("swap", { student: person, other, ...more }, { person, before: () => swapShown(person, other, effect) });

function swapShown(person, other, effect) {
  const [here, there] = [chipOf(person), chipOf(other)];
  const mark = document.createComment("");
  here.replaceWith(mark);
  there.replaceWith(here);
  mark.replaceWith(there);
  foretell(effect);
}
