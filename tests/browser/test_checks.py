"""The question "Still here?" in Chromium: asked once, answered by tap, key or anything else, on phone and desktop."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.guests import PHONE, Guest
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SEVEN_MINUTES_IN = {"phase": 0, "into": 420.0}


def asks(site: Product, guest: Guest, number: int = 1) -> None:
    """The server asks; who is told by the heartbeat hears it within five seconds."""
    session = guest.path.strip("/").split("/")[-1]
    site.make("ask_check", session, str(number))


def card(guest: Guest) -> Locator:
    return guest.page.locator("#check-card")


def test_a_check_is_answered_by_tap_by_key_and_by_a_raised_hand(site: Product, gather: Gather) -> None:
    ana, ben, chen, lead = gather(at={0: ON_A_PHONE}, students=3, **SEVEN_MINUTES_IN)
    for guest in (ana, ben, chen, lead):
        guest.sees("status", "live")
    asks(site, lead)
    for guest in (ana, ben, chen):
        expect(card(guest)).to_be_visible()
        assert guest.focused() != "confirm_here", "the question takes no focus"
    expect(ben.page.locator("#room-alert")).to_contain_text("Are you still here?")
    expect(ben.page).to_have_title("Still here? · Arriving as a group")
    expect(card(lead)).to_be_hidden()
    for guest in (ana, ben):
        guest.fits()
        guest.accessible()
    card(ana).get_by_role("button").tap()
    ben.page.keyboard.press("y")
    chen.press("raise_hand")
    for guest in (ana, ben, chen):
        expect(card(guest)).to_be_hidden()
    expect(lead.page.locator("#check-line")).to_contain_text("3 of 3 have answered")
