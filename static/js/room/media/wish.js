// What should go out and come in now, from everything that has a say: the reader's devices, the rules of the room
// (`limits`), the ladder of savings, the measured upload.

const VOICE_KBPS = 32;
const VOICE_LOW_KBPS = 20;
const LEADS = ["lead", "support"];

/** @returns {import("#room/media/sending").Wish & {copies: number, full: number, low: number}} rates in kbps */
export function wishOf(media) {
  const { limits, savings, devices, people, mode } = media;
  const pictures = savings === "full" || savings === "low";
  const small = savings === "low" && limits.low ? limits.low : limits;
  const to = media.reach === null ? null : nearest(media, media.reach);
  return {
    audio: savings !== "text" && limits.audio ? devices.tracks.microphone : null,
    video: pictures && limits.video && media.camera === "on" ? devices.tracks.camera : null,
    picture: { width: small.width, height: small.height, fps: small.fps, kbps: small.kbps },
    voice: savings === "full" ? VOICE_KBPS : VOICE_LOW_KBPS,
    receives: { audio: savings !== "text", video: pictures },
    want: savings === "full" ? "full" : "low",
    to,
    copies: mode === "sfu" ? 1 : (to?.size ?? people.size),
    full: limits.kbps,
    low: limits.low?.kbps ?? limits.kbps,
  };
}

/** Who gets our picture when it cannot go to everybody: who speaks, who leads, then by seat. */
function nearest(media, count) {
  const model = media.truth.model;
  const role = new Map(model.people.map((person) => [person.seat, person.role]));
  const rank = (seat) => (seat === model.speaker?.seat ? 0 : LEADS.includes(role.get(seat)) ? 1 : 2);
  const seats = [...media.people.keys()].sort((one, other) => rank(one) - rank(other) || one - other);
  return new Set(seats.slice(0, count));
}

export function sameWish(one, other) {
  const key = ({ audio, video, to, copies, full, low, ...rest }) => JSON.stringify([to && [...to], rest]);
  return one.audio === other.audio && one.video === other.video && key(one) === key(other);
}
