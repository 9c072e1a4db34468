// How loud a track is, from its decoded samples, and whether somebody speaks. No sample leaves the audio thread.
export const BLOCK_SECONDS = 0.02;
export const SILENCE_DBFS = -100;
// Speech is this much above what is there all the time, and above this in any case: measured against known speech,
// within 1 % of the seconds without and 2 % with noise, nothing for noise alone (docs/explanation/talk-time.md).
const OVER_FLOOR_DB = 10;
const LEAST_DBFS = -50;
const FLOOR_BLOCKS = 400; // the last 8 s
const FLOOR_SHARE = 0.1;
const FLOOR_EVERY_BLOCKS = 5;
const EARLY_BLOCKS = 25; // 0.5 s; whoever is silent for longer has a silent room
const ON_BLOCKS = 3; // 60 ms
const OFF_BLOCKS = 25; // 0.5 s

let shared = null;

/** One context for all tracks of the page. A browser may hold it back until somebody has pressed something. */
function context() {
  if (shared) return shared;
  const audio = new AudioContext({ latencyHint: "playback" });
  shared = { audio, ready: audio.audioWorklet.addModule(import.meta.resolve("#media/level_worklet")) };
  const wake = () => audio.state === "suspended" && audio.resume().catch(() => {});
  for (const kind of ["pointerdown", "keydown", "touchend"]) addEventListener(kind, wake, { capture: true, passive: true });
  wake();
  return shared;
}

/** Seconds on the clock of the blocks. */
export const soundTime = () => shared?.audio.currentTime ?? 0;

const toDbfs = (power) => (power > 1e-10 ? 10 * Math.log10(power) : SILENCE_DBFS);

/**
 * The level of a track, as long as it is listened to.
 * @param {MediaStreamTrack} track
 * @param {(levels: number[], endsAt: number) => void} told  dBFS of each 20 ms, some at a time, and when the last ended
 * @returns {{dbfs: () => number, stop: () => void}} `dbfs`: of the last 100 ms
 */
export function levelOf(track, told = () => {}) {
  let level = SILENCE_DBFS;
  let stopped = false;
  let close = () => {};
  const { audio, ready } = context();
  const heard = ({ data }) => {
    const { levels, endsAt } = data;
    level = toDbfs(levels.reduce((sum, power) => sum + power, 0) / levels.length);
    told(levels.map(toDbfs), endsAt);
  };
  ready.then(() => {
    if (!stopped) close = connect(audio, track, heard);
  }, () => {});
  const stop = () => {
    stopped = true;
    level = SILENCE_DBFS;
    close();
  };
  return { dbfs: () => level, stop };
}

function connect(audio, track, heard) {
  const stream = new MediaStream([track]);
  const pump = pumped(stream);
  const source = audio.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(audio, "level", { numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  node.port.onmessage = heard;
  source.connect(node);
  return () => {
    node.port.onmessage = null;
    source.disconnect();
    pump.srcObject = null;
  };
}

/** Chromium decodes what comes from another person only while some element plays it, be it without sound. */
function pumped(stream) {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  element.play().catch(() => {});
  return element;
}

/** Who speaks, from levels of 20 ms: louder than what is always there, for 60 ms; over after half a second. */
export class SpeechDetector {
  constructor() {
    this.levels = new Float32Array(FLOOR_BLOCKS);
    this.early = 0;
    this.count = 0;
    this.floor = SILENCE_DBFS;
    this.loud = 0; // blocks in a row
    this.quiet = OFF_BLOCKS;
    this.speaking = false;
  }

  get threshold() {
    return Math.max(LEAST_DBFS, this.floor + OVER_FLOOR_DB);
  }

  /**
   * One block. What a line plays before the first sound arrives says nothing of the noise there and is left out.
   * @returns {number} of how many blocks, this one the last, it is known now that they are speech
   */
  take(dbfs) {
    if (!this.count && dbfs <= SILENCE_DBFS && this.early++ < EARLY_BLOCKS) return 0;
    this.learn(dbfs);
    const isLoud = dbfs > this.threshold;
    this.loud = isLoud ? this.loud + 1 : 0;
    this.quiet = isLoud ? 0 : this.quiet + 1;
    if (this.speaking) {
      this.speaking = this.quiet < OFF_BLOCKS;
      return isLoud ? 1 : 0;
    }
    this.speaking = this.loud >= ON_BLOCKS;
    return this.speaking ? ON_BLOCKS : 0;
  }

  learn(dbfs) {
    this.levels[this.count++ % FLOOR_BLOCKS] = dbfs;
    if (this.count > FLOOR_EVERY_BLOCKS && this.count % FLOOR_EVERY_BLOCKS) return;
    const known = this.levels.slice(0, Math.min(this.count, FLOOR_BLOCKS)).sort();
    this.floor = known[Math.floor(known.length * FLOOR_SHARE)];
  }
}
