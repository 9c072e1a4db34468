"""Written together, in Chromium: polls, prompts and answers, notes, the board, the agreement, captions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import PHONE, Guest

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]
ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def opens_poll(lead: Guest) -> None:
    lead.unfold("ask")
    lead.page.get_by_text("Ask a poll", exact=True).click()
    lead.page.locator("#poll-new-question").fill("Which topic first?")
    lead.page.locator("#poll-new-options").fill("Work and money\nFaith\nFamily")
    lead.page.locator('#poll-new [type="submit"]').click()


def test_a_poll_is_opened_answered_changed_and_closed(live: Gather) -> None:
    ana, ben, lead = live(at={1: ON_A_PHONE})
    opens_poll(lead)
    for guest in (ana, ben):
        expect(guest.page.locator("#poll-question")).to_have_text("Which topic first?")
    ana.page.get_by_label("Faith").check()
    ana.page.locator('#poll-form [type="submit"]').click()
    expect(ana.page.locator('[data-text="poll-mine"]')).to_contain_text("Your answer is in")
    ana.accessible()
    ana.page.reload()
    expect(ana.page.get_by_label("Faith")).to_be_checked()
    ben.fits()
    ben.page.get_by_label("Family").check()
    ben.page.locator('#poll-form [type="submit"]').tap()
    expect(lead.page.locator("#poll-result tr td")).to_have_text(["0", "1", "1"])
    expect(ana.page.locator("#poll-result")).to_be_hidden()
    lead.accessible()
    lead.page.locator("#poll-close").click()
    expect(ana.page.locator("#poll-result tbody tr").nth(1)).to_contain_text("your answer")
    expect(ana.page.locator("#poll-form")).to_be_hidden()
    ana.accessible()
    ana.page.locator("#poll-away").click()
    assert ana.focused() == "poll-open"


def test_an_own_prompt_shows_everywhere_and_is_answered_in_writing(live: Gather) -> None:
    ana, ben, lead = live()
    lead.unfold("ask")
    lead.page.get_by_text("Show a prompt of your own").click()
    lead.page.locator("#prompt-new").fill("What surprised you?")
    ana.page.locator("#prompt-close").click()
    lead.page.locator('#prompt-form [type="submit"]').click()
    expect(ana.page.locator(".prompt__text--full")).to_have_text("What surprised you?")
    ana.page.locator("#answers summary").click()
    ana.page.locator("#answer-text").fill("How alike we are")
    ana.page.locator("#answer-text").press("Enter")
    ben.page.locator("#answers summary").click()
    expect(ben.page.locator('[data-list="answers"] .line__text')).to_have_text(["How alike we are"])
    ben.accessible()
    lead.page.locator('.console [data-do="show_prompt"]').click()
    expect(ben.page.locator(".prompt__text--full")).to_contain_text("While we wait")
    expect(ben.page.locator('[data-list="answers"] > li')).to_have_count(0)


def test_the_prompt_can_be_read_in_another_language(live: Gather) -> None:
    ana, *_ = live()
    ana.page.get_by_label("Show in").select_option("nl")
    expect(ana.page.locator(".prompt__text--full")).to_contain_text("Typ terwijl we wachten")
    ana.page.reload()
    expect(ana.page.locator(".prompt__text--full")).to_contain_text("Typ terwijl we wachten")


def test_a_half_typed_note_survives_others_notes_and_a_reload(live: Gather) -> None:
    ana, ben, _ = live()
    for guest in (ana, ben):
        guest.page.locator("#tab-notes").click()
    ana.page.locator("#note-text").fill("Next time: ask ab")
    ben.page.locator("#note-text").fill("We meet on Tuesday")
    ben.page.locator("#note-text").press("Enter")
    expect(ana.page.locator('[data-list="notes"] .line__text')).to_have_text(["We meet on Tuesday"])
    expect(ana.page.locator("#note-text")).to_be_focused()
    ana.page.reload()
    ana.sees("status", "live")
    expect(ana.page.locator("#note-text")).to_have_value("Next time: ask ab")
    expect(ana.page.locator('[data-list="notes"] .line__text')).to_have_text(["We meet on Tuesday"])
    ana.page.locator("#tab-notes").click()
    ana.accessible()


def test_topics_are_marked_and_an_objection_is_a_number_for_facilitators(live: Gather) -> None:
    ana, ben, lead = live(at={1: ON_A_PHONE})
    ana.page.locator("#tab-board").click()
    lead.page.locator("#tab-board").click()
    ana.page.locator("#topic-text").fill("Work and money")
    ana.page.locator("#topic-text").press("Enter")
    ben.page.locator("#rail-open").tap()
    ben.page.locator("#tab-board").tap()
    ben.page.locator(".topic__mark").tap()
    expect(ana.page.locator(".topic__mark")).to_contain_text("1")
    expect(ben.page.locator(".topic__mark")).to_have_attribute("aria-pressed", "true")
    ben.page.locator(".topic__object").tap()
    ben.accessible()
    ben.page.locator('#object-form [type="submit"]').tap()
    expect(lead.page.locator(".topic__away")).to_have_text("would keep 1 away")
    expect(ana.page.locator(".topic__away")).to_be_hidden()
    ben.fits()
    ana.accessible()


def test_the_agreement_is_written_read_and_accepted(live: Gather) -> None:
    ana, ben, lead = live(at={1: ON_A_PHONE})
    lead.page.locator('.room__tools [data-opens="agreement-dialog"]').click()
    lead.page.locator("#agreement-edit summary").click()
    lead.page.locator("#agreement-words").fill("We let people finish.\nWhat is said here stays here.")
    lead.page.locator('#agreement-form [type="submit"]').click()
    ana.page.get_by_role("button", name="Read it").click()
    expect(ana.page.locator(".agreement__text")).to_contain_text("What is said here stays here.")
    ana.accessible()
    ana.page.locator("#agreement-accept").click()
    expect(ana.page.locator('[data-text="agreement-count"]')).to_have_text("1 of 2 have agreed")
    expect(ana.page.locator("#agreement-line")).to_be_hidden()
    expect(lead.page.locator('[data-text="agreement-names"]')).to_contain_text(ben.name)
    lead.accessible()
    ben.page.reload()
    expect(ben.page.locator("#agreement-dialog")).to_be_visible()
    ben.accessible()


def test_of_two_who_change_the_agreement_at_once_the_second_keeps_the_own_draft(gather: Gather) -> None:
    _, lead, support = gather(students=1, facilitators=2)
    lead.sees("status", "lobby")
    lead.press("start_session")
    support.sees("status", "live")
    for guest, words in ((lead, "We listen."), (support, "We let people finish.")):
        guest.page.locator('.room__tools [data-opens="agreement-dialog"]').click()
        guest.page.locator("#agreement-edit summary").click()
        guest.page.locator("#agreement-words").fill(words)
    lead.page.locator('#agreement-form [type="submit"]').click()
    expect(support.page.locator(".agreement__text")).to_have_text("We listen.")
    support.page.locator('#agreement-form [type="submit"]').click()
    expect(support.page.locator("#agreement-words")).to_have_value("We let people finish.")
    support.page.locator('#agreement-form [type="submit"]').click()
    expect(lead.page.locator(".agreement__text")).to_have_text("We let people finish.")


def test_captions_are_turned_on_by_each_reader_alone(gather: Gather) -> None:
    ana, ben, captioner, lead = gather(students=2, captioner=True)
    lead.sees("status", "lobby")
    lead.press("start_session")
    captioner.sees("status", "live")
    ana.page.locator("#captions-toggle").click()
    captioner.page.locator("#caption-text").fill("Welcome, everybody.")
    captioner.page.locator("#caption-text").press("Enter")
    expect(ana.page.locator("#captions p").first).to_have_text("Welcome, everybody.")
    expect(ben.page.locator("#captions")).to_be_hidden()
    ana.page.locator("#captions-larger").click()
    ana.accessible()
    ana.page.reload()
    expect(ana.page.locator("#captions")).to_have_attribute("data-size", "3")
