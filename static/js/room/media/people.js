// What is received of each person, by seat: what the drawing reads. Filled by the plan and by the transport.

const NOBODY = { audio: null, video: null, state: "none", quality: "", speaking: false };

/** Map of seat -> {audio, video, state: connecting|open|lost|none, quality: good|fair|poor|"", speaking}. */
export class People extends Map {
  /** Who left the plan is gone at once. */
  plan(peers, gone) {
    const seats = new Set(peers.map((peer) => peer.seat));
    for (const seat of this.keys()) if (!seats.has(seat)) this.leave(seat, gone);
    for (const peer of peers) if (!this.has(peer.seat)) this.set(peer.seat, { ...NOBODY, state: "connecting" });
  }

  leave(seat, gone) {
    this.delete(seat);
    gone(seat);
  }

  forget(gone) {
    for (const seat of this.keys()) this.leave(seat, gone);
  }

  /** What the transport has of a peer; true when it changed. Whom the plan calls muted is not heard, and so on. */
  receive(peer, { audio, video, state }) {
    const is = { audio: peer.muted ? null : audio, video: peer.camera ? video : null, state };
    return this.has(peer.seat) && update(this.get(peer.seat), is);
  }

  hear(speaks) {
    return [...this].filter(([seat, entry]) => update(entry, { speaking: speaks(seat) })).length > 0;
  }

  judge(words) {
    return [...words].filter(([seat, quality]) => this.has(seat) && update(this.get(seat), { quality })).length > 0;
  }

  /** connection: somebody is not reached yet; picture: a camera that is on has shown nothing yet. */
  waitFor() {
    const entries = [...this.values()];
    if (entries.some((entry) => entry.state === "connecting")) return "connection";
    return entries.some((entry) => entry.video?.muted) ? "picture" : "";
  }
}

function update(entry, values) {
  const changed = Object.entries(values).some(([name, value]) => entry[name] !== value);
  Object.assign(entry, values);
  return changed;
}
