// Sound and picture from page to page: one connection to each other page of the plan. The shape of a transport is
// plan(frame), carry(wish), signal(from, data), legs(), again(), close(); mesh.js and sfu.js have it alike.
import { Peer } from "#room/media/peer";

const EARLY_MOST = 60; // signals of somebody whom our own plan does not name yet

export class Mesh {
  /**
   * @param {{send: (to: string, data: object) => boolean, able: () => boolean, say: (code: string, values: object) => void,
   *   received: (plan: object, media: {audio, video, state, receiver}) => void}} outside  `receiver`: of the audio
   * @param {import("#room/media/sending").Wish} wish
   */
  constructor(outside, wish) {
    Object.assign(this, outside);
    this.wish = wish;
    this.low = null;
    this.ice = [];
    this.peers = new Map(); // by connection
    this.early = new Map();
  }

  get hasRelay() {
    return this.ice.some((server) => [server.urls].flat().some((url) => /^turns?:/.test(url)));
  }

  /** @param {boolean} returned  our own socket was away: what is unanswered is said again */
  plan(frame, returned = false) {
    this.returned = returned;
    this.low = frame.limits.low ?? null;
    this.renew(frame.ice);
    const named = new Set(frame.peers.map((peer) => peer.connection));
    for (const connection of this.peers.keys()) if (!named.has(connection)) this.leave(connection);
    for (const peer of frame.peers) this.meet(peer);
    this.early.clear();
  }

  renew(ice) {
    if (JSON.stringify(ice) === JSON.stringify(this.ice)) return;
    this.ice = ice;
    for (const peer of this.peers.values()) peer.leg.configure(peer.config);
  }

  meet(plan) {
    const known = this.peers.get(plan.connection);
    if (known) return known.update(plan);
    const peer = new Peer(plan, this);
    this.peers.set(plan.connection, peer);
    if (this.wish.want === "low") peer.ask({ video: "low" });
    for (const data of this.early.get(plan.connection) ?? []) peer.take(data);
    return peer.changed();
  }

  leave(connection) {
    const peer = this.peers.get(connection);
    this.peers.delete(connection);
    peer.close();
  }

  /** @param {import("#room/media/sending").Wish} wish */
  carry(wish) {
    const wants = this.wish.want !== wish.want;
    this.wish = wish;
    for (const peer of this.peers.values()) {
      if (wants) peer.ask({ video: wish.want });
      peer.apply();
    }
  }

  signal(from, data) {
    const peer = this.peers.get(from);
    if (peer) return peer.take(data);
    const waiting = this.early.get(from) ?? [];
    if (waiting.length < EARLY_MOST) this.early.set(from, [...waiting, data]);
    return undefined;
  }

  /** A connection changed, or what it carries. */
  changed(peer) {
    if (this.peers.get(peer.plan.connection) === peer) this.received(peer.plan, peer.received);
  }

  /** For measuring: each connection with whom it reaches; `seatOf` tells whose a received stream is. */
  legs() {
    return [...this.peers.values()].map((peer) => ({ pc: peer.leg.pc, sends: true, seatOf: () => peer.seat }));
  }

  /** The widest way is tried again where less was settled for. */
  again() {
    for (const peer of this.peers.values()) {
      if (peer.state === "connecting" || (peer.state === "open" && peer.kinds.length === 2)) continue;
      peer.again();
      peer.rebuild();
    }
  }

  close() {
    for (const peer of this.peers.values()) peer.close();
    this.peers.clear();
  }
}
