"""A coordinator at the review board: what a hand or a key does there, and what no page of it may have.

BOARD_PICTURES=folder keeps pictures.
"""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import faults
from tests.browser.guests import DESKTOP
from tests.support.product import Product

PICTURES = os.environ.get("BOARD_PICTURES", "")
MOST_TABS = 90
# The page head is as wide as what stands below it; no label of a figure is cut.
UNEVEN = """() => {
  const [head, page] = [".site-head__row", ".page"].map((one) => document.querySelector(one).getBoundingClientRect());
  return Math.abs(head.left - page.left) > 1 || Math.abs(head.right - page.right) > 1;
}"""
CUT = """() => [...document.querySelectorAll(".part dt, .bar-figures__acts .button, .bar-figures .chip")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


class Desk:
    """A coordinator at the board; ``troubles``: what no page may have."""

    def __init__(self, browser: Browser, site: Product, large: dict[str, Any], **options: Any) -> None:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB", **options}
        self.context = browser.new_context(base_url=site.origin(), **options)
        self.context.add_cookies([{"name": large["cookie_name"], "value": large["cookie"], "url": site.origin()}])
        self.page: Page = self.context.new_page()
        self.path = f"/groups/{large['slug']}/board/"
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("console", lambda note: self.heard(note.type, note.text))

    def heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            self.troubles.append(f"console: {text}")

    def come(self, query: str = "") -> "Desk":
        self.page.goto(self.path + query)
        expect(self.page.locator("#board")).to_have_attribute("data-ready", "yes")
        return self

    def look(self, name: str, *, dragging: bool = False) -> None:
        """Keeps a picture, and lets axe judge the page. Not while dragging: axe looks through what the pointer passes
        through, such as the box beside it, and would judge its words on what lies below."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")
        for one in faults(self.page) if not dragging else ():
            self.troubles.append(f"{name}: axe {one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}")
        if self.page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            self.troubles.append(f"{name} sticks out sideways")
        if self.page.evaluate(UNEVEN):
            self.troubles.append(f"{name}: head and page differ in width")
        self.troubles += [f"{name}: cut: {label}" for label in self.page.evaluate(CUT)]

    # -- what is there -----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = self.page.request.get(f"{self.path}state/?version=none").json()
        return told

    def effects(self, student: int) -> dict[str, Any]:
        told: dict[str, Any] = self.page.request.get(f"{self.path}effects/?student={student}").json()
        return told

    def free_move(self) -> tuple[int, int]:
        """The first student and group of the board that neither a hard rule nor a lock keeps apart."""
        groups = self.state()["groups"]
        free = {str(group["id"]) for group in groups if not group["locked"]}
        for group in [one for one in groups if not one["locked"]][:12]:
            for student in group["members"]:
                for target, place in self.effects(student)["moves"].items():
                    if target in free and not place["hard"]:
                        return student, int(target)
        raise AssertionError("nobody can move")

    def free_swap(self) -> tuple[int, int]:
        for group in [one for one in self.state()["groups"] if not one["locked"]][:12]:
            for student in group["members"]:
                for other, effect in self.effects(student)["swaps"].items():
                    if not isinstance(effect, list):
                        return student, int(other)
        raise AssertionError("nobody can swap")

    def chip(self, student: int) -> Locator:
        return self.page.locator(f'.seat[data-person="{student}"] .seat__chip')

    def card(self, group: int) -> Locator:
        return self.page.locator(f"#group-{group}")

    def says(self, text: str) -> None:
        expect(self.page.locator("#board-says")).to_contain_text(text)

    def confirmed(self) -> None:
        expect(self.page.locator("#board")).to_have_attribute("data-confirmed", str(self.state()["version"]))

    # -- by mouse ----------------------------------------------------------------------------------------------------

    def lift(self, student: int) -> None:
        """Somebody is dragged a little, and every card shows what dropping there would do."""
        self.chip(student).scroll_into_view_if_needed()
        self.chip(student).hover()
        box = self.chip(student).bounding_box()
        assert box is not None
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 60, box["y"] + 14, steps=3)
        expect(self.page.locator(".group__effect:visible").first).to_be_visible()

    def over(self, place: Locator) -> None:
        """The wheel brings the place into sight while the button is held, as hands do."""
        place.evaluate("one => one.scrollIntoView({block: 'center'})")
        box = place.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + 40, box["y"] + min(16, box["height"] / 2), steps=3)
        expect(self.page.locator(".ghost__where")).to_be_visible()

    # -- by keyboard -------------------------------------------------------------------------------------------------

    def tab_to(self, wanted: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
