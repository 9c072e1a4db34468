// Which groups are shown and in which order: worked out in the browser, and kept in the address.
import { onChange, state } from "#page/matching/board/store";
import { language, whole } from "#page/matching/board/words";

const form = document.getElementById("filters");
const FIELDS = ["words", "country", "institution", "language", "leader", "day", "only", "sort"];
const field = (name) => form.elements.namedItem(name);
const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);

const listeners = [];
export const onFilter = (listener) => listeners.push(listener);

/** {groups in order, people whose name was asked for or who fit the country and institution, words} */
export function chosen() {
  const wanted = Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
  const words = folded(wanted.words.trim());
  const people = new Set();
  const groups = state.groups.filter((group) => fits(group, wanted) && peopleFit(group.members, wanted, words, people, group));
  if (words || wanted.country || wanted.institution) peopleFit(state.aside, wanted, words, people, null);
  return { groups: groups.toSorted(ORDERS[wanted.sort] ?? ORDERS[""]), people, words };
}

function fits(group, wanted) {
  return (
    (!wanted.language || group.language === wanted.language) &&
    (!wanted.leader || String(group.leader) === wanted.leader || String(group.support) === wanted.leader) &&
    (!wanted.day || String(group.day) === wanted.day) &&
    (!wanted.only || ONLY[wanted.only](group))
  );
}

const ONLY = {
  hard: (group) => group.warnings.some((one) => one.hard),
  warning: (group) => group.warnings.length > 0,
  weak: (group) => state.figures !== null && (state.scores[group.id] ?? -Infinity) < state.figures.total,
  locked: (group) => group.locked || group.kept.length > 0,
  open: (group) => !group.locked,
};

/** Whether anybody of a group is asked for; who they are goes into `people`. */
function peopleFit(members, wanted, words, people, group) {
  if (!words && !wanted.country && !wanted.institution) return true;
  const found = members.filter((id) => {
    const one = state.people[id];
    const named = !words || folded(one.name).includes(words);
    return named && (!wanted.country || one.country === wanted.country) && (!wanted.institution || one.institution === wanted.institution);
  });
  for (const id of found) people.add(id);
  const own = group && words && [group.name, state.facilitators[group.leader]?.name ?? ""].some((name) => folded(name).includes(words));
  return found.length > 0 || Boolean(own && !wanted.country && !wanted.institution);
}

const byName = (one, other) => collator.compare(one.name, other.name);
const score = (group) => state.scores[group.id] ?? -Infinity;
const clock = (group) => `${group.day}${group.time.slice(-5)}`;
const ORDERS = {
  "": byName,
  weakest: (one, other) => score(one) - score(other) || byName(one, other),
  strongest: (one, other) => score(other) - score(one) || byName(one, other),
  time: (one, other) => collator.compare(clock(one), clock(other)) || byName(one, other),
  size: (one, other) => one.members.length - other.members.length || byName(one, other),
};

function choices(name, values) {
  const select = field(name);
  const chosenNow = select.value;
  const options = values.map(([value, text]) => new Option(text, value));
  select.replaceChildren(select.options[0], ...options);
  select.value = chosenNow;
}

function fillChoices() {
  const people = Object.values(state.people);
  const each = (all) => [...new Set(all)].filter(Boolean).sort(collator.compare);
  choices("country", each(people.map((one) => one.country)).map((one) => [one, one]));
  choices("institution", each(people.map((one) => one.institution)).map((one) => [one, one]));
  const languages = new Map(state.groups.map((group) => [group.language, group.language_name]));
  choices("language", [...languages].sort((one, other) => collator.compare(one[1], other[1])));
  const leaders = [...new Set(state.groups.map((group) => group.leader))].filter((id) => id in state.facilitators);
  choices("leader", leaders.map((id) => [id, state.facilitators[id].name]).sort((one, other) => collator.compare(one[1], other[1])));
  const day = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const days = [...new Set(state.groups.map((group) => group.day))].filter(Boolean).sort();
  choices("day", days.map((n) => [n, day.format(new Date(Date.UTC(2024, 0, n)))])); // 1 January 2024 was a Monday
}

/** Sets filters, the others off; for links of the page ("3 rules broken"). */
export function filterTo(values) {
  for (const name of FIELDS) field(name).value = values[name] ?? "";
  changed();
}

function changed() {
  const on = FIELDS.filter((name) => field(name).value);
  const address = new URL(location.href);
  for (const name of FIELDS) address.searchParams.delete(name);
  for (const name of on) address.searchParams.set(name, field(name).value);
  history.replaceState(null, "", address);
  const hidden = on.filter((name) => name !== "words" && name !== "sort").length;
  document.getElementById("filters-on").textContent = hidden ? whole(hidden) : "";
  for (const button of document.querySelectorAll(".filters [data-filters-clear]")) button.hidden = !on.length;
  for (const listener of listeners) listener();
}

export function startFilters() {
  fillChoices();
  const asked = new URLSearchParams(location.search);
  for (const name of FIELDS) if (asked.has(name)) field(name).value = asked.get(name);
  if (matchMedia("(max-width: 62rem)").matches) document.getElementById("filters-more").open = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-filters-clear]")) filterTo({}), field("words").focus();
    const to = event.target.closest("[data-filter-to]");
    if (to) filterTo({ only: field("only").value === to.dataset.filterTo ? "" : to.dataset.filterTo });
  });
  onChange(fillChoices);
  changed();
}
