"""Takes the pictures of the room for the README: ``python -m tests.browser.pictures [folder]``.

Eight people sit in one room, two minutes behind its plan; what is seen is what the product draws.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.guests import CHROMIUM_ARGS, PHONE, Guest, make_room, sit_down
from tests.browser.png import smaller
from tests.support.product import ROOT, Product, embedded
from tests.support.services import chromium_program

SMALL = {"viewport": PHONE, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
TWO_BY_TWO, AGREEMENT, MINUTES_IN = 3, 6, 9
SPOKEN_SECONDS = 21  # so that the ring of the turn shows that time runs
SAID = (
    (1, "I can hear the tram and smell coffee."),
    (2, "أهلا! هنا صوت البحر من النافذة."),
    (3, "Could we write “let people finish” as number one?"),
    (4, "Yes! And: first a question, then an answer."),
)


def people_in(browser: Browser, site: Product, **options: int) -> list[Guest]:
    """Six students (the second on a phone) and two facilitators, all on the page."""
    room = make_room(site, students=6, facilitators=2, series=True, **options)
    guests = [sit_down(browser, site, room, place, **(SMALL if place == 1 else {})) for place in range(8)]
    for guest in guests:
        guest.come()
    return guests


def snap(guest: Guest, path: Path) -> None:
    guest.page.mouse.move(0, 0)
    path.write_bytes(smaller(guest.page.screenshot()))
    print(f"{path}  {path.stat().st_size // 1000} kB")


def dialogue(browser: Browser, site: Product) -> list[Guest]:
    """Somebody speaks, three wait, four wrote: the room in the middle of its agreement."""
    guests = people_in(browser, site, starts_in=-6000, phase=AGREEMENT, into=MINUTES_IN * 60)
    lead = guests[6]
    for guest in guests:
        guest.sees("status", "live")
    for place, words in SAID:
        if place == 1:
            guests[1].page.locator("#rail-open").tap()
        guests[place].write(words)
        expect(lead.lines().filter(has_text=words)).to_have_count(1)
    guests[1].page.locator("#rail-close").tap()
    for place in (2, 5, 0, 4):
        guests[place].press("raise_hand")
        expect(lead.page.locator(f'[data-list="tiles"] > [data-seat="{guests[place].seat}"]')).to_have_attribute(
            "data-" + ("speaking" if place == 2 else "hand"), "yes"
        )
    return guests


def react(guest: Guest, reaction: str) -> None:
    guest.page.locator(".bar__group--wide summary").first.click()
    guest.page.locator(f'.bar__group--wide [data-reaction="{reaction}"]').click()


def polls(guests: list[Guest]) -> None:
    """A poll that is open, half of the group has answered."""
    lead = guests[6]
    lead.unfold("ask")
    lead.page.get_by_text("Ask a poll", exact=True).click()
    lead.page.locator("#poll-new-question").fill("Which topic shall we start with next week?")
    lead.page.locator("#poll-new-options").fill("Work and money\nFaith, and what it gives us\nLeaving home")
    lead.page.locator('#poll-new [type="submit"]').click()
    for place, choice in ((0, 2), (2, 1), (4, 2), (1, 2)):
        guests[place].page.locator("#poll .choice").nth(choice).click()
        guests[place].page.locator('#poll-form [type="submit"]').click()
    expect(lead.page.locator("#poll-result td .number")).to_have_text(["0", "1", "3"])


def in_pairs(browser: Browser, site: Product) -> list[Guest]:
    """Pairs run; one of them asks for help."""
    guests = people_in(browser, site, starts_in=-3000, phase=TWO_BY_TWO, into=60)
    for guest in guests:
        guest.sees("status", "live")
    guests[6].press("start_pairs", "#pair")
    for guest in guests[:6]:
        guest.sees("pairs", "in")
    guests[4].press("call_help", "#pair")
    guests[6].page.locator(".pair__board").click()
    expect(guests[6].page.locator('.group[data-help="yes"]')).to_be_visible()
    return guests


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with embedded() as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium_program()), args=CHROMIUM_ARGS)
        waiting = people_in(browser, site, starts_in=240)
        expect(waiting[1].page.locator('[data-list="here"] > *')).to_have_count(8)
        snap(waiting[1], folder / "lobby-phone.png")
        guests = dialogue(browser, site)
        for guest in guests[:2]:
            guest.page.locator("#late-line").evaluate("line => (line.hidden = true)")
        guests[0].page.wait_for_timeout(SPOKEN_SECONDS * 1000)
        react(guests[3], "heart")
        guests[0].page.locator("#tab-queue").click()
        snap(guests[0], folder / "room-desktop.png")
        snap(guests[6], folder / "room-facilitator.png")
        snap(guests[1], folder / "room-phone.png")
        guests[2].press("end_turn", ".bar")
        polls(guests)
        snap(guests[1], folder / "poll-phone.png")
        guests = in_pairs(browser, site)
        snap(guests[6], folder / "pairs-facilitator.png")
        snap(guests[1], folder / "pairs-phone.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
