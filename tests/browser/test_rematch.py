"""Proposals at 120 students after some left and others came: computed, read, and asked. Pictures: REMATCH_PICTURES."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.guests import DESKTOP, PHONE, Guest
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
PICTURES = os.environ.get("REMATCH_PICTURES", "")


@pytest.fixture
def made(site: Product) -> dict[str, Any]:
    told: dict[str, Any] = site.make("rematch_exchange")
    return told


@pytest.fixture
def page(browser: Browser, site: Product, made: dict[str, Any]) -> Iterator[Page]:
    options: dict[str, Any] = {"viewport": DESKTOP, "reduced_motion": "reduce"}
    context = browser.new_context(base_url=site.origin(), **options)
    context.add_cookies([{"name": made["cookie_name"], "value": made["cookie"], "url": site.origin()}])
    troubles: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda note: troubles.append(note.text) if note.type == "error" else None)
    yield page
    context.close()
    assert not troubles


def looks_right(page: Page, name: str) -> None:
    """No fault by axe and nothing beyond the edge, on a phone and wide."""
    guest = Guest(0, "coordinator", page.context, page, "")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{size['width']}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")
        guest.fits()
        guest.accessible()


def test_every_offer_is_seen_and_a_few_people_are_asked(page: Page, made: dict[str, Any]) -> None:
    page.goto(f"/groups/{made['slug']}/changes/proposals/")
    page.get_by_label("Search for").select_option("5")
    page.get_by_role("button", name="Compute proposals").click()
    still = page.get_by_role("article", name="Nobody is moved")
    expect(still).to_be_visible(timeout=120_000)
    expect(still).to_contain_text(made["rare"])
    expect(still).to_contain_text("no group meets when this student is free")
    expect(page.get_by_role("article", name="A few are moved")).to_contain_text("Quality")
    further = page.get_by_role("region", name="What each further move would bring")
    expect(further.get_by_role("listitem").first).to_contain_text("Nobody moves")
    looks_right(page, "proposals")
    for fold in page.locator("#proposals details.more > summary").all():
        fold.click()
    looks_right(page, "proposals-open")
    page.get_by_role("article", name="A few are moved").get_by_role("link", name="Ask them").click()
    looks_right(page, "take-over")
    page.get_by_role("button", name=re.compile(r"Ask \d+ p")).click()
    expect(page.get_by_text("Asked by mail. It happens when all agreed.")).to_be_visible()
