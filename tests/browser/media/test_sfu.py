"""Four people and a facilitator who listens, through a real Janus with another one beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.media.people import Talker, all_see_and_hear_all, until
from tests.support.media import LocalJanus, environment_of, two_januses
from tests.support.product import Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
Enter = Callable[..., list[Talker]]
RETURN_SECONDS = 5  # the product's promise: sound is back
WHICH = "from sessions.hub import *; from sessions import log; from dialogue.room import replay; \
print(replay(row.happened() for row in log.read_rows('{}')).media.server)"
FRAMES = """async () => { let all = 0; for (const pc of pcs) for (const one of (await pc.getStats()).values())
    if (one.type === "inbound-rtp" && one.kind === "video") all += one.framesDecoded ?? 0; return all; }"""


@dataclass
class Site:
    product: Product
    januses: dict[str, LocalJanus]

    def carrying(self, one: Talker) -> LocalJanus:
        """The Janus that the room is on."""
        found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", one.path)
        assert found is not None
        return self.januses[self.product.manage("shell", "-v0", "-c", WHICH.format(found[0])).stdout.strip()]


@pytest.fixture(scope="module")
def janus_site() -> Iterator[Site]:
    with two_januses() as both, embedded(**environment_of(*both)) as product:
        yield Site(product, {janus.name: janus for janus in both})


@pytest.fixture(scope="module")
def five(enter: Enter, janus_site: Site) -> list[Talker]:
    *students, lead = enter(janus_site.product, students=4)
    return [*(student.join_in() for student in students), lead]


def carried(talkers: list[Talker], mode: str) -> None:
    for one in talkers:
        one.sees("carried", mode)


def test_everybody_sees_and_hears_everybody_through_the_server(five: list[Talker]) -> None:
    *students, _ = five
    carried(five, "sfu")
    for one in five:
        one.sees_and_hears(students)
        assert one.connections() == 2


def test_the_server_silences_who_is_muted_though_the_page_sends_on(five: list[Talker]) -> None:
    ana, *others, lead = five
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-do="mute"]').click()
    ana.has("mic", "hushed")
    ana.page.evaluate("() => captured.forEach((track) => (track.enabled = true))")
    for one in (*others, lead):
        one.gets("heard", [other.seat for other in others if other is not one])
    ana.turn("mic")
    for one in (*others, lead):
        one.sees_and_hears([ana, *others])


def test_pairs_see_and_hear_only_each_other_through_the_server(five: list[Talker]) -> None:
    *students, lead = five
    lead.press("start_pairs", "#pair")
    expect(lead.page.locator('[data-list="pairs"] > li')).to_have_count(2)
    script = "rows => rows.map(row => [...row.querySelectorAll('[data-seat]')].map(one => Number(one.dataset.seat)))"
    for pair in lead.page.locator('[data-list="pairs"] > li').evaluate_all(script):
        all_see_and_hear_all(student for student in students if student.seat in pair)
    assert lead.figures("heard") == {}
    lead.page.locator('#console-pairs [data-seconds="0"]').click()
    for one in five:
        one.sees_and_hears(students)


def test_who_loads_the_page_again_is_heard_again(five: list[Talker]) -> None:
    ana, *others, lead = five
    ana.page.reload()
    ana.sees("status", "live")
    ana.has("mic", "on")
    for one in (*others, lead):
        one.gets("heard", [other.seat for other in (ana, *others) if other is not one], within=RETURN_SECONDS)
    ana.gets("heard", [other.seat for other in others], within=RETURN_SECONDS)
    ana.page.locator("#camera-again").click()
    lead.sees_and_hears([ana, *others])


def test_a_server_that_dies_gives_way_to_the_next_and_that_one_to_a_mesh(five: list[Talker], janus_site: Site) -> None:
    *students, lead = five
    dead = janus_site.carrying(lead)
    dead.kill()
    for one in five:
        one.gets("heard", [other.seat for other in students if other is not one], within=RETURN_SECONDS)
    carried(five, "sfu")
    janus_site.carrying(lead).kill()
    for one in five:
        one.gets("heard", [other.seat for other in students if other is not one], within=RETURN_SECONDS)
    carried(five, "mesh")
    expect(lead.page.locator(".toast__text").last).to_contain_text("nothing of the dialogue is lost")
    all_see_and_hear_all(students)
    dead.start()
    lead.press("restore_media", "#console-media")
    carried(five, "sfu")
    for one in five:
        one.sees_and_hears(students)


def test_who_is_removed_gets_nothing_more_even_from_the_server(five: list[Talker]) -> None:
    ana, *others, lead = five
    ana.page.evaluate("() => pcs.forEach((pc) => (pc.close = () => {}))")  # a page that would not obey
    lead.page.locator("#tab-people").click()
    lead.row("people", ana.seat).locator("summary").click()
    lead.row("people", ana.seat).locator('[data-opens="remove-dialog"]').click()
    lead.page.locator("#remove-reason").fill("Insults, after two warnings")
    lead.page.locator('#remove-form [type="submit"]').click()
    ana.sees("status", "removed")
    for one in (*others, lead):
        one.sees_and_hears(others)
    last = [-1]

    def stands_still() -> bool:
        last.append(ana.page.evaluate(FRAMES))
        return last[-1] == last[-2]

    until(stands_still, RETURN_SECONDS, lambda: f"frames went on: {last}")
    lead.sees_and_hears(others)
    assert ana.page.evaluate(FRAMES) == last[-1]
