// The own picture: the tile's, hidden on wish, and the one of the dialog; blur where the browser offers it.
import { setAttribute, show } from "#room/dom";
import { lasting } from "#room/prefs";

const byId = (id) => document.getElementById(id);
const [dialog, view, hide, blur] = ["media-dialog", "ownview", "hide-self", "blur"].map(byId);
const video = view.querySelector("video");
const early = byId("lobby-view");

/** The reader does not want to see the own picture. The others see it all the same. */
export const selfHidden = () => lasting("hide-self") === "yes";

export function startSelfView({ media, redraw }) {
  hide.checked = selfHidden();
  hide.addEventListener("change", () => {
    lasting("hide-self", hide.checked ? "yes" : null);
    redraw();
  });
  blur.addEventListener("change", () => setBlur(media.own.video, blur.checked));
}

export function drawSelfView(model, media) {
  const track = media.own.video;
  mirror(video, view, dialog.open ? track : null);
  mirror(early, early, model.status === "lobby" && !selfHidden() ? track : null);
  const offered = canBlur(track);
  show(byId("blur-field"), offered);
  if (offered) keepBlur(track);
}

function mirror(element, shown, track) {
  show(shown, track !== null);
  if ((element.srcObject?.getVideoTracks()[0] ?? null) !== track) element.srcObject = track && new MediaStream([track]);
}

/** Only where it can be switched by the page: elsewhere the computer's own effects decide. */
function canBlur(track) {
  return (track?.getCapabilities?.().backgroundBlur ?? []).length > 1;
}

let blurred = null; // the track that was asked, so that each is asked once

function keepBlur(track) {
  const wanted = lasting("blur") === "yes";
  if (blurred !== track && wanted) setBlur(track, true);
  blurred = track;
  blur.checked = track.getSettings().backgroundBlur ?? wanted;
}

async function setBlur(track, on) {
  lasting("blur", on ? "yes" : null);
  setAttribute(blur, "aria-busy", "true");
  try {
    await track?.applyConstraints({ ...track.getConstraints(), backgroundBlur: on });
  } catch {
    blur.checked = !on; // the camera does not do it after all
  }
  setAttribute(blur, "aria-busy", null);
}
