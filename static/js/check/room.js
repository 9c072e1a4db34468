// Does the room itself work here? Browser, live connection and clock. A wrong clock is a remark only.
import { tell } from "#page/check/lines";
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
const milliseconds = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit: "millisecond" });
export const time = (ms) => milliseconds.format(Math.max(1, Math.round(ms)));

/** Fills its three lines. @returns {Promise<{browser, socket, clock, offset: number|null}>} levels; the server's clock minus ours */
export async function checkRoom() {
  for (const key of ["browser", "socket", "clock"]) tell(key, "waiting", say("checking"));
  const browser = checkBrowser();
  const heard = await askServer();
  const best = heard.samples.length ? quickest(heard.samples) : null;
  const levels = { browser, socket: tellSocket(heard), clock: tellClock(best), offset: best?.offset ?? null };
  if (!Object.values(levels).includes("block") && best) remember();
  return levels;
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

/** The sample whose two ways took least differs least from the truth. */
const quickest = (samples) => samples.reduce((one, other) => (other.round < one.round ? other : one));

function tellSocket({ samples, code }) {
  if (!samples.length) return tellNoSocket(code);
  const round = quickest(samples).round * 1000;
  if (round > SLOW_MS || samples.length < BEATS) return tell("socket", "warn", say("socket_slow", { time: time(round) }), say("socket_slow_fix"));
  return tell("socket", "ok", say("socket_good", { time: time(round) }));
}

function tellNoSocket(code) {
  const [level, why] =
    code === SIGNED_OUT ? ["block", "signed_out"] : BUSY.has(code) ? ["warn", "busy"] : navigator.onLine ? ["block", "closed"] : ["block", "offline"];
  return tell("socket", level, say(`socket_${why}`), say(`socket_${why}_fix`, { host: location.host }));
}

function tellClock(best) {
  if (!best) return tell("clock", "waiting", say("clock_unknown"));
  if (Math.abs(best.offset) < CLOCK_SECONDS) return tell("clock", "ok", say("clock_good"));
  return tell("clock", "warn", say(best.offset < 0 ? "clock_ahead" : "clock_behind", { time: long(Math.abs(best.offset)) }), say("clock_fix"));
}

/** So that the next Join leads straight into the room. */
function remember() {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `dialogue_checked=1; path=/; max-age=${CHECKED_SECONDS}; SameSite=Lax${secure}`;
}

/** bad, note or good. */
export function verdictOf(levels) {
  const all = [levels.browser, levels.socket, levels.clock];
  return all.includes("block") ? "bad" : all.includes("warn") ? "note" : "good";
}
