// Two things to hear: tones for the speaker, and a recording of oneself. A recording is a blob of this page: it is
// played once and let go of, and no address but this page's own ever sees it.
const TONES_HZ = [440, 660];
const TONE_SECONDS = 0.6;
const LOUDNESS = 0.25;
const SHAPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4", "audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;
export const canRecord = () => typeof MediaRecorder === "function";

/** Sends what `element` plays to a speaker; the browser's own choice where it cannot, or where that one is gone. */
export async function useSpeaker(element, id) {
  if (!canChooseSpeaker()) return;
  await element.setSinkId(id).catch(() => element.setSinkId("").catch(() => {}));
}

/** Resolves when both tones were played. Throws what the browser throws when it plays nothing. */
export async function playTones(speaker) {
  const audio = new AudioContext();
  const out = audio.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  try {
    await useSpeaker(element, speaker);
    await Promise.all([audio.resume(), element.play()]);
    await Promise.all(TONES_HZ.map((pitch, place) => tone(audio, out, pitch, audio.currentTime + 0.1 + place * TONE_SECONDS * 1.3)));
  } finally {
    element.srcObject = null;
    await audio.close();
  }
}

function tone(audio, out, pitch, starts) {
  const loud = new GainNode(audio, { gain: 0 });
  const source = new OscillatorNode(audio, { frequency: pitch });
  loud.gain.setValueAtTime(0, starts);
  loud.gain.linearRampToValueAtTime(LOUDNESS, starts + 0.05);
  loud.gain.setValueAtTime(LOUDNESS, starts + TONE_SECONDS - 0.1);
  loud.gain.linearRampToValueAtTime(0, starts + TONE_SECONDS);
  source.connect(loud).connect(out);
  source.start(starts);
  source.stop(starts + TONE_SECONDS);
  return new Promise((done) => (source.onended = done));
}

/** Records these tracks for so long. @returns {Promise<Blob>} Throws when the browser cannot. */
export function record(tracks, forMs) {
  const wanted = tracks.some((track) => track.kind === "video") ? "video/" : "audio/";
  const mimeType = SHAPES.find((shape) => shape.startsWith(wanted) && MediaRecorder.isTypeSupported(shape));
  return new Promise((done, fail) => {
    const recorder = new MediaRecorder(new MediaStream(tracks), mimeType ? { mimeType } : {});
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = () => fail(new Error("the recorder stopped"));
    recorder.onstop = () => (parts.some((part) => part.size) ? done(new Blob(parts, { type: recorder.mimeType })) : fail(new Error("empty")));
    recorder.start();
    setTimeout(() => recorder.state !== "inactive" && recorder.stop(), forMs);
  });
}

/** Plays the recording once, then lets go of it; `stop` ends it sooner. */
export function playBack(element, blob, speaker) {
  const address = URL.createObjectURL(blob);
  const letGo = () => {
    URL.revokeObjectURL(address);
    element.removeAttribute("src");
    element.load();
  };
  const played = new Promise((done) => {
    element.onended = element.onerror = element.onemptied = done;
  });
  element.src = address;
  const ready = useSpeaker(element, speaker).then(() => element.play());
  return { stop: () => element.src && letGo(), done: ready.then(() => played).finally(() => element.src && letGo()) };
}
