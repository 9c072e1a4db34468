// "Will it work?": browser, live connection and clock, each with a verdict and a fix. A wrong clock is a remark only.
import { long, say } from "#room/words";

const BEATS = 3;
const ANSWER_MS = 8000; // from opening the socket to its last answer
const SLOW_MS = 800;
const CLOCK_SECONDS = 20; // less is no reason to bother anybody
const CHECKED_SECONDS = 60 * 24 * 3600;
const BUSY = new Set([4008, 4012]);
const SIGNED_OUT = 4001;
// What the room's scripts use; a name for people beside the test.
const NEEDS = [
  ["WebSocket", () => "WebSocket" in window],
  ["import maps", () => HTMLScriptElement.supports?.("importmap")],
  ["dialog", () => "HTMLDialogElement" in window],
  ["checkVisibility", () => "checkVisibility" in Element.prototype],
  ["Intl.ListFormat", () => "ListFormat" in Intl],
];

const card = document.getElementById("check");
const again = document.getElementById("check-again");
const milliseconds = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit: "millisecond" });

function tell(key, level, text, fix = "") {
  const line = card.querySelector(`[data-check="${key}"]`);
  line.dataset.level = level;
  line.querySelector('[data-slot="text"]').textContent = text;
  const place = line.querySelector('[data-slot="fix"]');
  place.textContent = fix;
  place.hidden = !fix;
  return level;
}

function conclude(verdict) {
  card.dataset.verdict = verdict;
  document.getElementById("check-verdict").textContent = say(`verdict_${verdict}`);
}

function checkBrowser() {
  const missing = NEEDS.filter(([, has]) => !has()).map(([name]) => name);
  if (missing.length) return tell("browser", "block", say("browser_old", { missing: missing.join(", ") }), say("browser_old_fix"));
  if (!keepsThings()) return tell("browser", "warn", say("browser_forgets"), say("browser_forgets_fix"));
  return tell("browser", "ok", say("browser_good"));
}

function keepsThings() {
  try {
    sessionStorage.setItem("dialogue.check", "1");
    sessionStorage.removeItem("dialogue.check");
    return true;
  } catch {
    return false;
  }
}

/** Resolves to the samples, or to the close code of a socket that gave none. */
function askServer() {
  return new Promise((done) => {
    const samples = [];
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/check/`, "dialogue.v1");
    const finish = (code) => {
      clearTimeout(timer);
      socket.onclose = socket.onmessage = null;
      socket.close();
      done({ samples, code });
    };
    const timer = setTimeout(() => finish(0), ANSWER_MS);
    const beat = () => socket.send(JSON.stringify({ do: "beat", sent: Date.now() / 1000 }));
    socket.onopen = beat;
    socket.onclose = (event) => finish(event.code);
    socket.onmessage = (event) => {
      const frame = JSON.parse(event.data);
      if (frame.kind !== "beat") return; // a bye: the close code follows
      const now = Date.now() / 1000;
      samples.push({ round: now - frame.sent, offset: frame.now - (now + frame.sent) / 2 });
      if (samples.length < BEATS) beat();
      else finish(1000);
    };
  });
}

function tellSocket({ samples, code }) {
  if (!samples.length) return tellNoSocket(code);
  const round = Math.min(...samples.map((sample) => sample.round)) * 1000;
  const time = milliseconds.format(Math.max(1, Math.round(round)));
  if (round > SLOW_MS || samples.length < BEATS) return tell("socket", "warn", say("socket_slow", { time }), say("socket_slow_fix"));
  return tell("socket", "ok", say("socket_good", { time }));
}

function tellNoSocket(code) {
  const [level, why] =
    code === SIGNED_OUT ? ["block", "signed_out"] : BUSY.has(code) ? ["warn", "busy"] : navigator.onLine ? ["block", "closed"] : ["block", "offline"];
  return tell("socket", level, say(`socket_${why}`), say(`socket_${why}_fix`, { host: location.host }));
}

/** The sample whose two ways took least differs least from the truth. */
function tellClock({ samples }) {
  if (!samples.length) return tell("clock", "waiting", say("clock_unknown"));
  const { offset } = samples.reduce((one, other) => (other.round < one.round ? other : one));
  if (Math.abs(offset) < CLOCK_SECONDS) return tell("clock", "ok", say("clock_good"));
  return tell("clock", "warn", say(offset < 0 ? "clock_ahead" : "clock_behind", { time: long(Math.abs(offset)) }), say("clock_fix"));
}

async function check() {
  again.hidden = true;
  conclude("checking");
  for (const key of ["browser", "socket", "clock"]) tell(key, "waiting", say("checking"));
  const levels = [checkBrowser()];
  const heard = await askServer();
  levels.push(tellSocket(heard), tellClock(heard));
  const verdict = levels.includes("block") ? "bad" : levels.includes("warn") ? "note" : "good";
  conclude(verdict);
  if (verdict !== "bad" && heard.samples.length) remember();
  again.hidden = false;
}

/** So that the next Join leads straight into the room. */
function remember() {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `dialogue_checked=1; path=/; max-age=${CHECKED_SECONDS}; SameSite=Lax${secure}`;
}

document.getElementById("check-stuck").hidden = true;
again.addEventListener("click", check);
check();
