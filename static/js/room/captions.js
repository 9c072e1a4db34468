// Captions: typed by the captioner, or written by who speaks with the own browser; shown to whoever turns them on, kept
// nowhere. A line is shown while it grows; screen readers are told each sentence once.
import { Lane } from "#room/caption_lane";
import { joined, untold } from "#room/caption_lines";
import { fillList, list, setAttribute, setData, setText, show } from "#room/dom";
import { isOwn, startOwnCaptions } from "#room/own_captions";
import { nameOf } from "#room/people";
import { lasting } from "#room/prefs";
import { apart, say } from "#room/words";
import { oneText, startForm, textOf } from "#room/writing";

const SHOWN_MOST = 6;
const KEPT_MOST = 200; // texts, of which a dozen make a line
const SAID_MS = 6000;
const SIZES = 4;
const LINE_CHARACTERS = 160; // then it ends at its last sentence or word by itself
const byId = (id) => document.getElementById(id);
const [strip, toggle, form, said] = ["captions", "captions-toggle", "caption-form", "captions-said"].map(byId);
const places = [...document.querySelectorAll('input[name="captions-place"]')];
const writes = form !== null;
const told = new Map();
let last = ""; // the newest line of one's own
let corrects = false;

export function startCaptions({ model, commands, keep, media, redraw }) {
  if (writes) startWriting(model, commands, keep);
  startOwnCaptions({ model, commands, media, redraw });
  toggle.addEventListener("click", () => {
    lasting("captions", shown() ? "off" : "on");
    for (const line of lines(model)) told.set(line.key, line.text); // what was said before is not read out
    setShown();
    redraw();
  });
  byId("captions-smaller").addEventListener("click", () => setSize(size() - 1));
  byId("captions-larger").addEventListener("click", () => setSize(size() + 1));
  for (const place of places) place.addEventListener("change", () => setPlace(place.value));
  setSize(size());
  setPlace(lasting("captions-place") === "above" ? "above" : "below");
  setShown();
}

const shown = () => writes || isOwn() || lasting("captions") === "on";
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

function setPlace(place) {
  lasting("captions-place", place);
  setData(strip, { place });
  for (const one of places) one.checked = one.value === place;
}

// -- written here ------------------------------------------------------------------------------------------------

function startWriting(model, commands, keep) {
  const field = form.elements.text;
  const lane = new Lane((text) => model.status === "live" && commands.ask("caption", { text }));
  const follow = () => !corrects && lane.write(field.value);
  startForm(form, {
    verb: "caption",
    commands,
    keep,
    ...oneText,
    fits: (frame) => !frame.text.endsWith(" "),
    fields: () => (textOf(form) ? { text: (corrects ? " " : "") + textOf(form) } : null),
    sent: () => field.focus(),
  });
  form.addEventListener("submit", () => textOf(form) && (last = textOf(form)), true);
  form.addEventListener("submit", () => field.value || (lane.done(), setCorrects(false)));
  field.addEventListener("input", () => {
    if (field.value.length > LINE_CHARACTERS && !corrects) breakLine(field, commands, lane);
    follow();
  });
  field.addEventListener("keydown", (event) => correct(event, field));
}

/** The caret is at the end of what is typed: what comes before the last sentence's end, or the last word, is a line. */
function breakLine(field, commands, lane) {
  const text = field.value;
  if (field.selectionEnd < text.length) return;
  const end = Math.max(...[". ", "? ", "! "].map((sign) => text.lastIndexOf(sign) + 1)) || text.trimEnd().lastIndexOf(" ");
  if (end <= 0 || !commands.ask("caption", { text: text.slice(0, end).trim() })) return;
  last = text.slice(0, end).trim();
  field.value = text.slice(end).trimStart();
  lane.done();
}

/** Arrow up in the empty field: the newest line comes back, and Enter puts it in its own place. Escape lets it be. */
function correct(event, field) {
  if (event.key === "ArrowUp" && !field.value && last) {
    event.preventDefault();
    field.value = last;
    setCorrects(true);
  } else if (event.key === "Escape" && corrects) {
    field.value = "";
    setCorrects(false);
  }
}

function setCorrects(on) {
  corrects = on;
  show(byId("caption-corrects"), on);
}

// -- read --------------------------------------------------------------------------------------------------------

function lines(model) {
  const all = model.linesOf("captions");
  for (const old of all.slice(0, -KEPT_MOST)) model.lines.captions.delete(old.n);
  return joined(all.slice(-KEPT_MOST));
}

export function drawCaptions(model) {
  const captioner = model.people.some((person) => person.role === "captioner" && person.here);
  show(toggle, !writes && (captioner || model.linesOf("captions").length > 0));
  setShown();
  if (!shown()) return;
  const newest = lines(model).slice(-SHOWN_MOST);
  const box = list("captions");
  const before = box.textContent;
  fillList(box, newest, ({ key }) => key, makeLine, (row, line) => fillLine(row, line, model));
  if (before !== box.textContent) box.scrollTop = box.scrollHeight;
  tellCaptions(newest, model);
}

function makeLine() {
  const row = Object.assign(document.createElement("p"), { dir: "auto" });
  row.append(Object.assign(document.createElement("b"), { className: "captions__name" }), document.createElement("span"));
  return row;
}

/** Who captions for all is not named; who shows the own words is. */
const writer = (line, model) => (model.people.find(({ seat }) => seat === line.from)?.role === "captioner" ? "" : nameOf(model, line.from));

function fillLine(row, line, model) {
  const name = writer(line, model);
  setData(row, { open: line.open ? "yes" : "no" });
  show(row.firstChild, name !== "");
  setText(row.firstChild, name && `${name}: `);
  setText(row.lastChild, line.text);
}

function tellCaptions(newest, model) {
  for (const { line, text, corrected } of untold(newest, told)) {
    if (line.from === model.seat) continue;
    const name = writer(line, model);
    const words = name ? say("caption_of", { name: apart(name), text: apart(text) }) : text;
    const row = Object.assign(document.createElement("p"), { textContent: corrected ? say("caption_corrected", { text: words }) : words });
    said.append(row);
    setTimeout(() => row.remove(), SAID_MS); // who reads on by themselves meets the words once, in the strip
  }
}
