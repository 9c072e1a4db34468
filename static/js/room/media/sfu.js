// Sound and picture through our media server: what goes out (`pub`, offered by us) and what comes in (`sub`, offered by
// the server, which names whose each stream is). The same shape as mesh.js.
import { Leg } from "#room/media/leg";
import { Post } from "#room/media/post";
import { Recovery } from "#room/media/recovery";
import { limitPicture, limitVoice, put } from "#room/media/sending";

const STEPS = ["restart", "rebuild", "relay", "text"];
const SERVER = "sfu";

export class Sfu {
  /** @param outside and @param wish: as in mesh.js */
  constructor(outside, wish) {
    Object.assign(this, outside);
    this.wish = wish;
    this.ice = [];
    this.home = null; // where our connections live on the server's side
    this.peers = new Map(); // by connection
    this.streams = new Map(); // mid -> {connection, kind}
    this.number = 0;
    this.relayed = false;
    this.post = new Post((data) => this.send(SERVER, data));
    this.pub = this.side("pub");
    this.sub = this.side("sub");
  }

  /** One of the two directions: its connection, and what mends it. */
  side(name) {
    const side = { name, leg: null };
    const able = () => this.able() && (name === "pub" || this.peers.size > 0); // with nobody else the server offers nothing
    side.recovery = new Recovery(STEPS, { act: (step) => this[step](side), able, changed: () => this.changed() });
    return side;
  }

  plan(frame, returned = false) {
    const gone = [...this.peers.keys()].filter((connection) => !frame.peers.some((peer) => peer.connection === connection));
    for (const connection of gone) this.peers.delete(connection);
    for (const peer of frame.peers) this.peers.set(peer.connection, peer);
    this.renew(frame.ice);
    if (this.home !== frame.home) this.settle(frame.home);
    else if (returned) this.pub.leg.repeat();
    this.post.flush();
    this.changed();
  }

  renew(ice) {
    if (JSON.stringify(ice) === JSON.stringify(this.ice)) return;
    this.ice = ice;
    for (const side of [this.pub, this.sub]) side.leg?.configure(this.config);
  }

  /** Our connections live on this process of the server now, from the beginning. */
  settle(home) {
    this.home = home;
    this.post.clear();
    this.publish();
    this.expect();
  }

  get config() {
    return { iceServers: this.ice, iceTransportPolicy: this.relayed ? "relay" : "all", bundlePolicy: "max-bundle" };
  }

  build(side, adopt) {
    side.leg?.close();
    const broken = () => side.recovery.next();
    const send = (data) => this.post.send({ pc: side.name, ...data });
    side.leg = new Leg({ number: ++this.number, polite: true, config: this.config, send, adopt, broken });
    side.leg.theirs = undefined; // the server's connections have no numbers
    side.recovery.watch(side.leg.pc);
  }

  /** Audio and video always, with a track or without, so that nothing is negotiated later. */
  publish() {
    this.build(this.pub, null);
    const { pc } = this.pub.leg;
    this.out = { audio: pc.addTransceiver("audio", { direction: "sendonly" }), video: pc.addTransceiver("video", { direction: "sendonly" }) };
    return this.apply();
  }

  /** Ready for what the server will offer. */
  expect() {
    this.streams.clear();
    this.sub.offered = false;
    this.build(this.sub, () => this.changed());
    if (!this.wish.receives.video) this.ask();
  }

  carry(wish) {
    const { receives } = this.wish;
    this.wish = wish;
    if (receives.video !== wish.receives.video || receives.audio !== wish.receives.audio) this.ask();
    return this.out ? this.apply() : undefined;
  }

  ask() {
    this.post.send({ pc: "sub", want: this.wish.receives });
    this.changed();
  }

  async apply() {
    const { audio, video } = this.out;
    await Promise.all([put(audio.sender, this.wish.audio), put(video.sender, this.wish.video)]);
    await limitVoice(audio.sender, this.wish.voice);
    if (this.wish.video) await limitPicture(video.sender, this.wish.picture);
  }

  signal(from, data) {
    if (from !== SERVER) return;
    const side = data.pc === "pub" ? this.pub : this.sub;
    if (!side.leg || (data.call !== undefined && data.call !== side.leg.number)) return;
    if (data.lost) return void this.publish();
    if (data.pc === "sub" && data.description) this.read(data);
    side.leg.take({ description: data.description, candidate: data.candidate });
  }

  /** An offer of what we receive; `fresh`: of a new connection, the one before is gone. */
  read({ fresh, streams = [] }) {
    if (fresh && this.sub.offered) this.expect();
    this.sub.offered = true;
    this.streams = new Map(streams.map(({ mid, connection, kind }) => [mid, { connection, kind }]));
  }

  // -- steps of the recovery ----------------------------------------------------------------------------------------

  restart(side) {
    if (side.leg.pc.remoteDescription === null) return false;
    if (side === this.pub) side.leg.pc.restartIce();
    else this.post.send({ pc: "sub", restart: true });
    return true;
  }

  rebuild(side) {
    if (side === this.pub) this.publish();
    else {
      this.expect();
      this.post.send({ pc: "sub", rebuild: true });
    }
    return true;
  }

  relay(side) {
    const has = this.ice.some((server) => [server.urls].flat().some((url) => /^turns?:/.test(url)));
    if (!has || this.relayed) return false;
    this.relayed = true;
    return this.rebuild(side);
  }

  text(side) {
    if (!this.told) this.say("server_text", {});
    this.told = true;
    return this.rebuild(side);
  }

  again() {
    this.relayed = false;
    for (const side of [this.pub, this.sub]) if (side.recovery.state === "lost") this.rebuild(side);
  }

  // -----------------------------------------------------------------------------------------------------------------

  changed() {
    const { state } = this.sub.recovery;
    const tracks = new Map();
    for (const one of this.sub.leg?.pc.getTransceivers() ?? []) {
      const stream = this.streams.get(one.mid);
      if (stream) tracks.set(stream.connection, { ...tracks.get(stream.connection), [stream.kind]: one.receiver });
    }
    for (const [connection, peer] of this.peers) {
      const { audio = null, video = null } = (state === "open" && tracks.get(connection)) || {};
      const here = state === "open" && !audio && !video ? "connecting" : state;
      const shown = this.wish.receives.video ? video : null;
      this.received(peer, { audio: audio?.track ?? null, video: shown?.track ?? null, receiver: audio, state: here });
    }
  }

  /** For measuring: what goes out, and whose each received stream is. */
  legs() {
    const seatOf = (mid) => this.peers.get(this.streams.get(mid)?.connection)?.seat ?? null;
    const all = [
      { pc: this.pub.leg?.pc, sends: true, seatOf: () => null },
      { pc: this.sub.leg?.pc, sends: false, seatOf },
    ];
    return all.filter((leg) => leg.pc);
  }

  close() {
    for (const side of [this.pub, this.sub]) {
      side.recovery.close();
      side.leg?.close();
    }
  }
}
