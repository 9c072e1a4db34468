// One RTCPeerConnection and what is said about it: descriptions and candidates, one after the other. "Perfect
// negotiation" (W3C, webrtc-pc 10.7): both sides may offer at any time; of two offers that cross, the polite side's gives way.

const AGAIN_MS = 2500; // an offer without an answer is said again: signalling may be lost on the way
const AGAIN_MOST_MS = 10_000;

export class Leg {
  /**
   * @param {{number: number, polite: boolean, config: RTCConfiguration, send: (data: object) => void,
   *   adopt?: (pc: RTCPeerConnection) => unknown, broken: (error: Error) => void}} how
   *   `adopt`: called with an offer taken and not answered yet: what of ours goes into the answer
   */
  constructor(how) {
    Object.assign(this, how);
    this.theirs = null; // number of the other side's connection, once it is known
    this.offered = false; // by us, at least once
    this.early = []; // candidates that came before the description they belong to
    this.ignoring = false;
    this.work = Promise.resolve();
    this.pc = new RTCPeerConnection(this.config);
    this.pc.addEventListener("negotiationneeded", () => this.offer());
    this.pc.addEventListener("icecandidate", ({ candidate }) => this.say({ candidate: candidate?.toJSON() ?? null }));
  }

  get closed() {
    return this.pc.signalingState === "closed";
  }

  say(data) {
    this.send({ ...data, call: this.number, of: this.theirs });
  }

  /** One thing after the other: nothing is described while something else is being described. */
  do(step) {
    this.work = this.work.then(() => (this.closed ? null : step())).catch((error) => this.closed || this.broken(error));
    return this.work;
  }

  offer() {
    return this.do(async () => {
      if (this.pc.signalingState !== "stable") return; // the browser asks again when it is
      this.offered = true;
      await this.pc.setLocalDescription();
      this.say({ description: this.pc.localDescription.toJSON() });
      this.expectAnswer(AGAIN_MS);
    });
  }

  expectAnswer(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (this.pc.signalingState !== "have-local-offer") return;
      this.repeat();
      this.expectAnswer(Math.min(AGAIN_MOST_MS, wait * 1.5));
    }, wait);
  }

  /** Says an unanswered offer again, with the candidates found since. */
  repeat() {
    if (this.pc.signalingState === "have-local-offer") this.say({ description: this.pc.localDescription.toJSON() });
  }

  /** A description or a candidate of the other side. */
  take(data) {
    return this.do(() => (data.description ? this.describe(data.description) : data.candidate ? this.candidate(data) : null));
  }

  async describe(description) {
    const { pc } = this;
    const isOffer = description.type === "offer";
    this.ignoring = isOffer && pc.signalingState !== "stable" && !this.polite;
    if (this.ignoring || (!isOffer && pc.signalingState !== "have-local-offer")) return;
    await pc.setRemoteDescription(description); // takes back our own offer where the two crossed
    if (!isOffer) clearTimeout(this.waiting);
    for (const early of this.early.splice(0)) await this.candidate(early);
    if (isOffer) await this.answer();
  }

  async answer() {
    await this.adopt?.(this.pc);
    await this.pc.setLocalDescription();
    this.say({ description: this.pc.localDescription.toJSON() });
  }

  async candidate(data) {
    const { candidate, call } = data;
    if (!this.pc.remoteDescription) return void this.early.push(data);
    if (call !== this.theirs) return undefined; // of a connection that is gone
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (error) {
      // One that belongs to an offer which gave way, or to a connection before a restart.
      if (!this.ignoring && error.name !== "OperationError") throw error;
    }
    return undefined;
  }

  /** New credentials of the relay; used from the next restart on. */
  configure(config) {
    this.config = config;
    if (!this.closed) this.pc.setConfiguration(config);
  }

  close() {
    clearTimeout(this.waiting);
    this.pc.close();
  }
}
