// The speaker, which only its owner can hear, and the recording of oneself.
import { tracks } from "#page/check/devices";
import { setWords, tell } from "#page/check/lines";
import { canRecord, playBack, playTones, record } from "#page/check/sound";
import { chosen } from "#media/devices";
import { say, seconds } from "#room/words";

const RECORD_SECONDS = 4;
const at = (id) => document.getElementById(id);
const note = (text) => setWords(at("check-record-note"), text);
let playing = null;

const told = (detail) => document.dispatchEvent(new CustomEvent("check:speaker", { detail }));

async function play() {
  tell("speaker", "waiting", say("speaker_playing"));
  at("check-heard").hidden = false;
  at("check-play").disabled = true;
  try {
    await playTones(chosen("speaker"));
  } catch {
    told({ level: tell("speaker", "warn", say("speaker_failed"), say("speaker_failed_fix")), why: "" });
  }
  at("check-play").disabled = false;
}

function hear() {
  told({ level: tell("speaker", "ok", say("speaker_good")), why: "" });
}

function hearNothing() {
  told({ level: tell("speaker", "block", say("speaker_silent"), say("speaker_silent_fix")), why: "" });
}

/** Some seconds of what the others would get, played once and deleted. */
async function recordSelf() {
  letGo();
  at("check-record").disabled = true;
  note(say("recording", { time: seconds(RECORD_SECONDS) }));
  try {
    const blob = await record(tracks(), RECORD_SECONDS * 1000);
    at("check-playback").hidden = false;
    note(say("playing_back"));
    playing = playBack(at("check-playback"), blob, chosen("speaker"));
    await playing.done;
    note(say("played_back"));
  } catch {
    note(say("recording_failed"));
  }
  at("check-playback").hidden = true;
  at("check-record").disabled = false;
  playing = null;
}

/** Whether there is something to record. */
export function offer(hasSound) {
  at("check-record").hidden = at("check-record-note").hidden = !(hasSound && canRecord());
}

export const askToPlay = () => tell("speaker", "waiting", say("speaker_untried"));

export function letGo() {
  playing?.stop();
}

at("check-play").addEventListener("click", play);
at("check-yes").addEventListener("click", hear);
at("check-no").addEventListener("click", hearNothing);
at("check-record").addEventListener("click", recordSelf);
