"""Runs in Chromium: weights moved, a search stopped with its best, the map by keyboard, two runs side by side."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.guests import DESKTOP, PHONE, Guest
from tests.browser.screens import ANSWER_MS
from tests.support.product import ROOT, Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture(scope="session")
def made(site: Product) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.support.make_runs"]
    done = subprocess.run(command, env=site.environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def page(browser: Browser, site: Product, made: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(base_url=site.origin(), viewport=DESKTOP, reduced_motion="reduce")
    context.add_cookies([{"name": made["cookie_name"], "value": made["cookie"], "url": site.origin()}])
    troubles: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda note: troubles.append(note.text) if note.type == "error" else None)
    yield page
    context.close()
    assert not troubles


def looks_right(page: Page) -> None:
    """No fault by axe and nothing beyond the edge, wide and on a phone."""
    guest = Guest(0, "coordinator", page.context, page, "")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        guest.fits()
        guest.accessible()


@pytest.mark.parametrize("name", ["", "coverage/", "runs/", "runs/{0}/", "runs/compare/?one={0}&other={1}"])
def test_pages_of_runs_fit_and_are_accessible(page: Page, made: dict[str, Any], name: str) -> None:
    page.goto(f"/groups/{made['slug']}/{name.format(*made['runs'])}")
    for fold in page.locator("main details.more > summary").all():
        fold.click()
    looks_right(page)


def test_a_search_is_started_with_weights_watched_and_stopped_with_its_best(page: Page, made: dict[str, Any]) -> None:
    page.goto(f"/groups/{made['slug']}/")
    page.get_by_label("Shared topics", exact=True).fill("25")
    expect(page.locator("[data-weight]", has_text="Shared topics").locator("output")).to_have_text("21 %")
    page.get_by_label("How long may it search?").select_option("300")
    page.get_by_role("button", name="Form groups").click()
    expect(page.locator(".run-figures")).to_contain_text("of 100", timeout=ANSWER_MS)
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_text("stopped by a person, with the best so far")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_text("weights of its own")).to_be_visible()
    page.goto(f"/groups/{made['slug']}/")
    expect(page.get_by_label("Shared topics", exact=True)).to_have_value("20.8")


def test_a_group_is_shown_on_the_map_by_keyboard_and_by_its_points(page: Page, made: dict[str, Any]) -> None:
    page.goto(f"/groups/{made['slug']}/runs/{made['runs'][0]}/")
    said = page.locator("[data-map-said]")
    page.get_by_role("button", name="Next group").press("Enter")
    expect(said).to_contain_text("Group 1: Student")
    members = page.locator("[data-student][data-inside]")
    expect(page.locator("[data-map-lines] line")).to_have_count(members.count())
    other = page.locator("[data-student]:not([data-inside])").first
    name = str(other.get_attribute("data-name"))  # the locator means somebody else after the click
    other.dispatch_event("click")  # where marks overlap, a click of the mouse may meet another
    expect(said).not_to_contain_text("Group 1:")
    expect(said).to_contain_text(name)


def test_the_map_follows_a_page_that_seats_somebody_elsewhere(page: Page, made: dict[str, Any]) -> None:
    page.goto(f"/groups/{made['slug']}/runs/{made['runs'][0]}/")
    page.get_by_role("button", name="Next group").click()
    before = page.locator("[data-map-lines] line").count()
    page.evaluate(
        """() => {
          const map = document.querySelector("[data-cohort-map]");
          const student = map.querySelector("[data-inside]").dataset.student;
          map.dispatchEvent(new CustomEvent("cohort-map:seat", {detail: {student, group: ""}}));
        }"""
    )
    expect(page.locator("[data-map-lines] line")).to_have_count(before - 1)


def test_the_hours_are_asked_in_another_language_and_zone(page: Page, made: dict[str, Any]) -> None:
    page.goto(f"/groups/{made['slug']}/coverage/")
    page.get_by_label("Language of the group").select_option("en")
    page.get_by_label("On the clock of").select_option("Africa/Cairo")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Students: 32. Facilitators: 3. Times in Africa/Cairo")).to_be_visible()
    expect(page.get_by_text("Hours with most students and nobody to lead")).to_be_visible()
