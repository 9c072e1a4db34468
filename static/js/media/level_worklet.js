// In the audio thread: the level of each block of 20 ms, five at a time.
const BLOCK_SECONDS = 0.02;
const BLOCKS_TOLD = 5;

class LevelWorklet extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = Math.round(sampleRate * BLOCK_SECONDS);
    this.filled = 0;
    this.power = 0;
    this.levels = [];
  }

  /** Without an input there is nothing to tell: no sound is not the same as silence. */
  process([channels]) {
    const [samples] = channels;
    if (samples) samples.forEach((sample, place) => this.add(sample, place));
    return true;
  }

  add(sample, place) {
    this.power += sample * sample;
    if (++this.filled < this.size) return;
    this.levels.push(this.power / this.size);
    this.filled = this.power = 0;
    if (this.levels.length < BLOCKS_TOLD) return;
    this.port.postMessage({ levels: this.levels, endsAt: currentTime + (place + 1) / sampleRate });
    this.levels = [];
  }
}

registerProcessor("level", LevelWorklet);
