// Draws the model. Called for every frame and once a second; whatever did not change is not touched.
import { drawChat } from "#room/chat";
import { drawCheck } from "#room/check";
import { drawCare } from "#room/care";
import { drawConsole } from "#room/console";
import { drawControls, keepFocus } from "#room/controls";
import { announce, drawTitle, moment, tell, warnOfTime } from "#room/announce";
import { room, setData, show, text } from "#room/dom";
import { drawCovers, drawEarly, drawLobby } from "#room/lobby";
import { drawFloorParts } from "#room/floor";
import { drawMedia } from "#room/media/parts";
import { drawPairs } from "#room/pairs";
import { drawPeople } from "#room/people";
import { drawPlan, lateLine } from "#room/plan";
import { drawPrompt } from "#room/sheets";
import { drawPrivate, endPrivate } from "#room/private";
import { drawQueue } from "#room/queue";
import { drawQuiet } from "#room/quiet";
import { drawStage } from "#room/stage";
import { drawWritten } from "#room/written";

// Who comes this long after the start is told where the others are.
const LATE_SECONDS = 60;
const LATE_LINE_MS = 60_000; // after that its minutes are no longer true
const IN_ROOM = ["live", "reconnecting"];
let last = { status: "connecting", view: null, you: null };

export function draw(model, commands, socket, media) {
  const focused = document.activeElement;
  const status = model.status;
  setData(room, { status });
  if (status === "early") drawEarly(model.setup);
  if (model.view) drawRoom(model, commands, status, media);
  if (status === "ended") endPrivate();
  drawCovers(model, socket);
  announce(last, model);
  warnOfTime(model);
  if (last.status !== status) moveFocus(last.status, status);
  else keepFocus(focused);
  last = moment(model);
  drawTitle(model);
}

function drawRoom(model, commands, status, media) {
  drawControls(model);
  show(document.getElementById("device-line"), model.you.media === false);
  drawCare(model);
  drawMedia(model, media);
  if (status === "lobby" || status === "outside") drawLobby(model);
  if (!IN_ROOM.includes(status)) return;
  drawStage(model);
  drawPlan(model);
  drawPrompt(model);
  drawQueue(model);
  drawFloorParts(model);
  drawQuiet(model);
  drawPrivate(model);
  drawPeople(model);
  drawConsole(model);
  drawPairs(model);
  drawChat(model, commands.lines);
  drawCheck(model);
  drawWritten(model);
}

/** Between covers and room the focus goes to the new heading; between live and reconnecting it stays. */
function moveFocus(before, after) {
  if (IN_ROOM.includes(before) && IN_ROOM.includes(after)) return;
  const place = IN_ROOM.includes(after) ? document.getElementById("content") : room.querySelector(`.cover[data-for~="${after}"] h1`);
  if (!place) return;
  if (!IN_ROOM.includes(after)) place.tabIndex = -1;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  place.focus({ preventScroll: true, focusVisible: false });
}

/** One line for a latecomer; not after a reload, when nothing was missed. */
export function welcomeLate(model, now) {
  if (model.status !== "live" || model.facilitator || now - model.view.live_at < LATE_SECONDS) return;
  const line = lateLine(model);
  if (!line) return;
  text("late-line", line);
  const notice = document.getElementById("late-line");
  notice.hidden = false;
  setTimeout(() => notice.contains(document.activeElement) || (notice.hidden = true), LATE_LINE_MS);
  tell(line);
}
