"""The whole room with the thumb: two students and a facilitator, all on phones of 360 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import Guest
from tests.browser.screens import TOUCH

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]


def tap(guest: Guest, wanted: str) -> None:
    guest.page.locator(f"{wanted}:visible").first.tap()


def more(guest: Guest, wanted: str) -> None:
    """In the sheet behind "More"."""
    tap(guest, ".bar__group--phone summary")
    guest.fits()
    tap(guest, f".bar details[open] {wanted}")


def sheet(guest: Guest, name: str) -> None:
    if guest.room.get_attribute("data-sheet") != "open":
        tap(guest, "#rail-open")
    tap(guest, f"#tab-{name}")
    guest.fits()


def writes(guest: Guest, form: str, text: str) -> None:
    guest.page.locator(f"{form} textarea").fill(text)
    tap(guest, f'{form} [type="submit"]')


def test_all_that_people_do_in_a_room_is_done_with_the_thumb(gather: Gather) -> None:
    ana, ben, lead = guests = gather(at=dict.fromkeys(range(3), TOUCH))
    for guest in guests:
        guest.sees("status", "lobby")
        guest.fits()
    tap(lead, '[data-do="start_session"]')
    for guest in guests:
        guest.sees("status", "live")
        guest.fits()
    takes_turns(ana, ben, lead)
    writes_and_marks(ana, ben)
    asks_and_answers(ana, lead)
    calls_and_leaves(ana, lead)


def takes_turns(ana: Guest, ben: Guest, lead: Guest) -> None:
    tap(ana, '[data-do="raise_hand"]')
    expect(ana.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    tap(lead, "#console-toggle")
    expect(lead.page.locator("#give-next")).to_be_enabled()
    tap(lead, "#give-next")
    lead.fits()
    tap(lead, "#console-close")
    ana.sees("turn", "mine")
    ana.fits()
    more(ben, '[data-act="reply"]')
    expect(ana.page.locator("#reply-line")).to_have_attribute("data-seat", str(ben.seat))
    tap(ana, '.bar [data-do="end_turn"]')
    ben.sees("turn", "mine")
    tap(ben, '[data-do="pass_turn"]')
    ben.sees("turn", "none")
    more(ana, '[data-reaction="heart"]')
    expect(ben.tile(ana.seat).locator(".tile__reaction svg")).to_be_visible()


def writes_and_marks(ana: Guest, ben: Guest) -> None:
    sheet(ana, "chat")
    writes(ana, "#chat-form", "I can hear the tram")
    expect(ben.page.locator("#rail-open .badge")).to_have_text("1")
    sheet(ana, "notes")
    writes(ana, "#note-form", "We meet on Tuesday")
    sheet(ana, "board")
    writes(ana, "#topic-form", "Work and money")
    sheet(ben, "board")
    tap(ben, ".topic__mark")
    expect(ana.page.locator(".topic__mark")).to_contain_text("1")
    for guest in (ana, ben):
        tap(guest, "#rail-close")
        guest.sees("sheet", "closed")


def asks_and_answers(ana: Guest, lead: Guest) -> None:
    tap(lead, "#console-toggle")
    lead.unfold("ask")
    tap(lead, "#fold-ask .more summary")
    lead.page.locator("#poll-new-question").fill("Which topic first?")
    lead.page.locator("#poll-new-options").fill("Faith\nFamily")
    tap(lead, '#poll-new [type="submit"]')
    tap(lead, "#console-close")
    tap(ana, "#poll .choice")
    tap(ana, '#poll-form [type="submit"]')
    expect(lead.page.locator('[data-text="poll-state"]')).to_contain_text("1")
    ana.fits()
    tap(lead, "#poll-close")
    tap(ana, "#poll-away")
    tap(ana, "#plain-toggle")
    tap(ana, '.prompt [data-act="ready"]')
    expect(lead.page.locator('[data-text="ready-count"]').first).to_have_text("1 of 2 ready")
    tap(ana, "#prompt-close")
    tap(ana, "#prompt-open")


def calls_and_leaves(ana: Guest, lead: Guest) -> None:
    more(ana, '[data-do="call_help"]')
    tap(lead, "#help-waits-go")
    expect(ana.page.locator("#own-help")).to_contain_text("Noor Haddad")
    tap(ana, '[data-opens="leave-dialog"]')
    tap(ana, '#leave-dialog [data-do="leave"]')
    ana.sees("status", "left")
    tap(ana, '[data-act="come-back"]')
    ana.sees("status", "live")
    tap(lead, "#console-toggle")
    lead.unfold("closing")
    tap(lead, '[data-opens="end-dialog"]')
    tap(lead, '#end-dialog [data-do="end_session"]')
    ana.sees("status", "ended")
    ana.fits()
