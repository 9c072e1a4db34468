// "Still here?": the question to who is asked, and to facilitators how many have answered. It closes itself.
import { tell } from "#room/announce";
import { chime } from "#room/chime";
import { serverNow } from "#room/clock";
import { room, setData, show, text } from "#room/dom";
import { lasting } from "#room/prefs";
import { number, say, seconds } from "#room/words";

const TYPING = "input, textarea, select, [contenteditable]";
// So often what is left is written anew: a number that runs would hurry people.
const STEP_SECONDS = 10;
let told = 0;
let answered = 0;

/** The check that waits for an answer of this page, or null. */
export function openCheck(model) {
  const check = model.you.check;
  const asked = check && check.n !== answered && room.dataset.status === "live" && serverNow() < check.ends_at;
  return asked ? check : null;
}

export function drawCheck(model) {
  const check = openCheck(model);
  setData(room, { check: check ? "open" : "none" });
  show(document.getElementById("check-card"), check !== null);
  if (check) drawQuestion(check);
  drawCount(model.view.check);
}

function drawQuestion(check) {
  const left = Math.max(STEP_SECONDS, Math.ceil((check.ends_at - serverNow()) / STEP_SECONDS) * STEP_SECONDS);
  text("check-left", say("check_left", { time: seconds(left) }));
  if (told === check.n) return;
  told = check.n;
  tell(say("said_check"), "alert");
  chime("check");
}

function drawCount(check) {
  show(document.getElementById("check-line"), Boolean(check));
  if (check) text("check-line", say("check_count", { answered: number(check.answered), asked: number(check.asked) }));
}

/** Fields of confirm_here. The card goes at once; a lost answer is sent again by itself. */
export function checkFields(model) {
  answered = model.you.check?.n ?? 0;
  return { check: answered };
}

/** Y says yes, where single letters are not switched off (WCAG 2.1.4). */
export function startCheck(model, commands) {
  document.addEventListener("keydown", (event) => {
    const yes = event.key.toLowerCase() === "y" && !(event.ctrlKey || event.metaKey || event.altKey || event.repeat);
    if (!yes || lasting("shortcut") === "off" || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (openCheck(model)) commands.ask("confirm_here", checkFields(model));
  });
}
