// Everybody is heard, whether their tile is drawn or not: one audio element a person, apart from the pictures.
// Browsers hold sound back until the page was used once; then one button turns it on.
import { chosen } from "#media/devices";
import { show } from "#room/dom";

const holder = document.getElementById("room-sound");
const blocked = document.getElementById("sound-blocked");
const elements = new Map(); // seat -> audio element
export const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;

export function startSound() {
  document.getElementById("sound-on").addEventListener("click", () => {
    show(blocked, false);
    for (const element of elements.values()) play(element);
  });
}

/** Whom a facilitator turned off, or who turned off, is not played, whatever still arrives. */
export function drawSound(model, media) {
  const silent = media.savings === "text" || ["left", "ended", "removed", "signed_out", "refused", "replaced"].includes(model.status);
  const muted = new Set(model.people.filter((person) => person.muted).map((person) => person.seat));
  for (const [seat, { audio }] of media.people) {
    if (audio && audio.readyState === "live") hear(seat, audio).muted = silent || muted.has(seat);
  }
  for (const seat of [...elements.keys()]) if (media.people.get(seat)?.audio?.readyState !== "live") hush(seat);
}

function hear(seat, track) {
  const element = elements.get(seat) ?? fresh(seat);
  if (element.srcObject?.getAudioTracks()[0] !== track) {
    element.srcObject = new MediaStream([track]);
    play(element);
  }
  return element;
}

function fresh(seat) {
  const element = new Audio();
  element.autoplay = true;
  element.dataset.seat = seat;
  elements.set(seat, element);
  holder.append(element);
  speakThrough(element, chosen("speaker"));
  return element;
}

function hush(seat) {
  const element = elements.get(seat);
  element.srcObject = null;
  element.remove();
  elements.delete(seat);
}

function play(element) {
  element.play().catch((error) => error.name === "NotAllowedError" && show(blocked, true));
}

/** "" is what the computer uses. A loudspeaker that is gone leaves the sound where it was. */
function speakThrough(element, id) {
  if (canChooseSpeaker && (element.sinkId ?? "") !== id) element.setSinkId(id).catch(() => {});
}

export function useSpeaker(id) {
  chosen("speaker", id);
  for (const element of elements.values()) speakThrough(element, id);
}

/** Two notes on the chosen loudspeaker. */
export function playSample() {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  speakThrough(element, chosen("speaker"));
  [523, 784].forEach((pitch, place) => note(context, out, pitch, context.currentTime + 0.15 + place * 0.3));
  element.play().catch(() => {});
  setTimeout(() => context.close(), 1500);
}

function note(context, out, pitch, at) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.3, at + 0.03); // no click at the beginning
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.28);
  tone.connect(volume).connect(out);
  tone.start(at);
  tone.stop(at + 0.3);
}
