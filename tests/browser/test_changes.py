"""Groups that meet change: a student leaves, somebody from the waitlist joins, two students swap when both agreed."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.held_exchange import World
from tests.browser.screens import ANSWER_MS, TOUCH, Screen, open_screen
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
Open = Callable[..., Screen]


@pytest.fixture
def made(site: Product) -> dict[str, Any]:
    told: dict[str, Any] = site.make("meeting_groups")
    return told


@pytest.fixture
def come(site: Product, browser: Browser, made: dict[str, Any]) -> Iterator[Open]:
    """Somebody by name at a screen, signed in."""
    screens: list[Screen] = []

    def come(who: str, **options: Any) -> Screen:
        screen = open_screen(browser, site, who, **options)
        screen.context.add_cookies([{"name": made["cookie_name"], "value": made["cookies"][who], "url": site.origin()}])
        screens.append(screen)
        return screen

    yield come
    troubles = [trouble for screen in screens for trouble in screen.troubles]
    for screen in screens:
        screen.context.close()
    assert not troubles


def test_one_leaves_one_joins_and_two_swap(come: Open, made: dict[str, Any]) -> None:
    slug = made["slug"]
    coordinator = come("coordinator")

    leaver = come("Student 1", **TOUCH)
    leaver.go("/")
    leaver.follow("Change group, or leave")
    leaver.look("own-group")
    leaver.follow("I can't take part any more")
    leaver.look("own-leave")
    leaver.fill(reason="Another course on the same evening")
    leaver.push("Leave the exchange")
    leaver.reads("What you did stays on your record.")

    coordinator.go("/")
    coordinator.follow("1 student waits for a place")
    coordinator.look("waitlist")
    coordinator.push("Offer free places now")
    coordinator.reads("0 of 1 agreed")
    coordinator.go(f"/groups/{slug}/changes/left/")
    coordinator.reads("Another course on the same evening")
    coordinator.look("left")

    late = come("late", **TOUCH)
    late.go("/")
    late.reads("A place in Group 1 is free for you")
    late.follow("Look at it and answer")
    late.look("offered")
    late.push("Yes, I take it")
    late.reads("Your new dates come by mail.")
    late.go("/")
    expect(late.page.get_by_text("Group 1: Session 1")).to_be_visible()

    asker = come("Student 2")
    asker.go(f"/groups/{slug}/own/")
    asker.fill(reason="I have a new job on Monday evenings.", wished=made["groups"][1])
    asker.push("Ask")
    asker.reads("You asked for another group")
    asker.look("asked")

    coordinator.go(f"/groups/{slug}/changes/requests/")
    coordinator.look("requests")
    coordinator.follow("Look at it")
    coordinator.look("request")
    exchanged = coordinator.page.get_by_text(re.compile(r"In exchange Student \d+ goes to Group 1")).first.inner_text()
    coordinator.push("Ask for this swap")
    coordinator.reads("It happens when all agreed.")

    partner = come(re.findall(r"Student \d+", exchanged)[0])
    partner.go("/")
    partner.reads("Would you go to Group 1?")
    partner.follow("Look at it and answer")
    partner.look("would-you")
    partner.push("Yes, I go there")
    partner.reads("Done.")

    coordinator.go(f"/groups/{slug}/changes/requests/")
    expect(coordinator.page.get_by_text("accepted", exact=True)).to_be_visible()
    asker.go("/")
    expect(asker.page.get_by_text("Group 2: Session 1")).to_be_visible()


def test_proposals_are_computed_and_shown_with_their_figures(come: Open, made: dict[str, Any]) -> None:
    coordinator = come("coordinator")
    coordinator.go(f"/groups/{made['slug']}/changes/proposals/")
    coordinator.fill(most_moved="10", seconds="5")
    coordinator.push("Compute proposals")
    coordinator.reads("Looking for proposals")
    coordinator.page.get_by_role("heading", name="Matched afresh").wait_for(timeout=ANSWER_MS)
    coordinator.page.get_by_text("Quality, part by part").first.click()
    coordinator.look("proposals")


def test_another_facilitator_leads_a_group_and_another_time_is_asked(come: Open, made: dict[str, Any]) -> None:
    slug, first = made["slug"], made["groups"][0]
    coordinator = come("coordinator")
    coordinator.go(f"/groups/{slug}/board/")
    coordinator.page.locator(f"#group-{first} [data-act=more]").click()
    coordinator.look("group-that-meets")
    coordinator.follow("Another time or facilitator")
    coordinator.look("other-meetings")
    same = coordinator.page.get_by_role("region", name="Somebody else leads, at the same time")
    same.get_by_role("link", name="Look at it").first.click()
    coordinator.reads("Giulia leads it instead of Fatima.")
    coordinator.look("another-facilitator")
    coordinator.page.get_by_label("I have asked Giulia: they know and agree.").check()
    coordinator.push("Do this")
    coordinator.reads("Done. Everybody concerned has the new dates by mail.")

    coordinator.go(f"/groups/{slug}/changes/meeting/{first}/")
    other = coordinator.page.get_by_role("region", name="Another time")
    other.locator("summary").first.click()
    other.get_by_role("link", name="Look at it").first.click()
    coordinator.page.get_by_label("they know and agree.").check()
    coordinator.look("another-time")
    coordinator.push("Ask 6 people")
    coordinator.reads("0 of 6 agreed")
    student = come("Student 1", **TOUCH)
    student.go("/")
    student.reads("Another time for Group 1?")
    student.follow("Look at it and answer")
    student.look("another-time-asked")
    student.push("Yes, that suits me")
    student.reads("It happens when everybody has agreed")


def test_many_presses_at_once_seat_somebody_once(site: Product, made: dict[str, Any]) -> None:
    """Two coordinators, several windows: one press wins, the others are told that the person is elsewhere now."""
    world = World(site, {}, made["cookie_name"], made["cookies"])
    pages = f"/groups/{made['slug']}"
    assert world.ask("Student 1", "POST", f"{pages}/own/leave/").status == 302
    fields = {"student": str(made["late"]), "group": str(made["groups"][0]), "how": "now"}
    with ThreadPoolExecutor(8) as together:
        asked = [
            together.submit(world.ask, "coordinator", "POST", f"{pages}/changes/seat/", **fields) for _ in range(8)
        ]
    assert {one.result().status for one in asked} == {302}
    shown = world.ask("coordinator", "GET", f"{pages}/changes/").text
    assert shown.count("A late student is seated") == 1
    assert "Nobody waits" in shown
