"""Four people in a mesh, and a facilitator who only listens: from page to page, without any server for media."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.media.people import Talker, all_see_and_hear_all
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
Enter = Callable[..., list[Talker]]
RETURN_SECONDS = 5  # the product's promise, from when the page is in the room again
RESTART = """() => pcs.filter((pc) => pc.connectionState === "connected").map((pc) => pc.restartIce()).length"""
NAMES_OF_ICE = """() => pcs.filter((pc) => pc.connectionState === "connected")
    .map((pc) => /a=ice-ufrag:(.*)/.exec(pc.currentLocalDescription.sdp)[1])"""


@pytest.fixture(scope="module")
def five(enter: Enter, site: Product) -> list[Talker]:
    """Four students with microphone and camera on, the facilitator without."""
    *students, lead = enter(site, students=4)
    return [*(student.join_in() for student in students), lead]


def test_everybody_sees_and_hears_everybody(five: list[Talker]) -> None:
    *students, lead = five
    all_see_and_hear_all(students)
    lead.sees_and_hears(students)


def test_a_microphone_that_is_off_is_heard_by_nobody(five: list[Talker]) -> None:
    ana, *others, lead = five
    ana.turn("mic")
    ana.has("mic", "off")
    for one in (*others, lead):
        one.gets("heard", [other.seat for other in others if other is not one])
    ana.turn("mic")
    for one in (*others, lead):
        one.gets("heard", [other.seat for other in (ana, *others) if other is not one])


def test_who_is_muted_by_a_facilitator_is_silent_though_the_page_sends_on(five: list[Talker]) -> None:
    ana, ben, *others, lead = five
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="mute"]').click()
    ana.has("mic", "hushed")
    ana.page.evaluate("() => captured.forEach((track) => (track.enabled = true))")
    for one in (ben, *others, lead):
        one.gets("heard", [other.seat for other in (ben, *others) if other is not one])
    ana.turn("mic")
    lead.sees_and_hears([ana, ben, *others])


def test_crossing_restarts_of_all_connections_come_through(five: list[Talker]) -> None:
    *students, lead = five
    made = [one.connections() for one in five]
    before = [set(one.page.evaluate(NAMES_OF_ICE)) for one in five]
    assert [one.page.evaluate(RESTART) for one in five] == [4] * 5
    for one in five:
        one.sees_and_hears(students, within=RETURN_SECONDS)
    after = [set(one.page.evaluate(NAMES_OF_ICE)) for one in five]
    assert not any(old & new for old, new in zip(before, after, strict=True))
    assert [one.connections() for one in five] == made


def test_pairs_see_and_hear_only_each_other(five: list[Talker]) -> None:
    *students, lead = five
    lead.press("start_pairs", "#pair")
    expect(lead.page.locator('[data-list="pairs"] > li')).to_have_count(2)
    script = "rows => rows.map(row => [...row.querySelectorAll('[data-seat]')].map(one => Number(one.dataset.seat)))"
    for pair in lead.page.locator('[data-list="pairs"] > li').evaluate_all(script):
        together = [student for student in students if student.seat in pair]
        assert len(together) == 2
        all_see_and_hear_all(together)
    assert lead.figures("heard") == {}
    lead.page.locator('#console-pairs [data-seconds="0"]').click()
    for one in five:
        one.sees_and_hears(students)


def test_who_loads_the_page_again_is_back_with_the_microphone_and_asked_about_the_camera(five: list[Talker]) -> None:
    ana, *others, lead = five
    ana.page.reload()
    ana.sees("status", "live")
    ana.has("mic", "on")
    ana.has("camera", "off")
    for one in (*others, lead):
        one.gets("heard", [other.seat for other in (ana, *others) if other is not one], within=RETURN_SECONDS)
    ana.page.locator("#camera-again").click()
    for one in (*others, lead):
        one.sees_and_hears([ana, *others], within=RETURN_SECONDS)


def test_sound_and_picture_go_on_while_the_server_is_away(five: list[Talker], site: Product) -> None:
    *students, lead = five
    made = [one.connections() for one in five]
    site.stop(0)
    try:
        for one in five:
            one.sees("status", "reconnecting")
            one.sees_and_hears(students)
    finally:
        site.start(0)
    for one in five:
        one.sees("status", "live")
        one.sees_and_hears(students)
    assert [one.connections() for one in five] == made


def test_who_is_removed_is_gone_for_all(five: list[Talker]) -> None:
    ana, *others, lead = five
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-opens="remove-dialog"]').click()
    lead.page.locator("#remove-reason").fill("Insults, after two warnings")
    lead.page.locator('#remove-form [type="submit"]').click()
    ana.sees("status", "removed")
    for one in (*others, lead):
        one.sees_and_hears(others)
    assert ana.page.evaluate("() => pcs.every((pc) => pc.connectionState === 'closed')")
    assert ana.page.evaluate("() => captured.every((track) => track.readyState === 'ended')")
