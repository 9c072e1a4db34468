// Short notices in the polite live region of base.html.
const KEPT_MS = 7000;

/** @param {string} text  @param {"good"|"bad"|"info"} [kind]  Bad news stays until it is closed. */
export function toast(text, kind = "info") {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template) return;
  const element = template.content.firstElementChild.cloneNode(true);
  element.dataset.kind = kind;
  element.querySelector(".toast__text").textContent = text;
  region.append(element);
  if (kind !== "bad") setTimeout(() => element.remove(), KEPT_MS);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast")?.remove();
});
