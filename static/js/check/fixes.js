// What helps against a problem of a device, in the words of this browser.
import { browserOf } from "#media/browsers";
import { has, say } from "#room/words";

export function fixFor(code, browser = browserOf()) {
  const known = `fix_${code}_${browser}`;
  return say(has(known) ? known : `fix_${code}_other`);
}
