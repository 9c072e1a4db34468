// Forms whose words must not get lost: half-typed words outlive a redraw and a reload, refused ones come back.
import { unfold } from "#room/folds";

const forms = [];

/**
 * @param {HTMLFormElement | null} form
 * @param {{verb, commands, keep, fields: (form) => object | null, put: (form, fields) => void, enter?, fits?, sent?}} how
 *   `fields`: of the command, null while there is nothing to send. `put`: writes a refused command back into the form.
 *   `enter`: Enter sends, Shift and Enter begins a line. `fits`: whether a command is of this form, where two share a verb.
 */
export function startForm(form, how) {
  if (!form) return;
  const name = `draft.${form.id}`;
  const entry = { form, fits: () => true, ...how, remember: () => how.keep(name, filled(form) ? JSON.stringify(entriesOf(form)) : null) };
  forms.push(entry);
  restore(form, JSON.parse(how.keep(name) ?? "null") ?? {});
  form.addEventListener("input", entry.remember);
  if (how.enter) form.addEventListener("keydown", sendOnEnter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(entry);
  });
}

function send({ form, verb, commands, fields, sent, remember }) {
  const asked = fields(form);
  if (!asked || !commands.ask(verb, asked)) return;
  for (const field of typed(form)) field.value = "";
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  remember();
  if (sent) sent();
  else typed(form)[0].focus();
}

/** A command that was refused or became too old: its words go back, unless others were typed meanwhile. */
export function takeBack(frame) {
  for (const entry of forms) {
    if (entry.verb !== frame.do || !entry.fits(frame) || filled(entry.form)) continue;
    entry.put(entry.form, frame);
    entry.remember();
    unfold(entry.form);
  }
}

const typed = (form) => [...form.querySelectorAll("textarea, input[type=text]")];
const filled = (form) => typed(form).some((field) => field.value.trim());
const entriesOf = (form) => Object.fromEntries(new FormData(form));

function restore(form, entries) {
  for (const [name, value] of Object.entries(entries)) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  if (filled(form)) unfold(form);
}

function sendOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

/** Done with a form that opens from a summary. */
export function fold(form) {
  const details = form.closest("details");
  details.open = false;
  details.querySelector("summary").focus();
}

export const textOf = (form) => form.elements.text.value.trim();
/** The usual form: one text. */
export const oneText = {
  enter: true,
  fields: (form) => (textOf(form) ? { text: textOf(form) } : null),
  put: (form, { text }) => (form.elements.text.value = text),
};
