// The group's agreement: read at any time, accepted once a version, changed by facilitators.
import { show, text } from "#room/dom";
import { nameOf } from "#room/people";
import { names, number, say } from "#room/words";
import { fold, startForm, textOf } from "#room/writing";

const byId = (id) => document.getElementById(id);
const dialog = byId("agreement-dialog");
const form = byId("agreement-form");
let asked = false; // who comes in is shown once what they have not accepted yet

export function startAgreement({ model, commands, keep }) {
  byId("agreement-accept").addEventListener("click", () => commands.ask("accept_agreement", { version: model.view.agreement.version }));
  if (!form) return;
  startForm(form, {
    verb: "edit_agreement",
    commands,
    keep,
    fields: () => (textOf(form) ? { text: textOf(form), version: Number(form.elements.version.value) } : null),
    put: (_, { text: words }) => {
      form.elements.text.value = words;
      form.elements.version.value = model.view.agreement?.version ?? 0; // the reader has the newer words above now
    },
    sent: () => fold(form),
  });
  byId("agreement-edit").addEventListener("toggle", () => beginEdit(model));
}

/** The words of now, unless a draft is there; the version says which words were read when the change began. */
function beginEdit(model) {
  if (!byId("agreement-edit").open || textOf(form)) return;
  form.elements.text.value = wordsOf(model);
  form.elements.version.value = model.view.agreement?.version ?? 0;
}

const wordsOf = (model) => model.lineOf("agreement", model.view.agreement?.version)?.text ?? "";

export function drawAgreement(model) {
  const now = model.view.agreement ?? null;
  const accepted = now !== null && model.you.agreed >= now.version;
  text("agreement-text", now ? wordsOf(model) || say("words_erased") : "");
  show(byId("agreement-none"), now === null);
  show(byId("agreement-foot"), now !== null);
  show(byId("agreement-accept"), !accepted && model.may("accept_agreement"));
  show(byId("agreement-mine"), accepted);
  text("agreement-count", now ? say("agreed_of", { count: number(now.agreed), all: number(now.all) }) : "");
  show(byId("agreement-line"), now !== null && !accepted && model.setup.role === "student");
  if (now && form) drawNames(model, now);
  showFirst(model, now, accepted);
}

function drawNames(model, now) {
  const students = model.people.filter((person) => person.role === "student").map((person) => person.seat);
  const missing = students.filter((seat) => !now.agreed_by.includes(seat)).map((seat) => nameOf(model, seat));
  text("agreement-names", missing.length ? say("agreed_not_yet", { names: names(missing) }) : "");
}

/** Before anything else, but only to who comes in: nobody is interrupted in the middle of a session. */
function showFirst(model, now, accepted) {
  if (asked || !wordsOf(model)) {
    asked ||= now === null;
    return;
  }
  asked = true;
  if (!accepted && model.you.agreed === 0 && model.setup.role === "student") queueMicrotask(() => dialog.open || dialog.showModal()); // after the drawing, which may close dialogs
}

