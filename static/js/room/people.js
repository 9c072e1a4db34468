// Who is in the room: names, presence, the list of people, and those who wait.
import { fillCare } from "#room/care_people";
import { disable, fillList, fresh, list, setAttribute, setData, setText, show, slot, text } from "#room/dom";
import { serverNow } from "#room/clock";
import { initials, number, say } from "#room/words";

const TONES = 12;
// Who fell silent this recently may be on the way back; a later "reconnecting" would be a guess.
const COMING_BACK_SECONDS = 30;
export const FACILITATORS = ["lead", "support"];

export const nameOf = (model, seat) => model.names[seat]?.name || say("somebody");
export const toneOf = (seat) => seat % TONES;

/** here, away (the line broke a moment ago, or a place is held), or absent. */
export function presenceOf(model, person) {
  if (person.here) return "here";
  if (!person.seen || person.away_at === null) return "absent";
  const held = model.view.queue.some((hand) => hand.seat === person.seat) || model.speaker?.seat === person.seat;
  return held || serverNow() - person.away_at < COMING_BACK_SECONDS ? "away" : "absent";
}

export function drawFace(element, model, seat) {
  const face = slot(element, "face");
  setText(face, initials(nameOf(model, seat)));
  setData(face, { tone: toneOf(seat) });
  setText(slot(element, "name"), nameOf(model, seat));
}

export function drawPeople(model) {
  const people = model.people.map((person) => ({ ...person, presence: presenceOf(model, person) }));
  const order = { here: 0, away: 0, absent: 1 };
  people.sort((one, other) => order[one.presence] - order[other.presence] || one.seat - other.seat);
  fillList(list("people"), people, (person) => String(person.seat), () => fresh("tpl-person"), (row, person) => fillPerson(row, person, model));
  text("people-count", number(people.filter((person) => person.here).length));
  drawOutside(model, people);
}

function fillPerson(row, person, model) {
  const leads = model.view.lead === person.seat ? "lead" : FACILITATORS.includes(person.role) ? "support" : person.role;
  setData(row, { seat: person.seat, presence: person.presence, role: leads, you: yes(person.seat === model.seat) });
  drawFace(row, model, person.seat);
  setText(slot(row, "note"), noteOf(person, model));
  fillCare(row, person, model);
  if (model.facilitator) fillMenu(row, person, model);
}

/** What a facilitator may do with this person; who may not be sent out is not offered it. */
function fillMenu(row, person, model) {
  const leads = FACILITATORS.includes(person.role);
  const offered = { give_turn: person.here, give_lead: leads && person.here && model.view.lead !== person.seat, send_to_lobby: !leads && person.here };
  for (const [verb, fits] of Object.entries(offered)) {
    const button = row.querySelector(`[data-do="${verb}"]`);
    show(button, fits);
    disable(button, !model.may(verb));
  }
  show(row.querySelector('[data-opens="remove-dialog"]'), !leads);
  const summary = row.querySelector("summary .icon");
  setAttribute(summary, "aria-label", say("actions_for", { name: nameOf(model, person.seat) }));
}

export function noteOf(person, model) {
  const spoken = model.names[person.seat]?.spoken;
  const notes = [
    person.seat === model.seat && say("you"),
    spoken && say("say_it", { spoken }),
    !FACILITATORS.includes(person.role) && say(`role_${person.role}`),
    person.outside && say("waits_outside"),
    model.view.ready?.includes(person.seat) && say("is_ready"),
    turnsNote(person),
  ];
  return notes.filter(Boolean).join(" · ");
}

/** Only the facilitators' view has figures; it counts this phase, and never ranks. */
function turnsNote(person) {
  if (person.phase_turns === undefined || person.role !== "student") return "";
  return person.phase_turns ? say("spoke", { count: number(person.phase_turns) }) : say("spoke_not");
}

function drawOutside(model, people) {
  if (!model.facilitator) return;
  const waiting = people.filter((person) => person.outside);
  fillWaiting(list("waiting"), waiting, model, true);
  text("waiting-count", waiting.length ? number(waiting.length) : "");
  const unheard = people.filter((person) => person.role === "student" && person.here && !person.phase_turns && model.speaker?.seat !== person.seat);
  fillWaiting(list("unheard"), unheard, model, false, "tpl-unheard");
  fillWaiting(list("removed"), (model.view.removed ?? []).map((seat) => ({ seat })), model, true, "tpl-removed");
  show(document.getElementById("console-removed"), Boolean(model.view.removed?.length));
}

/** Short rows of people: waiting outside, here in the lobby, not heard yet, removed. */
export function fillWaiting(parent, people, model, withButton, template = "tpl-waiting") {
  const make = () => {
    const row = fresh(template);
    if (!withButton) row.querySelector('[data-do="admit"]')?.remove();
    return row;
  };
  fillList(parent, people, (person) => String(person.seat), make, (row, person) => {
    setData(row, { seat: person.seat });
    drawFace(row, model, person.seat);
    if (person.role) setText(slot(row, "note"), lobbyNote(person, model));
  });
}

function lobbyNote(person, model) {
  const spoken = model.names[person.seat]?.spoken;
  const heard = model.media !== "none" && person.here && person.muted === false;
  const notes = [person.seat === model.seat && say("you"), say(`role_${person.role}`), spoken && say("say_it", { spoken }), heard && say("is_heard")];
  return notes.filter(Boolean).join(" · ");
}

export const yes = (condition) => (condition ? "yes" : "no");
