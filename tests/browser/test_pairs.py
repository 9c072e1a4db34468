"""Pairs in Chromium: two students and a facilitator; what is written in a pair stays there; everybody comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import PHONE, Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
PAIRS_PHASE = 3  # of plans/opening.yaml
ROOM = {"starts_in": -3000, "students": 4, "phase": PAIRS_PHASE, "into": 60}


@pytest.fixture
def in_phase(gather: Gather) -> Gather:
    """Four students and a facilitator in a phase that is planned in pairs."""

    def come(**options: object) -> list[Guest]:
        guests = gather(**options, **ROOM)
        for guest in guests:
            guest.sees("status", "live")
        return guests

    return come


def pairs_of(lead: Guest) -> list[list[int]]:
    """As the facilitator's board shows them."""
    expect(lead.page.locator('[data-list="pairs"] > li')).to_have_count(2)
    script = "rows => rows.map(row => [...row.querySelectorAll('[data-seat]')].map(one => Number(one.dataset.seat)))"
    found: list[list[int]] = lead.page.locator('[data-list="pairs"] > li').evaluate_all(script)
    return found


def member(lead: Guest, seat: int) -> str:
    return f'[data-list="pairs"] [data-seat="{seat}"] select'


def test_one_click_starts_pairs_in_a_phase_of_pairs(in_phase: Gather) -> None:
    *students, lead = in_phase()
    lead.sees("pairs", "offer")
    lead.press("start_pairs", "#pair")
    for student in students:
        student.sees("pairs", "in")
        expect(student.page.locator('[data-list="tiles"] > li')).to_have_count(2)
        expect(student.page.locator('[data-text="pair-line"]')).to_contain_text("You are with")
        expect(student.page.locator(".prompt__text--full")).to_contain_text("ordinary Wednesday")
    students[0].accessible()
    lead.accessible()


def test_a_preview_is_seen_by_the_facilitator_only_and_can_be_changed(in_phase: Gather) -> None:
    ana, *_, lead = in_phase()
    lead.press("preview_pairs", "#console-pairs")
    first, second = pairs_of(lead)
    assert sorted(first + second) == [1, 2, 3, 4]
    ana.sees("pairs", "none")
    expect(ana.page.locator('[data-list="pairs"]')).to_have_count(0)
    lead.page.locator(member(lead, first[0])).select_option("2")
    expect(lead.page.locator('[data-list="pairs"] > li').nth(1).locator("[data-seat]")).to_have_count(3)
    lead.press("preview_pairs", "#console-pairs")
    expect(lead.page.locator('[data-list="pairs"] > li').nth(1).locator("[data-seat]")).to_have_count(2)
    lead.accessible()
    shown = pairs_of(lead)
    lead.press("start_pairs", "#console-pairs")
    ana.sees("pairs", "in")
    assert pairs_of(lead) == shown


def test_what_a_pair_writes_is_read_by_the_pair_and_by_a_visiting_facilitator(in_phase: Gather) -> None:
    *students, lead = in_phase()
    lead.press("start_pairs", "#pair")
    pairs = [[students[seat - 1] for seat in seats] for seats in pairs_of(lead)]
    (ana, ben), (chen, _) = pairs
    for guest in (ana, ben, chen, lead):
        guest.page.locator("#tab-chat").click()
    expect(ana.page.locator("#chat-form [name=to]")).to_have_value("room")
    ana.write("only for us", to="room")
    expect(ben.lines()).to_have_text(["only for us"])
    chen.write("hello over here", to="room")
    lead.write("five more minutes")
    for guest in (ben, chen):
        expect(guest.lines().last).to_have_text("five more minutes")
    expect(lead.lines()).to_have_text(["five more minutes"])
    expect(chen.lines()).to_have_text(["hello over here", "five more minutes"])
    lead.page.locator(".group__visit:visible").first.click()
    lead.sees("pairs", "in")
    expect(lead.lines()).to_have_text(["only for us", "five more minutes"])
    expect(ana.tile(lead.seat)).to_be_visible()
    expect(chen.tile(lead.seat)).to_have_count(0)
    lead.press("move_to", "#pair")
    lead.sees("pairs", "main")


def test_who_drops_comes_back_to_the_same_pair_and_all_return_by_themselves(in_phase: Gather) -> None:
    *students, lead = in_phase()
    lead.press("start_pairs", "#pair")
    ana, ben = (students[seat - 1] for seat in pairs_of(lead)[0])
    ana.write("before the loss", to="room")
    expect(ana.lines()).to_have_text(["before the loss"])
    ben.page.close()
    expect(lead.page.locator('.group[data-alone="yes"]')).to_have_count(1)
    ben.page = ben.context.new_page()
    ben.come()
    ben.sees("pairs", "in")
    expect(ben.page.locator('[data-list="tiles"] > li')).to_have_count(2)
    expect(lead.page.locator('.group[data-alone="yes"]')).to_have_count(0)
    ben.page.locator("#tab-chat").click()
    expect(ben.lines()).to_have_text(["before the loss"])
    lead.press("end_pairs", "#console-pairs")
    expect(ana.page.locator("#room-alert")).to_contain_text("One minute left")
    lead.page.locator('#console-pairs [data-seconds="0"]').click()
    for guest in (*students, lead):
        guest.sees("pairs", "none")
        expect(guest.page.locator('[data-list="tiles"] > li')).to_have_count(5)
    expect(ana.page.locator("#room-alert")).to_contain_text("Everybody is back")


def test_what_was_begun_for_a_pair_does_not_go_to_all_after_the_return(in_phase: Gather) -> None:
    *students, lead = in_phase()
    lead.press("start_pairs", "#pair")
    ana, ben = students[0], students[1]
    ana.sees("pairs", "in")
    ana.page.locator("#tab-chat").click()
    ana.page.locator("#chat-text").fill("between the two of us")
    lead.page.locator('#console-pairs [data-seconds="0"]').click()
    ana.sees("pairs", "none")
    ana.page.locator("#chat-text").press("Enter")
    expect(ana.page.locator("#toasts")).to_contain_text("cannot write to these people")
    expect(ana.page.locator("#chat-text")).to_have_value("between the two of us")
    expect(ben.lines()).to_have_count(0)


def test_a_pair_calls_for_help_and_the_board_shows_it(in_phase: Gather) -> None:
    *students, lead = in_phase()
    lead.press("start_pairs", "#pair")
    students[0].sees("pairs", "in")
    students[0].press("call_help", "#pair")
    expect(lead.page.locator('.group[data-help="yes"] .group__help')).to_be_visible()
    expect(students[-1].page.locator('.group[data-help="yes"]')).to_have_count(0)


def test_a_phone_shows_pairs_without_anything_sticking_out(in_phase: Gather) -> None:
    ana, _, _, _, lead = in_phase(at={0: {"viewport": PHONE}, 4: {"viewport": PHONE}})
    lead.press("preview_pairs", "#pair")
    expect(lead.page.locator("#console-pairs")).to_be_focused()
    lead.fits()
    lead.press("start_pairs", "#console-pairs")
    ana.sees("pairs", "in")
    expect(ana.page.locator('[data-text="pair-line"]')).to_be_visible()
    expect(ana.page.locator('[data-list="tiles"] > li').first).to_be_visible()
    ana.fits()
    lead.fits()
    ana.accessible()
    lead.accessible()
