// Sound and picture of this page: own devices, the newest plan, and one transport (mesh or sfu) that carries it out.
// It draws nothing: whoever draws reads the fields below and listens for `change` and `said`.
import { OwnMedia } from "#room/media/own";
import { People } from "#room/media/people";
import { Truth } from "#room/media/truth";

const TRANSPORTS = {};
const NO_LIMITS = { audio: false, video: false };

/**
 * `change`: something that is drawn changed. `said`: `detail` is {code, values}, a sentence for the reader
 * (sessions/media_words.py: media_<code>; a value named `seat` stands for the name).
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
    this.transport = null;
    this.carries = null; // this device carries sound and picture; null: not told yet
    this.people = new People();
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
    return { audio: microphone, video: this.camera === "on" ? camera : null, speaking: false };
  }

  /** What the page waits for: plan, permission, connection, picture, or "". */
  get waitingFor() {
    if (this.carries === false) return "";
    if (this.epoch < 0) return "plan";
    if (this.microphone === "asking" || this.camera === "asking") return "permission";
    return this.people.waitFor();
  }

  setMicrophone(on) {
    return this.devices.set("microphone", on);
  }

  setCamera(on) {
    return this.devices.set("camera", on);
  }

  /** @param {"microphone"|"camera"} kind */
  useDevice(kind, id) {
    return this.devices.use(kind, id);
  }

  /** @param {"full"|"low"|"audio"|"text"} level */
  save(level) {
    this.savings = level;
    this.changed();
  }

  /** A frame `media`. Of an older epoch nothing is taken. */
  plan(frame) {
    if (frame.epoch < this.epoch) return;
    if (frame.epoch !== this.epoch || frame.mode !== this.mode) this.begin(frame);
    this.limits = frame.limits;
    this.people.plan(frame.peers);
    this.transport?.plan(frame);
    this.changed();
  }

  begin(frame) {
    this.transport?.close();
    this.epoch = frame.epoch;
    this.mode = frame.mode;
    this.transport = TRANSPORTS[frame.mode] ? new TRANSPORTS[frame.mode](this) : null;
  }

  /** A frame `signal`. */
  signal(frame) {
    if (frame.epoch === this.epoch) this.transport?.signal(frame.from, frame.data);
  }

  /** The newest view came, or the link changed. */
  follow(model) {
    this.truth.follow(model);
  }

  /** The server answered our set_media; `seq` is the first view that shows it. */
  answered(seq) {
    this.truth.answered(seq);
  }

  say(code, values = {}) {
    this.dispatchEvent(new CustomEvent("said", { detail: { code, values } }));
  }

  changed() {
    this.truth?.tell();
    this.dispatchEvent(new Event("change"));
  }
}
