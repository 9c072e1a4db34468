"""A whole shipped plan with a faster clock: seven simulated students, a real one on a phone, a real facilitator.

120 minutes take 75 seconds here. The facilitator goes on when the page says that the time of a phase is over; the
student ends her turns. At the end the log holds for everybody what they did.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.browser.guests import Guest, make_room, sit_down
from tests.browser.screens import TOUCH
from tests.support.product import ROOT, Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.long]
CLOCK_FACTOR = 96
PLAN: dict[str, Any] = yaml.safe_load((ROOT / "facilitation/plans/middle.yaml").read_text("utf-8"))
LONGEST_PHASE_MS = 60_000


@contextmanager
def simulated(site: Product, people: list[dict[str, Any]]) -> Iterator[subprocess.Popen[str]]:
    urls = [f"ws://127.0.0.1:{site.ports[0]}{person['socket']}" for person in people]
    line = [sys.executable, "-m", "tests.support.sit_down", "--origin", site.origin(), "--pause=1.5", *urls]
    program = subprocess.Popen(line, env=site.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def test_a_whole_plan_is_held_with_nine_people(site: Product, browser: Browser, tmp_path: Path) -> None:
    room = make_room(site, starts_in=3, students=8, plan="middle", clock_factor=CLOCK_FACTOR)
    student, lead = (sit_down(browser, site, room, place, **more) for place, more in ((0, TOUCH), (8, {})))
    with simulated(site, room["people"][1:8]) as program:
        begin(student, lead)
        for index, phase in enumerate(PLAN["phases"]):
            live_through(student, lead, index, phase)
        end(student, lead)
        told, _ = program.communicate(timeout=120)
    assert told.split() == ["ended"] * 7
    assert student.troubles + lead.troubles == []
    for guest in (student, lead):
        guest.context.close()


def begin(student: Guest, lead: Guest) -> None:
    for guest in (student.come(), lead.come()):
        guest.sees("status", "lobby")
    expect(lead.page.locator('[data-list="here"] > li')).to_have_count(9)
    lead.press("start_session")
    for guest in (student, lead):
        guest.sees("status", "live")


def live_through(student: Guest, lead: Guest, index: int, phase: dict[str, Any]) -> None:
    expect(student.page.locator('.phase__title[data-text="phase-title"]')).to_have_text(phase["title"])
    if phase["mode"] == "pairs":
        talk_in_pairs(student, lead)
    elif phase["mode"] == "free" and phase.get("kind") != "break":
        take_the_floor(student, lead)
    expect(lead.page.locator(".phase__left")).to_have_text("time is over", timeout=LONGEST_PHASE_MS)
    student.fits()
    if index + 1 < len(PLAN["phases"]):
        lead.press("next_phase", ".console")


def talk_in_pairs(student: Guest, lead: Guest) -> None:
    lead.press("start_pairs", "#pair")
    student.sees("pairs", "in")
    student.accessible()


def take_the_floor(student: Guest, lead: Guest) -> None:
    """Who has not spoken in this phase goes first, so that the turn comes soon; on a phone, with the thumb."""
    if student.room.get_attribute("data-turn") != "mine":
        student.page.locator('.bar [data-do="raise_hand"]:visible').first.tap()
    expect(student.room).to_have_attribute("data-turn", "mine", timeout=LONGEST_PHASE_MS)
    student.page.locator('.bar [data-do="end_turn"]:visible').first.tap()


def end(student: Guest, lead: Guest) -> None:
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.page.locator('#end-dialog [data-do="end_session"]').click()
    for guest in (student, lead):
        guest.sees("status", "ended")
