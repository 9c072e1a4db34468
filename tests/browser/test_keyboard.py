"""Without a mouse: whatever a student and a facilitator do in the room, by Tab, Enter, Space, arrows and letters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
MOST_TABS = 160
IS_THERE = "wanted => document.activeElement.matches(wanted)"


class Keys:
    """One person's keyboard."""

    def __init__(self, guest: Guest) -> None:
        self.guest, self.page = guest, guest.page

    def go(self, wanted: str) -> "Keys":
        """Tab by Tab, round the whole page if need be."""
        for _ in range(MOST_TABS):
            if self.page.evaluate(IS_THERE, wanted):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached; last: {self.guest.focused()}")

    def do(self, wanted: str, key: str = "Enter") -> "Keys":
        self.go(wanted).page.keyboard.press(key)
        return self

    def press(self, *keys: str) -> "Keys":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, wanted: str, text: str, *then: str) -> "Keys":
        self.go(wanted).page.keyboard.type(text)
        return self.press(*then)

    def tab(self, steps: int) -> "Keys":
        """From the first tab of the rail; arrows move."""
        return self.go('.rail [role="tab"]').press("Home", *["ArrowRight"] * steps)


QUEUE, PEOPLE, CHAT, NOTES, BOARD = range(5)


@pytest.fixture
def room(gather: Gather) -> list[Guest]:
    """Two students and a facilitator who started by key."""
    guests = gather()
    lead = guests[-1]
    lead.sees("status", "lobby")
    Keys(lead).do('[data-do="start_session"]')
    for guest in guests:
        guest.sees("status", "live")
    return guests


def test_a_student_does_everything_by_key(room: list[Guest]) -> None:
    ana, ben, lead = room
    keys, leads = Keys(ana), Keys(lead)
    speaks(keys, leads, ben)
    keys.do(".bar__group--wide details:first-child > summary").do('[data-reaction="heart"]')
    expect(ben.tile(ana.seat).locator(".tile__reaction svg")).to_be_visible()
    keys.tab(CHAT).type("#chat-text", "I can hear the tram", "Enter")
    keys.tab(NOTES).type("#note-text", "We meet on Tuesday", "Enter")
    keys.tab(BOARD).type("#topic-text", "Work and money", "Enter")
    expect(ana.page.locator(".topic__mark")).to_be_visible()
    keys.do(".topic__mark", "Space")
    expect(ana.page.locator(".topic__mark")).to_have_attribute("aria-pressed", "true")
    answers(keys, leads)
    keys.do("#plain-toggle").do("#prompt-close").do("#prompt-open").do('.prompt [data-act="ready"]')
    expect(lead.page.locator('[data-text="ready-count"]').first).to_have_text("1 of 2 ready")
    keys.do(".bar__group--wide details:last-child > summary").do('[data-do="call_help"]')
    expect(lead.page.locator("#help-waits")).to_be_visible()
    keys.do('.bar [data-opens="leave-dialog"]').do('#leave-dialog [data-do="leave"]')
    ana.sees("status", "left")
    keys.do('[data-act="come-back"]')
    ana.sees("status", "live")


def speaks(keys: Keys, leads: Keys, ben: Guest) -> None:
    keys.do('.bar [data-do="raise_hand"]')
    expect(leads.page.locator("#give-next")).to_be_enabled()
    leads.do("#give-next")
    keys.guest.sees("turn", "mine")
    keys.do('.bar [data-do="end_turn"]', "Space")
    keys.guest.sees("turn", "none")
    ben.page.keyboard.press("h")
    expect(leads.page.locator("#give-next")).to_be_enabled()
    leads.do("#give-next")
    ben.sees("turn", "mine")
    keys.do(".bar__reply")
    keys.guest.sees("reply", "mine")
    Keys(ben).do('[data-do="pass_turn"]')
    keys.guest.sees("turn", "mine")
    keys.do('[data-do="pass_turn"]')
    keys.guest.sees("turn", "none")


def answers(keys: Keys, leads: Keys) -> None:
    leads.do("#fold-ask > summary").do("#fold-ask .more > summary")
    leads.type("#poll-new-question", "Which first?").type("#poll-new-options", "Faith").press("Enter")
    leads.page.keyboard.type("Family")
    leads.do('#poll-new [type="submit"]')
    expect(keys.page.locator("#poll-question")).to_have_text("Which first?")
    keys.do("#poll-form input", "Space").press("ArrowDown").do('#poll-form [type="submit"]')
    leads.do("#poll-close")
    expect(keys.page.locator("#poll-result tr").nth(2)).to_contain_text("your answer")
    keys.do("#poll-away")


def test_a_facilitator_does_everything_by_key(room: list[Guest]) -> None:
    ana, ben, lead = room
    keys = Keys(lead)
    keys.do('.console [data-do="next_phase"]').do('.console [data-minutes="1"]')
    expect(ana.page.locator(".step[aria-current=step]")).to_contain_text("11 min left")
    keys.do('.console [data-do="pause"]')
    ana.sees("paused", "yes")
    keys.do('.console [data-do="resume"]')
    ana.sees("paused", "no")
    sorts(keys, ana, ben)
    keys.do("#fold-safety > summary").type("#whisper-text", "five more minutes?", "Enter")
    keys.do('.room__tools [data-opens="agreement-dialog"]').do("#agreement-edit > summary")
    keys.type("#agreement-words", "We let people finish.").do('#agreement-form [type="submit"]').press("Escape")
    Keys(ana).do("#agreement-line button").do("#agreement-accept")
    expect(ana.page.locator("#agreement-mine")).to_be_visible()
    removes(keys, ben)
    keys.do("#fold-closing > summary").do('.console [data-do="land"]')
    expect(ana.page.locator(".step[aria-current=step]")).to_contain_text("One word")
    keys.do('[data-opens="end-dialog"]').do('#end-dialog [data-do="end_session"]')
    ana.sees("status", "ended")


def sorts(keys: Keys, ana: Guest, ben: Guest) -> None:
    keys.tab(QUEUE)
    for guest in (ana, ben):
        guest.page.keyboard.press("h")
        expect(keys.guest.row("queue", guest.seat)).to_be_visible()
    keys.do(f'[data-list="queue"] > [data-seat="{ben.seat}"] [data-act="hand-up"]')
    expect(ben.page.locator(".bar__place")).to_have_text("place 1 in the queue")
    keys.do(f'[data-list="queue"] > [data-seat="{ana.seat}"] [data-do="give_turn"]')
    ana.sees("turn", "mine")
    keys.do("#take-floor")
    ana.sees("turn", "none")


def removes(keys: Keys, ben: Guest) -> None:
    row = f'[data-list="people"] > [data-seat="{ben.seat}"]'
    keys.tab(PEOPLE).do(f"{row} summary").do(f'{row} [data-opens="remove-dialog"]')
    keys.type("#remove-reason", "Insults, after two warnings").do('#remove-form [type="submit"]')
    ben.sees("status", "removed")
    keys.do('[data-list="removed"] button')
    expect(keys.page.locator("#console-removed")).to_be_hidden()
