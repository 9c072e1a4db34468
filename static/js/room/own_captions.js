// Captions of what the reader says, written by the browser on this device alone. Where it would ask a service of somebody
// else it is not used. Only with a yes to captions made by a program, and only while the own microphone is open to all.
import { toast } from "#page/toasts";
import { Lane } from "#room/caption_lane";
import { setAttribute, show, text } from "#room/dom";
import { say } from "#room/words";

const Recognition = globalThis.SpeechRecognition;
const WORDS_MOST = 400; // characters; the room takes 500
const AGAIN_MS = 1000; // a recogniser that ended is not started anew at once
const QUIET = new Set(["no-speech", "aborted"]);
const CLOSED = new Set(["captions_need_microphone", "captions_in_pairs"]);
const byId = (id) => document.getElementById(id);
const button = byId("own-captions");
const on = { wanted: false, language: "", running: null, track: null, startedAt: -AGAIN_MS };
let joined = null; // {model, commands, media, redraw}
let offer = "asking"; // asking, none, available, downloadable, fetching
let asked = ""; // which languages the browser was asked for
let lane = null;

export const isOwn = () => on.wanted;

export function startOwnCaptions(given) {
  joined = given;
  lane = new Lane((words) => mayRun() && given.commands.ask("caption", { text: words }));
  button.addEventListener("click", () => (on.wanted ? turnOff("own_captions_off") : turnOn()));
  addEventListener("pagehide", stop);
}

// -- what the browser can ----------------------------------------------------------------------------------------

/** Languages as recognisers name them: the one of the room, with its usual country. */
function wishes() {
  const own = joined.model.phaseWords?.language || document.documentElement.lang || "en";
  const likely = navigator.languages.filter((one) => one.split("-")[0] === own.split("-")[0]);
  const usual = new Intl.Locale(own).maximize();
  return [...new Set([...likely, `${usual.language}-${usual.region}`, own])];
}

/** Asked anew when the language of the room changes, but not under who speaks. */
async function look() {
  const wanted = wishes();
  if (asked === wanted.join() || on.wanted || offer === "fetching") return;
  asked = wanted.join();
  const [found, language] = await onDevice(wanted);
  if (asked !== wanted.join()) return;
  [offer, on.language] = [found, language];
  joined.redraw();
}

async function onDevice(languages) {
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return ["none", ""];
  for (const language of languages) {
    const found = await Recognition.available({ langs: [language], processLocally: true }).catch(() => "unavailable");
    if (found === "available") return ["available", language];
    if (found !== "unavailable" && Recognition.install) return ["downloadable", language];
  }
  return ["none", ""];
}

/** True once the language is on this device. */
async function fetched() {
  if (offer === "available") return true;
  offer = "fetching";
  joined.redraw();
  const done = await Recognition.install({ langs: [on.language], processLocally: true }).catch(() => false);
  offer = done ? "available" : "downloadable";
  return done;
}

async function turnOn() {
  if (!(await fetched())) toast(say("own_captions_failed"));
  else {
    on.wanted = true;
    toast(say("own_captions_on"));
  }
  joined.redraw();
}

function turnOff(why) {
  on.wanted = false;
  stop();
  toast(say(why));
  joined.redraw();
}

// -- writing down ------------------------------------------------------------------------------------------------

function mayRun() {
  const { model, media } = joined;
  const heard = media.microphone === "on" && media.limits.audio !== false && model.me?.muted === false;
  return on.wanted && heard && model.status === "live" && model.roomOf(model.seat) === 0;
}

function follow() {
  const track = joined.media.own.audio;
  if (on.running && (!mayRun() || track !== on.track)) stop();
  if (!on.running && mayRun() && track?.readyState === "live" && performance.now() - on.startedAt > AGAIN_MS) run(track);
}

function run(track) {
  const one = new Recognition();
  Object.assign(one, { lang: on.language, continuous: true, interimResults: true, processLocally: true });
  if (one.processLocally !== true) return turnOff("own_captions_failed"); // never by somebody else's service
  Object.assign(on, { running: one, track, startedAt: performance.now() });
  one.onresult = (event) => on.running === one && take(event);
  one.onerror = ({ error }) => on.running === one && !QUIET.has(error) && turnOff("own_captions_failed");
  one.onend = () => on.running === one && (on.running = null);
  try {
    one.start(track);
  } catch {
    turnOff("own_captions_failed");
  }
}

function stop() {
  const one = on.running;
  Object.assign(on, { running: null, track: null });
  one?.abort();
  lane.done();
}

function take({ results, resultIndex }) {
  const news = [...results].slice(resultIndex);
  const words = (some) => some.map((one) => one[0].transcript.trim()).join(" ").slice(-WORDS_MOST).trim();
  const [done, open] = [words(news.filter((one) => one.isFinal)), words(news.filter((one) => !one.isFinal))];
  if (done && mayRun()) {
    lane.done();
    joined.commands.ask("caption", { text: done });
  }
  if (open) lane.write(`${open} `);
}

/** A caption of one's own was refused. False: it was none of ours. */
export function ownRefused(code) {
  if (!on.wanted) return false;
  if (!CLOSED.has(code)) turnOff(code === "captions_no_consent" ? "own_captions_no" : "own_captions_failed");
  return true; // a microphone that closed a moment ago says enough by itself
}

// -- drawn -------------------------------------------------------------------------------------------------------

export function drawOwnCaptions({ setup }) {
  look();
  const can = offer === "available" || offer === "downloadable";
  follow();
  show(button, can && setup.captions);
  setAttribute(button, "aria-pressed", String(on.wanted));
  show(byId("own-captions-account"), can && !setup.captions);
  text("own-captions-state", say(stateOf(can, setup)));
}

function stateOf(can, setup) {
  if (offer === "fetching" || offer === "asking") return `own_captions_${offer}`;
  if (!can) return "own_captions_none";
  if (!setup.captions) return "own_captions_no";
  if (!on.wanted) return offer === "available" ? "own_captions_can" : "own_captions_download";
  return on.running ? "own_captions_runs" : "own_captions_waits";
}
