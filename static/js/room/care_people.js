// What the rows of people show of help and safety, and what facilitators may do there.
import { disable, setAttribute, setData, show } from "#room/dom";

const yes = (condition) => (condition ? "yes" : "no");

/** A person's row in the list of people: away for a moment, and for facilitators what else they may do. */
export function fillCare(row, person, model) {
  setData(row, { soon: yes(person.back_soon && person.here), eye: yes((model.view.distress ?? []).includes(person.seat)) });
  if (!model.facilitator) return;
  const student = person.role === "student";
  const media = model.media !== "none";
  const offered = { tag_distress: student, mute: media && person.here && !person.muted, stop_video: media && person.here && person.camera };
  for (const [verb, fits] of Object.entries(offered)) {
    const button = row.querySelector(`[data-do="${verb}"]`);
    show(button, fits);
    disable(button, !model.may(verb));
  }
  setAttribute(row.querySelector('[data-do="tag_distress"]'), "aria-pressed", String(row.dataset.eye === "yes"));
  show(row.querySelector('[data-opens="attest-dialog"]'), student && !person.attested && model.may("attest"));
}
