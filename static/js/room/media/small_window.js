// Picture in picture, where the browser offers it: who has the floor, else who is kept larger, else who was heard last.
import { setAttribute, show } from "#room/dom";

const button = document.getElementById("small-window");
const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, autoplay: true });
let last = null; // seat that was heard last

export function startSmallWindow(given) {
  if (!document.pictureInPictureEnabled) return;
  show(button, true);
  button.addEventListener("click", () => (document.pictureInPictureElement ? document.exitPictureInPicture() : open(given)));
  video.addEventListener("leavepictureinpicture", () => {
    video.srcObject = null;
    given.redraw();
  });
}

async function open({ model, media, redraw }) {
  const track = whose(model, media);
  if (!track) return;
  follow(track);
  try {
    await video.play();
    await video.requestPictureInPicture();
    document.getElementById("media-dialog").close();
  } catch {
    video.srcObject = null; // the browser would rather not
  }
  redraw();
}

export function drawSmallWindow(model, media) {
  if (button.hidden) return;
  for (const [seat, { speaking }] of media.people) if (speaking) last = seat;
  const open = document.pictureInPictureElement === video;
  const track = whose(model, media);
  if (open && track) follow(track);
  setAttribute(button, "aria-pressed", String(open));
  setAttribute(button, "aria-disabled", open || track ? null : "true");
}

function whose(model, media) {
  const pinned = document.querySelector('.tile[data-pinned="yes"]')?.dataset.seat;
  const wanted = [model.speaker?.seat, Number(pinned), last, ...media.people.keys()];
  return wanted.map((seat) => media.people.get(seat)?.video).find((track) => track?.readyState === "live") ?? null;
}

function follow(track) {
  if (video.srcObject?.getVideoTracks()[0] !== track) video.srcObject = new MediaStream([track]);
}
