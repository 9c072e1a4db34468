// The plan: a row of phases with the current one, minutes left and drift; the prompt; the list in the dialog.
import { fillList, fresh, list, room, setAttribute, setData, setText, slot, text } from "#room/dom";
import { drawPromptWords } from "#room/prompts";
import { turnLeft } from "#room/stage";
import { planNow } from "#room/standing";
import { apart, minutes, number, say } from "#room/words";

const SOON_SECONDS = 60;
const WEIGHT_MINUTES = 4.5; // so many minutes are one step of width, at most six

/** Seconds left in the phase; while paused the clock stands. Null without a plan. */
export function phaseLeft(model) {
  const phase = model.phase;
  return phase && phase.ends_at - Math.max(phase.started_at, planNow(model));
}

/** "6 minutes left", "less than a minute left", "paused", "time is over". */
export function leftWords(model, display = "short") {
  const left = phaseLeft(model);
  if (left === null) return "";
  if (model.phase.paused_at !== null) return say("time_paused");
  if (model.view.quiet_until !== null) return say("time_quiet");
  if (left <= 0) return say("time_over");
  return left < SOON_SECONDS ? say("time_left_short") : say("time_left", { time: minutes(Math.ceil(left / 60), display) });
}

export function drawPlan(model) {
  const phases = model.plan?.phases ?? [];
  const words = model.phaseWords;
  const index = model.phase?.index ?? -1;
  const items = phases.map((phase, place) => ({ ...phase, place, state: place < index ? "done" : place === index ? "now" : "next" }));
  fillList(list("plan"), items, (item) => item.id, () => fresh("tpl-step"), (step, item) => fillStep(step, item, model));
  fillList(list("agenda"), items, (item) => item.id, () => fresh("tpl-agenda"), fillAgenda);
  text("phase-title", words?.title ?? say("no_plan"));
  text("phase-number", index < 0 ? "" : say("phase_number", { number: number(index + 1), all: number(phases.length) }));
  text("time-left", leftWords(model));
  text("next-title", phases[index + 1]?.title ?? say("next_none"));
  drawPromptWords(model);
  drawPhase(model);
  drawDrift(model);
}

function fillStep(step, item, model) {
  const now = item.state === "now";
  setData(step, { state: item.state, kind: item.kind, weight: Math.min(6, Math.max(1, Math.round(item.minutes / WEIGHT_MINUTES))) });
  setAttribute(step, "aria-current", now ? "step" : null);
  setText(slot(step, "title"), item.title);
  setText(slot(step, "left"), now ? leftWords(model) : "");
  setAttribute(slot(step, "elapsed"), "width", now ? elapsed(model) : item.state === "done" ? 100 : 0);
}

/** Per cent of the phase that is over. */
function elapsed(model) {
  const { started_at, ends_at } = model.phase;
  const share = (planNow(model) - started_at) / Math.max(1, ends_at - started_at);
  return Math.round(100 * Math.min(1, Math.max(0, share)));
}

function fillAgenda(row, item) {
  setData(row, { state: item.state, kind: item.kind });
  setText(slot(row, "title"), item.title);
  setText(slot(row, "minutes"), minutes(item.minutes, "short"));
}

function drawPhase(model) {
  const phase = model.phase;
  const left = phaseLeft(model);
  const running = phase && model.view.stands_since === null;
  const soon = turnLeft(model).soon || (running && left < SOON_SECONDS);
  setData(room, {
    mode: phase?.mode ?? "free",
    kind: phase?.kind ?? "content",
    chat: phase?.chat ?? "open",
    paused: phase?.paused_at == null ? "no" : "yes",
    led: model.view.facilitated ? "yes" : "no",
    urgency: soon ? "soon" : "calm",
  });
}

/** How far behind or ahead of the plan: where the phase began, and by how much it is over its time. */
function drawDrift(model) {
  const over = model.phase ? Math.max(0, -phaseLeft(model)) : 0;
  const drift = Math.trunc(((model.view.drift_seconds ?? 0) + over) / 60);
  const kind = drift > 0 ? "late" : drift < 0 ? "early" : "none";
  setData(room.querySelector(".room__drift"), { drift: kind });
  text("drift", kind === "none" ? "" : say(`drift_${kind}`, { time: minutes(Math.abs(drift), "short") }));
}

/** One line for who comes late: where we are and how long it lasts. */
export function lateLine(model) {
  const words = model.phaseWords;
  return words ? say("late_line", { phase: apart(words.title), left: leftWords(model, "long") }) : "";
}
