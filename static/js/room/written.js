// What the group writes together: joins polls, prompts, notes, the board, the agreement and captions to the page.
import { tell } from "#room/announce";
import { drawAgreement, startAgreement } from "#room/agreement";
import { drawBoard, startBoard } from "#room/board";
import { drawCaptions, startCaptions } from "#room/captions";
import { drawNotes, startNotes } from "#room/notes";
import { nameOf } from "#room/people";
import { drawPoll, startPoll } from "#room/poll";
import { drawPolls } from "#room/polls";
import { drawAnswers, startPrompts } from "#room/prompts";
import { apart, say } from "#room/words";

export { takeBack } from "#room/writing";

export function startWritten(joined) {
  for (const start of [startNotes, startBoard, startAgreement, startCaptions, startPoll, startPrompts]) start(joined);
}

export function drawWritten(model) {
  for (const draw of [drawNotes, drawBoard, drawAgreement, drawCaptions, drawPoll, drawPolls, drawAnswers]) draw(model);
}

/** Stream -> what a screen reader hears of a new line; captions are a region of their own. */
const SAID = {
  notes: (line, who) => say("said_note", { names: who, text: apart(line.text) }),
  board: (line, who) => say("said_topic", { names: who, text: apart(line.text) }),
  answers: (line, who) => say("said_answer", { names: who, text: apart(line.text) }),
  polls: (line) => say("said_poll", { text: apart(line.text.split("\n")[0]) }),
  agreement: () => say("said_agreement"),
  prompt: (line) => say("said_prompt", { text: apart(line.text) }),
  captions: () => "",
};
export const isWritten = (stream) => stream in SAID;

/** Lines of before this page was opened are no news. */
export function tellWritten(frame, model) {
  if (!model.view) return;
  for (const line of frame.lines) {
    if (line.from === model.seat || line.at < model.since) continue;
    tell(SAID[frame.audience](line, apart(nameOf(model, line.from))));
  }
}
