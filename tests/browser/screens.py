"""A person at a screen who walks through pages: every page is looked at for what no page may have.

Looked for: accessibility (axe), sideways scrolling at 360 px, anything in the console, answers of the 500s.
STORY_STEPS=folder keeps a picture of every step there, numbered in the order of the story; STORY_PICTURES=folder keeps
the few that the documentation shows (docs/pictures).
"""

import contextlib
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.axe import faults
from tests.browser.guests import DESKTOP, PATIENCE_MS, PHONE, Guest
from tests.browser.png import smaller
from tests.support.product import Product

TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
STEPS, PICTURES = os.environ.get("STORY_STEPS", ""), os.environ.get("STORY_PICTURES", "")
SHOWN = {
    ("coordinator", "checklist-with-remarks"): "checklist",
    ("coordinator", "list-checked"): "import-check",
    ("coordinator", "groups-found"): "groups-found",
    ("coordinator", "board"): "groups-board",
    ("coordinator", "evidence"): "evidence",
    ("phone", "own-record"): "record-phone",
    ("stranger", "verified"): "verified-phone",
}
numbers = itertools.count(1)
# For an answer of the matcher: its child is the last in line for the processors and loads the engine first.
ANSWER_MS = 600_000
FITS = "width => document.documentElement.scrollWidth <= width"


class Screen:
    """One browser context with one page. ``troubles``: what was wrong on the way, told at the end."""

    def __init__(self, who: str, context: BrowserContext) -> None:
        self.who, self.context = who, context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.troubles: list[str] = []
        self.refusals_expected = 0
        self.page.on("pageerror", lambda error: self.trouble(f"script: {error}"))
        self.page.on("console", self.heard)
        self.page.on("response", self.answered)

    @property
    def is_phone(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] == PHONE["width"]

    def trouble(self, what: str) -> None:
        self.troubles.append(f"{self.who} at {urlsplit(self.page.url).path}: {what}")

    def heard(self, note: ConsoleMessage) -> None:
        about_answer = "Failed to load resource" in note.text  # judged in `answered`
        if note.type in {"error", "warning"} and not about_answer:
            self.trouble(f"console {note.type}: {note.text}")

    def answered(self, answer: Response) -> None:
        expected = 300 if not self.refusals_expected else 500
        if answer.status >= 500 or (answer.status >= 400 and expected < 400):
            self.trouble(f"{answer.status} for {answer.request.method} {urlsplit(answer.url).path}")

    @contextlib.contextmanager
    def refused(self) -> Iterator[None]:
        """Inside, an answer of the 400s is what the story wants."""
        self.refusals_expected += 1
        yield
        self.refusals_expected -= 1

    # -- walking ---------------------------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        self.page.goto(path)

    def follow(self, name: str, nth: int = 0) -> None:
        """A link by its words."""
        self.page.get_by_role("link", name=name).nth(nth).click()

    def push(self, name: str, nth: int = 0) -> None:
        """A button by its words; waits until the page that it leads to is there."""
        self.page.get_by_role("button", name=name).nth(nth).click()
        self.page.wait_for_load_state()

    def fill(self, **fields: Any) -> None:
        """Form fields by name: texts, choices (by value) and ticks."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]:visible').first
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def reads(self, text: str | re.Pattern[str]) -> None:
        self.page.get_by_text(text).first.wait_for()

    @contextlib.contextmanager
    def page_stands_still(self, asks: str) -> Iterator[None]:
        """Inside, what the page asks again and again (its address as a pattern) says that nothing is new."""
        self.page.route(asks, lambda route: route.fulfill(status=204))
        yield
        self.page.unroute(asks)

    # -- looking ---------------------------------------------------------------------------------------------------

    def look(self, name: str, *, full: bool = True) -> None:
        """Checks the page as it is now and keeps a picture of it."""
        self.page.wait_for_load_state()
        self.picture(name, full=full)
        self.accessible()
        self.fits(name)

    def accessible(self) -> None:
        for one in faults(self.page):
            self.trouble(f"axe {one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}")

    def fits(self, name: str) -> None:
        """Nothing sticks out sideways on a phone, also when this is a desktop."""
        before = self.page.viewport_size
        if not self.is_phone:
            self.page.set_viewport_size(PHONE)
            self.picture(name + "-narrow")
        try:  # a page that has just become narrow takes a moment to arrange itself
            self.page.wait_for_function(FITS, arg=PHONE["width"], timeout=PATIENCE_MS)
        except TookTooLong:
            self.trouble(f"{name} sticks out sideways")
        if before is not None:
            self.page.set_viewport_size(before)

    def picture(self, name: str, *, full: bool = True) -> None:
        if STEPS:
            self.keep(Path(STEPS) / f"{next(numbers):03d}-{self.who}-{name}.png", full_page=full)
        if PICTURES and (self.who, name) in SHOWN:
            path = Path(PICTURES) / f"{SHOWN[self.who, name]}.png"
            self.keep(path)
            path.write_bytes(smaller(path.read_bytes()))

    def keep(self, path: Path, *, full_page: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=full_page, animations="disabled")

    def in_room(self, seat: int) -> Guest:
        """The same person in a live room, with the words of the room's tests."""
        path = urlsplit(self.page.url).path
        return Guest(seat, self.who, self.context, self.page, path, self.troubles)


def open_screen(browser: Browser, site: Product, who: str, **options: Any) -> Screen:
    options = {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB", **options}
    return Screen(who, browser.new_context(base_url=site.origin(), **options))
