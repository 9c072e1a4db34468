// One socket that is always there: says hello, beats, notices silence, comes back. It knows no rules of the room.
import { guess, here, learn, metronome } from "#room/clock";

const BEAT_MS = 4500; // every 5 s at the latest, with a tick a second
const SILENT_MS = 5000; // without an answer for so long the reader is told
const DEAD_MS = 9000; // and the socket is given up: the server holds a lost connection for 12 s
const PROBE_MS = 2500; // after coming back from sleep or a new network an answer must come quicker
const OPEN_MS = 8000; // from the first packet to the welcome
const EAGER_MS = 30_000; // back-off: at most 1 s between tries for so long, then at most 8 s
const FINAL = new Set(["signed_out", "removed", "not_allowed", "ended", "replaced"]);
const BY_CODE = { 4001: "signed_out", 4003: "not_allowed", 4004: "ended", 4008: "slow_down", 4009: "replaced", 4012: "restart", 4013: "full" };
// Seconds to wait before the next try where the server asked for patience; the rest is back-off.
const PATIENCE = { full: [5, 10], slow_down: [3, 6], restart: [0.2, 1] };
const protocol = "dialogue.v1";

export class Socket {
  /**
   * @param {string} path  @param {(name, value?) => string} keep  the resume token of this tab
   * @param {{frame, link, stopped}} told  `link(state)`: connecting, open, silent, lost; `stopped(code)`: for good
   */
  constructor(path, keep, hello, told) {
    Object.assign(this, { path, keep, hello, told });
    this.socket = null;
    this.asked = null; // when the oldest unanswered beat left, ms
    this.lostAt = null;
    this.tries = 0;
    this.stopped = true;
    this.byes = "";
    metronome(() => this.tick());
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.probe());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
  }

  get open() {
    return this.welcomed === true && this.socket?.readyState === WebSocket.OPEN;
  }

  start() {
    this.stopped = false;
    this.connect();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.retry);
    this.drop();
  }

  /** Goes in as somebody new: the device of this tab is in use elsewhere, or its token is no longer good. */
  forget() {
    this.keep("resume", null);
  }

  connect() {
    clearTimeout(this.retry);
    this.drop();
    this.byes = "";
    this.nextAt = null;
    const token = this.keep("resume");
    const query = token ? `?resume=${encodeURIComponent(token)}` : "";
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}${query}`, protocol);
    this.socket = socket;
    this.openedAt = performance.now();
    socket.onopen = () => this.send({ do: "hello", client: "web", ...this.hello() });
    socket.onmessage = (event) => this.socket === socket && this.heard(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.closed(event.code);
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    this.asked = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  send(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  heard(frame) {
    if (frame.kind === "welcome") this.welcome(frame);
    if (frame.kind === "beat") this.answered(frame);
    if (frame.resume) this.keep("resume", frame.resume);
    if (frame.kind === "bye") this.byes = frame.code;
    this.told.frame(frame);
  }

  welcome(frame) {
    guess(frame.now);
    this.welcomed = true;
    this.lostAt = null;
    this.tries = 0;
    this.told.link("open");
    this.beat();
  }

  answered(frame) {
    this.asked = null;
    this.answeredAt = performance.now();
    learn(frame.now, frame.sent);
    this.told.link("open");
  }

  beat() {
    if (!this.open) return;
    this.beatAt = performance.now();
    this.asked ??= this.beatAt;
    this.send({ do: "beat", sent: here(), muted: true, hidden: document.hidden });
  }

  tick() {
    const now = performance.now();
    if (this.stopped) return;
    if (!this.socket) {
      if (this.nextAt && now >= this.nextAt) this.connect();
      return;
    }
    if (now - this.beatAt >= BEAT_MS) this.beat();
    this.watch(now);
  }

  /** Is anybody there? */
  watch(now) {
    if (!this.welcomed) {
      if (now - this.openedAt > OPEN_MS) this.closed(1006);
    } else if (this.asked !== null) {
      const waited = now - this.asked;
      if (waited > (this.probing ? PROBE_MS : DEAD_MS)) this.closed(1006);
      else if (waited > SILENT_MS) this.told.link("silent");
    } else this.probing = false;
  }

  /** A sign that the network changed or that we were asleep: connect at once, or see whether the socket lives. */
  hurry() {
    if (this.stopped) return;
    if (!this.socket) this.connect();
    else this.probe();
  }

  probe() {
    if (!this.open) return;
    this.probing = true;
    this.asked = null;
    this.beat();
  }

  closed(code) {
    const bye = this.byes || BY_CODE[code] || "";
    const { welcomed } = this;
    const talked = welcomed && this.answeredAt && performance.now() - this.answeredAt < DEAD_MS + BEAT_MS;
    this.drop();
    this.probing = false;
    if (this.stopped) return;
    if (bye === "not_allowed" && !welcomed && this.keep("resume")) {
      // An old token of this tab: the sign-in of the page may still be good.
      this.forget();
      this.connect();
    } else if (FINAL.has(bye)) this.end(bye);
    else if (code === 1000 && talked) this.end("left");
    else this.comeBack(bye);
  }

  end(code) {
    this.stopped = true;
    this.told.stopped(code);
  }

  comeBack(bye) {
    const now = performance.now();
    this.lostAt ??= now;
    const wait = bye in PATIENCE ? between(...PATIENCE[bye]) * 1000 : this.backOff(now - this.lostAt);
    this.nextAt = now + wait;
    this.told.link(bye === "full" ? "full" : "lost");
    this.retry = setTimeout(() => this.connect(), wait);
  }

  /** Full jitter: anything between nothing and the bound, so that a whole room does not come back in one beat. */
  backOff(lostMs) {
    const most = lostMs < EAGER_MS ? 1000 : 8000;
    return Math.random() * Math.min(most, 250 * 2 ** this.tries++);
  }

  /** Seconds until the next try, for the page. */
  get nextTry() {
    return this.nextAt ? Math.max(0, (this.nextAt - performance.now()) / 1000) : 0;
  }
}

const between = (least, most) => least + Math.random() * (most - least);
