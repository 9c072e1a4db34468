"""The live board in Chromium: a room without a facilitator, seen by its coordinator until somebody leads."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.guests import DESKTOP, PHONE, Guest, make_room, sit_down
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.long]
PICTURES = os.environ.get("LIVE_PICTURES", "")


@pytest.fixture(scope="module")
def room(site: Product) -> dict[str, Any]:
    """Its facilitator has been away for two minutes."""
    return make_room(site, starts_in=-300, students=3, phase=0, into=120, series=True)


@pytest.fixture
def student(browser: Browser, site: Product, room: dict[str, Any]) -> Iterator[Guest]:
    guest = sit_down(browser, site, room, 0).come()
    guest.sees("status", "live")
    yield guest
    guest.context.close()


@pytest.fixture
def board(browser: Browser, site: Product, room: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(base_url=site.origin(), viewport=DESKTOP, reduced_motion="reduce")
    context.add_cookies([{"name": room["cookie_name"], "value": room["coordinator"], "url": site.origin()}])
    yield context.new_page()
    context.close()


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def looks_right(page: Page, name: str) -> None:
    guest = Guest(0, "coordinator", page.context, page, "")
    for size, label in ((DESKTOP, "wide"), (PHONE, "phone")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        keep(page, f"{name}-{label}")
        guest.fits()
        guest.accessible()
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_the_board_says_who_is_alone_until_somebody_leads(
    browser: Browser, site: Product, room: dict[str, Any], student: Guest, board: Page
) -> None:
    board.goto("/")
    board.get_by_role("link", name="Group Cedar has no facilitator now").click()
    card = board.locator(".live__room")
    expect(card).to_contain_text("1 of 3 connected")
    expect(card).to_contain_text("1 of 9: Doors open")
    looks_right(board, "unled")
    link = card.get_by_role("link", name="Plan and people")
    link.focus()
    lead = sit_down(browser, site, room, 3).come()
    lead.sees("status", "live")
    expect(card.locator(".chip", has_text="facilitated")).to_be_visible()  # the page asks for itself each 15 s
    expect(link).to_be_focused()
    expect(board.locator(".alert")).to_have_count(0)
    student.page.locator(".bar details:visible").last.locator("summary").click()
    student.page.get_by_text("Call a facilitator, privately").locator("visible=true").click()
    expect(card).to_contain_text("1 open")
    looks_right(board, "led")
    lead.context.close()
