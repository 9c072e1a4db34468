// One other page of a mesh: the connection to it, what goes there, what comes from there, and what is tried when it breaks.
import { Leg } from "#room/media/leg";
import { Post } from "#room/media/post";
import { Recovery } from "#room/media/recovery";
import { limitPicture, limitVoice, put, smaller } from "#room/media/sending";

const STEPS = ["restart", "rebuild", "relay", "audio", "text"];
const OFFER_MS = 1500; // the impolite side offers first; when it does not, we do
const BOTH = ["audio", "video"];

export class Peer {
  /** @param {object} plan  one of `peers` of the frame  @param {import("#room/media/mesh").Mesh} mesh */
  constructor(plan, mesh) {
    this.mesh = mesh;
    this.plan = plan;
    this.post = new Post((data) => !this.plan.lost && mesh.send(this.plan.connection, data));
    this.number = 0;
    this.newest = 0; // of the other side's connections
    this.kinds = BOTH;
    this.relayed = false;
    this.want = "full"; // what the other side would like to get
    this.recovery = new Recovery(STEPS, {
      act: (step) => this[step](),
      able: () => !this.plan.lost && mesh.able(),
      changed: () => this.changed(),
      slower: plan.polite,
    });
    this.build();
    if (plan.polite) this.waiting = setTimeout(() => this.leg.theirs === null && this.start(), OFFER_MS);
    else this.start();
  }

  get seat() {
    return this.plan.seat;
  }

  get state() {
    return this.recovery.state;
  }

  /** A connection of its own number; whatever belonged to the one before is dropped. */
  build() {
    this.leg?.close();
    this.post.clear();
    this.pair = {};
    this.leg = new Leg({
      number: ++this.number,
      polite: this.plan.polite,
      config: this.config,
      send: (data) => this.post.send(data),
      adopt: (pc) => this.adopt(pc),
      broken: () => this.broken(),
    });
    this.recovery.watch(this.leg.pc);
  }

  get config() {
    return { iceServers: this.mesh.ice, iceTransportPolicy: this.relayed ? "relay" : "all", bundlePolicy: "max-bundle" };
  }

  /** Our offer: audio and video always, with a track or without, so that nothing is negotiated later. */
  start() {
    clearTimeout(this.waiting);
    for (const kind of this.kinds) this.pair[kind] = this.leg.pc.addTransceiver(kind, { direction: "sendrecv" });
    return this.apply();
  }

  /** Their offer: its transceivers become ours. */
  adopt(pc) {
    clearTimeout(this.waiting);
    for (const one of pc.getTransceivers()) {
      const { kind } = one.receiver.track;
      if (one.currentDirection === "stopped") continue;
      this.pair[kind] = one;
    }
    return this.apply();
  }

  /** What goes out and what is taken, as it is wanted now. */
  async apply() {
    const { wish } = this.mesh;
    const { audio, video } = this.pair;
    const { picture, track } = this.pictureFor(wish);
    turn(audio, wish.receives.audio);
    turn(video, wish.receives.video);
    await Promise.all([put(audio?.sender, wish.audio), put(video?.sender, track)]);
    if (audio) await limitVoice(audio.sender, wish.voice);
    if (video && track) await limitPicture(video.sender, picture);
    this.changed();
  }

  /** Their wish and the measured upload may make it less than ours. */
  pictureFor(wish) {
    const reached = !wish.to || wish.to.has(this.seat);
    return { track: reached ? wish.video : null, picture: this.want === "low" ? smaller(wish.picture, this.mesh.low) : wish.picture };
  }

  /** The plan told anew. */
  update(plan) {
    const cameBack = this.plan.lost && !plan.lost;
    this.plan = plan;
    this.post.flush();
    if (cameBack || this.mesh.returned) this.leg.repeat();
    if (cameBack && this.state === "lost") this.recovery.next();
    this.changed();
  }

  /** A signal of the other side. */
  take(data) {
    if (data.want) return this.wanted(data.want);
    if (data.of !== null && data.of !== this.number) return undefined; // for one of ours that is gone
    if (data.call < this.newest) return undefined; // of one of theirs that is gone
    if (data.description?.type === "offer" && !this.welcome(data)) return undefined;
    if (data.description) this.meet(data.call);
    return this.leg.take(data);
  }

  /** Whether their offer is taken; where they began anew, or our first offers crossed and we are polite, so do we. */
  welcome({ call }) {
    const { theirs, offered } = this.leg;
    const crossed = theirs === null && offered;
    if (crossed && !this.plan.polite) return false;
    if (crossed || (theirs !== null && theirs !== call)) {
      this.build();
      this.recovery.patience();
    }
    return true;
  }

  meet(call) {
    this.leg.theirs = call;
    this.newest = call;
  }

  wanted({ video }) {
    this.want = video;
    return this.apply();
  }

  ask(want) {
    this.post.send({ want });
  }

  // -- steps of the recovery ----------------------------------------------------------------------------------------

  restart() {
    if (this.leg.theirs === null) return false; // they never answered: there is nothing to restart
    this.leg.pc.restartIce();
    return true;
  }

  rebuild() {
    this.build();
    this.start();
    return true;
  }

  /** Everything through the relay: some networks let nothing else pass. */
  relay() {
    if (!this.mesh.hasRelay) return false;
    this.relayed = true;
    return this.rebuild();
  }

  audio() {
    this.kinds = ["audio"];
    return this.rebuild();
  }

  /** Nothing helped. It is said once, and tried again from time to time in the widest way. */
  text() {
    if (this.kinds !== BOTH) this.mesh.say("peer_text", { seat: this.seat });
    this.again();
    return this.rebuild();
  }

  again() {
    this.kinds = BOTH;
    this.relayed = false;
  }

  broken() {
    if (this.leg.closed) return;
    this.build();
    if (!this.plan.polite) this.start();
  }

  // -----------------------------------------------------------------------------------------------------------------

  get received() {
    const { audio, video } = this.pair;
    const open = this.state === "open";
    const take = (one, kind) => (open && this.mesh.wish.receives[kind] ? (one?.receiver.track ?? null) : null);
    return { audio: take(audio, "audio"), video: take(video, "video"), receiver: audio?.receiver ?? null, state: this.state };
  }

  changed() {
    this.mesh.changed(this);
  }

  close() {
    clearTimeout(this.waiting);
    this.recovery.close();
    this.leg.close();
  }
}

/** Whether this kind is taken from the other side; that we may send stays as it is. */
function turn(transceiver, receives) {
  if (!transceiver) return;
  const wanted = receives ? "sendrecv" : "sendonly";
  if (transceiver.direction !== wanted && transceiver.direction !== "stopped") transceiver.direction = wanted;
}
