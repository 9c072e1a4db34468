"""The story, second part: the messy lists come in, are invited, and become groups with dates."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser import world
from tests.browser.screens import ANSWER_MS, Screen
from tests.browser.story_design import ROSTERS, SLUG, page_of
from tests.support.product import Product

LISTS = ("noorderzee.csv", "valdarno.csv", "nile-delta.xlsx")
STUDENTS = 64


def checks_list(coordinator: Screen, name: str) -> None:
    coordinator.go(page_of("people/"))
    coordinator.page.locator('input[name="roster"]').set_input_files(ROSTERS / name)
    coordinator.push("Check the file")
    coordinator.reads("Nothing is imported yet.")


def imports_list(coordinator: Screen) -> None:
    coordinator.push("Import ")
    coordinator.reads(re.compile(r"Imported: \d+ new"))


def imports_everybody(coordinator: Screen) -> None:
    """The first list is imported, taken back and imported again; a file that is no list is refused."""
    coordinator.go(page_of("people/"))
    coordinator.look("people-none")
    with coordinator.refused():
        coordinator.page.locator('input[name="roster"]').set_input_files(
            {"name": "holiday.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}
        )
        coordinator.push("Check the file")
        coordinator.look("list-refused")
    for name in LISTS:
        checks_list(coordinator, name)
        if name == LISTS[0]:
            coordinator.look("list-checked")
        else:
            coordinator.picture(f"list-checked-{name.partition('.')[0]}")
        imports_list(coordinator)
        if name == LISTS[0]:
            coordinator.picture("list-imported")
            coordinator.push("Undo")
            coordinator.reads("Taken back:")
            expect(coordinator.page.get_by_text("taken back").first).to_be_visible()
            coordinator.look("list-taken-back")
            checks_list(coordinator, name)
            imports_list(coordinator)
    expect(coordinator.page.locator("#people-list")).to_have_text(f"{STUDENTS} students")
    coordinator.look("people")


def invites_everybody(coordinator: Screen) -> None:
    coordinator.go(page_of("people/"))
    coordinator.push("Invite everybody who has not come in")
    coordinator.reads(f"{STUDENTS} invitations are on their way.")
    coordinator.picture("people-invited")


def forms_groups(coordinator: Screen) -> None:
    coordinator.go(f"/groups/{SLUG}/")
    coordinator.look("groups-none")
    coordinator.fill(seconds="5")
    with coordinator.page_stands_still("**/progress/"):
        coordinator.push("Form groups")
        coordinator.reads("Looking for groups")
        coordinator.look("groups-searching")
    review = coordinator.page.get_by_role("button", name="Review these groups")
    review.wait_for(timeout=ANSWER_MS)
    coordinator.look("groups-found")
    review.click()
    coordinator.reads("draft groups")
    coordinator.look("board")


def moves_one(coordinator: Screen, site: Product) -> None:
    """A move that a rule forbids says so before it is done; one that is possible is made, with a reason."""
    moves = world.act(site, "moves", exchange=SLUG)
    coordinator.go(f"/groups/{SLUG}/board/")
    picks_place(coordinator, moves["forbidden"])
    expect(coordinator.page.locator("#person-do")).to_have_text("Do it although a rule is broken")
    coordinator.look("move-refused")
    coordinator.page.keyboard.press("Escape")
    wanted = moves.get("free") or moves["asked"]
    picks_place(coordinator, wanted)
    coordinator.page.locator("#person-why").fill("They asked for another evening")
    coordinator.look("move-form")
    coordinator.page.locator("#person-do").click()
    expect(coordinator.page.locator("#board-says")).to_contain_text(f"Done: {wanted['name']}")
    target = coordinator.page.locator(f"#group-{wanted['target']}")
    expect(target.get_by_text(wanted["name"]).first).to_be_visible()
    coordinator.picture("board-moved", full=False)


def picks_place(coordinator: Screen, move: dict[str, Any]) -> None:
    """Presses somebody's name and chooses a group in the list."""
    page = coordinator.page
    page.locator(f'.seat[data-person="{move["student"]}"] .seat__chip').click()
    expect(page.locator("#place-0")).to_be_visible()
    name = page.locator(f"#group-{move['target']} .group__name").text_content()
    page.locator("#target-words").fill(f"{name},")
    expect(page.locator("#targets [role=option]")).to_have_count(1)


def publishes_groups(coordinator: Screen) -> None:
    coordinator.go(f"/groups/{SLUG}/board/")
    coordinator.follow("Publish")
    coordinator.look("publish-summary")
    coordinator.push("Publish ")
    coordinator.reads("groups are published.")
    coordinator.look("calendar")
    coordinator.go(page_of())
    coordinator.push("Start")
    coordinator.reads("The exchange has started")
    coordinator.look("exchange-running")
    coordinator.go("/")
    coordinator.look("coordinator-home")


def comes_in(person: Screen, site: Product, address: str, subject: str) -> None:
    """Opens the link of the newest mail with these words in its subject, and presses the button."""
    mail = [one for one in world.mails_to(site, address) if subject in str(one["Subject"])][-1]
    person.go(world.link_in(mail))
    person.look("link")
    person.push("Sign in as")
    person.page.wait_for_url(lambda url: "/accounts/link/" not in url)
