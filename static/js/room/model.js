// What the server told us, the newest version of each thing. No rules: the room's rules live on the server.
const FINAL = { not_allowed: "refused" };

export class Model {
  constructor(setup) {
    this.setup = setup;
    this.seat = setup.seat;
    this.names = setup.names;
    this.seq = -1;
    this.view = null;
    this.plan = null;
    this.you = { may: [], role: setup.role, queue_place: null, speaking: false, leading: false };
    this.lines = { all: new Map(), facilitators: new Map() };
    this.tallies = {};
    this.talk = null; // for facilitators: who has spoken, in bands
    this.media = "none";
    this.mediaServer = false;
    this.since = null; // server time of the first view of this page
    this.language = ""; // chosen for the prompts; "" is the reader's own
    this.link = "connecting";
    this.stopped = { ended: "ended", evidence_closed: "ended", cancelled: "refused" }[setup.state] ?? "";
    this.early = false;
  }

  /** True when the frame changed what is drawn. */
  take(frame) {
    const taker = this[`take_${frame.kind}`];
    return taker ? taker.call(this, frame) !== false : false;
  }

  take_view(frame) {
    if (frame.seq < this.seq) return false;
    this.seq = frame.seq;
    this.view = frame.view;
    this.names = frame.names;
    this.tallies = frame.tallies ?? {};
    this.talk = frame.talk ?? null;
    this.since ??= frame.now;
    this.early = false;
    return true;
  }

  take_you(frame) {
    this.you = frame.you;
  }

  take_plan(frame) {
    this.plan = frame;
  }

  take_media(frame) {
    this.media = frame.mode;
    this.mediaServer = Boolean(frame.server); // this site has media servers
  }

  take_lines(frame) {
    const kept = (this.lines[frame.audience] ??= new Map());
    for (const line of frame.lines) kept.set(line.n, { ...line, audience: frame.audience });
  }

  /** What a hello says: the newest thing this page has, so that only the missing is sent. */
  get cursors() {
    const newest = Object.entries(this.lines).map(([audience, lines]) => [audience, Math.max(0, ...lines.keys())]);
    return { last_seq: Math.max(0, this.seq), cursors: Object.fromEntries(newest.filter(([, n]) => n)) };
  }

  /** Lines of a stream in order. */
  linesOf(stream) {
    return [...(this.lines[stream]?.values() ?? [])].sort((one, other) => one.n - other.n);
  }

  lineOf(stream, n) {
    return this.lines[stream]?.get(n);
  }

  get allLines() {
    const pairs = Object.keys(this.lines).filter((stream) => stream.startsWith("room-"));
    const all = [...this.lines.all.values(), ...this.lines.facilitators.values(), ...pairs.flatMap((stream) => [...this.lines[stream].values()])];
    return all.sort((one, other) => one.at - other.at || one.n - other.n);
  }

  get facilitator() {
    return this.setup.facilitator;
  }

  get phase() {
    return this.view?.phase ?? null;
  }

  /** The words of the phase that runs, in the reader's language, or in the one chosen for the prompts. */
  get phaseWords() {
    const phase = this.phase && this.plan ? this.plan.phases[this.phase.index] : null;
    return phase && { ...phase, ...phase.also?.[this.language] };
  }

  get phaseLanguages() {
    const phase = this.phase && this.plan ? this.plan.phases[this.phase.index] : null;
    const others = Object.keys(phase?.also ?? {});
    if (!others.includes(this.language)) return { shown: phase?.language ?? "", others };
    return { shown: this.language, others: [phase.language, ...others.filter((code) => code !== this.language)] };
  }

  /** The goodbye is near: the last phase runs, or the room lands. */
  get closing() {
    return this.view?.stage === "landed" || (this.phase !== null && this.phase.index + 1 >= (this.plan?.phases.length ?? 0));
  }

  get speaker() {
    return this.view?.speaker ?? null;
  }

  /** The breakouts that run, or null. */
  get pairs() {
    return this.view?.pairs ?? null;
  }

  /** The number of the breakout that somebody is in; 0 is the room of all. */
  roomOf(seat) {
    return this.pairs?.rooms.find((one) => one.seats.includes(seat))?.room ?? 0;
  }

  get people() {
    return this.view?.people ?? [];
  }

  get me() {
    return this.people.find((person) => person.seat === this.seat);
  }

  may(verb) {
    return this.you.may.includes(verb);
  }

  /** One of the values of data-status (docs/explanation/design-system.md). */
  get status() {
    if (this.stopped) return FINAL[this.stopped] ?? this.stopped;
    if (this.early) return "early";
    if (this.link === "full") return "full";
    if (!this.view) return "connecting";
    if (["ended", "evidence_closed"].includes(this.view.stage)) return "ended";
    if (!["live", "landed"].includes(this.view.stage)) return "lobby";
    if (this.me?.outside) return "outside";
    return this.link === "open" ? "live" : "reconnecting";
  }
}
