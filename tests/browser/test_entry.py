"""Before the room, two tabs, two devices, outside: each with real pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.guests import PHONE, Guest, make_room, sit_down
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
BLOCKED = """const Real = WebSocket;
  window.WebSocket = function (url, name) { return new Real(url.replace("/ws/check/", "/ws/nothing/"), name); }"""
FIVE_MINUTES_AHEAD = "const real = Date.now.bind(Date); Date.now = () => real() + 300_000;"


@pytest.fixture
def newcomer(site: Product, browser: Browser) -> Iterator[Callable[..., Guest]]:
    """Somebody who has not agreed to anything, in a browser that was never checked."""
    guests: list[Guest] = []

    def newcomer(**options: Any) -> Guest:
        room = make_room(site, starts_in=600, students=1, new_people=True)
        guests.append(sit_down(browser, site, room, 0, checked=False, **options))
        return guests[-1]

    yield newcomer
    troubles = [trouble for guest in guests for trouble in guest.troubles]
    for guest in guests:
        guest.context.close()
    assert not troubles


def verdict(guest: Guest, wanted: str) -> None:
    expect(guest.page.locator("#check")).to_have_attribute("data-verdict", wanted)


def line(guest: Guest, key: str) -> Any:
    return guest.page.locator(f'[data-check="{key}"]')


# -- the check and the ground rules ---------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, TOUCH], ids=["desktop", "phone"])
def test_two_clicks_lead_in_the_first_time_and_one_after_that(newcomer: Callable[..., Guest], options: Any) -> None:
    ana = newcomer(**options).come()
    verdict(ana, "good")
    expect(ana.page.get_by_role("heading", name="How we treat each other")).to_be_visible()
    ana.accessible()
    ana.fits()
    ana.page.get_by_role("button", name="I agree to the ground rules").click()
    ana.sees("status", "lobby")
    ana.come()
    ana.sees("status", "lobby")


def test_with_the_keyboard_alone(newcomer: Callable[..., Guest]) -> None:
    ana = newcomer().come()
    verdict(ana, "good")
    yes = ana.page.locator('[name="talk"][value="yes"]')
    ana.page.locator('[name="talk"][value="no"]').focus()
    ana.page.keyboard.press("ArrowLeft")
    expect(yes).to_be_checked()
    for _ in range(3):
        ana.page.keyboard.press("Tab")
        if ana.page.evaluate("() => document.activeElement.name") == "agree":
            break
    ana.page.keyboard.press("Enter")
    ana.sees("status", "lobby")


def test_a_blocked_connection_is_told_with_what_helps(newcomer: Callable[..., Guest]) -> None:
    ana = newcomer()
    ana.page.add_init_script(BLOCKED)
    ana.page.goto("/sessions/check/")
    verdict(ana, "bad")
    expect(line(ana, "socket")).to_have_attribute("data-level", "block")
    expect(line(ana, "socket")).to_contain_text("another network")
    ana.accessible()
    assert "dialogue_checked" not in {cookie["name"] for cookie in ana.context.cookies()}


def test_a_wrong_clock_is_a_remark_and_stops_nobody(newcomer: Callable[..., Guest]) -> None:
    ana = newcomer()
    ana.page.add_init_script(FIVE_MINUTES_AHEAD)
    ana.page.goto("/sessions/check/")
    verdict(ana, "note")
    expect(line(ana, "clock")).to_contain_text("5 minutes ahead")
    expect(line(ana, "socket")).to_have_attribute("data-level", "ok")


def test_the_check_can_be_done_again_after_it_failed(newcomer: Callable[..., Guest]) -> None:
    ana = newcomer()
    ana.page.goto("/sessions/check/")
    verdict(ana, "good")
    ana.context.set_offline(True)
    ana.page.locator("#check-again").click()
    verdict(ana, "bad")
    expect(line(ana, "socket")).to_contain_text("not connected to the internet")
    ana.context.set_offline(False)
    ana.page.locator("#check-again").click()
    verdict(ana, "good")


def test_from_right_to_left_nothing_sticks_out(newcomer: Callable[..., Guest]) -> None:
    ana = newcomer(**TOUCH).come()
    verdict(ana, "good")
    ana.page.evaluate("() => document.documentElement.setAttribute('dir', 'rtl')")
    ana.fits()
    ana.accessible()


# -- two tabs, two devices ------------------------------------------------------------------------------------------


def test_a_duplicated_tab_is_a_device_of_its_own_and_takes_nothing_away(live: Gather) -> None:
    ana, ben, _ = live()
    ana.write("from the first tab")
    with ana.context.expect_page() as opened:
        ana.page.evaluate("() => open(location.href)")  # copies the tab's storage, as "duplicate tab" does
    twin = opened.value
    expect(twin.locator("#room")).to_have_attribute("data-status", "live")
    expect(ana.page.locator("#device-line")).to_be_visible()
    expect(twin.locator("#device-line")).to_be_hidden()
    ana.accessible()
    ana.sees("status", "live")
    twin.locator('.bar [data-do="raise_hand"]:visible').first.click()
    ana.sees("hand", "up")
    ana.write("and again")
    ben.page.locator("#tab-chat").click()
    expect(ben.lines()).to_have_text(["from the first tab", "and again"])
    twin.close()
    expect(ana.page.locator("#device-line")).to_be_hidden(timeout=15_000)


def test_a_reload_of_the_first_tab_beside_its_twin_changes_nothing(live: Gather) -> None:
    ana, *_ = live()
    with ana.context.expect_page() as opened:
        ana.page.evaluate("() => open(location.href)")
    twin = opened.value
    expect(twin.locator("#room")).to_have_attribute("data-status", "live")
    device = "() => sessionStorage.getItem(Object.keys(sessionStorage).find((name) => name.endsWith('.device')))"
    first, second = ana.page.evaluate(device), twin.evaluate(device)
    ana.page.reload()
    ana.sees("status", "live")
    assert ana.page.evaluate(device) == first != second
    expect(twin.locator("#room")).to_have_attribute("data-status", "live")
    expect(ana.page.locator("#device-line")).to_be_visible()


def test_without_locks_the_newer_tab_goes_on_and_the_older_does_not_fight(live: Gather) -> None:
    ana, ben, _ = live()
    ana.context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    with ana.context.expect_page() as opened:
        ana.page.evaluate("() => open(location.href)")
    twin = opened.value
    expect(twin.locator("#room")).to_have_attribute("data-status", "live")
    ana.sees("status", "replaced")
    twin.locator('.bar [data-do="raise_hand"]:visible').first.click()
    expect(ben.row("queue", ana.seat)).to_be_visible()
    ana.sees("status", "replaced")
    ana.page.locator('[data-act="come-back"]:visible').click()
    ana.sees("status", "live")
    expect(twin.locator("#room")).to_have_attribute("data-status", "live")


# -- outside --------------------------------------------------------------------------------------------------------


def test_outside_nothing_of_the_room_is_shown_and_back_inside_all_of_it(live: Gather) -> None:
    ana, ben, lead = live()
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="send_to_lobby"]').click()
    ana.sees("status", "outside")
    ben.write("said while Ana waits")
    expect(ana.page.locator('[data-list="here"]')).to_be_hidden()
    expect(ana.page.get_by_text("said while Ana waits")).to_have_count(0)
    ana.accessible()
    lead.row("waiting", ana.seat).locator('[data-do="admit"]').click()
    ana.sees("status", "live")
    ana.page.locator("#tab-chat").click()
    expect(ana.lines()).to_have_text(["said while Ana waits"])


# -- without a facilitator ------------------------------------------------------------------------------------------


def test_minutes_without_a_facilitator_are_marked_on_every_screen(live: Gather) -> None:
    ana, ben, lead = live(at={1: TOUCH})
    lead.page.locator(".bar__button--leave").click()
    lead.page.locator('#leave-dialog [data-do="leave"]').click()
    for guest in (ana, ben):
        guest.sees("led", "no")
        expect(guest.page.locator(".notice--unled")).to_be_visible()
    ben.accessible()
