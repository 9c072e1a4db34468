// The reader's own microphone and camera in this room: what they press, what the device answers, what goes wrong.
// A track that is off is silent at once (`enabled`); the camera is given back to the system, so that its light goes out.
import { DeviceProblem, chosen, devices, openDevice, permission, watchDevices, whyEnded } from "#media/devices";

const KINDS = ["microphone", "camera"];

export class OwnMedia {
  /**
   * @param {(name: string, value?: string|null) => string|null} keep  of this tab
   * @param {{changed: () => void, said: (code: string, values?: object) => void}} told
   */
  constructor(keep, told) {
    Object.assign(this, { keep, told });
    this.state = { microphone: "off", camera: "off" };
    this.tracks = { microphone: null, camera: null };
    this.presses = { microphone: 0, camera: 0 };
    this.problem = null;
    this.hushed = { microphone: false, camera: false }; // by a facilitator, until the next press
    this.size = {}; // width, height, fps of the picture that is asked for
    watchDevices(() => this.lookForDevices());
  }

  /** off, on, asking, problem: after the reader's press, or at the start for what was carried over. */
  async set(kind, on) {
    const press = ++this.presses[kind];
    if (this.problem?.kind === kind) this.problem = null;
    this.hushed[kind] = false;
    if (!on) return this.off(kind);
    if (this.live(kind)) return this.on(kind, this.tracks[kind]);
    this.become(kind, "asking");
    try {
      const track = await openDevice(kind, this.size);
      if (press === this.presses[kind]) this.on(kind, track);
      else track.stop();
    } catch (error) {
      if (press === this.presses[kind]) this.fail(kind, codeOf(error));
    }
    return undefined;
  }

  /** Another device of this kind, at once where one is on; one that is off is the new one from the next press on. */
  async use(kind, id) {
    chosen(kind, id);
    this.release(kind);
    if (this.state[kind] !== "off") return this.set(kind, true);
    return this.told.changed();
  }

  /** As it was before the page was loaded anew, where nobody has to be asked again. */
  async resume(kind) {
    const was = this.keep(kind) === "on";
    if (was && !["denied", "prompt"].includes(await permission(kind)) && !this.presses[kind]) await this.set(kind, true);
  }

  live(kind) {
    return this.tracks[kind]?.readyState === "live";
  }

  on(kind, track) {
    track.enabled = true;
    if (this.tracks[kind] !== track) {
      this.tracks[kind] = track;
      track.addEventListener("ended", () => this.tracks[kind] === track && this.lost(kind));
    }
    this.become(kind, "on");
  }

  off(kind) {
    this.presses[kind] += 1;
    if (this.tracks[kind]) this.tracks[kind].enabled = false;
    if (kind === "camera") this.release(kind);
    this.become(kind, "off");
  }

  /** A facilitator turned it off. */
  hush(kind) {
    this.hushed[kind] = true;
    this.off(kind);
  }

  fail(kind, code) {
    this.release(kind);
    this.problem = { kind, code };
    this.become(kind, "problem");
  }

  become(kind, state) {
    this.state[kind] = state;
    if (state !== "asking") this.keep(kind, state === "on" ? "on" : null);
    this.told.changed();
  }

  release(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
  }

  /** The page carries no media any more: everything goes back to the system; what was on is still remembered. */
  letGo() {
    for (const kind of KINDS) {
      this.presses[kind] += 1;
      this.release(kind);
      this.state[kind] = "off";
    }
    this.told.changed();
  }

  /** Unplugged, out of reach, or the permission was taken back, in the middle of a sentence perhaps. */
  async lost(kind) {
    const press = ++this.presses[kind];
    const was = this.state[kind];
    this.release(kind);
    const code = await whyEnded(kind);
    if (press !== this.presses[kind] || was !== "on") return;
    if (kind === "camera" || code === "refused") this.fail(kind, code);
    else await this.nextMicrophone(press);
  }

  async nextMicrophone(press) {
    this.become("microphone", "asking");
    try {
      const track = await openDevice("microphone", { id: "" });
      if (press !== this.presses.microphone) return track.stop();
      this.on("microphone", track);
      this.told.said("microphone_next", { device: track.label });
    } catch {
      if (press === this.presses.microphone) this.fail("microphone", "gone");
    }
    return undefined;
  }

  /** Some browsers keep a track alive whose device has gone. */
  async lookForDevices() {
    for (const kind of KINDS) {
      const id = this.tracks[kind]?.getSettings().deviceId;
      const all = id ? await devices(kind) : [];
      if (all.length && this.live(kind) && !all.some((one) => one.id === id)) await this.lost(kind);
    }
    this.told.changed();
  }
}

const codeOf = (error) => (error instanceof DeviceProblem ? error.code : "unknown");
