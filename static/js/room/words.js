// Words come from the page (#room-words, translated by the server); numbers with units from the browser.
const words = JSON.parse(document.getElementById("room-words").textContent);
const language = document.documentElement.lang || "en";
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";
const NON_JOINER = "\u200c"; // keeps the letters of a joining script apart

/** The sentence `key` with its places filled; names are set apart from the text around them in any script. */
export function say(key, values = {}) {
  return words[key].replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const has = (key) => key in words;

export const apart = (name) => FIRST_STRONG_ISOLATE + name + POP_ISOLATE;

const lists = new Intl.ListFormat(language, { type: "conjunction" });
export const names = (all) => lists.format(all.map(apart));

const plain = new Intl.NumberFormat(language);
export const number = (value) => plain.format(value);

const formats = {};

function amount(value, unit, unitDisplay = "long") {
  const key = unit + unitDisplay;
  formats[key] ??= new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: 0 });
  return formats[key].format(value);
}

export const minutes = (value, display = "long") => amount(value, "minute", display);
export const seconds = (value) => amount(value, "second");

/** A length of time in the two largest whole units that matter: "2 days", "2 hours 10 minutes", "40 seconds". */
export function long(total) {
  const rest = Math.max(0, Math.round(total));
  if (rest < 90) return seconds(rest);
  const whole = Math.round(rest / 60);
  if (whole < 90) return minutes(whole);
  if (whole < 48 * 60) return [amount(Math.floor(whole / 60), "hour"), whole % 60 ? minutes(whole % 60) : ""].join(" ").trim();
  return amount(Math.round(whole / 1440), "day");
}

/** "1:05" for the clock of a turn. */
export const clockTime = (total) => `${Math.floor(total / 60)}:${String(Math.floor(total % 60)).padStart(2, "0")}`;

let hours = null;

/** The zone is the reader's, as the server knows it. */
export function useZone(timeZone) {
  hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
}

export const timeOfDay = (at) => hours.format(new Date(at * 1000));

/** Up to two letters in any script, as the server's `initials` filter gives them. */
export function initials(name) {
  const parts = name.split(/[\s.-]+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return letters.map((part) => [...part][0]).join(NON_JOINER).toUpperCase();
}
