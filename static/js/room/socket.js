// One socket that is always there: says hello, beats, notices silence, comes back. It knows no rules of the room.
import { guess, here, learn, metronome } from "#room/clock";

const BEAT_MS = 4500; // every 5 s at the latest, with a tick a second
const SILENT_MS = 4000; // without an answer for so long, and a tick, the reader is told and a second socket is tried
const DEAD_MS = 9000; // and the socket is given up: the server holds a lost connection for 12 s
const PROBE_MS = 2500; // after coming back from sleep or a new network an answer must come quicker
const OPEN_MS = 8000; // an opening, and from the opening to the welcome
const OPEN_LEAST_MS = 1500; // what opened quicker before is given up sooner: its packets went into a network that was away
const PATIENT_EACH = 6; // of the tries after a loss each sixth has the full time, for a network that has become slow
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
    this.socket = null; // the one that is used
    this.opening = null; // the one that is tried; while the other is silent, beside it
    this.openTook = null; // ms, the last time
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
    this.giveUpTry();
    this.drop();
  }

  /** Goes in as somebody new: the device of this tab is in use elsewhere, or its token is no longer good. */
  forget() {
    this.keep("resume", null);
  }

  /** Tries a new socket. One that is silent stays until this one is open: whichever speaks first is used. */
  connect() {
    this.giveUpTry();
    const token = this.keep("resume");
    const query = token ? `?resume=${encodeURIComponent(token)}` : "";
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}${query}`, protocol);
    this.opening = socket;
    this.triedAt = performance.now();
    this.tryEnds = setTimeout(() => this.opening === socket && this.failed(), this.patience(this.triedAt));
    socket.onopen = () => this.use(socket);
    socket.onclose = () => this.opening === socket && this.failed();
  }

  use(socket) {
    this.drop();
    clearTimeout(this.tryEnds);
    this.opening = null;
    this.socket = socket;
    this.byes = "";
    this.openedAt = performance.now();
    this.openTook = this.openedAt - this.triedAt;
    socket.onmessage = (event) => this.socket === socket && this.heard(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.closed(event.code);
    this.send({ do: "hello", client: "web", ...this.hello() });
  }

  drop() {
    hangUp(this.socket);
    this.socket = null;
    this.welcomed = false;
    this.asked = null;
  }

  giveUpTry() {
    clearTimeout(this.retry);
    clearTimeout(this.tryEnds);
    hangUp(this.opening);
    this.opening = null;
    this.nextAt = null;
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
    this.giveUpTry();
    this.lostAt = null;
    this.tries = 0;
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
    if (this.opening && now - this.triedAt > this.patience(now)) this.failed();
    else if (this.nextAt && now >= this.nextAt) this.connect();
    if (!this.socket) return;
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
      else if (waited > SILENT_MS) this.silent();
    } else this.probing = false;
  }

  /** Nobody answers: the reader is told, and a second way is tried before this one is given up. */
  silent() {
    this.lostAt ??= performance.now();
    this.told.link("silent");
    if (!this.opening && !this.nextAt) this.connect();
  }

  /** How long a try may take, ms. */
  patience(now) {
    const eager = this.lostAt !== null && now - this.lostAt < EAGER_MS && (this.tries + 1) % PATIENT_EACH !== 0;
    if (!eager || this.openTook === null) return OPEN_MS;
    return Math.min(OPEN_MS, Math.max(OPEN_LEAST_MS, 3 * this.openTook));
  }

  /** The time that the try took is part of the back-off. */
  failed() {
    this.giveUpTry();
    this.comeBack("", performance.now() - this.triedAt);
  }

  /** A sign that the network changed or that we were asleep: connect at once, or see whether the socket lives. */
  hurry() {
    if (this.stopped) return;
    if (!this.socket || (this.asked !== null && performance.now() - this.asked > SILENT_MS)) this.connect();
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
    else if (this.opening) this.told.link("lost"); // the next is under way
    else this.comeBack(bye);
  }

  end(code) {
    this.stopped = true;
    this.giveUpTry();
    this.told.stopped(code);
  }

  comeBack(bye, waited = 0) {
    const now = performance.now();
    this.lostAt ??= now;
    const wait = bye in PATIENCE ? between(...PATIENCE[bye]) * 1000 : Math.max(0, this.backOff(now - this.lostAt) - waited);
    clearTimeout(this.retry);
    this.nextAt = now + wait;
    if (!this.socket) this.told.link(bye === "full" ? "full" : "lost");
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

/** Closes without hearing of it again. */
function hangUp(socket) {
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

const between = (least, most) => least + Math.random() * (most - least);
