// The board of topics: marks that everybody sees as a number, and objections without a name.
import { toast } from "#page/toasts";
import { disable, fillList, fresh, list, setAttribute, setData, setText, show, slot, text } from "#room/dom";
import { nameOf } from "#room/people";
import { number, say } from "#room/words";
import { oneText, startForm } from "#room/writing";

const byId = (id) => document.getElementById(id);
let objectTo = null; // the topic that the dialog asks about
let opener = null;
const againButtons = byId("panel-board").querySelectorAll("[data-again]");

export function startBoard({ model, commands, keep }) {
  startForm(byId("topic-form"), { verb: "add_to_board", commands, keep, ...oneText });
  list("board").addEventListener("click", (event) => {
    const item = Number(event.target.closest("[data-item]")?.dataset.item);
    if (event.target.closest('[data-slot="mark"]')) commands.ask("mark", { item, on: !model.you.marks.includes(item) });
    if (event.target.closest('[data-slot="object"]')) askBeforeObjecting(model, item, event.target);
  });
  byId("panel-board").addEventListener("click", (event) => {
    const again = event.target.closest("[data-again]");
    if (again) commands.ask("add_to_board", { text: again.dataset.again });
  });
  byId("object-form").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("object-dialog").close();
    if (commands.ask("object", { item: objectTo })) toast(say("objection_sent"));
  });
  byId("object-dialog").addEventListener("close", () => opener?.isConnected && opener.focus());
}

function askBeforeObjecting(model, item, button) {
  [objectTo, opener] = [item, button];
  setText(byId("object-topic"), wordsOf(model, item));
  byId("object-dialog").showModal();
}

const wordsOf = (model, item) => model.lineOf("board", item)?.text ?? say("words_erased");

export function drawBoard(model) {
  const topics = model.view.board ?? [];
  fillList(list("board"), topics, (topic) => String(topic.n), () => fresh("tpl-topic"), (row, topic) => fillTopic(row, topic, model));
  text("board-count", topics.length ? number(topics.length) : "");
  const words = new Set(topics.map((topic) => wordsOf(model, topic.n)));
  for (const again of againButtons) if (again !== document.activeElement) disable(again, words.has(again.dataset.again) || !model.may("add_to_board"));
  byId("topic-form").hidden = !model.may("add_to_board");
}

function fillTopic(row, topic, model) {
  const [mark, object] = [slot(row, "mark"), slot(row, "object")];
  const words = wordsOf(model, topic.n);
  setData(row, { item: topic.n });
  setText(slot(row, "text"), words);
  setText(slot(row, "name"), nameOf(model, topic.seat));
  setText(slot(row, "marks"), number(topic.marks));
  setAttribute(mark, "aria-pressed", String((model.you.marks ?? []).includes(topic.n)));
  setAttribute(mark, "aria-label", say("mark_topic", { topic: words, count: number(topic.marks) }));
  mark.disabled = !model.may("mark");
  show(object, model.may("object") && !model.facilitator);
  setText(slot(row, "away"), topic.objections ? say("objections", { count: number(topic.objections) }) : "");
}
