// <time data-countdown datetime="..."> tells how long until then, in the page's language, and is refreshed each minute.
// The exact moment stays in the title; after it the element says so once with data-passed.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function refresh() {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
    const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);
    element.textContent = format.format(Math.trunc(seconds / size), unit);
    element.toggleAttribute("data-passed", seconds <= 0);
  }
}

refresh();
setInterval(refresh, 30_000);
