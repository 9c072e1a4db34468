// Short sounds for who asked for them: my turn, little time left in it, the session begins, a presence check. Made here,
// so nothing is loaded. Off until switched on, and silent while the own microphone is open: nobody else must hear them.
import { lasting } from "#room/prefs";

// Notes in Hz, one after the other. Rising: something begins. Falling: something ends.
const TUNES = { live: [523, 659, 784], turn: [659, 880], soon: [784, 587], check: [587, 587] };
const NOTE_SECONDS = 0.16;
const LOUDNESS = 0.12;
const GAP_MS = 1500; // what comes together is one sound

let audio = null;
let lastAt = -GAP_MS;
let micOpen = () => false;

const wanted = () => lasting("sounds") === "on";

/** `open`: whether others hear this microphone now. Browsers let a page sound only after a click or a key on it. */
export function startChime(open) {
  micOpen = open;
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => wanted() && wake(), { passive: true });
}

function wake() {
  audio ??= globalThis.AudioContext ? new AudioContext() : null;
  if (audio?.state === "suspended") audio.resume().catch(() => {});
}

/** Lets it be heard at once, so that one knows what was chosen. */
export function switchSounds(on) {
  lasting("sounds", on ? "on" : null);
  if (!on) return;
  wake();
  lastAt = -GAP_MS;
  chime("turn");
}

/** One of `TUNES`. */
export function chime(name) {
  const now = performance.now();
  if (!wanted() || micOpen() || !audio || now - lastAt < GAP_MS) return;
  lastAt = now;
  const begin = audio.currentTime + 0.02;
  TUNES[name].forEach((pitch, place) => note(pitch, begin + place * NOTE_SECONDS));
}

function note(pitch, at) {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02); // no click at the beginning
  volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}
