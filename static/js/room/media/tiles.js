// What a tile shows of sound and picture: the picture itself, who is heard now, a weak line, what it waits for; and
// which tiles are large: who has the floor, and whoever the reader keeps larger.
import { tell } from "#room/announce";
import { list, setAttribute, setData, setText, slot } from "#room/dom";
import { keptInterpreter } from "#room/media/interpreter";
import { nameOf } from "#room/people";
import { apart, say } from "#room/words";

// A voice pauses between words; the mark must not come and go with it.
const VOICE_KEPT_MS = 1500;
const HAS_A_FRAME = 2; // HTMLMediaElement.HAVE_CURRENT_DATA
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const yes = (condition) => (condition ? "yes" : "no");
const heardAt = new Map(); // seat -> performance.now() when last heard
let media = null;
let keep = () => null;
let pinned = null; // seat
let kept = null; // seat of the interpreter who stays in view
let selfHidden = () => false;

/** @param {() => boolean} hidden  whether the reader does not want to see the own picture */
export function startTiles(given) {
  ({ media, keep, selfHidden } = given);
  pinned = Number(keep("pinned")) || null;
  const tiles = list("tiles");
  tiles.addEventListener("loadeddata", given.redraw, true); // does not bubble
  tiles.addEventListener("click", (event) => event.target.closest("[data-pin]") && pin(event.target.closest(".tile"), given));
  tiles.addEventListener("keydown", walk);
  tiles.addEventListener("focusin", (event) => event.target.matches("[data-pin]") && reachable(event.target));
}

/** Seats whose tiles are large, at most two: who has the floor, the interpreter for who wants it, who is kept larger. */
export function largeSeats(model, people) {
  const here = (seat) => people.some((person) => person.seat === seat);
  const speaker = model.speaker?.seat ?? null;
  // Nobody needs the own face that large while speaking to the others.
  const mirror = speaker === model.seat && Boolean(media?.own.video) && !selfHidden();
  kept = keptInterpreter(people);
  return [...new Set([mirror ? null : speaker, kept, pinned])].filter((seat) => seat !== null && here(seat)).slice(0, 2);
}

export function fillMedia(tile, person, model) {
  const own = person.seat === model.seat;
  const heard = own ? media?.own : media?.people.get(person.seat);
  const picture = media ? pictureOf(person, heard, own) : null;
  const seen = showPicture(slot(tile, "video"), picture);
  setData(tile, {
    mic: micOf(person, own, model),
    video: yes(seen),
    voice: yes(isHeard(person.seat, heard)),
    net: (!own && heard?.quality) || "good",
    pinned: yes(person.seat === pinned),
    kept: yes(person.seat === kept),
  });
  setText(slot(tile, "line"), media ? lineOf(person, heard, own, picture, seen) : "");
  fillPin(tile, person, model);
}

function micOf(person, own, model) {
  if (!media || model.media === "none" || person.presence === "away") return "none";
  if (own) return media.microphone === "on" ? "on" : "off";
  return person.muted ? "off" : "on";
}

function pictureOf(person, heard, own) {
  if (own) return selfHidden() ? null : (heard.video ?? null);
  return person.camera ? (heard?.video ?? null) : null;
}

/** True once there is something to see. */
function showPicture(video, track) {
  const shown = video.srcObject?.getVideoTracks()[0] ?? null;
  if (shown !== track) video.srcObject = track && new MediaStream([track]);
  if (track && video.paused) video.play().catch(() => {}); // a tile that was moved stands still
  return track !== null && track.readyState === "live" && video.readyState >= HAS_A_FRAME;
}

function isHeard(seat, heard) {
  if (heard?.speaking) heardAt.set(seat, performance.now());
  return performance.now() - (heardAt.get(seat) ?? -VOICE_KEPT_MS) < VOICE_KEPT_MS;
}

function lineOf(person, heard, own, picture, seen) {
  if (person.presence === "away") return "";
  if (own) return media.waitingFor ? say(`wait_${media.waitingFor}`) : media.own.video && selfHidden() ? say("self_hidden") : "";
  if (heard?.state === "connecting") return say("tile_connecting");
  if (heard?.state === "lost") return say("tile_lost");
  return picture && !seen ? say("tile_picture") : "";
}

// -- larger ------------------------------------------------------------------------------------------------------

function fillPin(tile, person, model) {
  const button = tile.querySelector("[data-pin]");
  setAttribute(button, "aria-pressed", String(person.seat === pinned));
  setText(slot(tile, "pin"), say("pin_person", { name: apart(nameOf(model, person.seat)) }));
}

function pin(tile, { redraw, model }) {
  const seat = Number(tile.dataset.seat);
  pinned = pinned === seat ? null : seat;
  keep("pinned", pinned === null ? null : String(pinned));
  tell(pinned === null ? say("said_unpinned") : say("said_pinned", { name: apart(nameOf(model, seat)) }));
  redraw();
}

/** The tiles are one stop of the Tab key; arrows go from one to the other. */
function walk(event) {
  const buttons = [...list("tiles").querySelectorAll("[data-pin]")];
  const at = buttons.indexOf(event.target);
  if (at < 0) return;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  const step = (STEPS[event.key] ?? 0) * (sideways && document.documentElement.dir === "rtl" ? -1 : 1);
  const next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : at + step;
  if (next === at || !buttons[next]) return;
  event.preventDefault();
  buttons[next].focus();
}

function reachable(button) {
  for (const other of list("tiles").querySelectorAll("[data-pin]")) other.tabIndex = other === button ? 0 : -1;
}

/** After the list was filled: one of its tiles is reached by Tab. */
export function keepReachable() {
  const buttons = [...list("tiles").querySelectorAll("[data-pin]")];
  if (buttons.length && buttons.filter((button) => button.tabIndex === 0).length !== 1) reachable(buttons[0]);
}
