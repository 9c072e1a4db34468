// Polls that are closed, the newest first: what was asked, and how many chose what. Under the notes of today.
import { fillList, fresh, list, setAttribute, setText, show, slot } from "#room/dom";
import { number, say } from "#room/words";

const section = document.getElementById("polls-before");

/** One row for each option; `most` fills its bar. */
export function fillResult(rows, { n, options, counts, most, mine }) {
  const items = options.map((option, place) => ({ option, place, key: `${n}.${place}` }));
  fillList(rows, items, ({ key }) => key, () => fresh("tpl-poll-result"), (row, { option, place }) => {
    setText(slot(row, "text"), option);
    setText(slot(row, "own"), mine.includes(place) ? say("poll_own") : "");
    setText(slot(row, "count"), number(counts[place]));
    setAttribute(slot(row, "bar"), "width", Math.round((100 * counts[place]) / Math.max(1, most)));
  });
}

/** Those whose words were erased are left out. */
export function drawPolls(model) {
  const closed = model.linesOf("polls").filter((line) => line.text && line.n in model.tallies && !isOpen(model, line.n)).reverse();
  show(section, closed.length > 0);
  fillList(list("polls"), closed, (line) => String(line.n), () => fresh("tpl-poll-before"), (item, line) => fillPoll(item, line, model));
}

const isOpen = (model, n) => model.view.poll?.n === n && model.view.poll.open;

function fillPoll(item, { n, text }, model) {
  const [question, ...options] = text.split("\n");
  const counts = model.tallies[n];
  setText(slot(item, "question"), question);
  fillResult(slot(item, "rows"), { n, options, counts, most: Math.max(...counts), mine: model.you.answers?.[n] ?? [] });
}
