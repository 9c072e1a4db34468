// Captions as lines (pure): texts are joined by the blanks around them (dialogue/captions.py), and what of the lines a
// screen reader was not told yet.
const SENTENCE = /^[\s\S]*[.!?…؟。](?=\s|$)/;
const WORDS_WAIT = 12; // so many words without the end of a sentence are told too

/**
 * @param {{n, from, at, text}[]} captions  as they came
 * @returns {{key, from, at, text, open}[]}  `open`: still being written; `key` stays while the line grows
 */
export function joined(captions) {
  const lines = [];
  const newest = new Map();
  for (const { n, from, at, text } of captions) {
    const told = { at, text: text.trim(), open: text.endsWith(" ") };
    const before = newest.get(from);
    if (before && (before.open || text.startsWith(" "))) Object.assign(before, told);
    else {
      const line = { key: String(n), from, ...told };
      newest.set(from, line);
      lines.push(line);
    }
  }
  return lines;
}

/**
 * What is new to who listens, each word once. A line that is being written is told by its sentences.
 * @param {Map<string, string>} told  by key, what was said of a line; it is brought up to date
 * @returns {{line, text, corrected}[]}
 */
export function untold(lines, told) {
  return lines.map((line) => part(line, told)).filter(({ text }) => text);
}

function part(line, told) {
  const before = told.get(line.key) ?? "";
  const follows = line.text.startsWith(before);
  if (!follows && line.open) return { text: "" }; // told once it is done
  const rest = follows ? line.text.slice(before.length) : line.text;
  const text = line.open ? ripe(rest) : rest;
  if (text) told.set(line.key, follows ? before + text : line.text);
  return { line, text: text.trim(), corrected: !follows };
}

function ripe(rest) {
  const sentence = rest.match(SENTENCE)?.[0] ?? "";
  if (sentence || rest.trim().split(/\s+/).length <= WORDS_WAIT) return sentence;
  return rest.slice(0, rest.trimEnd().lastIndexOf(" "));
}
