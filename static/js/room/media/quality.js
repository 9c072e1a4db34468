// How well the media goes, from getStats: a word for each person, and what the ladder needs to know of our own network.

const EVERY_MS = 2000;
// Of packets, and seconds there and back: from where a talk gets hard, and very hard.
const FAIR = { loss: 0.03, trip: 0.4 };
const POOR = { loss: 0.08, trip: 0.8 };
const ORDER = ["good", "fair", "poor"];
// A word changes when so many looks in a row say so: sooner to worse than to better.
const WORSE_LOOKS = 2;
const BETTER_LOOKS = 3;

export class Quality {
  /**
   * @param {() => {pc: RTCPeerConnection, sends: boolean, seatOf: (mid: string) => number|null}[]} legs
   * @param {(words: Map<number, string>, seen: {loss: number, limited: boolean, uploadKbps: number|null}) => void} told
   */
  constructor(legs, told) {
    Object.assign(this, { legs, told });
    this.before = new WeakMap(); // connection -> counters of the last look
    this.words = new Map(); // seat -> Word
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  async look() {
    const legs = this.legs().filter(({ pc }) => pc.connectionState === "connected");
    const looks = await Promise.all(legs.map((leg) => this.lookAt(leg)));
    const bySeat = new Map();
    for (const { seats, trip, lossOut } of looks) for (const [seat, loss] of seats) bySeat.set(seat, { loss: Math.max(loss, lossOut), trip });
    this.told(this.name(bySeat), ownNetwork(looks, bySeat));
  }

  name(bySeat) {
    for (const [seat, sample] of bySeat) {
      if (!this.words.has(seat)) this.words.set(seat, new Word());
      this.words.get(seat).take(wordOf(sample));
    }
    return new Map([...bySeat.keys()].map((seat) => [seat, this.words.get(seat).word]));
  }

  async lookAt({ pc, sends, seatOf }) {
    const look = { seats: new Map(), trip: 0, lossOut: 0, limited: [], available: null };
    const was = this.before.get(pc) ?? new Map();
    const is = new Map();
    for (const one of (await pc.getStats()).values()) {
      if (one.type === "inbound-rtp") received(one, seatOf, was, is, look);
      else if (one.type === "remote-inbound-rtp") look.lossOut = Math.max(look.lossOut, one.fractionLost ?? 0);
      else if (one.type === "candidate-pair" && one.nominated) pair(one, sends, look);
      else if (one.type === "outbound-rtp" && one.kind === "video" && one.framesSent) look.limited.push(one.qualityLimitationReason === "bandwidth");
    }
    this.before.set(pc, is);
    return look;
  }

  stop() {
    clearInterval(this.timer);
  }
}

/** Loss of what comes from a person since the last look. */
function received(one, seatOf, was, is, look) {
  is.set(one.id, { lost: one.packetsLost, got: one.packetsReceived });
  const before = was.get(one.id);
  const seat = seatOf(one.mid);
  if (!before || seat === null) return;
  const lost = Math.max(0, one.packetsLost - before.lost);
  const got = one.packetsReceived - before.got;
  if (lost + got > 0) look.seats.set(seat, Math.max(look.seats.get(seat) ?? 0, lost / (lost + got)));
}

function pair(one, sends, look) {
  look.trip = one.currentRoundTripTime ?? 0;
  if (sends) look.available = one.availableOutgoingBitrate ?? null;
}

function ownNetwork(looks, bySeat) {
  const losses = [...bySeat.values()].map(({ loss }) => loss).sort((one, other) => one - other);
  const limited = looks.flatMap((look) => look.limited);
  const available = looks.map((look) => look.available).filter((value) => value !== null);
  return {
    loss: losses[Math.floor(losses.length / 2)] ?? 0,
    limited: limited.length > 0 && limited.filter(Boolean).length * 2 >= limited.length,
    uploadKbps: available.length ? available.reduce((sum, value) => sum + value, 0) / 1000 : null,
  };
}

export function wordOf({ loss, trip }) {
  if (loss > POOR.loss || trip > POOR.trip) return "poor";
  return loss > FAIR.loss || trip > FAIR.trip ? "fair" : "good";
}

/** A word that does not flicker. */
export class Word {
  constructor() {
    this.word = "";
    this.next = "";
    this.looks = 0;
  }

  take(word) {
    this.looks = word === this.next ? this.looks + 1 : 1;
    this.next = word;
    const needed = ORDER.indexOf(word) > ORDER.indexOf(this.word) ? WORSE_LOOKS : BETTER_LOOKS;
    if (!this.word || this.looks >= needed) this.word = word;
  }
}
