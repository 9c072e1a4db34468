// The style guide's room without a server: only what opens and closes. The real room is sessions' #room/ modules.
import { showPictures } from "#page/styleguide_pictures";

const room = document.getElementById("room");
const set = (name, value) => () => (room.dataset[name] = value);
const on = (id, act) => document.getElementById(id)?.addEventListener("click", act);

on("rail-open", set("sheet", "open"));
on("rail-close", set("sheet", "closed"));
on("console-toggle", () => (room.dataset.console = room.dataset.console === "open" ? "closed" : "open"));
on("console-close", set("console", "closed"));
on("prompt-close", set("prompt", "away"));
on("prompt-open", set("prompt", "open"));
on("plain-toggle", (event) => {
  room.dataset.words = room.dataset.words === "plain" ? "full" : "plain";
  event.currentTarget.setAttribute("aria-pressed", String(room.dataset.words === "plain"));
});
document.addEventListener("click", (event) => {
  const hider = event.target.closest("[data-hides]");
  if (hider) document.getElementById(hider.dataset.hides).hidden = true;
});
document.addEventListener("click", (event) => {
  const sign = event.target.closest("[data-pin]");
  if (sign) sign.setAttribute("aria-pressed", String(sign.getAttribute("aria-pressed") !== "true"));
});
showPictures();
