// Sound and picture of this page: own devices, the newest plan, and one transport (mesh or sfu) that carries it out.
// It draws nothing: whoever draws reads the fields below and listens for `change` and `said`.
import { Hearing } from "#room/media/heard";
import { LEVELS, Ladder } from "#room/media/ladder";
import { Mesh } from "#room/media/mesh";
import { OwnMedia } from "#room/media/own";
import { OwnVoice } from "#room/media/own_voice";
import { People } from "#room/media/people";
import { Quality } from "#room/media/quality";
import { Sfu } from "#room/media/sfu";
import { Truth } from "#room/media/truth";
import { sameWish, wishOf } from "#room/media/wish";

const TRANSPORTS = { mesh: Mesh, sfu: Sfu };
const NO_LIMITS = { audio: false, video: false, why: "" };
const SPEAKING_MS = 200; // between looks at who speaks

/**
 * `change`: something that is drawn changed. `said`: `detail` is {code, values}, a sentence for the reader
 * (sessions/media_sayings.py: media_<code>; a value named `seat` stands for the name).
 */
export class Media extends EventTarget {
  /**
   * @param {{ask: (verb: string, fields: object) => boolean,
   *   sendSignal: (to: string, epoch: number, data: object) => boolean,  false: the socket is away
   *   sendHeard: (report: object) => boolean, serverNow: () => number, keep: (name: string, value?: string|null) => string|null}} outside
   */
  constructor(outside) {
    super();
    Object.assign(this, outside);
    this.epoch = -1;
    this.mode = "none";
    this.limits = NO_LIMITS;
    this.savings = "full";
    this.reach = null; // to so many people our picture can go; null: to everybody
    this.transport = null;
    this.carries = null; // this device carries sound and picture; null: not told yet
    this.cameraBefore = false; // it was on before this page was loaded anew
    this.returned = false;
    this.people = new People();
    this.ladder = new Ladder();
    this.voice = new OwnVoice();
    this.hearing = new Hearing({ serverNow: this.serverNow, send: (report) => this.sendHeard(report) });
    this.devices = new OwnMedia(this.keep, { changed: () => this.changed(), said: (code, values) => this.say(code, values) });
    this.truth = new Truth(this);
  }

  get microphone() {
    return this.devices.state.microphone;
  }

  get camera() {
    return this.devices.state.camera;
  }

  get problem() {
    return this.devices.problem;
  }

  /** What a facilitator turned off; the reader's next press ends it. */
  get hushed() {
    return this.devices.hushed;
  }

  get own() {
    const { microphone, camera } = this.devices.tracks;
    return { audio: microphone, video: this.camera === "on" ? camera : null, speaking: this.voice.speaking };
  }

  /** What the page waits for: plan, permission, connection, picture, or "". */
  get waitingFor() {
    if (this.carries === false) return "";
    if (this.epoch < 0) return "plan";
    if (this.microphone === "asking" || this.camera === "asking") return "permission";
    return this.people.waitFor();
  }

  // -- what the reader does -----------------------------------------------------------------------------------------

  setMicrophone(on) {
    if (on && this.savings === "text") this.save("audio");
    return this.devices.set("microphone", on);
  }

  setCamera(on) {
    this.cameraBefore = false;
    if (on && LEVELS.indexOf(this.savings) > LEVELS.indexOf("low")) this.save("low");
    return this.devices.set("camera", on);
  }

  /** @param {"microphone"|"camera"} kind */
  useDevice(kind, id) {
    return this.devices.use(kind, id);
  }

  /** The reader's own choice. @param {"full"|"low"|"audio"|"text"} level */
  save(level) {
    this.ladder.chosen(this.serverNow());
    const wider = LEVELS.indexOf(level) < LEVELS.indexOf(this.savings);
    this.become(level, null);
    if (wider) this.transport?.again();
    this.say(`savings_${level}`);
  }

  become(level, reach) {
    this.savings = level;
    this.reach = reach;
    if (level === "audio" || level === "text") this.devices.off("camera");
    if (level === "text") {
      this.devices.off("microphone");
      this.devices.release("microphone");
    }
    this.changed();
  }

  // -- what the server says -----------------------------------------------------------------------------------------

