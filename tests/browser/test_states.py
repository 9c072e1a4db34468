"""Every state of the room in Chromium, for who reads from left to right and for who reads from right to left."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.guests import DESKTOP, PHONE, Guest, make_room
from tests.browser.states import PLAN, Cast, before_the_start, keep_pictures, seat_all, walk
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.long]


def test_every_state_is_accessible_and_fits(site: Product, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "states.yaml").write_text(json.dumps(PLAN), encoding="utf-8")
    wrong: list[str] = []

    def look(name: str, guest: Guest) -> None:
        try:
            guest.accessible() if guest.is_wide else fits_everywhere(guest)
        except AssertionError as found:
            wrong.append(f"{name}, {guest.name}: {found}")
        keep_pictures(name, guest)

    options = {"plan": str(tmp_path / "states"), "starts_in": -500, "students": 4, "facilitators": 2, "series": True}
    room = make_room(site, phase=0, into=420, **options)
    guests = before_the_start(browser, site, look)
    guests += (seated := seat_all(browser, site, room, {0: False, 1: True, 2: False, 3: False, 4: False, 5: True}))
    for guest in seated:
        guest.come().sees("status", "live")
    goes_against(seated[1])
    walk(Cast(site, browser, *seated), look)
    for guest in guests:
        wrong += guest.troubles
        guest.context.close()
    assert not wrong, "\n".join(wrong)


def fits_everywhere(guest: Guest) -> None:
    for size in (PHONE, DESKTOP, PHONE):
        guest.page.set_viewport_size(size)
        guest.fits()


WHERE = "() => document.activeElement.getBoundingClientRect().x"


def goes_against(guest: Guest) -> None:
    """Keys follow the reading: the left arrow is the next tab, and Tab goes leftwards through the bar."""
    guest.page.set_viewport_size(DESKTOP)
    guest.page.locator("#tab-queue").focus()
    for key, wanted in (("ArrowLeft", "tab-people"), ("ArrowLeft", "tab-chat"), ("ArrowRight", "tab-people")):
        guest.page.keyboard.press(key)
        assert guest.focused() == wanted
    guest.page.locator('.bar [data-do="raise_hand"]').focus()
    places = [guest.page.evaluate(WHERE)]
    for _ in range(3):
        guest.page.keyboard.press("Tab")
        places.append(guest.page.evaluate(WHERE))
    assert places == sorted(places, reverse=True), places
    guest.page.locator("#tab-queue").click()
    guest.page.set_viewport_size(PHONE)
