// The stage: one tile for each person who is here or on the way back, the speaker's turn, short reactions.
import { fillList, fresh, list, room, setAttribute, setData, setText, slot, text } from "#room/dom";
import { serverNow } from "#room/clock";
import { fillMedia, keepReachable, largeSeats } from "#room/media/tiles";
import { FACILITATORS, nameOf, presenceOf, toneOf, yes } from "#room/people";
import { planNow } from "#room/standing";
import { initials, number, say, seconds, clockTime } from "#room/words";

const REACTION_SECONDS = 4;
// A turn is nearly over in its last fifth.
const SOON_SHARE = 0.2;

/** What is left of the turn that runs: seconds, share of the whole (0-1), or nulls where there is no limit. */
export function turnLeft(model) {
  const turn = model.speaker;
  if (!turn?.limit_seconds) return { left: null, share: null, soon: false };
  const left = turn.ends_at - Math.max(turn.since, planNow(model));
  const share = Math.min(1, Math.max(0, left / turn.limit_seconds));
  return { left, share, soon: share <= SOON_SHARE };
}

export function drawStage(model) {
  const seen = model.people.map((person) => ({ ...person, presence: presenceOf(model, person) }));
  const people = seen.filter((person) => person.presence !== "absent" && !person.outside && model.roomOf(person.seat) === model.roomOf(model.seat));
  const large = largeSeats(model, people);
  fillList(list("tiles"), people, (person) => String(person.seat), () => fresh("tpl-tile"), (tile, person) => fillTile(tile, person, model, large));
  keepReachable();
  setData(room, { stage: large.length ? "speaker" : "together" });
  setData(list("tiles"), { large: large.length });
  drawTurn(model);
}

function fillTile(tile, person, model, large) {
  const place = model.view.queue.findIndex((hand) => hand.seat === person.seat);
  setData(tile, {
    seat: person.seat,
    tone: toneOf(person.seat),
    presence: person.presence,
    soon: yes(person.back_soon && person.here),
    speaking: yes(model.speaker?.seat === person.seat),
    you: yes(person.seat === model.seat),
    hand: yes(place >= 0),
    role: tileRole(person, model),
    large: ["first", "second"][large.indexOf(person.seat)] ?? "no",
  });
  fillMedia(tile, person, model);
  setText(slot(tile, "initials"), initials(nameOf(model, person.seat)));
  setText(slot(tile, "name"), nameOf(model, person.seat));
  setText(slot(tile, "place"), place >= 0 ? number(place + 1) : "");
  drawReaction(tile, person, model.view.reaction);
}

function tileRole(person, model) {
  if (model.view.lead === person.seat) return "lead";
  return FACILITATORS.includes(person.role) ? "support" : person.role;
}

function drawReaction(tile, person, reaction) {
  const place = slot(tile, "reaction");
  const fresh = reaction && reaction.seat === person.seat && serverNow() - reaction.at < REACTION_SECONDS;
  const wanted = fresh ? `${reaction.reaction}${reaction.at}` : "";
  if ((place.dataset.shown ?? "") === wanted) return;
  place.dataset.shown = wanted;
  place.replaceChildren();
  if (fresh) place.append(pictureOf(reaction.reaction));
}

function pictureOf(reaction) {
  const pictures = document.getElementById("tpl-reactions").content;
  return (pictures.querySelector(`[data-reaction="${reaction}"]`) ?? pictures.firstElementChild).firstElementChild.cloneNode(true);
}

function drawTurn(model) {
  const turn = model.speaker;
  setData(room, { turn: !turn ? "none" : turn.seat === model.seat ? "mine" : "other" });
  const { left, share, soon } = turnLeft(model);
  setData(room, { time: left === null || !soon ? "calm" : left > 0 ? "soon" : "over", limit: left === null ? "no" : "yes" });
  for (const ring of room.querySelectorAll('.turn .ring__value, .tile[data-speaking="yes"] .ring__value')) {
    setAttribute(ring, "stroke-dashoffset", share === null ? 0 : (100 - 100 * share).toFixed(1));
  }
  text("turn-left", turnWords(model, turn, left));
  text("speaker-name", turn ? nameOf(model, turn.seat) : say("nobody_speaks"));
  text("speaker-left", turn ? speakerLeft(turn, left) : "");
  drawFloor(model, turn);
}

/** Who has a hard limit is told so before it ends the turn. */
function turnWords(model, turn, left) {
  if (left === null) return say("turn_free");
  const hard = turn.cut_at !== null;
  if (left > 0) return say(hard ? "turn_left_hard" : "turn_left", { time: seconds(Math.ceil(left)) });
  if (!hard) return say("turn_over");
  return say("turn_over_hard", { time: seconds(Math.max(0, Math.ceil(turn.cut_at - planNow(model)))) });
}

function speakerLeft(turn, left) {
  if (turn.away) return say("speaker_away");
  if (left === null) return "";
  return left > 0 ? clockTime(Math.ceil(left)) : say("speaker_over");
}

function drawFloor(model, turn) {
  const floor = room.querySelector(".floor");
  setData(floor, { speaking: turn ? "other" : "none" });
  if (!turn) return;
  const face = floor.querySelector('[data-slot="speaker-face"]');
  setText(face, initials(nameOf(model, turn.seat)));
  setData(face, { tone: toneOf(turn.seat) });
}
