// The quiet minute: the same calm notice for everybody, with the seconds left, and not a word about who asked.
import { room, setData, show, text } from "#room/dom";
import { quietLeft } from "#room/standing";
import { seconds } from "#room/words";

const notice = document.getElementById("quiet");

export function drawQuiet(model) {
  const left = quietLeft(model);
  const quiet = left !== null;
  show(notice, quiet);
  setData(room, { quiet: quiet ? "yes" : "no" });
  if (quiet) text("quiet-left", seconds(Math.ceil(left)));
}
