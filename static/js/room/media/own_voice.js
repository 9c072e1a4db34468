// Whether the reader speaks, from their own microphone: for their own tile only, it is told to nobody.
import { SpeechDetector, levelOf } from "#media/levels";

export class OwnVoice {
  constructor() {
    this.track = null;
    this.level = null;
    this.detector = null;
  }

  /** @param {MediaStreamTrack|null} track */
  follow(track) {
    if (track === this.track) return;
    this.level?.stop();
    this.track = track;
    this.detector = new SpeechDetector();
    const { detector } = this;
    this.level = track && levelOf(track, (levels) => levels.forEach((dbfs) => detector.take(dbfs)));
  }

  get speaking() {
    return Boolean(this.track?.enabled && this.detector?.speaking);
  }
}
