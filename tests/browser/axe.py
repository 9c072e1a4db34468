"""axe on a page at rest: put there once a document, and only what it found fault with comes back (all is 100 KB)."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What moves is judged where it comes to rest: colours on their way to others have no contrast of their own.
FAULTS = """() => {
  const ends = (one) => one.playState !== "finished" && one.effect.getComputedTiming().endTime !== Infinity;
  const moving = () => document.getAnimations().filter(ends);
  for (let some = moving(); some.length; some = moving()) some.forEach((one) => one.finish());
  return axe.run({resultTypes: ["violations"]}).then((found) => found.violations);
}"""


def faults(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(FAULTS)
    return found
