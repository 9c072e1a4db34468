// Which browser this is, only to say where its switch for microphone and camera is. Who is unknown gets general words.

/** chrome, edge, firefox, safari_mac, safari_iphone, chrome_android or other. */
export function browserOf({ userAgent, maxTouchPoints = 0 } = navigator) {
  const is = (...names) => names.some((name) => userAgent.includes(name));
  if (is("iPhone", "iPad") || (is("Macintosh") && maxTouchPoints > 1)) return is("CriOS", "FxiOS", "EdgiOS") ? "other" : "safari_iphone";
  if (is("OPR/", "SamsungBrowser", "EdgA/")) return "other";
  if (is("Firefox/")) return is("Android") ? "other" : "firefox";
  if (is("Edg/")) return "edge";
  if (is("Chrome/")) return is("Android") ? "chrome_android" : "chrome";
  return is("Macintosh") && is("Safari/") ? "safari_mac" : "other";
}
