// What a person tells the coordinator or the facilitators in a dialog; and how a facilitator confirms that somebody took part.
import { list, text } from "#room/dom";
import { nameOf } from "#room/people";
import { startForm, textOf } from "#room/writing";

const byId = (id) => document.getElementById(id);
const nothing = () => null; // these words are not kept on a device that others may use

export function startReport({ model, commands }) {
  start("report", { verb: "report", commands, fields: reportFields, put: putReport });
  start("hurt", { verb: "flag_hurt", commands, fields: (form) => ({ text: textOf(form) }), put: (form, { text: words }) => (form.elements.text.value = words) });
  startAttest(model, commands);
}

function start(name, how) {
  const form = byId(`${name}-form`);
  if (!form) return;
  const sent = () => {
    form.reset();
    form.closest("dialog").close();
  };
  const put = (there, frame) => {
    how.put(there, frame);
    if (!form.closest("dialog").open) form.closest("dialog").showModal();
  };
  startForm(form, { ...how, keep: nothing, sent, put });
}

const reportFields = (form) => ({ category: form.elements.category.value, about: Number(form.elements.about.value), text: textOf(form) });

function putReport(form, { category, about, text: words }) {
  form.elements.category.value = category;
  form.elements.about.value = String(about);
  form.elements.text.value = words;
}

/** Whom a report may be about: everybody whose name this page knows, in the order of seats. */
export function drawReport(model) {
  const about = byId("report-about");
  if (!about) return;
  const seats = Object.keys(model.names).map(Number).filter((seat) => seat !== model.seat);
  const key = seats.map((seat) => `${seat}${nameOf(model, seat)}`).join();
  if (about.dataset.key === key) return;
  about.dataset.key = key;
  const chosen = about.value;
  about.replaceChildren(about.options[0], ...seats.map((seat) => new Option(nameOf(model, seat), String(seat))));
  about.value = chosen;
  if (about.selectedIndex < 0) about.selectedIndex = 0;
}

function startAttest(model, commands) {
  const dialog = byId("attest-dialog");
  if (!dialog) return;
  let seat = null;
  list("people").addEventListener("click", (event) => {
    if (!event.target.closest('[data-opens="attest-dialog"]')) return;
    seat = Number(event.target.closest("[data-seat]").dataset.seat);
    text("attest-name", nameOf(model, seat));
  });
  const put = (form, { text: words }) => (form.elements.text.value = words);
  start("attest", { verb: "attest", commands, fields: (form) => (textOf(form) ? { who: seat, text: textOf(form) } : null), put });
  dialog.addEventListener("close", () => {
    const menu = list("people").querySelector(`[data-seat="${seat}"] details`);
    if (menu) menu.open = false;
    menu?.querySelector("summary").focus();
  });
}
