// The two lines about the network: a way for sound and pictures, and how fast this device sends.
import { ask } from "#page/check/report";
import { tell } from "#page/check/lines";
import { time } from "#page/check/room";
import { carriedBy, isExpired, judgeWays, measureUpload, tryWays } from "#media/connection_check";
import { say } from "#room/words";

const language = document.documentElement.lang || "en";
const speeds = new Intl.NumberFormat(language, { style: "unit", unit: "megabit-per-second", maximumFractionDigits: 1 });
const MUCH_KBPS = 20_000; // more makes no difference to anybody, and so short a measurement cannot tell
const LEVELS = { video: "ok", audio: "warn", text: "block" };

/** @param {number|null} offset  the server's clock minus ours, in seconds */
export async function checkWays(offset) {
  tell("ways", "waiting", say("checking"));
  if (typeof RTCPeerConnection !== "function") return told({ level: "block", code: "closed", hosts: location.host, ms: 0 });
  const first = await tried(offset);
  return told(first?.code === "expired" ? await tried(offset) : first);
}

async function tried(offset) {
  const answer = await ask("ways");
  if (!answer.ok) return null;
  const { ice } = await answer.json();
  return judgeWays(await tryWays(ice), { expired: isExpired(ice, Date.now() / 1000 + (offset ?? 0)) });
}

function told(found) {
  if (!found) return { level: tell("ways", "unknown", say("ways_unknown")), why: say("ways_unknown") };
  const { level, code, hosts, ms } = found;
  const why = say(`ways_${code}`, { time: time(ms) });
  const helps = level === "ok" ? "" : say(`ways_${code}_fix`, { hosts });
  return { level: tell("ways", level, why, helps), why };
}

/** `carries`: video, audio or text; empty when nothing was measured. */
export async function checkUpload(address, token) {
  tell("upload", "waiting", say("checking"));
  const { kbps, code } = await measureUpload(address, { "X-CSRFToken": token });
  if (!kbps) {
    const often = code === "often";
    const why = say(often ? "upload_often" : "upload_unknown");
    return { level: tell("upload", "unknown", why, often ? say("upload_often_fix") : ""), why, carries: "" };
  }
  const carries = carriedBy(kbps);
  const why = say(`upload_${carries}`, { speed: (kbps > MUCH_KBPS ? "> " : "") + speeds.format(Math.min(kbps, MUCH_KBPS) / 1000) });
  return { level: tell("upload", LEVELS[carries], why, carries === "video" ? "" : say(`upload_${carries}_fix`)), why, carries };
}
