"""The review board at 600 students: by mouse, by keyboard alone, and with a finger on a phone.

BOARD_PICTURES=folder keeps pictures, and figures.json with how long a move took.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import PICTURES, Desk
from tests.browser.guests import PHONE
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers]
STUDENTS = 600
SMALLER_THAN_A_FINGER = """() => [...document.querySelectorAll("dialog[open] button, dialog[open] [role=option]")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 90))"""
UNREADABLE = """() => import('#page/matching/board/store').then(({state, take}) =>
  take({...state, people: state.people, groups: state.groups, figures: null, trouble: "Ada: time zone."}))"""
TIMING = "() => import('#page/matching/board/acts').then((acts) => ({...acts.timing}))"


@pytest.fixture(scope="module")
def large(site: Product) -> dict[str, Any]:
    made: dict[str, Any] = site.make("large_exchange", f"--students={STUDENTS}")
    return made


@pytest.fixture
def desk(browser: Browser, site: Product, large: dict[str, Any]) -> Iterator[Desk]:
    made = Desk(browser, site, large)
    yield made
    made.context.close()
    assert not made.troubles


def test_by_mouse(desk: Desk, browser: Browser, site: Product, large: dict[str, Any]) -> None:
    page = desk.come().page
    desk.look("board")
    finds(desk)
    drags(desk)
    refuses(desk)
    swaps(desk)
    locks(desk)
    is_told_of_another(desk, Desk(browser, site, large))
    page.locator("#changes").click()
    expect(page.locator("#changes-list .change").first).to_contain_text("Marieke Dekker")
    desk.look("board-changes")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Table").click()
    desk.look("board-table")
    page.go_back()
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_text("This is what happens")).to_be_visible()
    desk.look("board-publish")


def finds(desk: Desk) -> None:
    page = desk.page
    expect(page.locator("#filters-count")).to_contain_text("82 of 82 groups")
    page.locator("#filter-words").fill("amina")
    expect(page.locator("#filters-count")).to_contain_text(" found")
    page.locator("#filter-only").select_option("weak")
    page.locator("#filter-sort").select_option("weakest")
    assert "only=weak" in page.url
    page.reload()
    expect(page.locator("#filter-sort")).to_have_value("weakest")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#filters-count")).to_contain_text("82 of 82 groups")


def drags(desk: Desk) -> None:
    """What it would do is shown before; the figure stays when it is let go, and after a reload it can be undone."""
    page = desk.page
    student, target = desk.free_move()
    foretold = desk.effects(student)["moves"][str(target)]["effect"]["total"]
    before = desk.state()["figures"]["total"]
    desk.lift(student)
    desk.over(desk.card(target).locator(".group__head"))
    expect(page.locator(".ghost")).to_contain_text("quality")
    desk.look("board-drag", dragging=True)
    page.mouse.up()
    expect(desk.card(target).locator(f'[data-person="{student}"]')).to_be_visible()
    expect(desk.chip(student)).to_be_focused()
    desk.says("Done: ")
    assert desk.state()["figures"]["total"] == pytest.approx(before + foretold, abs=0.02)
    keep_figures(page)
    page.reload()
    expect(page.locator("#changes-count")).to_have_text("1")
    page.locator("#undo").click()
    desk.says("Undone: ")
    assert desk.state()["figures"]["total"] == pytest.approx(before, abs=0.02)


def keep_figures(page: Page) -> None:
    if PICTURES:
        told = page.evaluate(TIMING) | {
            "page": page.evaluate("() => performance.getEntriesByType('navigation')[0].toJSON()")
        }
        (Path(PICTURES) / "figures.json").write_text(json.dumps(told, indent=1))


def refuses(desk: Desk) -> None:
    """A hard rule is said while dragging; letting go opens the sheet, and Escape leaves everything as it is."""
    page, state = desk.page, desk.state()
    student = state["groups"][0]["members"][0]
    target = next(int(key) for key, place in desk.effects(student)["moves"].items() if key != "0" and place["hard"])
    desk.lift(student)
    desk.over(desk.card(target).locator(".group__head"))
    expect(page.locator(".ghost .warning--hard").first).to_be_visible()
    desk.look("board-forbidden", dragging=True)
    page.mouse.up()
    expect(page.locator("#person-do")).to_have_text("Do it although a rule is broken")
    desk.look("board-sheet")
    page.keyboard.press("Escape")
    expect(page.locator("#person-sheet")).to_be_hidden()
    assert desk.state()["version"] == state["version"]


def swaps(desk: Desk) -> None:
    one, other = desk.free_swap()
    here, there = home_of(desk, one), home_of(desk, other)
    desk.lift(one)
    desk.over(desk.chip(other))
    expect(desk.page.locator(".ghost__where")).to_contain_text("Swap with")
    desk.page.mouse.up()
    desk.says("Done: ")
    assert (home_of(desk, one), home_of(desk, other)) == (there, here)


def home_of(desk: Desk, student: int) -> int:
    return next(int(group["id"]) for group in desk.state()["groups"] if student in group["members"])


def locks(desk: Desk) -> None:
    page, group = desk.page, desk.state()["groups"][0]
    desk.card(group["id"]).locator("[data-act=lock]").click()
    expect(desk.card(group["id"]).locator("[data-act=lock]")).to_have_attribute("aria-pressed", "true")
    desk.says("locked")
    desk.chip(group["members"][0]).hover()
    page.mouse.down()
    page.mouse.move(300, 500, steps=4)
    expect(page.locator(".toast").filter(has_text="is locked")).to_be_visible()
    page.mouse.up()
    desk.card(group["id"]).locator("[data-act=more]").click()
    expect(page.locator("#group-sheet-body")).to_contain_text("This group is locked")
    page.keyboard.press("Escape")
    desk.card(desk.state()["groups"][1]["id"]).locator("[data-act=more]").click()
    expect(page.locator("#group-sheet-body")).to_contain_text("Second facilitator")
    desk.look("board-group")
    page.keyboard.press("Escape")


def is_told_of_another(desk: Desk, second: Desk) -> None:
    """Another window changes the board; the first is told on its next act, sees the newest state, and acts again."""
    second.come()
    group = desk.state()["groups"][2]
    second.card(group["id"]).locator("[data-act=lock]").click()
    second.says("locked")
    second.context.close()
    toast = desk.page.locator(".toast").filter(has_text="changed the board")
    desk.card(desk.state()["groups"][3]["id"]).locator("[data-act=lock]").click()
    expect(toast.first).to_be_visible()
    expect(desk.card(group["id"]).locator("[data-act=lock]")).to_have_attribute("aria-pressed", "true")


def test_by_keyboard_alone(desk: Desk) -> None:
    page = desk.come().page
    student, target = desk.free_move()
    first = desk.state()["groups"][0]["members"][0]
    desk.tab_to("#filter-words")
    page.keyboard.type(desk.state()["people"][str(student)]["name"])
    expect(page.locator("#filters-count")).to_contain_text(" found")
    desk.tab_to(".group .seat__chip")
    reaches(desk, student)
    moves_by_key(desk, student, target)
    swaps_by_key(desk)
    page.keyboard.press("Escape")
    desk.tab_to("#filter-words")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator("#filters-count")).to_contain_text("82 of 82 groups")
    locks_by_key(desk, first)


def reaches(desk: Desk, student: int) -> None:
    """Arrows go from name to name, and on into the next card."""
    wanted = f'[data-person="{student}"] > .seat__chip'
    for _ in range(60):
        if desk.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        desk.page.keyboard.press("ArrowDown")
    raise AssertionError("the student is not reached by arrows")


def moves_by_key(desk: Desk, student: int, target: int) -> None:
    page = desk.page
    before = desk.state()
    desk.press("Enter")
    desk.says("picked up")
    expect(page.locator("#place-0")).to_have_attribute("aria-selected", "true")
    desk.press("ArrowDown", "ArrowUp", "ArrowDown")
    expect(page.locator("#place-1")).to_have_attribute("aria-selected", "true")
    desk.press("Escape")
    desk.says("Everything is as it was.")
    expect(desk.chip(student)).to_be_focused()
    desk.press("Space")
    expect(page.locator("#place-0")).to_be_visible()
    page.keyboard.type(next(group["name"] for group in before["groups"] if group["id"] == target) + ",")
    expect(page.locator("#targets [role=option]")).to_have_count(1)
    expect(page.locator("#effect")).to_contain_text("quality")
    desk.look("keyboard-sheet")
    desk.press("Enter")
    desk.says("Done: ")
    assert home_of(desk, student) == target
    expect(desk.chip(student)).to_be_focused()
    desk.press("Control+z")
    desk.says("Undone: ")
    desk.press("Control+y")
    desk.says("Done again: ")
    desk.press("Control+z")
    desk.says("Undone: ")
    assert home_of(desk, student) != target


def swaps_by_key(desk: Desk) -> None:
    """The list of swaps is one key away, and the best swap is told in full before it is done."""
    page = desk.page
    desk.tab_to(".group .seat__chip")
    desk.press("Enter")
    expect(page.locator("#place-0")).to_be_visible()
    desk.press("Shift+Tab")
    expect(page.locator("#way-swap")).to_be_focused()
    desk.press("Enter")
    expect(page.locator("#way-swap")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#target-words")).to_be_focused()
    expect(page.locator("#effect")).not_to_be_empty()


def locks_by_key(desk: Desk, student: int) -> None:
    page = desk.page
    desk.tab_to(".group .seat__chip")
    desk.press("Enter")
    expect(page.locator("#place-0")).to_be_visible()
    desk.tab_to("#person-lock")
    was = page.locator("#person-lock").get_attribute("aria-pressed")
    desk.press("Enter")
    expect(page.locator("#person-lock")).not_to_have_attribute("aria-pressed", str(was))
    desk.press("Enter")
    expect(page.locator("#person-lock")).to_have_attribute("aria-pressed", str(was))
    desk.press("Escape")


def test_with_a_finger(browser: Browser, site: Product, large: dict[str, Any]) -> None:
    touch = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    desk = Desk(browser, site, large, **touch).come("?sort=time")
    student, target = desk.free_move()
    desk.look("phone")
    desk.chip(student).scroll_into_view_if_needed()
    desk.chip(student).tap()
    expect(desk.page.locator("#place-0")).to_be_visible()
    name = next(group["name"] for group in desk.state()["groups"] if group["id"] == target)
    desk.page.get_by_role("option", name=f"{name},").tap()
    assert not desk.page.evaluate(SMALLER_THAN_A_FINGER)
    desk.look("phone-sheet")
    desk.page.locator("#person-do").tap()
    desk.says("Done: ")
    assert home_of(desk, student) == target
    desk.context.close()
    assert not desk.troubles


# No language of the product is read from the right yet; the scripts begin when the page is read.
MIRRORED = """addEventListener("readystatechange", () => { document.documentElement.dir = "rtl"; }, {capture: true})"""


@pytest.mark.parametrize("look", ["dark", "right to left"])
def test_looks(browser: Browser, site: Product, large: dict[str, Any], look: str) -> None:
    """Dark on a tablet; mirrored on a wide screen, with a sheet open."""
    dark = {"viewport": {"width": 768, "height": 1024}, "color_scheme": "dark"}
    desk = Desk(browser, site, large, **(dark if look == "dark" else {}))
    if look != "dark":
        desk.context.add_init_script(MIRRORED)
    desk.come()
    if look != "dark":
        assert desk.page.evaluate("() => document.dir") == "rtl"
    desk.look(look.replace(" ", "-"))
    desk.page.locator(".group .seat__chip").first.click()
    expect(desk.page.locator("#place-0")).to_be_visible()
    desk.look(f"{look.replace(' ', '-')}-sheet")
    desk.context.close()
    assert not desk.troubles


def test_why_there_are_no_figures_is_said_in_the_bar(browser: Browser, site: Product, large: dict[str, Any]) -> None:
    desk = Desk(browser, site, large).come()
    desk.page.evaluate(UNREADABLE)
    expect(desk.page.locator("#figures-trouble")).to_have_text("There are no figures: Ada: time zone.")
    expect(desk.page.locator("#total")).to_have_text("–")
    desk.look("no-figures")
    desk.context.close()
    assert not desk.troubles
