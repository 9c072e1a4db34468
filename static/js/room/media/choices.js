// The dialog "Sound and picture": which devices, and how much to send and to receive.
import { chosen, devices, watchDevices } from "#media/devices";
import { show, text } from "#room/dom";
import { canChooseSpeaker, playSample, useSpeaker } from "#room/media/sound";
import { number, say } from "#room/words";

const byId = (id) => document.getElementById(id);
const dialog = byId("media-dialog");
const selects = [...dialog.querySelectorAll("select[data-device]")];
const levels = [...dialog.querySelectorAll('input[name="savings"]')];
let wasOpen = false;

export function startChoices({ media, redraw }) {
  for (const select of selects) select.addEventListener("change", () => choose(media, select));
  for (const level of levels) level.addEventListener("change", () => media.save(level.value));
  show(byId("speaker-field"), canChooseSpeaker);
  byId("speaker-test").addEventListener("click", playSample);
  watchDevices(() => dialog.open && fillDevices(media));
  new MutationObserver(redraw).observe(dialog, { attributeFilter: ["open"] });
}

async function choose(media, select) {
  if (select.dataset.device === "speaker") useSpeaker(select.value);
  else await media.useDevice(select.dataset.device, select.value);
}

export function drawChoices(model, media) {
  text("media-way", say(`way_${model.media === "none" ? "none" : media.mode}`));
  for (const level of levels) level.checked = level.value === media.savings;
  if (dialog.open && !wasOpen) fillDevices(media);
  wasOpen = dialog.open;
}

async function fillDevices(media) {
  const found = await Promise.all(selects.map((select) => devices(select.dataset.device)));
  selects.forEach((select, place) => fillSelect(select, found[place], media));
  show(byId("devices-unnamed"), found.flat().some((one) => !one.label));
}

function fillSelect(select, found, media) {
  const kind = select.dataset.device;
  const own = found.length ? [{ id: "", label: say("device_own") }] : [{ id: "", label: say("device_none") }];
  const options = [...own, ...found.filter((one) => one.id !== "default" && one.id !== "communications")].map(({ id, label }, place) => {
    return new Option(label || say(`device_${kind}`, { number: number(place) }), id);
  });
  select.replaceChildren(...options);
  const running = { microphone: media.own.audio, camera: media.own.video }[kind]?.getSettings().deviceId;
  const wanted = chosen(kind) || (running !== "default" && running) || "";
  select.value = options.some((option) => option.value === wanted) ? wanted : "";
  select.disabled = !found.length;
}
