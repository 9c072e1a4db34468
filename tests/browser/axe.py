"""axe on a page: put there once a document, and only what it found fault with comes back (all it says is 100 KB)."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

FAULTS = "() => axe.run({resultTypes: ['violations']}).then((found) => found.violations)"


def faults(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(FAULTS)
    return found
