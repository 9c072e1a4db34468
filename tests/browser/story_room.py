"""The story, third part: the last session is held live; two students, one of them on a phone, and a facilitator."""

import re

from playwright.sync_api import expect

from tests.browser.guests import Guest
from tests.browser.screens import Screen

OPENS_WITHIN_MS = 120_000  # the server looks every 15 s which rooms are due; the page waits and goes on by itself
STARTS_IN_SECONDS = 600  # inside the lobby's time, and long enough for a slow machine


def come_to_room(screen: Screen, path: str, seats: dict[str, int]) -> Guest:
    """By the Join button of the own first page."""
    screen.go("/")
    screen.look("home-with-session")
    screen.page.locator(f'a[href="{path}"]').first.click()
    expect(screen.page.locator("#check")).to_have_attribute("data-verdict", re.compile("good|note"))
    screen.look("entry")
    screen.push("I agree to the ground rules")
    screen.page.wait_for_url(f"**{path}")
    guest = screen.in_room(seats[screen.who])
    expect(guest.room).to_have_attribute("data-status", "lobby", timeout=OPENS_WITHIN_MS)
    return guest


def holds_session(screens: dict[str, Screen], path: str, seats: dict[str, int]) -> None:
    room = [come_to_room(screens[who], path, seats) for who in ("student", "phone", "facilitator")]
    ana, ben, lead = room
    expect(ana.page.locator('[data-list="here"] > li')).to_have_count(3)
    look_all(screens, "lobby")
    lead.press("start_session")
    for guest in room:
        guest.sees("status", "live")
    goes_round(screens, ana, ben, lead)
    raises_hands(screens, ana, ben, lead)
    write_lines(screens, ana, ben, lead)
    ends(screens, room)


def look_all(screens: dict[str, Screen], name: str) -> None:
    for who in ("student", "phone", "facilitator"):
        screens[who].look(name, full=False)


def goes_round(screens: dict[str, Screen], ana: Guest, ben: Guest, lead: Guest) -> None:
    """The first phase is a round: everybody is asked once. A reload in mid-turn changes nothing."""
    ana.sees("turn", "mine")
    ben.sees("turn", "other")
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    look_all(screens, "round")
    ana.page.reload()
    ben.page.reload()
    ana.sees("turn", "mine")
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    ana.press("end_turn", ".bar")
    ben.sees("turn", "mine")
    screens["phone"].look("my-turn", full=False)
    ben.press("end_turn", ".bar")
    lead.sees("turn", "none")


def raises_hands(screens: dict[str, Screen], ana: Guest, ben: Guest, lead: Guest) -> None:
    """In the next phase people ask for the floor themselves, and the facilitator gives it."""
    before = str(ana.page.locator(".prompt__text--full").text_content())
    lead.press("next_phase", ".console")
    for guest in (ana, ben):
        expect(guest.page.locator(".prompt__text--full")).not_to_have_text(before)
    lead.unfold("queue")
    lead.page.locator("#queue-order").select_option("hands")
    expect(ana.page.locator('[data-text="queue-rule"]')).to_contain_text("order of raised hands")
    ben.press("raise_hand")
    expect(lead.row("queue", ben.seat)).to_be_visible()
    ana.press("raise_hand")
    expect(lead.row("queue", ana.seat)).to_be_visible()
    look_all(screens, "hands")
    lead.page.locator("#give-next").click()
    ben.sees("turn", "mine")
    ana.sees("turn", "other")
    look_all(screens, "turn")
    ben.press("end_turn", ".bar")
    lead.sees("turn", "none")


def write_lines(screens: dict[str, Screen], ana: Guest, ben: Guest, lead: Guest) -> None:
    ana.write("In Utrecht I hear the tram all day.")
    ben.page.locator("#rail-open").tap()
    ben.write("Here it is the call to prayer, and scooters.")
    expect(ben.lines()).to_have_count(2)
    screens["phone"].look("chat", full=False)
    ben.page.locator("#rail-close").tap()
    lead.page.locator("#tab-chat").click()
    expect(lead.lines()).to_have_count(2)
    screens["student"].look("chat", full=False)


def ends(screens: dict[str, Screen], room: list[Guest]) -> None:
    lead = room[-1]
    lead.unfold("closing")
    lead.page.locator('[data-opens="end-dialog"]').click()
    screens["facilitator"].look("end-asks", full=False)
    lead.page.locator('#end-dialog [data-do="end_session"]').click()
    for guest in room:
        guest.sees("status", "ended")
    look_all(screens, "ended")
    screens["phone"].page.locator('[data-for="ended"] a').click()
    screens["phone"].reads("Which sessions count for you")
    screens["facilitator"].page.locator('[data-for="ended"] a').click()
    screens["facilitator"].reads("Is this how it was?")