  /** A frame `media`. Of an older epoch nothing is taken. */
  plan(frame) {
    if (frame.epoch < this.epoch) return;
    this.limits = { ...NO_LIMITS, ...frame.limits };
    if (frame.epoch !== this.epoch || frame.mode !== this.mode) this.begin(frame);
    this.devices.size = this.limits;
    this.people.plan(frame.peers, (seat) => this.hearing.deaf(seat));
    this.transport?.plan(frame, this.returned);
    this.returned = false;
    this.changed();
  }

  begin({ epoch, mode }) {
    const before = this.mode;
    this.end();
    this.people.forget((seat) => this.hearing.deaf(seat));
    Object.assign(this, { epoch, mode });
    this.hearing.epoch = Math.max(0, epoch);
    if (TRANSPORTS[mode]) this.start(TRANSPORTS[mode]);
    if (before !== "none" && mode !== "none") this.say(before === mode ? "way_moved" : `way_${mode}`);
  }

  start(Transport) {
    const outside = {
      send: (to, data) => this.sendSignal(to, this.epoch, data),
      able: () => this.link === "open",
      say: (code, values) => this.say(code, values),
      received: (peer, received) => this.receive(peer, received),
    };
    this.wish = wishOf(this);
    this.transport = new Transport(outside, this.wish);
    this.quality = new Quality(() => this.transport.legs(), (words, seen) => this.judge(words, seen));
    this.looking = setInterval(() => this.lookWhoSpeaks(), SPEAKING_MS);
  }

  end() {
    this.transport?.close();
    this.transport = null;
    this.quality?.stop();
    clearInterval(this.looking);
  }

  /** A frame `signal`. */
  signal(frame) {
    if (frame.epoch === this.epoch) this.transport?.signal(frame.from, frame.data);
  }

  /** Our socket was away and is back: the next plan tells what is still true. */
  back() {
    this.returned = true;
  }

  /** The newest view came, or the link changed. */
  follow(model) {
    this.link = model.link;
    this.truth.follow(model);
  }

  /** The server answered our set_media; `seq` is the first view that shows it, null: refused or given up. */
  answered(seq) {
    this.truth.answered(seq);
  }

  /** This device carries the media of its seat, or no longer. */
  carry(carries) {
    this.carries = carries;
    if (carries === false) {
      this.end();
      this.people.forget((seat) => this.hearing.deaf(seat));
      Object.assign(this, { epoch: -1, mode: "none", limits: NO_LIMITS });
      this.devices.letGo();
    }
    this.changed();
  }

  /** After a reload the microphone is as it was, when the browser need not ask; the camera waits for a press. */
  async resume() {
    this.cameraBefore = this.keep("camera") === "on";
    await this.devices.resume("microphone");
    this.changed();
  }

  // -- what comes and goes ------------------------------------------------------------------------------------------

  receive(peer, received) {
    if (!this.people.receive(peer, received)) return;
    const { audio } = this.people.get(peer.seat);
    if (audio) this.hearing.listen(peer.seat, audio, received.receiver);
    else this.hearing.deaf(peer.seat);
    this.dispatchEvent(new Event("change"));
  }

  lookWhoSpeaks() {
    const speaking = this.voice.speaking;
    const changed = this.people.hear((seat) => this.hearing.speaking(seat));
    if (changed || speaking !== this.spoke) this.dispatchEvent(new Event("change"));
    this.spoke = speaking;
  }

  carryOut() {
    if (!this.transport) return;
    const wish = wishOf(this);
    const same = sameWish(wish, this.wish);
    this.wish = wish;
    if (!same) this.transport.carry(wish);
  }

  judge(words, seen) {
    const changed = this.people.judge(words);
    const { copies, full, low, voice } = wishOf(this);
    const step = this.ladder.look(this.savings, { ...seen, copies, full, low, voice }, this.serverNow());
    if (step) this.lower(step, seen);
    else if (changed) this.dispatchEvent(new Event("change"));
  }

  /** Said with its reason; the reader may take it back. */
  lower({ level, copies }, seen) {
    this.become(level, copies);
    if (copies !== null) this.say("upload_few", { count: copies, all: this.people.size });
    else this.say(`lowered_${level}`, { percent: Math.round(seen.loss * 100) });
  }

  say(code, values = {}) {
    this.dispatchEvent(new CustomEvent("said", { detail: { code, values } }));
  }

  /** Everything follows from the fields: what goes out, what the room is told, what is drawn. */
  changed() {
    this.truth?.tell();
    this.voice?.follow(this.microphone === "on" ? this.devices.tracks.microphone : null);
    this.carryOut();
    this.dispatchEvent(new Event("change"));
  }
}
