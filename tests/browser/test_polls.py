"""Polls in Chromium: a choice that was not sent, who has no vote, and what earlier polls said."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.guests import Guest
from tests.browser.test_written import opens_poll

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Gather = Callable[..., list[Guest]]


def test_a_choice_that_was_not_sent_survives_a_reload(live: Gather) -> None:
    ana, _, lead = live()
    opens_poll(lead)
    ana.page.get_by_label("Faith").check()
    ana.page.reload()
    expect(ana.page.get_by_label("Faith")).to_be_checked()
    ana.page.locator('#poll-form [type="submit"]').click()
    expect(lead.page.locator("#poll-result tr td")).to_have_text(["0", "1", "0"])


def test_a_choice_for_one_poll_is_none_for_the_next(live: Gather) -> None:
    ana, _, lead = live()
    opens_poll(lead)
    ana.page.get_by_label("Faith").check()
    lead.page.locator("#poll-close").click()
    opens_poll(lead)
    ana.page.reload()
    expect(ana.page.get_by_label("Faith")).not_to_be_checked()


def test_facilitators_see_the_count_and_no_form(live: Gather) -> None:
    ana, _, lead = live()
    opens_poll(lead)
    expect(ana.page.locator("#poll-form")).to_be_visible()
    expect(lead.page.locator("#poll-result")).to_be_visible()
    expect(lead.page.locator("#poll-form")).to_be_hidden()


def test_earlier_polls_are_read_in_the_notes_also_by_who_comes_later(live: Gather) -> None:
    ana, ben, lead = live()
    for option in ("Faith", "Family"):
        opens_poll(lead)
        ana.page.get_by_label(option).check()
        ana.page.locator('#poll-form [type="submit"]').click()
        expect(lead.page.locator('[data-text="poll-state"]')).to_contain_text("1")
        lead.page.locator("#poll-close").click()
        expect(lead.page.locator("#poll-close")).to_be_hidden()
    ben.page.reload()
    for guest in (ana, ben):
        guest.page.locator("#tab-notes").click()
        polls = guest.page.locator('[data-list="polls"] > li')
        expect(polls).to_have_count(2)
        expect(polls.first.locator("td")).to_have_text(["0", "0", "1"])
        expect(polls.last.locator("td")).to_have_text(["0", "1", "0"])
        guest.accessible()
        guest.fits()
    expect(ana.page.locator('[data-list="polls"] tbody tr').nth(2)).to_contain_text("your answer")
