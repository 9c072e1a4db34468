"""Lines that break, in Chromium: in the middle of a turn, and those of who leads."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.long]
Gather = Callable[..., list[Guest]]
NOTICED_MS = 12_000  # without a sign of life the server takes a line for lost
LEAD_HELD_MS = 10_000
TURN_HELD_MS = 15_000
SLOW_MACHINE_MS = 30_000


def sees_within(guest: Guest, name: str, value: str, limit_ms: int) -> None:
    expect(guest.room).to_have_attribute(f"data-{name}", value, timeout=limit_ms + SLOW_MACHINE_MS)


def test_a_speaker_keeps_the_turn_over_a_short_loss_and_is_second_after_a_long_one(live: Gather) -> None:
    ana, ben, chen, lead = live(students=3, starts_in=600)
    for guest in (ana, ben, chen):
        guest.press("raise_hand")
        expect(lead.row("queue", guest.seat)).to_be_visible()
    lead.page.locator("#give-next").click()
    ana.sees("turn", "mine")
    ana.context.set_offline(True)
    ana.sees("status", "reconnecting")
    expect(ana.page.locator(".notice--lost")).to_contain_text("Your place in the queue is kept")
    ana.context.set_offline(False)
    ana.sees("status", "live")
    ana.sees("turn", "mine")
    ben.sees("turn", "other")
    ana.page.close()
    expect(ben.tile(ana.seat)).to_have_attribute("data-presence", "away")
    expect(ben.tile(ana.seat)).to_have_attribute("data-speaking", "yes")
    sees_within(ben, "turn", "none", TURN_HELD_MS)
    ana.page = ana.context.new_page()
    ana.come().sees("status", "live")
    expect(ana.page.locator(".bar__place")).to_have_text("place 2 in the queue")
    expect(chen.page.locator(".bar__place")).to_have_text("place 3 in the queue")


def test_who_leads_is_cut_off_and_the_room_is_led_on_or_marked(gather: Gather) -> None:
    ana, lead, support = gather(students=1, facilitators=2, starts_in=600)
    support.sees("status", "lobby")
    lead.press("start_session")
    lead.sees("leading", "yes")
    lead.context.set_offline(True)
    lead.sees("status", "reconnecting")
    sees_within(support, "leading", "yes", NOTICED_MS + LEAD_HELD_MS)
    expect(ana.tile(support.seat)).to_have_attribute("data-role", "lead")
    ana.sees("led", "yes")
    support.page.close()
    sees_within(ana, "led", "no", LEAD_HELD_MS)
    expect(ana.page.locator(".notice--unled")).to_be_visible()
    lead.context.set_offline(False)
    lead.sees("status", "live")
    lead.sees("leading", "yes")
    ana.sees("led", "yes")
    lead.press("next_phase", ".console")
    expect(ana.page.locator(".prompt__text--full")).to_contain_text("not a debate")
