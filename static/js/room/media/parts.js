// All that the page shows of sound and picture: started once with the core, then drawn with everything else.
import { room, setData, show } from "#room/dom";
import { drawChoices, startChoices } from "#room/media/choices";
import { drawInterpreter, startInterpreter } from "#room/media/interpreter";
import { drawMediaControls, startControls } from "#room/media/controls";
import { drawNotices, startNotices } from "#room/media/notices";
import { drawSelfView, selfHidden, startSelfView } from "#room/media/selfview";
import { drawSmallWindow, startSmallWindow } from "#room/media/small_window";
import { drawSound, startSound } from "#room/media/sound";
import { startTiles } from "#room/media/tiles";
import { drawOwnCaptions } from "#room/own_captions";

/** @param {{media, model, keep: (name: string, value?: string|null) => string|null, redraw: () => void}} given */
export function startMedia(given) {
  startTiles({ ...given, selfHidden });
  startControls(given);
  startInterpreter(given);
  startSound();
  startSelfView(given);
  startChoices(given);
  startNotices(given);
  startSmallWindow(given);
}

export function drawMedia(model, media) {
  drawMediaControls(model, media);
  drawInterpreter(model);
  drawOwnCaptions(model);
  drawSound(model, media);
  drawSelfView(model, media);
  drawChoices(model, media);
  drawNotices(model, media);
  drawSmallWindow(model, media);
  setData(room, { carried: media.mode });
  const fallen = model.mediaServer && media.mode === "mesh";
  if (model.facilitator) show(document.getElementById("console-media"), fallen && model.may("restore_media"));
}
