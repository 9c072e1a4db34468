// Sentences about sound and picture: what the core says, what does not start and how to mend it, what is saved, and a
// camera that was on before the page was loaded again.
import { browserOf } from "#media/browsers";
import { toast } from "#page/toasts";
import { tell } from "#room/announce";
import { show, text } from "#room/dom";
import { nameOf } from "#room/people";
import { apart, has, say } from "#room/words";

const LOWERED = /^(lowered_|upload_few$)/;
const byId = (id) => document.getElementById(id);
const [problemLine, cameraLine, line, back] = ["media-problem", "camera-was-on", "media-line", "media-back"].map(byId);
let told = "";
let reason = ""; // why less is sent and received than the reader chose

export function startNotices({ media, model }) {
  media.addEventListener("said", ({ detail }) => said(detail, { media, model }));
  byId("media-again").addEventListener("click", () => again(media));
  byId("media-without").addEventListener("click", () => without(media));
  byId("camera-again").addEventListener("click", () => afterReload(() => media.setCamera(true)));
  byId("camera-leave").addEventListener("click", () => afterReload(() => media.setCamera(false)));
  back.addEventListener("click", () => media.save("full"));
}

/** A toast is read to who does not see it; what lasts stands in a line until it is undone. */
function said({ code, values }, { media, model }) {
  const key = `media_${code}`;
  if (!has(key)) return;
  const named = { ...values };
  if ("seat" in named) named.name = apart(nameOf(model, named.seat));
  const sentence = say(key, named);
  const lowered = LOWERED.test(code);
  if (lowered || code.startsWith("savings_")) reason = lowered ? sentence : "";
  if (lowered) tell(sentence);
  else toast(sentence);
}

/** Less goes out or comes in than everything, by choice or by what was measured. */
const isLess = (media) => media.savings !== "full" || media.reach !== null;

export function drawNotices(model, media) {
  drawProblem(media.problem);
  show(cameraLine, media.cameraBefore && media.carries !== false && model.media !== "none");
  drawSavings(media);
}

/** What happened, and what helps in this browser. */
function drawProblem(problem) {
  for (const place of [problemLine, byId("lobby-problem")]) show(place, problem !== null);
  const key = problem ? `problem_${problem.kind}_${problem.code}` : "";
  if (problem) {
    text("media-problem", say(key));
    text("media-fix", fixFor(problem.code));
    if (told !== key) tell(`${say(key)} ${fixFor(problem.code)}`);
  }
  told = key;
}

function fixFor(code) {
  const known = `fix_${code}_${browserOf()}`;
  if (has(known)) return say(known);
  return say(has(`fix_${code}_other`) ? `fix_${code}_other` : `fix_${code}`);
}

const turn = (media, on) => (media.problem.kind === "camera" ? media.setCamera(on) : media.setMicrophone(on));

function again(media) {
  if (media.problem) turn(media, true);
}

/** Off, as if it had never been asked for. The focus goes to the dialogue, as the line goes. */
function without(media) {
  if (media.problem) turn(media, false);
  byId("content").focus({ preventScroll: true });
}

/** The line goes, and the focus with it. */
function afterReload(act) {
  act();
  byId("content").focus({ preventScroll: true });
}

function drawSavings(media) {
  show(line, isLess(media));
  show(back, isLess(media));
  const chosen = `save_${media.savings}`;
  if (isLess(media)) text("media-line", reason || (has(chosen) ? say(chosen) : ""));
}
