// The room's page: joins the socket, the commands on their way, the model and the drawing.
import { toast } from "#page/toasts";
import { giveBack, refusal, startActions } from "#room/actions";
import { tellLines } from "#room/announce";
import { isCare, startCare, thank } from "#room/care";
import { everySecond, guess, serverNow } from "#room/clock";
import { Commands } from "#room/commands";
import { Media } from "#room/media/media";
import { startMedia } from "#room/media/parts";
import { Model } from "#room/model";
import { ownRefused } from "#room/own_captions";
import { startPairs } from "#room/pairs";
import { visit } from "#room/prefs";
import { Socket } from "#room/socket";
import { startSheets } from "#room/sheets";
import { own } from "#room/tabs";
import { startTalk } from "#room/talk";
import { draw, welcomeLate } from "#room/view";
import { say, useZone } from "#room/words";
import { isWritten, startWritten, takeBack, tellWritten } from "#room/written";

// A short loss is mended before it is worth a word.
const QUIET_MS = 1500;
// The door says this before the room is open; then we try again when it opens, and some seconds apart after that.
const NOT_YET = new Set(["not_open_yet", "no_such_seat", "not_scheduled"]);
const TRY_AGAIN_SECONDS = [5, 10];

const setup = JSON.parse(document.getElementById("room-setup").textContent);
useZone(setup.zone);
const keep = visit(setup.session);
// A duplicated tab is a device of its own; what was not acknowledged stays with the first.
if (!(await own(keep("device")))) for (const name of ["resume", "device", "waiting", "microphone", "camera"]) keep(name, null);
const model = new Model(setup);
const cameBack = keep("resume") !== null;
// This page until it is loaded anew: over all its sockets it is one page for sound and picture.
const page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let door = "";
let drawing = false;
let greeted = cameBack;

const socket = new Socket(setup.socket, keep, () => ({ ...model.cursors, page }), { frame, link, stopped });
const commands = new Commands((sent) => socket.open && socket.send(sent), keep, {
  refused(told, command) {
    if (command.do === "set_media") return media.answered(null);
    if (command.do === "caption" && ownRefused(told.code)) return redraw();
    refusal(told);
    if (command.do === "say") giveBack([command.text], keep);
    else takeBack(command);
    redraw();
  },
  dropped(command) {
    if (command.do === "set_media") media.answered(null);
    else takeBack(command);
  },
  done(command, told) {
    if (command.do === "set_media") media.answered(told.seq);
    thank(command);
  },
  later: () => toast(say("kept_for_later")),
  unsure(texts) {
    giveBack(texts, keep);
    toast(say("chat_check"));
  },
});

const media = new Media({
  ask: (verb, fields) => commands.ask(verb, fields),
  sendSignal: (to, epoch, data) => socket.open && socket.send({ do: "signal", to, epoch, data }),
  sendHeard: (report) => socket.open && socket.send({ do: "heard", ...report }),
  serverNow,
  keep,
});
media.addEventListener("change", redraw);

function frame(told) {
  if (told.now !== undefined) guess(told.now);
  if (told.kind === "refused" && told.id === "hello") door = told.code;
  if (told.kind === "welcome") {
    door = "";
    own(told.device);
  }
  if (told.kind === "ok" || told.kind === "refused") commands.answered(told);
  // Only after the first view: a command sent again must be drawn upon what it changes.
  if (told.kind === "welcome") {
    media.back();
    commands.resume(told.device);
  }
  if (told.kind === "lines" && isWritten(told.audience)) tellWritten(told, model);
  else if (told.kind === "lines" && !isCare(told.audience)) tellLines(told, model, document.getElementById("panel-chat").checkVisibility({ visibilityProperty: true }));
  model.take(told);
  if (told.kind === "media") media.plan(told);
  else if (told.kind === "signal") media.signal(told);
  else media.follow(model);
  redraw();
}

let lostTimer = null;

function link(state) {
  if (state === "lost" && model.link === "open" && navigator.onLine) {
    lostTimer ??= setTimeout(() => setLink(state), QUIET_MS);
  } else setLink(state);
}

function setLink(state) {
  clearTimeout(lostTimer);
  lostTimer = null;
  if (model.link === state) return;
  model.link = state;
  media.follow(model);
  redraw();
}

function stopped(code) {
  if (code === "not_allowed" && NOT_YET.has(door)) {
    model.early = true;
    setTimeout(() => socket.start(), waitForDoor() * 1000);
  } else model.stopped = code;
  media.follow(model);
  redraw();
}

/** Spread over a second, so that a whole course does not knock at once. */
function waitForDoor() {
  const [least, most] = TRY_AGAIN_SECONDS;
  const left = setup.opens_at - serverNow();
  const longest = 2 ** 31 / 1000 - 1; // setTimeout holds no more
  return left > 0 ? Math.min(longest, left + Math.random()) : least + Math.random() * (most - least);
}

// Not a timer and not an animation frame: a hidden page gets those late or never, and its title must tell "Your turn".
const drawer = new MessageChannel();
drawer.port1.onmessage = () => {
  drawing = false;
  drawNow();
};

/** Frames that arrive together are drawn together. */
function redraw() {
  if (drawing) return;
  drawing = true;
  drawer.port2.postMessage(0);
}

function drawNow() {
  draw(model, commands, socket, media);
  if (!greeted && model.view && model.plan && model.status === "live") {
    greeted = true;
    welcomeLate(model, serverNow());
  }
  if (model.status === "lobby") greeted = true;
}

function leave() {
  if (socket.open) commands.ask("leave");
  else {
    socket.stop();
    stopped("left");
  }
}

function comeBack() {
  if (model.stopped === "replaced") socket.forget();
  model.stopped = "";
  model.link = "connecting";
  model.view = null;
  model.seq = -1;
  socket.start();
  redraw();
}

startSheets();
startTalk();
startPairs({ model, commands });
startWritten({ model, commands, keep, redraw, media });
startCare({ model, commands, keep, redraw });
startActions({ model, commands, keep, leave, comeBack });
startMedia({ media, model, keep, redraw });
everySecond(drawNow);
if (!model.stopped) socket.start();
redraw();
