// Microphones, cameras and loudspeakers: opened with named problems, chosen by their owner, remembered in this browser.
// For the room and for the check page. Kinds: microphone, camera, speaker. Nothing here opens anything by itself.
import { lasting } from "#room/prefs";

const SORT = { microphone: "audioinput", camera: "videoinput", speaker: "audiooutput" };
const HEARING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: 320, height: 240, fps: 15 };
// Names of what getUserMedia throws -> our code for it. AbortError: "the hardware did not do it" (also Bluetooth).
const CODES = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** What kept a device from us. ``code``: refused, none, busy, gone, insecure, unknown. */
export class DeviceProblem extends Error {
  constructor(kind, code) {
    super(`${kind}: ${code}`);
    Object.assign(this, { kind, code });
  }
}

/** Browsers give devices to https and to this very computer only. */
export const possible = () => globalThis.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);

/** The id of the device that the reader chose last, or "" for the browser's own choice; set with a second argument. */
export const chosen = (kind, id) => (id === undefined ? lasting(kind) : lasting(kind, id || null)) ?? "";

/**
 * Opens the chosen device, or the next best when that one is gone.
 * @param {"microphone"|"camera"} kind  @param {{id?: string, width?: number, height?: number, fps?: number}} wish
 * @returns {Promise<MediaStreamTrack>}  Throws DeviceProblem.
 */
export async function openDevice(kind, wish = {}) {
  if (!possible()) throw new DeviceProblem(kind, "insecure");
  const id = wish.id ?? chosen(kind);
  try {
    return await open(kind, id, wish);
  } catch (error) {
    if (id && ["NotFoundError", "OverconstrainedError"].includes(error.name)) return openAny(kind, wish);
    throw new DeviceProblem(kind, CODES[error.name] ?? "unknown");
  }
}

async function openAny(kind, wish) {
  try {
    return await open(kind, "", wish);
  } catch (error) {
    throw new DeviceProblem(kind, CODES[error.name] ?? "unknown");
  }
}

async function open(kind, id, wish) {
  const exact = id ? { deviceId: { exact: id } } : {};
  const asked = kind === "microphone" ? { audio: { ...HEARING, ...exact } } : { video: { ...pictureOf(wish), ...exact } };
  const [track] = (await navigator.mediaDevices.getUserMedia(asked)).getTracks();
  track.contentHint = kind === "microphone" ? "speech" : "motion";
  return track;
}

/** As little as is sent: a larger picture would only warm the device. */
function pictureOf(wish) {
  const { width, height, fps } = { ...PICTURE, ...wish };
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps, max: 30 } };
}

/** @returns {Promise<{id: string, label: string}[]>} labels are empty until the reader allowed a device once */
export async function devices(kind) {
  if (!possible()) return [];
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === SORT[kind] && one.deviceId).map((one) => ({ id: one.deviceId, label: one.label }));
}

/** Calls `changed` when a device came or went. Returns what ends it. */
export function watchDevices(changed) {
  navigator.mediaDevices?.addEventListener?.("devicechange", changed);
  return () => navigator.mediaDevices?.removeEventListener?.("devicechange", changed);
}

/** granted, prompt, denied; "unknown" where the browser does not tell. */
export async function permission(kind) {
  return (await permissionStatus(kind))?.state ?? "unknown";
}

/** Calls `changed(state)` when the reader gives or takes the permission. Returns what ends it. */
export async function watchPermission(kind, changed) {
  const status = await permissionStatus(kind);
  if (!status) return () => {};
  const tell = () => changed(status.state);
  status.addEventListener("change", tell);
  return () => status.removeEventListener("change", tell);
}

async function permissionStatus(kind) {
  try {
    return await navigator.permissions.query({ name: kind });
  } catch {
    return null; // this browser does not know the name
  }
}

/** Why a track ended that nobody stopped: the permission was taken back, or the device is gone. */
export async function whyEnded(kind) {
  return (await permission(kind)) === "denied" ? "refused" : "gone";
}
