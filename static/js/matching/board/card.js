// One group as a card, and one person as a chip. An element is made once and filled again when something changed.
import { fillMix } from "#page/matching/board/bars";
import { groupOf, isPublished, ledBy, person, state } from "#page/matching/board/store";
import { apart, count, say, tenth, whole } from "#page/matching/board/words";

const fresh = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const chips = new Map();

/** The chip of a person; the same element wherever the person sits. */
export function chipOf(id) {
  if (!chips.has(id)) {
    const item = fresh("person-template");
    item.dataset.person = id;
    item.firstElementChild.disabled = isPublished;
    chips.set(id, item);
  }
  return chips.get(id);
}

export function fillChip(id) {
  const item = chipOf(id);
  const button = item.firstElementChild;
  const { name, country, place, subject } = person(id);
  const kept = groupOf(id)?.kept.includes(id) ?? false;
  button.querySelector(".seat__name").textContent = name;
  button.querySelector(".seat__facts").textContent = [country, place, subject].filter(Boolean).join(" · ");
  button.querySelector(".seat__lock").hidden = !kept;
  item.toggleAttribute("data-kept", kept);
  return item;
}

export function makeCard(group) {
  const card = fresh("group-template");
  card.id = `group-${group.id}`;
  card.dataset.group = card.dataset.target = group.id;
  card.querySelector(".group__name").id = `group-${group.id}-name`;
  card.setAttribute("aria-labelledby", `group-${group.id}-name`);
  return card;
}

export function fillCard(card, group) {
  const part = (name) => card.querySelector(`.group__${name}`);
  part("name").textContent = group.name;
  card.toggleAttribute("data-locked", group.locked);
  card.toggleAttribute("data-broken", group.warnings.some((one) => one.hard));
  part("when").textContent = group.time || say("no_time");
  const elsewhere = group.anchor_time && group.anchor_time !== group.time;
  if (elsewhere) part("when").append(faint(say("anchor", { time: group.anchor_time, zone: group.anchor })));
  part("who").replaceChildren(chip(group.language.toUpperCase(), group.language_name), ` ${leads(group)}`);
  fillMix(part("mix"), group);
  fillWarnings(part("warnings"), group.warnings);
  const list = part("people");
  list.setAttribute("aria-label", say("members", { group: group.name }));
  list.replaceChildren(...(group.members.length ? group.members.map(fillChip) : [empty()]));
  oneTabStop(list);
  fillTools(card, group);
}

function fillTools(card, group) {
  const lock = card.querySelector("[data-act=lock]");
  lock?.setAttribute("aria-label", say("lock_group", { group: group.name }));
  lock?.setAttribute("aria-pressed", String(group.locked));
  card.querySelector("[data-act=more]").setAttribute("aria-label", say("more", { group: group.name }));
}

/** The figure of a card changes with every act: the bounds are those of all groups. */
export function fillScore(card, group) {
  const score = state.scores[group.id];
  const place = card.querySelector(".group__score");
  const figure = Object.assign(document.createElement("span"), { className: "number strong" });
  figure.textContent = score === null || score === undefined ? "–" : tenth(score);
  if (place.dataset.shown === `${group.members.length} ${score}`) return;
  place.dataset.shown = `${group.members.length} ${score}`;
  place.replaceChildren(faint(count("students", group.members.length)), " ", figure);
  if (typeof score === "number") place.title = say("score", { n: tenth(score) });
  card.toggleAttribute("data-weak", Boolean(state.figures) && score < state.figures.total);
}

function leads(group) {
  const leader = state.facilitators[group.leader];
  if (!leader) return say("nobody_leads");
  const level = leader.levels[group.language] ?? "";
  const said = say("led_by", { name: apart(leader.name), level, n: whole(ledBy(group.leader)), most: whole(leader.most) });
  const support = state.facilitators[group.support];
  return support ? `${said}, ${say("and_support", { name: apart(support.name) })}` : said;
}

function fillWarnings(list, warnings) {
  list.replaceChildren(
    ...warnings
      .toSorted((one, other) => Number(other.hard) - Number(one.hard))
      .map((one) => {
        const item = fresh(one.hard ? "hard-template" : "soft-template");
        item.lastElementChild.textContent = one.text;
        return item;
      }),
  );
  list.hidden = !warnings.length;
}

const faint = (text) => Object.assign(document.createElement("span"), { className: "faint", textContent: text });
const empty = () => Object.assign(document.createElement("li"), { className: "soft small", textContent: say("empty_group") });

function chip(text, title) {
  return Object.assign(document.createElement("span"), { className: "group__language", textContent: text, title });
}

/** A list of chips is one stop of the Tab key; arrows move inside it (keys.js). */
export function oneTabStop(list) {
  const buttons = [...list.querySelectorAll(".seat__chip")];
  const at = buttons.find((button) => button === document.activeElement) ?? buttons[0];
  for (const button of buttons) button.tabIndex = button === at ? 0 : -1;
}
