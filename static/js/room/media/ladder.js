// The ladder of a weak network: full -> low -> audio -> text. Only numbers in, a step out; it reads no clock.
// Down by choice or by what was measured; up by choice alone, so that nothing swings and no camera goes on by itself.
export const LEVELS = ["full", "low", "audio", "text"];

const BAD_SECONDS = 10; // so long before a step is taken
const GRACE_SECONDS = 60; // after the reader's own choice nothing is lowered for so long
const LOSS = 0.05;
const LOSS_OF_WORDS = 0.3; // of sound alone: then words get lost, and writing is better
const NEARLY = 0.8; // of the rate we aim at: good enough

export class Ladder {
  constructor() {
    this.badSince = null;
    this.quietUntil = -Infinity;
  }

  chosen(now) {
    this.badSince = null;
    this.quietUntil = now + GRACE_SECONDS;
  }

  /**
   * @param {string} level
   * @param {{loss: number, limited: boolean, uploadKbps: number|null, copies: number, full: number, low: number, voice: number}} seen
   *   `limited`: our picture is held down by bandwidth; `copies`: so many of it we send; rates in kbps
   * @returns {{level: string, copies: number|null}|null}  `copies`: to so many people it can still go; null: no change
   */
  look(level, seen, now) {
    if (!isBad(level, seen)) this.badSince = null;
    else this.badSince ??= now;
    if (this.badSince === null || now - this.badSince < BAD_SECONDS || now < this.quietUntil) return null;
    this.badSince = null;
    return stepDown(level, seen);
  }
}

function isBad(level, { loss, limited }) {
  if (level === "text") return false;
  return level === "audio" ? loss > LOSS_OF_WORDS : loss > LOSS || limited;
}

function stepDown(level, seen) {
  const fits = seen.loss <= LOSS ? fit(seen) : null;
  if (fits?.level === level && fits.copies === null) return null; // less than aimed at, and good enough
  if (fits && LEVELS.indexOf(fits.level) >= LEVELS.indexOf(level)) return fits;
  return { level: LEVELS[LEVELS.indexOf(level) + 1], copies: null };
}

/** What the measured upload carries: copies of the picture beside the voice. */
export function fit({ uploadKbps, copies, full, low, voice }) {
  if (uploadKbps === null || !copies) return null;
  const each = uploadKbps / copies - voice;
  if (each >= NEARLY * full) return { level: "full", copies: null };
  if (each >= NEARLY * low) return { level: "low", copies: null };
  const few = Math.floor((uploadKbps - copies * voice) / low);
  return few >= 1 ? { level: "low", copies: few } : { level: "audio", copies: null };
}
