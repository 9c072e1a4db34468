// From the lines to one plain sentence, and to what is told: what this device carries, and in one word what is wrong.

/**
 * `found`: for each line its level (ok, warn, block, unknown, waiting) and the sentence that says why.
 * `quiet`: the microphone is on and nobody has been heard; `carries`: what the upload carries ("" when not measured).
 * @returns {{state, key, why, carries: "video"|"audio"|"text", trouble: ""|"browser"|"connection"|"microphone"|"camera"|"speaker"}}
 *   `key` names the sentence: verdict_<key>
 */
export function weigh(found, { withCamera, quiet, carries }) {
  const bad = (line) => found[line].level === "block";
  const best = carries === "text" || bad("ways") ? "text" : withCamera && carries !== "audio" && !bad("camera") ? "video" : "audio";
  const told = (state, key, trouble = "", why = "") => ({ state, key, trouble, why, carries: best });
  if (bad("browser") || bad("socket")) return { ...told("bad", "bad", bad("browser") ? "browser" : "connection"), carries: "text" };
  if (best === "text") return told("bad", "text", "connection", found[bad("ways") ? "ways" : "upload"].why);
  if (bad("microphone") && bad("camera")) return { ...told("bad", "no_devices", "microphone", found.microphone.why), carries: "text" };
  if (bad("microphone")) return told("bad", "no_microphone", "microphone", found.microphone.why);
  if (bad("speaker")) return told("bad", "no_speaker", "speaker");
  if (bad("camera")) return told("bad", "no_camera", "camera", found.camera.why);
  if (quiet) return told("note", "whole_quiet", "microphone");
  if (withCamera && best === "audio") return told("note", "sound_safer");
  const has = (level) => Object.values(found).some((line) => line.level === level);
  const key = withCamera ? "whole" : "sound";
  if (has("warn")) return told("note", `${key}_note`);
  if (found.speaker.level === "waiting") return told("good", `${key}_unheard`);
  return told("good", withCamera && [found.ways, found.upload].some(({ level }) => level === "unknown") ? "whole_tried" : key);
}
