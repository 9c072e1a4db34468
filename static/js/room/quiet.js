// The quiet minute: the same calm notice for everybody, with the seconds left, and not a word about who asked.
import { room, setData, show, text } from "#room/dom";
import { quietLeft } from "#room/standing";
import { seconds } from "#room/words";

const notice = document.getElementById("quiet");
const covered = [...notice.parentElement.children].filter((part) => part !== notice && !part.matches("h1"));
let focusedBefore = null;

export function drawQuiet(model) {
  const left = quietLeft(model);
  const quiet = left !== null;
  if (notice.hidden === quiet) cover(quiet);
  setData(room, { quiet: quiet ? "yes" : "no" });
  if (quiet) text("quiet-left", seconds(Math.ceil(left)));
}

/** What lies under the notice cannot be reached meanwhile; who had the focus there gets it back. */
function cover(quiet) {
  const focused = document.activeElement;
  show(notice, quiet);
  if (quiet && covered.some((part) => part.contains(focused))) {
    focusedBefore = focused;
    notice.focus({ preventScroll: true });
  }
  for (const part of covered) part.inert = quiet;
  if (quiet) return;
  if (focusedBefore?.isConnected && notice.contains(focused)) focusedBefore.focus({ preventScroll: true });
  focusedBefore = null;
}
