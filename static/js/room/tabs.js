// One device a tab. A duplicated tab starts with a copy of the first one's storage, its resume token too; without this
// the two would take one place from each other. Where the browser has no locks, the newer tab takes the place.
const LATE_RELEASE_MS = 300; // a page that is being reloaded may hold its lock a moment longer
const mine = new Set();

/** Takes the name of a device for this tab; false when another tab that is open has it. */
export async function own(device) {
  if (!device || mine.has(device) || !navigator.locks) return true;
  if (!(await lock(device))) {
    await new Promise((done) => setTimeout(done, LATE_RELEASE_MS));
    if (!(await lock(device))) return false;
  }
  mine.add(device);
  return true;
}

/** Held until the page goes. */
function lock(device) {
  return new Promise((done) => {
    const held = (granted) => {
      done(granted !== null);
      return granted && new Promise(() => {});
    };
    navigator.locks.request(`dialogue.device.${device}`, { ifAvailable: true }, held).catch(() => done(true));
  });
}
