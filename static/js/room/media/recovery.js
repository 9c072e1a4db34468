// Mends a connection that broke, step by step. It works apart from the room's socket, but a step needs signalling:
// while that is away nothing is tried, and nothing that works is touched.

const LOST_MS = 3000; // "disconnected" often heals by itself
const FIRST_MS = 12_000; // the first connection, on a slow machine with many people
const STEP_MS = 5000; // and then the next thing is tried
const WAIT_MS = 1000; // between looks whether signalling is back
const LATER_MS = 30_000; // when everything was tried
const SLOWER_MS = 1500; // one side tries first, so that offers seldom cross

export class Recovery {
  /**
   * @param {string[]} steps  in order; the last one means "given up for now"
   * @param {{act: (step: string) => boolean, able: () => boolean, changed: () => void, slower?: boolean}} how
   *   `act` gives false for a step that makes no sense here; `slower`: the other side tries first
   */
  constructor(steps, how) {
    Object.assign(this, { steps, ...how });
    this.state = "connecting"; // connecting, open, lost
    this.step = 0;
    this.online = () => this.pc && this.next(); // another network, perhaps
    addEventListener("online", this.online);
  }

  /** A connection that was just made. */
  watch(pc) {
    this.pc = pc;
    const look = () => this.pc === pc && this.look();
    pc.addEventListener("connectionstatechange", look);
    pc.addEventListener("iceconnectionstatechange", look);
    this.after(this.state === "connecting" ? FIRST_MS : STEP_MS);
  }

  look() {
    const { connectionState, iceConnectionState } = this.pc;
    if (connectionState === "connected" && iceConnectionState !== "disconnected") this.up();
    else if (connectionState === "failed" || iceConnectionState === "failed") this.down(0);
    else if (iceConnectionState === "disconnected" || connectionState === "disconnected") this.down(LOST_MS);
  }

  up() {
    clearTimeout(this.timer);
    this.step = 0;
    this.become("open");
  }

  /** The first sign of trouble starts the steps; "failed" hurries the one that waits. */
  down(wait) {
    if (this.step >= this.steps.length) return; // given up for now: its own time
    if (this.state === "open" || wait === 0) this.after(wait);
  }

  after(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), wait + (this.slower ? SLOWER_MS : 0));
  }

  next() {
    if (this.pc.connectionState === "connected" && this.pc.iceConnectionState !== "disconnected") return this.up();
    if (this.state === "open") this.become("lost");
    if (!this.able() || navigator.onLine === false) return this.after(WAIT_MS);
    const step = this.steps[Math.min(this.step++, this.steps.length - 1)];
    if (!this.act(step)) return this.next();
    return this.after(this.step < this.steps.length ? STEP_MS : LATER_MS);
  }

  /** The other side has begun anew: it gets its time. */
  patience() {
    if (this.state !== "open") this.after(STEP_MS);
  }

  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }

  close() {
    clearTimeout(this.timer);
    removeEventListener("online", this.online);
    this.pc = null;
  }
}
