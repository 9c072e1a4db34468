// What this page hears of the others: 100 ms slots on the server's clock, told every 5 s. It says who was loud enough
// to be speaking and for which slots it had sound at all, and nothing else leaves the page.
import { BLOCK_SECONDS, SpeechDetector, levelOf, soundTime } from "#media/levels";

const SLOTS_PER_SECOND = 10;
const SLOTS_TOLD = 50;
// So far behind now a slot is settled: a block is known to be speech 60 ms later at the latest, and is told 100 ms later.
const SLOTS_LATE = 3;
const MOST_OF_SLOT = 0.05; // s: half of it
// No packet was played for so long: what sounds now is made up, or silence.
const DRY_SECONDS = 0.3;
const CLOCK_JUMP_SECONDS = 0.15;

/** One other person, as heard here. */
class Ear {
  constructor(track, receiver, told) {
    this.receiver = receiver;
    this.track = track;
    this.speech = new SpeechDetector();
    this.played = null; // time stamp of the packet played last
    this.freshAt = -Infinity; // when it last changed, seconds of the sound's clock
    this.loud = new Map(); // slot -> seconds
    this.sound = new Map();
    this.level = levelOf(track, (levels, endsAt) => told(this, levels, endsAt));
  }

  /** Whether what is heard now came from the other person. */
  isFresh(at) {
    if (!this.receiver) return this.track.readyState === "live" && !this.track.muted;
    const played = this.receiver.getSynchronizationSources()[0]?.rtpTimestamp;
    if (played !== undefined && played !== this.played) {
      this.played = played;
      this.freshAt = at;
    }
    return at - this.freshAt < DRY_SECONDS;
  }

  take(levels, endsAt, offset) {
    if (!this.isFresh(endsAt)) return;
    levels.forEach((dbfs, place) => {
      const middle = endsAt - (levels.length - place - 0.5) * BLOCK_SECONDS + offset;
      add(this.sound, middle);
      const known = this.speech.take(dbfs);
      for (let back = 0; back < known; back++) add(this.loud, middle - back * BLOCK_SECONDS);
    });
  }

  /** Bytes of the slots that were speech, and of those with sound. */
  bits(since, count) {
    return [packed(this.loud, since, count), packed(this.sound, since, count)];
  }

  forget(before) {
    for (const slots of [this.loud, this.sound]) for (const slot of slots.keys()) if (slot < before) slots.delete(slot);
  }
}

const slotOf = (at) => Math.floor(at * SLOTS_PER_SECOND);
const add = (slots, at) => slots.set(slotOf(at), (slots.get(slotOf(at)) ?? 0) + BLOCK_SECONDS);
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const either = (one, other) => one.map((byte, place) => byte | other[place]);

function packed(slots, since, count) {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (let place = 0; place < count; place++) if ((slots.get(since + place) ?? 0) > MOST_OF_SLOT) bytes[place >> 3] |= 1 << (place & 7);
  return bytes;
}

export class Hearing {
  /** @param {{serverNow: () => number, send: ({epoch, from, slots}) => void}} door */
  constructor({ serverNow, send }) {
    this.serverNow = serverNow;
    this.send = send;
    this.ears = new Map(); // seat -> Ear
    this.gone = []; // [seat, Ear] no longer listened to, with slots that were not told yet
    this.began = 0;
    this.since = null; // the first slot that was not told
    this.offset = null; // server time less the sound's clock
  }

  get epoch() {
    return this.began;
  }

  /** What was heard before is told as of then. */
  set epoch(epoch) {
    if (epoch === this.began) return;
    this.tell(slotOf(this.serverNow()));
    this.began = epoch;
  }

  /**
   * Listens to somebody; a new track takes the place of the one before.
   * @param {number} seat  @param {MediaStreamTrack} track
   * @param {RTCRtpReceiver | null} receiver  tells whether packets come; without it a live track counts as sound
   */
  listen(seat, track, receiver = null) {
    const before = this.ears.get(seat);
    if (before?.track === track) return;
    this.deaf(seat);
    this.ears.set(seat, new Ear(track, receiver, (ear, levels, endsAt) => this.take(ear, levels, endsAt)));
  }

  /** Hears no more of this seat: muted, gone, or not to be listened to. */
  deaf(seat) {
    const ear = this.ears.get(seat);
    if (!ear) return;
    ear.level.stop();
    this.ears.delete(seat);
    this.gone.push([seat, ear]);
  }

  speaking(seat) {
    const ear = this.ears.get(seat);
    return Boolean(ear?.speech.speaking) && ear.isFresh(soundTime());
  }

  take(ear, levels, endsAt) {
    this.follow(this.serverNow() - soundTime());
    ear.take(levels, endsAt, this.offset);
    const now = slotOf(this.serverNow());
    this.since ??= now;
    if (now - this.since >= SLOTS_TOLD + SLOTS_LATE) this.tell(now - SLOTS_LATE);
  }

  /** Both clocks tick alike; what differs from one look to the next is when we looked. */
  follow(offset) {
    const jumped = this.offset === null || Math.abs(offset - this.offset) > CLOCK_JUMP_SECONDS;
    this.offset = jumped ? offset : this.offset + (offset - this.offset) / 50;
  }

  /** Tells the slots before this one; after a long sleep only the newest. */
  tell(until) {
    if (this.since === null) return;
    const since = Math.max(this.since, until - 3 * SLOTS_TOLD);
    for (let from = since; from < until; from += SLOTS_TOLD) this.report(from, Math.min(SLOTS_TOLD, until - from));
    this.since = Math.max(until, this.since);
    for (const ear of this.ears.values()) ear.forget(this.since);
    this.gone = [];
  }

  /** For each seat with any sound: base64 of the slots that were speech, a dot, base64 of those with sound. */
  report(from, count) {
    const heard = new Map();
    for (const [seat, ear] of [...this.gone, ...this.ears]) {
      const before = heard.get(seat);
      const bits = ear.bits(from, count);
      heard.set(seat, before ? bits.map((bytes, which) => either(bytes, before[which])) : bits);
    }
    const slots = {};
    for (const [seat, [loud, sound]] of heard) if (sound.some(Boolean)) slots[seat] = `${base64(loud)}.${base64(sound)}`;
    if (Object.keys(slots).length) this.send({ epoch: this.began, from: from / SLOTS_PER_SECOND, slots });
  }

  stop() {
    for (const seat of [...this.ears.keys()]) this.deaf(seat);
    this.tell(slotOf(this.serverNow()));
  }
}
