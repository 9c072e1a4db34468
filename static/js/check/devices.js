// Microphone and camera: opened when asked, seen and heard by their owner only, each with a line and what helps.
import { fixFor } from "#page/check/fixes";
import { tell } from "#page/check/lines";
import { chosen, devices, openDevice, permission, possible, watchDevices, watchPermission, whyEnded } from "#media/devices";
import { levelOf, SILENCE_DBFS, SpeechDetector } from "#media/levels";
import { say } from "#room/words";

const LISTEN_MS = 8000;
const HEARD_BLOCKS = 10; // 0.2 s of sound above what is always there: a word, not a click
const METER_MS = 100;
const METER_DB = 60; // the meter's width: from -60 dBFS to full
const DARK_AFTER_MS = 2500; // cameras begin with black pictures while they find the light
const DARK_LEVEL = 8; // of 255

const preview = document.getElementById("check-preview");
const meter = document.getElementById("check-level");
const open = { microphone: null, camera: null };
const sound = { listening: null, heard: 0, blocks: 0, peak: SILENCE_DBFS, meter: 0, patience: 0, giveUp: null };

export const tracks = () => Object.values(open).filter((track) => track?.readyState === "live");
export const isOpen = (kind) => open[kind]?.readyState === "live";

/** One question of the browser for both where it would ask twice; what it answers shows when each is opened. */
export async function askOnce(withCamera) {
  if (!possible()) return null;
  const states = await Promise.all(["microphone", "camera"].map(permission));
  if (!withCamera || states.includes("denied") || states.every((state) => state === "granted")) return null;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    return { refused: false, stop: () => stream.getTracks().forEach((track) => track.stop()) };
  } catch (error) {
    return { refused: error.name === "NotAllowedError", stop: () => {} };
  }
}

/** @returns {Promise<{level, why}|null>} Tells its line; `changed(kind, found)` is called when that changes later. Null when closed meanwhile. */
export async function start(kind, changed, refused = false) {
  close(kind);
  if (refused) return problem(kind, "refused");
  try {
    const track = await openDevice(kind);
    open[kind] = track;
    track.addEventListener("ended", async () => {
      if (open[kind] === track) changed(kind, problem(kind, await whyEnded(kind)));
    });
    return kind === "camera" ? show(track, changed) : await listen(track, changed);
  } catch (error) {
    return problem(kind, error.code ?? "unknown");
  }
}

function problem(kind, code) {
  close(kind);
  const why = say(`no_${code}`);
  return { level: tell(kind, "block", why, fixFor(code)), why };
}

/** Where both have the same trouble, what helps stands once. */
export function tellOnce(microphone, camera) {
  if (microphone.level === "block" && microphone.why === camera.why) tell("camera", "block", camera.why, say("same_fix"));
}

export function close(kind) {
  const track = open[kind];
  open[kind] = null;
  track?.stop();
  if (kind === "camera") {
    preview.srcObject = null;
    preview.hidden = true;
  } else deafen();
}

// -- the camera ----------------------------------------------------------------------------------------------------

function show(track, changed) {
  preview.srcObject = new MediaStream([track]);
  preview.hidden = false;
  preview.play().catch(() => {});
  setTimeout(() => open.camera === track && isDark() && changed("camera", dark()), DARK_AFTER_MS);
  return good("camera", say("camera_good"));
}

const good = (kind, why) => ({ level: tell(kind, "ok", why), why });

/** A cover before the lens? The picture is looked at here and nowhere else. */
function isDark() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 24 });
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  paint.drawImage(preview, 0, 0, 32, 24);
  const { data } = paint.getImageData(0, 0, 32, 24);
  return data.every((value, place) => place % 4 === 3 || value < DARK_LEVEL);
}

function dark() {
  const why = say("camera_dark");
  return { level: tell("camera", "warn", why, say("camera_dark_fix")), why };
}

// -- the microphone ------------------------------------------------------------------------------------------------

/** Resolves when somebody was heard, at the latest after some seconds; a voice that comes later still counts. */
function listen(track, changed) {
  tell("microphone", "waiting", say("microphone_listening"));
  const speech = new SpeechDetector();
  Object.assign(sound, { heard: 0, blocks: 0, peak: SILENCE_DBFS });
  return new Promise((done) => {
    const take = (dbfs) => {
      speech.take(dbfs);
      sound.blocks += 1;
      sound.peak = Math.max(sound.peak, dbfs);
      if (dbfs > speech.threshold && ++sound.heard === HEARD_BLOCKS) heard(done, changed);
    };
    sound.listening = levelOf(track, (levels) => levels.forEach(take));
    sound.meter = setInterval(draw, METER_MS);
    sound.patience = setTimeout(() => done(unheard()), LISTEN_MS);
    sound.giveUp = done; // closed while it listens: what closed it has told the line
  });
}

function heard(done, changed) {
  clearTimeout(sound.patience);
  const found = good("microphone", say("microphone_good"));
  done(found);
  changed("microphone", found);
}

function unheard() {
  const isDead = sound.blocks > 0 && sound.peak <= SILENCE_DBFS;
  const code = isDead ? "microphone_dead" : "microphone_quiet";
  return { level: tell("microphone", isDead ? "block" : "warn", say(code), say(`${code}_fix`)), why: say(code), quiet: !isDead };
}

function draw() {
  const level = Math.max(0, METER_DB + (sound.listening?.dbfs() ?? SILENCE_DBFS));
  meter.setAttribute("width", Math.min(METER_DB, level).toFixed(1));
}

function deafen() {
  sound.listening?.stop();
  clearInterval(sound.meter);
  clearTimeout(sound.patience);
  sound.giveUp?.(null);
  Object.assign(sound, { listening: null, giveUp: null });
  meter.setAttribute("width", "0");
}

// -- what there is to choose from ----------------------------------------------------------------------------------

const KINDS = ["microphone", "camera", "speaker"];
const choice = (kind) => document.getElementById(`check-${kind}`);

/** Fills the lists; a list of one is shown too, so that everybody sees what is used. `speaker` only where it can be chosen. */
export async function fillChoices(canChooseSpeaker) {
  for (const kind of KINDS) {
    const found = kind === "speaker" && !canChooseSpeaker ? [] : await devices(kind);
    const options = found.map(({ id, label }, place) => new Option(label || `${say(`default_${kind}`)} ${place ? place + 1 : ""}`.trim(), id));
    choice(kind).replaceChildren(...options);
    const used = kind === "speaker" ? chosen(kind) : open[kind]?.getSettings().deviceId || chosen(kind);
    if (found.some(({ id }) => id === used)) choice(kind).value = used;
    choice(kind).closest(".field").hidden = !found.length;
  }
}

/** Calls `picked(kind)` after the reader chose, `altered()` when a device came or went, `freed(kind)` when allowed at last. */
export function watch({ picked, altered, freed }) {
  for (const kind of KINDS) {
    choice(kind).addEventListener("change", () => {
      chosen(kind, choice(kind).value);
      picked(kind);
    });
  }
  watchDevices(altered);
  for (const kind of ["microphone", "camera"]) watchPermission(kind, (state) => state === "granted" && freed(kind));
}
