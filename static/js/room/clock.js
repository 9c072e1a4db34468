// Server time. The offset comes from the answer to a beat that was quickest of the last few: its two ways differ least.
const SAMPLES_KEPT = 6;
let samples = [];

/** @param {number} now server time  @param {number} sent and @param {number} received: this device's clock. Seconds. */
export function learn(now, sent, received = here()) {
  samples = [...samples.slice(1 - SAMPLES_KEPT), { round: received - sent, offset: now - (sent + received) / 2 }];
}

/** Until the first beat is answered a frame's own time is the best there is. */
export function guess(now) {
  if (!samples.length) samples = [{ round: Infinity, offset: now - here() }];
}

export const here = () => Date.now() / 1000;

export function serverNow() {
  const best = samples.reduce((one, other) => (other.round < one.round ? other : one), { round: Infinity, offset: samples[0]?.offset ?? 0 });
  return here() + best.offset;
}

/** Calls `tick` about once a second, also while the page is hidden. */
export function metronome(tick) {
  const slowed = () => setInterval(tick, 1000);
  try {
    const worker = new Worker(import.meta.resolve("#room/metronome"));
    worker.onmessage = tick;
    worker.onerror = slowed;
  } catch {
    slowed();
  }
}

/** Calls `tick` at each full second of the server's clock, so that all numbers of the page change together. */
export function everySecond(tick) {
  const wait = 1000 - ((serverNow() * 1000) % 1000);
  setTimeout(() => {
    tick();
    everySecond(tick);
  }, wait + 5);
}
