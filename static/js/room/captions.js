// Captions: typed by the captioner, shown to whoever turns them on, kept nowhere.
import { fillList, list, setAttribute, setData, setText, show } from "#room/dom";
import { lasting } from "#room/prefs";
import { oneText, startForm } from "#room/writing";

const SHOWN_MOST = 6;
const SIZES = 4;
const byId = (id) => document.getElementById(id);
const [strip, toggle] = ["captions", "captions-toggle"].map(byId);
const writes = byId("caption-form") !== null;

export function startCaptions({ commands, keep }) {
  startForm(byId("caption-form"), { verb: "caption", commands, keep, ...oneText });
  toggle.addEventListener("click", () => {
    lasting("captions", shown() ? "off" : "on");
    setShown();
  });
  byId("captions-smaller").addEventListener("click", () => setSize(size() - 1));
  byId("captions-larger").addEventListener("click", () => setSize(size() + 1));
  setSize(size());
  setShown();
}

const shown = () => writes || lasting("captions") === "on";
const size = () => Number(lasting("captions-size") ?? 2);

function setShown() {
  show(strip, shown());
  setAttribute(toggle, "aria-pressed", String(shown()));
}

function setSize(wanted) {
  const chosen = Math.min(SIZES, Math.max(1, wanted));
  lasting("captions-size", String(chosen));
  setData(strip, { size: chosen });
}

export function drawCaptions(model) {
  const captioner = model.people.some((person) => person.role === "captioner" && person.here);
  show(toggle, !writes && (captioner || model.linesOf("captions").length > 0));
  if (!shown()) return;
  const lines = model.linesOf("captions").slice(-SHOWN_MOST);
  const make = () => Object.assign(document.createElement("p"), { dir: "auto" });
  const before = list("captions").lastElementChild?.dataset.key;
  fillList(list("captions"), lines, (line) => String(line.n), make, (row, line) => setText(row, line.text));
  if (lines.length && before !== String(lines.at(-1).n)) list("captions").scrollTop = list("captions").scrollHeight;
}
