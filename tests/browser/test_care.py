"""Help and safety in Chromium: a call, a report, what the facilitators see of it, and the coordinator's incident."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.guests import DESKTOP, PATIENCE_MS, PHONE, Guest, make_room, sit_down
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
WORDS = "he said my country is a joke"


class Care:
    """Two students, lead and support in a live room of an exchange, and its coordinator."""

    def __init__(self, browser: Browser, site: Product) -> None:
        self.browser, self.site = browser, site
        self.made = make_room(site, series=True, facilitators=2)
        self.guests = [
            sit_down(browser, site, self.made, place, viewport=PHONE if place == 0 else DESKTOP).come()
            for place in range(4)
        ]
        self.context = browser.new_context(base_url=site.origin(), viewport=DESKTOP)
        self.context.set_default_timeout(PATIENCE_MS)
        cookie = {"name": self.made["cookie_name"], "value": self.made["coordinator"], "url": site.origin()}
        self.context.add_cookies([cookie])

    def start(self) -> list[Guest]:
        lead = self.guests[2]
        lead.sees("status", "lobby")
        lead.press("start_session")
        for guest in self.guests:
            guest.sees("status", "live")
        return self.guests

    def elsewhere(self, guest: Guest) -> Iterator[Guest]:
        """The same person in another tab, then on another device."""
        yield Guest(guest.seat, guest.name, guest.context, guest.context.new_page(), guest.path, guest.troubles).come()
        device = sit_down(self.browser, self.site, self.made, guest.seat - 1, viewport=PHONE)
        yield device.come()
        device.context.close()

    def incidents(self) -> Page:
        page = self.context.new_page()
        page.goto(f"/facilitation/exchanges/{self.made['exchange']}/incidents/")
        return page


@pytest.fixture
def care(browser: Browser, site: Product) -> Iterator[Care]:
    made = Care(browser, site)
    yield made
    troubles = [trouble for guest in made.guests for trouble in guest.troubles]
    for guest in made.guests:
        guest.context.close()
    made.context.close()
    assert not troubles


def menu(guest: Guest, words: str) -> None:
    """A thing of the help menu: behind "More" on a phone, "Help" on a desktop."""
    guest.page.locator(".bar details:visible").last.locator("summary").click()
    guest.page.locator(".bar details[open]").get_by_text(words).click()


def test_a_student_calls_and_a_facilitator_comes(care: Care) -> None:
    ana, ben, lead, support = care.start()
    menu(ana, "Call a facilitator")
    expect(ana.page.locator("#own-help")).to_contain_text("They see it; nobody else does")
    expect(lead.page.locator("#help-waits")).to_contain_text(ana.name)
    expect(lead.row("help", ana.seat)).to_contain_text("in the room")
    ana.accessible()
    lead.accessible()
    support.page.locator("#help-waits-go").click()
    expect(ana.page.locator("#own-help")).to_contain_text("Daan Visser")
    expect(lead.row("help", ana.seat)).to_contain_text("Daan Visser")
    expect(lead.page.locator("#help-waits")).to_be_hidden()
    support.row("help", ana.seat).get_by_text("Done").click()
    expect(ana.page.locator("#own-help")).to_be_hidden()
    expect(ben.page.get_by_text("calls for help")).to_have_count(0)


def test_a_report_becomes_an_incident_that_the_coordinator_closes(care: Care) -> None:
    ana, ben, lead, _ = care.start()
    menu(ana, "Report something")
    dialog = ana.page.locator("#report-dialog")
    dialog.get_by_label("Something hurtful was said or done").check()
    dialog.locator("select").select_option(label=ben.name)
    dialog.locator("textarea").fill(WORDS)
    ana.accessible()
    dialog.get_by_text("Send the report").click()
    expect(ana.page.get_by_text("Your report is with the coordinator")).to_be_visible()
    expect(lead.page.locator("#reports-line")).to_contain_text("1")
    assert WORDS not in lead.page.content()

    home = care.context.new_page()
    home.goto("/")
    told = "async () => (await (await fetch('/')).text()).includes('1 incident to look at')"
    home.wait_for_function(told)  # made beside the room, before anybody opens the list

    page = care.incidents()
    page.get_by_role("link", name=f"A report: {ben.name}").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_text("I take care of it").click()
    page.get_by_label("What was decided").fill("They talked and go on.")
    page.get_by_text("Close the incident").click()
    expect(page.locator("aside").get_by_text("They talked and go on.")).to_be_visible()


def test_what_hurts_is_seen_by_facilitators_with_its_words(care: Care) -> None:
    ana, ben, lead, _ = care.start()
    menu(ana, "This hurts")
    ana.page.locator("#hurt-dialog textarea").fill("the joke about my town")
    ana.page.locator("#hurt-dialog").get_by_text("Tell the facilitators").click()
    expect(ana.page.locator("#own-help")).to_contain_text("Thank you for saying it")
    expect(lead.row("help", ana.seat)).to_contain_text("the joke about my town")
    assert "the joke about my town" not in ben.page.content()


def test_facilitators_whisper_and_students_see_nothing_of_it(care: Care) -> None:
    ana, _, lead, support = care.start()
    lead.unfold("safety")
    lead.page.locator("#whisper-text").fill("five more minutes?")
    lead.page.locator("#whisper-text").press("Enter")
    expect(support.page.locator('[data-list="whisper"]')).to_contain_text("five more minutes?")
    assert "five more minutes?" not in ana.page.content()


def test_who_is_away_for_a_moment_is_shown_so_and_comes_back_by_acting(care: Care) -> None:
    ana, ben, *_ = care.start()
    menu(ben, "Back in a moment")
    expect(ben.page.locator("#own-away")).to_be_visible()
    expect(ben.page.locator('.bar details[open] [data-do="away"]')).to_have_attribute("aria-pressed", "true")
    expect(ana.tile(ben.seat)).to_have_attribute("data-soon", "yes")
    ben.press("raise_hand")
    expect(ana.tile(ben.seat)).to_have_attribute("data-soon", "no")


def test_a_facilitator_keeps_an_eye_on_somebody_and_confirms_taking_part(care: Care) -> None:
    ana, _, lead, support = care.start()
    lead.page.locator("#tab-people").click()
    row = lead.row("people", ana.seat)
    row.locator("summary").click()
    row.locator('[data-do="tag_distress"]').click()
    support.page.locator("#tab-people").click()
    expect(support.row("people", ana.seat)).to_have_attribute("data-eye", "yes")
    row.locator('[data-opens="attest-dialog"]').click()
    lead.page.locator("#attest-text").fill("wrote three answers on paper")
    lead.accessible()
    lead.page.locator("#attest-dialog").get_by_text("Confirm").click()
    expect(lead.page.get_by_text("It stands in the record")).to_be_visible()


def test_who_was_taken_out_asks_the_coordinator_who_lifts_it(care: Care) -> None:
    ana, _, lead, _ = care.start()
    lead.page.locator("#tab-people").click()
    row = lead.row("people", ana.seat)
    row.locator("summary").click()
    row.locator('[data-opens="remove-dialog"]').click()
    lead.page.locator("#remove-reason").fill("shouting")
    lead.page.locator("#remove-dialog").get_by_label("Also from all other sessions").check()
    lead.page.locator("#remove-form [type=submit]").click()
    for guest in care.elsewhere(ana):
        guest.sees("status", "removed")
    ana.sees("status", "removed")
    ana.page.reload()
    ana.sees("status", "removed")
    ana.accessible()
    ana.page.get_by_role("link", name="Ask the coordinator").click()
    expect(ana.page.get_by_text("shouting")).to_be_visible()
    ana.page.locator("textarea").fill("it was my brother")
    ana.page.get_by_role("button", name="Ask the coordinator").click()
    ana.fits()
    ana.accessible()

    page = care.incidents()
    page.get_by_role("link", name=ana.name).click()
    expect(page.get_by_text("it was my brother")).to_be_visible()
    page.get_by_text("Lift the removal").click()
    expect(page.get_by_text("can come back")).to_be_visible()
    ana.come()
    ana.sees("status", "live")


def test_a_report_can_be_made_in_the_lobby_and_after_the_end(care: Care) -> None:
    ana, ben, lead, _ = care.guests
    ana.sees("status", "lobby")
    ana.page.locator('.covers__care [data-opens="report-dialog"]').click()
    ana.page.locator("#report-dialog").get_by_label("Something does not work").check()
    ana.page.locator("#report-form [type=submit]").click()
    expect(ana.page.get_by_text("Your report is with the coordinator")).to_be_visible()
    care.start()
    lead.unfold("closing")
    lead.page.locator('[data-opens="end-dialog"]').click()
    lead.press("end_session", "#end-dialog")
    ben.sees("status", "ended")
    ben.accessible()
    ben.page.locator(".covers__page").click()
    ben.page.get_by_label("Something else").check()
    ben.page.get_by_role("button", name="Send the report").click()
    expect(ben.page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    expect(care.incidents().get_by_role("link", name="A report")).to_have_count(2)
