// "Will it work?", whole: the room at once; microphone, camera, speaker and network after a press, in any order again.
import * as kit from "#page/check/devices";
import { conclude, tell } from "#page/check/lines";
import { checkUpload, checkWays } from "#page/check/network";
import { address, report, token } from "#page/check/report";
import { checkRoom, verdictOf } from "#page/check/room";
import { canChooseSpeaker } from "#page/check/sound";
import { askToPlay, letGo, offer } from "#page/check/speaker";
import { weigh } from "#page/check/verdict";
import { say } from "#room/words";

const at = (id) => document.getElementById(id);
const again = at("check-again");
const LINES = ["browser", "socket", "clock", "microphone", "camera", "speaker", "ways", "upload"];
const found = Object.fromEntries(LINES.map((line) => [line, { level: "waiting", why: "" }]));
const state = { withCamera: true, quiet: false, carries: "", done: false, running: false };

async function tryRoom() {
  const { offset, ...levels } = await checkRoom();
  for (const [line, level] of Object.entries(levels)) found[line] = { level, why: "" };
  return { offset, verdict: verdictOf(levels) };
}

/** What needs no permission and tells nobody anything: as soon as the page is there. */
async function begin() {
  again.hidden = true;
  conclude("checking");
  const { verdict } = await tryRoom();
  conclude(verdict, verdict === "good" ? "room" : verdict);
  at("check-start").hidden = again.hidden = false;
}

async function whole(withCamera) {
  if (state.running) return;
  Object.assign(state, { withCamera, quiet: false, carries: "", done: false, running: true });
  at("check-start").hidden = again.hidden = true;
  at("check-devices").hidden = false;
  conclude("checking");
  if (found.speaker.level === "waiting") askToPlay();
  await Promise.all([tryDevices(), tryNetwork()]);
  Object.assign(state, { done: true, running: false });
  await kit.fillChoices(canChooseSpeaker());
  again.hidden = false;
  settle();
}

async function tryDevices() {
  const { withCamera } = state;
  for (const kind of ["microphone", "camera"]) tell(kind, "waiting", say("asking"));
  const asked = await kit.askOnce(withCamera);
  const refused = asked?.refused ?? false;
  const camera = withCamera ? kit.start("camera", changed, refused) : leaveOutCamera();
  const microphone = kit.start("microphone", changed, refused);
  await Promise.race([camera, microphone]);
  kit.fillChoices(canChooseSpeaker());
  take("camera", await camera);
  asked?.stop();
  take("microphone", await microphone);
  kit.tellOnce(found.microphone, found.camera);
}

function leaveOutCamera() {
  kit.close("camera");
  return { level: tell("camera", "unknown", say("camera_left_out")), why: "" };
}

/** One after the other what would slow the other down: beats, then the upload. */
async function tryNetwork() {
  const { offset } = await tryRoom();
  const ways = checkWays(offset);
  found.upload = await checkUpload(address("upload"), token());
  state.carries = found.upload.carries;
  found.ways = await ways;
}

function take(line, what) {
  if (!what) return; // closed meanwhile: that was told already
  found[line] = what;
  if (line === "microphone") state.quiet = what.quiet ?? false;
  offer(kit.isOpen("microphone"));
}

/** Something changed after the verdict: a voice came, a device went, the reader said what is heard. */
function changed(line, what) {
  take(line, what);
  settle();
}

function settle() {
  if (!state.done) return;
  const { state: colour, key, why, carries, trouble } = weigh(found, state);
  conclude(colour, key, { why });
  report({ carries, trouble });
}

async function restart(kind) {
  if (kind === "speaker" || !state.done) return;
  if (kind === "camera") state.withCamera = true;
  const what = await kit.start(kind, changed);
  changed(kind, what);
  kit.fillChoices(canChooseSpeaker());
}

function switchOff() {
  letGo();
  kit.close("camera");
  kit.close("microphone");
  at("check-devices").hidden = true;
  again.focus();
}

at("check-stuck").hidden = true;
at("check-begin").addEventListener("click", () => whole(true));
at("check-sound-only").addEventListener("click", () => whole(false));
at("check-off").addEventListener("click", switchOff);
again.addEventListener("click", () => (at("check-start").hidden ? whole(state.withCamera) : begin()));
kit.watch({ picked: restart, altered: () => kit.fillChoices(canChooseSpeaker()), freed: (kind) => !kit.isOpen(kind) && restart(kind) });
document.addEventListener("check:speaker", ({ detail }) => changed("speaker", detail));
addEventListener("pagehide", switchOff);
begin();
