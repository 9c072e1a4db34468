// Which ways sound and pictures have out of this network, and how fast it sends. Nothing of a person is sent: a relay
// gives or refuses an address, and the upload is noise that the server throws away.
const WAY_MS = 6000; // a relay over TLS behind a slow line answers within 2 s; browsers themselves give up after 10 s
const PROMPT_MS = 3000; // gathering that ends sooner had its answer: who hears nothing repeats the question for longer
const REFUSALS = new Set([401, 403, 486]); // not let in, not allowed, too many at once
const UPLOAD_MS = 5000;
const STEPS_BYTES = [64 * 1024, 256 * 1024, 1024 * 1024];
const LONG_ENOUGH_MS = 1200; // a step that took so long says enough: the next one would take four times that
// Upload of one person, kbit/s: a picture costs 150 and a voice 50 for each of five others in a mesh (docs/how-to).
export const PICTURES_KBPS = 1000;
export const SOUND_KBPS = 200;

/** udp, tcp or tls: how a relay's address is spoken to (RFC 7065). */
export function transportOf(url) {
  if (url.startsWith("turns:")) return "tls";
  return url.includes("transport=tcp") ? "tcp" : "udp";
}

/** "stun.example.org:3478" of "stun:stun.example.org:3478?transport=udp". */
export const hostOf = (url) => url.replace(/^\w+:/, "").replace(/\?.*$/, "");

const flat = (ice) => ice.flatMap((one) => [one.urls].flat().map((url) => ({ ...one, urls: url })));

/**
 * Tries each address on its own, all at once.
 * @param {{urls: string|string[], username?: string, credential?: string}[]} ice
 * @returns {Promise<{url: string, kind: "stun"|"udp"|"tcp"|"tls", state: "open"|"closed"|"refused", ms: number}[]>}
 */
export function tryWays(ice, withinMs = WAY_MS) {
  return Promise.all(flat(ice).map((server) => tryWay(server, withinMs)));
}

async function tryWay(server, withinMs) {
  const isRelay = server.urls.startsWith("turn");
  const began = performance.now();
  const state = await gather(server, isRelay, withinMs);
  const kind = isRelay ? transportOf(server.urls) : "stun";
  return { url: server.urls, kind, state, ms: Math.round(performance.now() - began) };
}

/**
 * A relay is open when it gave an address; a STUN server too, or when it tells an address that the device has itself:
 * then nothing is told, and gathering ends promptly and without an error.
 */
function gather(server, isRelay, withinMs) {
  return new Promise((done) => {
    const began = performance.now();
    const wanted = isRelay ? "relay" : "srflx";
    const errors = [];
    let own = 0; // addresses of this device itself
    let line = null;
    const finish = (state) => {
      clearTimeout(timer);
      line?.close();
      done(state);
    };
    const shut = () => finish(errors.some((code) => REFUSALS.has(code)) ? "refused" : "closed");
    const told = () => !isRelay && own && !errors.length && performance.now() - began < PROMPT_MS;
    const timer = setTimeout(shut, withinMs);
    try {
      line = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: isRelay ? "relay" : "all" });
    } catch {
      return shut(); // an address that this browser does not read
    }
    line.onicecandidateerror = ({ errorCode }) => errors.push(errorCode);
    line.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate.includes(" typ host")) own += 1;
      if (candidate?.candidate.includes(` typ ${wanted} `)) finish("open");
      else if (!candidate) told() ? finish("open") : shut();
    };
    line.createDataChannel("check");
    line.setLocalDescription().catch(shut);
  });
}

/**
 * What the tried ways mean.
 * @returns {{level: "ok"|"warn"|"block"|"unknown", code: string, ms: number, hosts: string}}
 */
export function judgeWays(ways, { expired = false } = {}) {
  const open = (...kinds) => ways.filter((way) => kinds.includes(way.kind) && way.state === "open");
  const relays = ways.filter((way) => way.kind !== "stun");
  const hosts = [...new Set(ways.map((way) => hostOf(way.url)))].join(", ");
  const told = (level, code) => ({ level, code, hosts, ms: Math.min(...ways.map((way) => way.ms)) });
  if (!ways.length) return { level: "unknown", code: "untried", hosts: "", ms: 0 };
  if (open("udp").length) return { ...told("ok", "open"), ms: Math.min(...open("udp").map((way) => way.ms)) };
  const refused = relays.some((way) => way.state === "refused");
  if (refused && expired) return told("warn", "expired");
  if (refused) return told("warn", "refused");
  if (open("stun").length) return told(...(relays.length && !open("tcp", "tls").length ? ["warn", "no_relay"] : ["ok", "direct"]));
  if (open("tcp", "tls").length) return told("warn", "detour");
  return told("block", "closed");
}

/** Whether the pass "<expiry>:<who>" of a relay has ended; ``now`` in seconds since 1970. */
export const isExpired = (ice, now) => ice.some((one) => one.username && Number(one.username.split(":")[0]) <= now);

/**
 * Sends growing bodies until one took long enough; at most 1.3 MB and five seconds, nothing is stored.
 * @returns {Promise<{kbps: number, code: ""|"often"|"failed"}>} kbps is 0 when nothing was measured
 */
export async function measureUpload(address, headers) {
  const stop = AbortSignal.timeout(UPLOAD_MS);
  let kbps = 0;
  for (const bytes of STEPS_BYTES) {
    const began = performance.now();
    try {
      const answer = await fetch(address, { method: "POST", headers, body: noise(bytes), signal: stop });
      if (!answer.ok || answer.redirected) return { kbps, code: kbps ? "" : answer.status === 429 ? "often" : "failed" };
    } catch {
      // Not done in time: it was slower than this, and what came before is too kind when it was a short step.
      return stop.aborted ? { kbps: lower(kbps, speed(bytes, UPLOAD_MS)), code: "" } : { kbps, code: kbps ? "" : "failed" };
    }
    const took = performance.now() - began;
    kbps = speed(bytes, took);
    if (took > LONG_ENOUGH_MS) break;
  }
  return { kbps, code: "" };
}

/** What no proxy on the way can make smaller. */
function noise(bytes) {
  const piece = crypto.getRandomValues(new Uint8Array(STEPS_BYTES[0]));
  return new Blob(Array(bytes / piece.length).fill(piece), { type: "application/octet-stream" });
}

const speed = (bytes, ms) => Math.round((bytes * 8) / Math.max(1, ms));
const lower = (known, bound) => (known ? Math.min(known, bound) : bound);

/** video, audio or text: what such an upload carries. */
export const carriedBy = (kbps) => (kbps >= PICTURES_KBPS ? "video" : kbps >= SOUND_KBPS ? "audio" : "text");
