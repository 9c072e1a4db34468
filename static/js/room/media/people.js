// What is received of each person, by seat: what the drawing reads. Filled by the plan and by the transport.

const NOBODY = { audio: null, video: null, state: "none", quality: "", speaking: false };

/** Map of seat -> {audio, video, state: connecting|open|lost|none, quality: good|fair|poor|"", speaking}. */
export class People extends Map {
  /** Who left the plan is gone at once. */
  plan(peers) {
    const seats = new Set(peers.map((peer) => peer.seat));
    for (const seat of this.keys()) if (!seats.has(seat)) this.delete(seat);
    for (const peer of peers) if (!this.has(peer.seat)) this.set(peer.seat, { ...NOBODY, state: "connecting" });
    this.peers = peers;
  }

  /** What the transport has of a peer. Whom the plan calls muted is not heard; who may not be shown is not shown. */
  receive(peer, { audio, video, state }) {
    const entry = this.get(peer.seat);
    if (!entry) return;
    Object.assign(entry, { audio: peer.muted ? null : audio, video: peer.camera ? video : null, state });
  }

  /** connection: somebody is not reached yet; picture: a camera that is on has shown nothing yet. */
  waitFor() {
    const entries = [...this.values()];
    if (entries.some((entry) => entry.state === "connecting")) return "connection";
    return entries.some((entry) => entry.video?.muted) ? "picture" : "";
  }
}
