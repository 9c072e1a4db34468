"""Short sounds in Chromium: off until chosen, remembered, and silent while the own microphone is open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
# Counts the notes that the browser is asked to play; it plays them all the same.
LISTENS = """window.notes = 0; const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.notes += 1; return start.apply(this, at); };"""
SWITCH = '.bar [data-act="toggle-sounds"]:visible'


def notes(guest: Guest) -> int:
    return int(guest.page.evaluate("window.notes"))


def open_menu(guest: Guest) -> None:
    guest.page.locator(".bar details:visible").last.locator("summary").click()


def listening(guest: Guest) -> Guest:
    guest.page.add_init_script(LISTENS)
    guest.page.reload()
    guest.sees("status", "live")
    return guest


def gets_the_floor(guest: Guest, lead: Guest) -> None:
    guest.press("raise_hand")
    lead.page.locator("#give-next").click()
    guest.sees("turn", "mine")


def test_nothing_sounds_until_it_is_chosen(live: Gather) -> None:
    ana, _, lead = live()
    listening(ana)
    gets_the_floor(ana, lead)
    assert notes(ana) == 0


def test_my_turn_sounds_once_chosen_also_after_a_reload(live: Gather) -> None:
    ana, _, lead = live()
    listening(ana)
    open_menu(ana)
    ana.page.locator(SWITCH).click()
    expect(ana.page.locator(SWITCH)).to_have_attribute("aria-pressed", "true")
    assert notes(ana) == 2, "one hears what was chosen"
    ana.page.reload()
    ana.sees("status", "live")
    gets_the_floor(ana, lead)
    ana.page.wait_for_function("window.notes === 2")
    ana.accessible()


def test_nothing_sounds_while_the_own_microphone_is_open(live: Gather) -> None:
    ana, _, lead = live()
    listening(ana)
    script = """async () => { const { chime, startChime, switchSounds } = await import("#room/chime");
      switchSounds(true); window.notes = 0; startChime(() => true); await new Promise((go) => setTimeout(go, 1600));
      chime("turn"); return window.notes; }"""
    assert ana.page.evaluate(script) == 0
