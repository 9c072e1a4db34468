// <button data-copy="text" data-copied="Copied"> puts text on the clipboard and says so.
import { toast } from "#page/toasts";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.copied, "good");
  } catch {
    // Without permission the text is selected, so that the reader can copy it by hand.
    const text = button.parentElement.querySelector(".copy__text");
    if (text) getSelection().selectAllChildren(text);
  }
});
