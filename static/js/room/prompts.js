// The prompt: of the plan in the language the reader chose, or a facilitator's own; and what people write under it.
import { fillList, fresh, list, setAttribute, setData, setText, show, slot, text } from "#room/dom";
import { drawFace, yes } from "#room/people";
import { lasting } from "#room/prefs";
import { number, timeOfDay } from "#room/words";
import { fold, oneText, startForm } from "#room/writing";

const byId = (id) => document.getElementById(id);
const language = byId("prompt-language");

export function startPrompts({ model, commands, keep, redraw }) {
  const ofPrompt = { ...oneText, fields: (form) => oneText.fields(form) && { poll: 0, ...oneText.fields(form) } };
  startForm(byId("answer-form"), { verb: "answer", commands, keep, ...ofPrompt, fits: (frame) => !frame.poll });
  startForm(byId("prompt-form"), { verb: "show_prompt", commands, keep, ...oneText, enter: false, sent: () => fold(byId("prompt-form")) });
  model.language = lasting("language") ?? "";
  language.addEventListener("change", () => {
    model.language = language.value;
    lasting("language", language.value);
    redraw();
  });
}

/** A facilitator's own words while they are on the screens, else those of the plan; plain words where there are some. */
export function promptOf(model) {
  const own = model.view.prompt?.n ? model.lineOf("prompt", model.view.prompt.n)?.text : "";
  const words = model.phaseWords;
  const prompt = own || (words?.prompt ?? "");
  return { prompt, plain: (!own && words?.plain) || prompt, own: Boolean(own) };
}

/** The prompt as one thing that was put away or not: a new one, and one that is shown again, opens. */
export const promptKey = (model) => (promptOf(model).prompt ? `${model.phase?.id ?? ""} ${model.view.prompt?.at ?? ""}` : null);

export function drawPromptWords(model) {
  const { prompt, plain, own } = promptOf(model);
  text("prompt", prompt);
  text("plain", plain);
  show(document.getElementById("plain-toggle"), plain !== prompt);
  setData(document.querySelector(".prompt"), { own: yes(own) });
  const { shown } = model.phaseLanguages;
  for (const element of document.querySelectorAll(".prompt__text")) setAttribute(element, "lang", own ? null : shown || null);
  drawLanguages(model.phaseLanguages, own);
}

function drawLanguages({ shown, others }, own) {
  show(language.parentElement, others.length > 0 && !own);
  const codes = [shown, ...others].sort();
  if (language.dataset.codes !== codes.join()) {
    language.dataset.codes = codes.join();
    language.replaceChildren(...codes.map((code) => new Option(nameOfLanguage(code), code)));
    for (const option of language.options) setAttribute(option, "lang", option.value);
  }
  if (document.activeElement !== language) language.value = shown;
}

/** In the language itself: "Nederlands". */
function nameOfLanguage(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** Answers to this prompt: those written since it came up. */
export function drawAnswers(model) {
  const since = model.view.prompt?.at ?? Infinity;
  const answers = model.linesOf("answers").filter((line) => line.at >= since);
  fillList(list("answers"), answers, (line) => String(line.n), () => fresh("tpl-answer"), (row, line) => {
    drawFace(row, model, line.from);
    setText(slot(row, "at"), timeOfDay(line.at));
    setText(slot(row, "text"), line.text);
  });
  text("answers-count", answers.length ? number(answers.length) : "");
  show(byId("answer-form"), model.may("answer"));
  show(byId("answers"), model.may("answer") || answers.length > 0);
}
