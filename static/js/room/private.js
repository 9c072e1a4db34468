// Private writing. The words are in this tab only (sessionStorage): nothing here sends anything, and nothing may.
import { toast } from "#page/toasts";
import { show } from "#room/dom";
import { say } from "#room/words";

const box = document.getElementById("private");
const field = document.getElementById("private-text");
const last = document.getElementById("private-last");
let keep = () => null;
let mode = "";
let copied = true;

export function startPrivate(keeper) {
  keep = keeper;
  field.value = keep("private") ?? "";
  copied = field.value === "";
  field.addEventListener("input", () => {
    keep("private", field.value || null);
    copied = field.value === "";
  });
  addEventListener("beforeunload", (event) => {
    if (!document.getElementById("private-end").hidden && !copied) event.preventDefault();
  });
  return { "copy-private": copy, "clear-private": clear };
}

async function copy() {
  const shown = last.value ? last : field;
  try {
    await navigator.clipboard.writeText(shown.value);
  } catch {
    shown.select(); // no permission: the reader copies what is marked
    return;
  }
  copied = true;
  toast(say("private_copied"), "good");
}

function clear() {
  field.value = "";
  keep("private", null);
  copied = true;
  field.focus();
}

/** Opens with a phase of silent writing; afterwards it stays at hand, closed, as long as there is something in it. */
export function drawPrivate(model) {
  const now = model.phase?.mode ?? "";
  if (now !== mode) {
    box.open = now === "silent";
    mode = now;
  }
  show(box, now === "silent" || field.value !== "" || box.contains(document.activeElement));
  show(document.getElementById("private-warning"), model.closing && field.value !== "");
}

/** After the end the words are shown once more, and kept no longer. */
export function endPrivate() {
  if (!field.value || last.value) return;
  last.value = field.value;
  field.value = "";
  keep("private", null);
  show(document.getElementById("private-end"), true);
}
