// What goes out through a sender: which track, at what size and rate. No renegotiation: tracks are replaced.

/**
 * @typedef {{width: number, height: number, fps: number, kbps: number}} Picture
 * @typedef {{audio: MediaStreamTrack|null, video: MediaStreamTrack|null, picture: Picture|null, voice: number,
 *   receives: {audio: boolean, video: boolean}, want: "full"|"low", to: Set<number>|null}} Wish
 *   `voice`: kbps; `want`: what others should send of their pictures; `to`: the seats that get ours, null: everybody
 */

/** Puts the track into the sender; nothing happens when it is there. */
export async function put(sender, track) {
  if (sender && sender.track !== track) await sender.replaceTrack(track);
}

/** At most this size and rate, by scaling down; the browser itself goes lower where the network gives less. */
export async function limitPicture(sender, picture) {
  const { width, height } = sender.track?.getSettings() ?? {};
  if (!picture || !width || !height) return;
  // Larger of the two sides' shrinking; a phone held upright has its sides the other way round.
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const scale = Math.max(1, long / Math.max(picture.width, picture.height), short / Math.min(picture.width, picture.height));
  await change(sender, { maxBitrate: picture.kbps * 1000, maxFramerate: picture.fps, scaleResolutionDownBy: scale });
}

export const limitVoice = (sender, kbps) => change(sender, { maxBitrate: kbps * 1000 });

async function change(sender, wanted) {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding || Object.entries(wanted).every(([name, value]) => encoding[name] === value)) return;
  Object.assign(encoding, wanted);
  try {
    await sender.setParameters(parameters);
  } catch {
    // Renegotiated in between: the next look sets it again.
  }
}

/** Of two wishes for a picture the smaller. */
export const smaller = (one, other) => (one && other && other.kbps < one.kbps ? other : one);
