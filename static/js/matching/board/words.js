// Words come from the page (#board-words, translated by the server); numbers and plurals from the browser.
const words = JSON.parse(document.getElementById("board-words").textContent);
export const language = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(language);
const decimals = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const shares = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const changes = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
const LEFT_TO_RIGHT_ISOLATE = "\u2066";
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

export function say(key, values = {}) {
  return words[key].replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** `key_none`, or the form that the language has for this number (`key_one`, `key_few`, ... `key_other`). */
export function count(key, n, values = {}) {
  const form = n === 0 && `${key}_none` in words ? "none" : plural.select(n);
  return say(`${key}_${form}`, { n: whole(n), ...values });
}

export const known = (key) => key in words;
export const apart = (name) => FIRST_STRONG_ISOLATE + name + POP_ISOLATE;
/** A sign stays before its number in a text from right to left. */
const figure = (text) => (document.dir === "rtl" ? LEFT_TO_RIGHT_ISOLATE + text + POP_ISOLATE : text);
export const whole = (value) => figure(plain.format(value));
export const tenth = (value) => figure(decimals.format(value));
export const percent = (share) => figure(shares.format(share));
/** "+0.31", "-1.20", "0.00" */
export const signed = (value) => figure(changes.format(value));

const polite = document.getElementById("board-says");

/** Said by screen readers; the same words twice are said twice. */
export function announce(text) {
  polite.textContent = polite.textContent === text ? `${text}\u00a0` : text;
}
