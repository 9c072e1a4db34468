// The newest poll: a form while it is open; bars with numbers for facilitators while it is, for everybody afterwards.
import { tell } from "#room/announce";
import { fillList, fresh, list, setText, show, shownNow, slot, text } from "#room/dom";
import { fillResult } from "#room/polls";
import { number, say } from "#room/words";
import { fold, startForm } from "#room/writing";

const byId = (id) => document.getElementById(id);
const [card, form, opener, result] = ["poll", "poll-form", "poll-open", "poll-result"].map(byId);
let away = null; // poll and state that was put away; a result shows itself once more
let last = { n: 0, open: false };
let unsent = null; // chosen before this page was loaded, and not sent: poll and choices
const DRAFT = "draft.poll-form";

export function startPoll({ model, commands, keep }) {
  away = keep("poll");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen().length && commands.ask("answer", { poll: model.view.poll.n, choices: chosen() })) keep(DRAFT, null);
  });
  form.addEventListener("change", () => keep(DRAFT, JSON.stringify({ poll: model.view.poll.n, choices: chosen() })));
  unsent = JSON.parse(keep(DRAFT) ?? "null");
  byId("poll-close")?.addEventListener("click", () => {
    commands.ask("close_poll", { poll: model.view.poll.n });
    card.focus({ preventScroll: true });
  });
  byId("poll-away").addEventListener("click", () => put(model, keep("poll", stateOf(model.view.poll)), opener));
  opener.addEventListener("click", () => put(model, keep("poll", null), byId("poll-away")));
  startForm(byId("poll-new"), {
    verb: "open_poll",
    commands,
    keep,
    fields: ({ elements }) => ({
      question: elements.question.value,
      options: elements.options.value.split("\n").map((line) => line.trim()).filter(Boolean),
      many: elements.many.checked,
    }),
    sent: () => fold(byId("poll-new")),
    put: ({ elements }, { question, options, many }) => {
      [elements.question.value, elements.options.value, elements.many.checked] = [question, options.join("\n"), many];
    },
  });
}

const chosen = () => [...form.querySelectorAll(":checked")].map((box) => Number(box.value));
const stateOf = (poll) => `${poll.n}${poll.open}`;

function put(model, state, next) {
  away = state;
  drawPoll(model);
  next.focus();
}

export function drawPoll(model) {
  const poll = model.view.poll ?? null;
  const words = poll && model.lineOf("polls", poll.n)?.text.split("\n");
  const hidden = !words || away === stateOf(poll);
  show(card, !hidden);
  show(opener, Boolean(words) && hidden);
  if (!words) return;
  const options = words.slice(1).map((option, place) => ({ option, place, key: `${poll.n}.${place}` }));
  text("poll-question", words[0]);
  text("poll-state", poll.open ? say("poll_answered", { count: number(poll.answered) }) : say("poll_is_closed", { count: number(poll.answered) }));
  drawForm(model, poll, options);
  drawResult(model, poll, options);
  show(byId("poll-close"), poll.open);
  if (last.n === poll.n && last.open && !poll.open) tell(say("said_poll_closed"));
  last = poll;
}

function drawForm(model, poll, options) {
  const focused = form.contains(document.activeElement) && shownNow(form);
  show(form, poll.open && model.may("answer") && !model.facilitator);
  if (focused && form.hidden) card.focus({ preventScroll: true });
  const mine = model.you.answers?.[poll.n] ?? [];
  const ticked = unsent?.poll === poll.n ? unsent.choices : mine;
  fillList(list("poll-options"), options, ({ key }) => key, () => fresh("tpl-poll-option"), (label, { option, place }) => {
    const box = label.firstElementChild;
    setText(slot(label, "text"), option);
    if (box.dataset.ready) return;
    box.dataset.ready = "yes"; // from here on the choice is the reader's
    Object.assign(box, { type: poll.many ? "checkbox" : "radio", value: String(place), checked: ticked.includes(place) });
  });
  text("poll-mine", mine.length ? say("poll_mine") : "");
}

function drawResult(model, poll, options) {
  const counts = model.tallies[poll.n];
  show(result, Boolean(counts));
  if (!counts) return;
  const words = options.map(({ option }) => option);
  fillResult(list("poll-result"), { n: poll.n, options: words, counts, most: poll.answered, mine: model.you.answers?.[poll.n] ?? [] });
}
