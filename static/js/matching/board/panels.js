// What is not about one person: a group's own dialogue, a new group, the list of acts, undo and redo.
import { act } from "#page/matching/board/acts";
import { groupBy, onChange, state } from "#page/matching/board/store";
import { count, say, whole } from "#page/matching/board/words";
import { part } from "#page/matching/board/wire";

const at = (id) => document.getElementById(id);
const groupSheet = at("group-sheet");
const body = at("group-sheet-body");
let opened = null; // the group whose dialogue is open; 0: a new one

async function open(title, path, group) {
  opened = group;
  at("group-sheet-title").textContent = title;
  body.replaceChildren(Object.assign(document.createElement("p"), { className: "soft", textContent: say("asking") }));
  groupSheet.showModal();
  const text = await part(path);
  if (opened !== group || !groupSheet.open) return;
  if (text) body.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  else body.replaceChildren(Object.assign(document.createElement("p"), { textContent: say("lost") }));
  body.querySelector("select, button")?.focus();
}

export const openGroup = (id) => open(groupBy(id).name, `groups/${id}/`, id);
const openNew = () => open(at("new-group").textContent.trim(), "openings/", 0);

async function submit(event) {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const group = opened;
  const values = Object.fromEntries(new FormData(form));
  groupSheet.close();
  if (!(await act(form.dataset.act, values))) return;
  const shown = group && groupBy(group) ? group : (state.groups.at(-1)?.id ?? null);
  const button = document.querySelector(`#group-${shown} [data-act=more]`);
  button?.focus();
  button?.closest("article").scrollIntoView({ block: "nearest" });
}

function fillActs() {
  const { undo, redo, by_hand: hand } = state;
  for (const [id, what] of [["undo", undo], ["redo", redo]]) {
    at(id).disabled = !what;
    at(id).title = what ? say(id, { what }) : "";
  }
  at("changes-count").textContent = hand.acts ? whole(hand.acts) : "";
  at("changes-sum").textContent = [
    count("hand", hand.acts),
    hand.acts ? count("elsewhere", hand.people) : "",
  ].filter(Boolean).join(", ");
  at("changes-list").replaceChildren(...(state.changes.length ? state.changes.map(line) : [nothing()]));
}

function line(change) {
  const item = at("change-template").content.firstElementChild.cloneNode(true);
  item.dataset.state = change.state;
  item.querySelector(".change__text").textContent = change.text;
  const said = [say("by", { who: change.by, at: change.at }), change.reason, change.broke ? say("broke") : ""];
  if (change.state !== "done") said.push(say(`state_${change.state}`));
  item.querySelector(".change__by").textContent = said.filter(Boolean).join(" · ");
  return item;
}

const nothing = () => Object.assign(document.createElement("li"), { className: "soft", textContent: say("nothing_done") });

export function startPanels() {
  groupSheet.addEventListener("submit", submit);
  groupSheet.addEventListener("close", () => (opened = null));
  if (!at("undo")) return;
  at("new-group").addEventListener("click", openNew);
  at("changes").addEventListener("click", () => at("changes-sheet").showModal());
  at("undo").addEventListener("click", () => act("undo", {}));
  at("redo").addEventListener("click", () => act("redo", {}));
  onChange(fillActs);
  fillActs();
}
