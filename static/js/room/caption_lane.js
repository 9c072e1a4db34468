// A line on its way while it is written: after a few words or a short pause, at most twice a second.
const PAUSE_MS = 600;
const LEAST_MS = 500; // between two texts; the room takes ten commands a second of one person
const WORDS = 3;
const count = (text) => (text.trim() ? text.trim().split(/\s+/).length : 0);
const whole = (text) => text.slice(0, text.search(/\S*$/)).trim();

export class Lane {
  /** @param {(text: string) => boolean} send  false: not now; the next text says it all */
  constructor(send) {
    Object.assign(this, { send, text: "", sent: "", typedAt: 0, sentAt: -LEAST_MS, timer: null });
  }

  /** The whole line as it stands now. */
  write(text) {
    this.text = text;
    this.typedAt = performance.now();
    this.plan();
  }

  /** The line is done, or put away; the next one begins. */
  done() {
    clearTimeout(this.timer);
    Object.assign(this, { text: "", sent: "", timer: null });
  }

  plan() {
    clearTimeout(this.timer);
    const now = performance.now();
    const few = Math.abs(count(whole(this.text)) - count(this.sent)) < WORDS;
    const at = Math.max(few ? this.typedAt + PAUSE_MS : now, this.sentAt + LEAST_MS);
    this.timer = this.waiting(this.text.trim()) ? setTimeout(() => this.flush(), Math.max(0, at - now)) : null;
  }

  waiting(text) {
    return text !== this.sent;
  }

  /** Whole words while somebody types; after a pause everything. A line that was emptied again shows as three dots. */
  flush() {
    const paused = performance.now() - this.typedAt >= PAUSE_MS - 1;
    const text = paused ? this.text.trim() : whole(this.text);
    if (this.waiting(text) && (text || this.sent)) {
      this.sentAt = performance.now();
      if (this.send(`${text || "…"} `)) this.sent = text;
    }
    if (!paused) this.plan();
  }
}
