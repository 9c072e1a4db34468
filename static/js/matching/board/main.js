// The review board: draws what came with the page, then listens.
import { act } from "#page/matching/board/acts";
import { drawWhole, fillLegend } from "#page/matching/board/bars";
import { arrange, draw } from "#page/matching/board/cards";
import { startDrag } from "#page/matching/board/drag";
import { effectsOf } from "#page/matching/board/effects";
import { show } from "#page/matching/board/figures";
import { onFilter, startFilters } from "#page/matching/board/filters";
import { startKeys } from "#page/matching/board/keys";
import { openGroup, startPanels } from "#page/matching/board/panels";
import { isOpen, pick, startSheet } from "#page/matching/board/sheet";
import { board, groupBy, isPublished, state, take } from "#page/matching/board/store";
import { ask } from "#page/matching/board/wire";
import { say } from "#page/matching/board/words";
import { toast } from "#page/toasts";

const LOOKS_AGAIN_MS = 15_000;

function pressed(event) {
  const chip = event.target.closest(".seat__chip");
  if (chip) return pick(Number(chip.parentElement.dataset.person));
  const tool = event.target.closest("[data-act]");
  const group = tool && Number(tool.closest("[data-group]")?.dataset.group);
  if (!group) return;
  if (tool.dataset.act === "lock") act("lock", { group, locked: groupBy(group).locked ? "no" : "yes" });
  else openGroup(group);
}

/** The answer is on its way before the person is really lifted. */
function foresee(event) {
  const chip = event.target.closest(".seat__chip");
  if (chip && !isPublished) effectsOf(Number(chip.parentElement.dataset.person));
}

/** Another coordinator may work on the same groups. */
async function lookAgain() {
  if (document.hidden || isOpen() || document.documentElement.hasAttribute("data-dragging")) return;
  const seen = state.version;
  const answer = await ask("state/", { version: seen });
  if (!answer.ok || answer.same || state.version !== seen) return;
  take(answer);
  toast(say("newer", { who: answer.changes[0]?.by ?? "" }), "info");
}

drawWhole();
fillLegend(document.getElementById("legend"));
startFilters();
draw();
show();
onFilter(arrange);
startSheet();
startPanels();
board.addEventListener("click", pressed);
if (!isPublished) {
  startDrag(board);
  startKeys(board);
  board.addEventListener("pointerdown", foresee);
  setInterval(lookAgain, LOOKS_AGAIN_MS);
}
if (location.hash.startsWith("#group-")) document.querySelector(location.hash)?.scrollIntoView();
board.dataset.ready = "yes";
