// What this device does and what the room says it does are kept the same: the room is told of each press, and follows
// a facilitator who turns something off. Nothing is ever switched on from outside.

export class Truth {
  constructor(media) {
    this.media = media;
    this.model = null;
    this.waiting = 0; // set_media that are not answered yet
    this.settled = -1; // the first view that shows the last answer
    this.told = "";
    this.starting = false; // it is not decided yet what is carried over from before a reload
    this.started = false;
  }

  follow(model) {
    this.model = model;
    const { media } = this;
    const carries = model.stopped ? false : (model.you.media ?? null);
    if (carries !== media.carries) media.carry(carries);
    const { me } = model;
    if (carries && !this.started && me && model.may("set_media")) this.start();
    if (carries && me && !this.waiting && model.seq >= this.settled) this.obey(me);
    this.tell();
  }

  async start() {
    this.started = this.starting = true;
    await this.media.resume();
    this.starting = false;
    this.tell();
  }

  /** The room shows an answered state: where it is less than we told, a facilitator turned it off. */
  obey(me) {
    const { media } = this;
    if (!this.told) return; // nothing was told by this page yet: ours counts
    const told = JSON.parse(this.told); // not what is pressed and not told yet: then ours counts too
    if (me.muted && !told.muted && media.microphone === "on") this.turnOff("microphone");
    if (!me.camera && told.camera && media.camera === "on") this.turnOff("camera");
  }

  turnOff(kind) {
    this.told = this.wanted({ [kind]: "off" });
    this.media.devices.hush(kind);
  }

  wanted(changes = {}) {
    const { microphone, camera } = { microphone: this.media.microphone, camera: this.media.camera, ...changes };
    return JSON.stringify({ muted: microphone !== "on", camera: camera === "on" });
  }

  /** Tells the room when it says something else. While a device is asked for, nothing is settled. */
  tell() {
    const { media, model } = this;
    if (!media.carries || !model?.me || !model.may("set_media") || this.waiting || this.starting) return;
    if (media.microphone === "asking" || media.camera === "asking") return;
    const wanted = this.wanted();
    const { muted, camera } = model.me;
    const known = model.seq >= this.settled ? JSON.stringify({ muted, camera }) : this.told;
    if (wanted === known) {
      this.told = wanted;
      return;
    }
    this.told = wanted;
    if (media.ask("set_media", JSON.parse(wanted))) this.waiting += 1;
  }

  /** @param {number|null} seq  null: refused or given up; the next view says what holds */
  answered(seq) {
    this.waiting = Math.max(0, this.waiting - 1);
    if (seq !== null) this.settled = Math.max(this.settled, seq);
    else this.told = "";
    if (seq !== null) this.tell();
  }
}
