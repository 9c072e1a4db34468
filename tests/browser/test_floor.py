"""The floor in Chromium: replies, lengths of turns, a sorted queue, the quiet minute, readiness, private writing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.guests import PHONE, Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]


def give(lead: Guest, guest: Guest) -> None:
    lead.page.locator("#tab-people").click()
    lead.row("people", guest.seat).locator("summary").click()
    lead.row("people", guest.seat).locator('[data-do="give_turn"]').click()
    guest.sees("turn", "mine")


def test_a_short_reply_comes_before_the_queue(live: Gather) -> None:
    ana, ben, lead = live()
    give(lead, ana)
    ben.page.locator(".bar__reply").click()
    expect(ana.page.locator("#reply-line")).to_contain_text("Jonas de Wit")
    expect(ben.page.locator(".bar__reply")).to_have_attribute("aria-pressed", "true")
    ana.accessible()
    ana.press("end_turn", ".bar")
    ben.sees("turn", "mine")


def test_on_a_phone_the_reply_is_in_the_queue(live: Gather) -> None:
    ana, ben, lead = live(at={1: {"viewport": PHONE}})
    give(lead, ana)
    ben.page.locator("#rail-open").click()
    ben.page.locator("#tab-queue").click()
    ben.page.locator("#panel-queue .reply-button").click()
    expect(ana.page.locator("#reply-line")).to_be_visible()
    ben.fits()


def test_the_facilitator_sorts_the_queue_by_key(live: Gather) -> None:
    ana, ben, lead = live()
    ana.press("raise_hand")
    expect(lead.row("queue", ana.seat)).to_be_visible()
    ben.press("raise_hand")
    button = lead.row("queue", ben.seat).locator('[data-act="hand-up"]')
    button.focus()
    lead.page.keyboard.press("Enter")
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    expect(lead.page.locator('[data-list="queue"] > li').first).to_have_attribute("data-seat", str(ben.seat))
    expect(lead.page.locator("#room-polite")).to_contain_text("Moved to place 1")
    lead.accessible()


def test_a_set_length_is_shown_to_who_speaks_next(live: Gather) -> None:
    ana, _, lead = live()
    lead.unfold("queue")
    lead.page.locator("#turn-seconds").select_option("30")
    lead.page.locator("#turn-hard").check()
    expect(lead.page.locator("#turn-hard")).to_be_checked()
    give(lead, ana)
    expect(ana.page.locator('[data-text="turn-left"]')).to_contain_text("seconds left")
    lead.press("grant_time")
    expect(ana.page.locator("#room-polite")).to_contain_text("30 seconds more for your turn")


def test_a_quiet_minute_is_shown_to_everybody_and_names_nobody(live: Gather) -> None:
    ana, ben, lead = live()
    ana.page.get_by_text("Help", exact=True).first.click()
    ana.press("pause_minute")
    for guest in (ana, ben, lead):
        expect(guest.page.locator("#quiet")).to_be_visible()
        expect(guest.page.locator("#quiet")).not_to_contain_text(ana.name)
        guest.accessible()
    expect(ben.page.locator("#room-alert")).to_contain_text("A quiet minute")
    lead.page.locator("#quiet button").click()
    expect(ana.page.locator("#quiet")).to_be_hidden()


def test_who_is_ready_is_counted_for_facilitators(live: Gather) -> None:
    ana, ben, lead = live()
    ana.page.locator('.prompt [data-act="ready"]').click()
    expect(lead.page.locator('[data-text="ready-count"]')).to_have_text("1 of 2 ready")
    expect(ana.page.locator('.prompt [data-act="ready"]')).to_have_attribute("aria-pressed", "true")
    ana.page.locator('.prompt [data-act="ready"]').click()
    expect(lead.page.locator('[data-text="ready-count"]')).to_have_text("")
    expect(ben.page.locator('[data-text="ready-count"]')).to_have_count(0)


SILENT: dict[str, Any] = {
    "id": "silent",
    "title": "Silent",
    "phases": [
        {"id": "write", "title": "Write", "minutes": 5, "mode": "silent"},
        {"id": "talk", "title": "Talk", "minutes": 5, "mode": "free"},
    ],
}


def test_private_words_never_leave_the_browser(live: Gather, tmp_path: Path) -> None:
    (tmp_path / "silent.yaml").write_text(json.dumps(SILENT), encoding="utf-8")
    ana, *_, lead = live(plan=str(tmp_path / "silent"), starts_in=600, students=1)
    frames: list[str] = []
    ana.page.on("websocket", lambda line: line.on("framesent", lambda frame: frames.append(str(frame))))
    ana.page.on("request", lambda asked: frames.append(asked.url + str(asked.post_data)))
    ana.page.reload()
    ana.sees("status", "live")
    ana.page.locator("#private-text").fill("walrus thoughts")
    ana.accessible()
    ana.page.reload()
    expect(ana.page.locator("#private-text")).to_have_value("walrus thoughts")
    lead.press("next_phase")
    ana.sees("mode", "free")
    expect(ana.page.locator("#private")).to_be_visible()
    expect(ana.page.locator("#private-text")).to_be_hidden()
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.page.locator('#end-dialog [data-do="end_session"]').click()
    expect(ana.page.locator("#private-last")).to_have_value("walrus thoughts")
    assert frames
    assert not any("walrus" in frame for frame in frames)
    assert "walrus" not in ana.page.evaluate("() => JSON.stringify([{...sessionStorage}, {...localStorage}])")
