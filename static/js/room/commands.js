// Commands on their way. Each has an id that the log knows once: what was not acknowledged is sent again with the same
// id after a reconnect or a reload, so that nothing is lost and nothing happens twice.
import { serverNow } from "#room/clock";

const OLD_SECONDS = 30; // a click this old is not what the reader wants any more; a written line always is
const TWICE_MS = 900; // a double click must not jump two phases
const ONCE = new Set(["start_session", "next_phase", "previous_phase", "land", "end_session"]);
const REPEATABLE = new Set(["say", "react", "extend_phase", "grant_time", "answer", "mark", "write_note", "add_to_board", "caption", "whisper"]);
const LASTING = new Set(["say", "answer", "write_note", "add_to_board", "edit_agreement", "whisper", "report", "flag_hurt", "call_help", "attest"]);

export class Commands {
  /** @param {(frame) => boolean} send  @param {(name, value?) => string} keep */
  constructor(send, keep, told) {
    Object.assign(this, { send, keep, told });
    this.page = Math.random().toString(36).slice(2, 10);
    this.count = 0;
    this.lastAt = {};
    this.waiting = new Map(JSON.parse(keep("waiting") ?? "[]").map((command) => [command.id, command]));
  }

  /** Sends now or as soon as possible. False when it is under way already. */
  ask(verb, fields = {}) {
    if (this.again(verb, fields)) return false;
    const id = `${this.page}-${++this.count}`;
    const command = { id, at: serverNow(), frame: { do: verb, id, ...fields } };
    this.waiting.set(id, command);
    this.remember();
    if (!this.send(command.frame) && verb !== "say") this.told.later();
    return true;
  }

  again(verb, fields) {
    const now = performance.now();
    const twice = ONCE.has(verb) && now - (this.lastAt[verb] ?? -TWICE_MS) < TWICE_MS;
    this.lastAt[verb] = now;
    if (twice || REPEATABLE.has(verb)) return twice;
    const wanted = JSON.stringify(fields);
    return [...this.waiting.values()].some(({ frame: { do: other, id, ...rest } }) => other === verb && JSON.stringify(rest) === wanted);
  }

  /** After a welcome. On another device than before the ids mean nothing: a repeat could happen twice. */
  resume(device) {
    const before = this.keep("device");
    this.keep("device", device);
    if (before && before !== device && this.waiting.size) this.giveUp();
    for (const [id, command] of this.waiting) {
      if (LASTING.has(command.frame.do) || serverNow() - command.at <= OLD_SECONDS) this.send(command.frame);
      else this.drop(id);
    }
    this.remember();
  }

  giveUp() {
    this.told.unsure(this.lines.map((line) => line.text));
    for (const id of [...this.waiting.keys()]) this.drop(id);
  }

  /** Given up; words go back to where they were written. */
  drop(id) {
    const { frame } = this.waiting.get(id);
    this.waiting.delete(id);
    this.told.dropped(frame);
  }

  answered(frame) {
    const command = this.waiting.get(frame.id);
    if (!command) return;
    this.waiting.delete(frame.id);
    this.remember();
    if (frame.kind === "refused") this.told.refused(frame, command.frame);
    else this.told.done(command.frame, frame);
  }

  /** Written lines that nobody has confirmed yet, oldest first. */
  get lines() {
    const said = [...this.waiting.values()].filter(({ frame }) => frame.do === "say");
    return said.map(({ frame, at }) => ({ id: frame.id, to: frame.to, text: frame.text, at }));
  }

  remember() {
    this.keep("waiting", this.waiting.size ? JSON.stringify([...this.waiting.values()]) : null);
  }
}
