// Signals in their order; while they cannot go out (a socket is away) they wait.

const MOST = 200; // two rebuilt connections with all their candidates

export class Post {
  /** @param {(data: object) => boolean} out  false: not now */
  constructor(out) {
    this.out = out;
    this.waiting = [];
  }

  send(data) {
    this.waiting.push(data);
    this.flush();
    if (this.waiting.length > MOST) this.waiting.shift();
  }

  flush() {
    while (this.waiting.length && this.out(this.waiting[0])) this.waiting.shift();
  }

  clear() {
    this.waiting = [];
  }
}
