// The switch "measure how long I speak", and what facilitators are told of who has spoken: bands in words, no order.
import { toast } from "#page/toasts";
import { fillList, list, setText, show, text } from "#room/dom";
import { nameOf } from "#room/people";
import { names, say } from "#room/words";

const forms = [...document.querySelectorAll("form[data-measured]")];
const BANDS = ["much_less", "less", "even", "more", "much_more", "unknown"];

export function startTalk() {
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}

async function ask(form) {
  const wanted = form.querySelector("button").getAttribute("aria-pressed") !== "true";
  const body = new FormData(form);
  body.set("measure", wanted ? "yes" : "no");
  const done = await fetch(form.action, { method: "POST", body }).then((answer) => answer.ok, () => false);
  if (done) for (const one of forms) one.querySelector("button").setAttribute("aria-pressed", wanted);
  toast(say(done ? (wanted ? "measured_on" : "measured_off") : "measured_failed"));
}

/** A line for each band, so that nobody stands above anybody; within a line by seat. */
export function drawTalk(model) {
  const part = document.getElementById("console-talk");
  if (!part) return;
  const { talk } = model;
  show(part, Boolean(talk) && model.status === "live");
  if (!talk) return;
  text("talk-why", talk.why ? say(`talk_${talk.why}`) : "");
  fill("talk", grouped(talk.bands, BANDS), (band, who) => `${say(`talk_${band}`)}: ${who}`, model);
  fill("talk-doubts", grouped(talk.doubts, ["single", "apart"]), (doubt, who) => say(`talk_${doubt}`, { names: who }), model);
}

function grouped(told, codes) {
  return codes.map((code) => [code, Object.keys(told).filter((seat) => told[seat] === code).map(Number)]).filter(([, seats]) => seats.length);
}

function fill(name, groups, sentence, model) {
  const make = () => document.createElement("li");
  const line = ([code, seats]) => sentence(code, names(seats.map((seat) => nameOf(model, seat))));
  fillList(list(name), groups, ([code]) => code, make, (element, group) => setText(element, line(group)));
}
