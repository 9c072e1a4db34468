// What the reader chose about this page: lasting choices in localStorage, those of this visit in sessionStorage.
// Storage may be forbidden (private windows): then a choice lasts until the page is left.
const fallback = new Map();

function guarded(storage, name, value) {
  try {
    const store = globalThis[storage];
    if (value === undefined) return store.getItem(name) ?? fallback.get(name) ?? null;
    if (value === null) store.removeItem(name);
    else store.setItem(name, value);
  } catch {
    if (value === undefined) return fallback.get(name) ?? null;
  }
  if (value === null) fallback.delete(name);
  else fallback.set(name, value);
  return value;
}

export const lasting = (name, value) => guarded("localStorage", `dialogue.room.${name}`, value);

/** Kept for one session and one tab. */
export function visit(session) {
  return (name, value) => guarded("sessionStorage", `dialogue.room.${session}.${name}`, value);
}
