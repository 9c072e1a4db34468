"""Four people and a facilitator who listens, through a real Janus with another one beside it."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import expect

from tests.browser.media.people import SECONDS, Talker, all_see_and_hear_all, until
from tests.support.media import LocalJanus, environment_of, two_januses
from tests.support.product import Product, embedded

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
Enter = Callable[..., list[Talker]]
RETURN_SECONDS = 5  # the product's promise: sound is back
WHICH = "from sessions.hub import *; from sessions import log; from dialogue.room import replay; \
print(replay(row.happened() for row in log.read_rows('{}')).media.server)"
FRAMES = """async () => { let all = 0; for (const pc of pcs) for (const one of (await pc.getStats()).values())
    if (one.type === "inbound-rtp" && one.kind === "video") all += one.framesDecoded ?? 0; return all; }"""

NAME_OF_ICE = """() => /a=ice-ufrag:(.*)/.exec(pcs[0].currentLocalDescription.sdp)[1]"""


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


def all_hear_anew_after(kill: Callable[[], None], everybody: list[Talker], students: list[Talker]) -> None:
    """Over connections that were made after the loss, within the promised time from then on."""
    made = [one.connections() for one in everybody]
    kill()
    ends_at = time.monotonic() + RETURN_SECONDS
    for one, before in zip(everybody, made, strict=True):
        until(partial(has_more, one, before), RETURN_SECONDS, lambda: "no new connection")
        others = [other.seat for other in students if other is not one]
        one.gets("heard", others, within=ends_at - time.monotonic())


def has_more(one: Talker, before: int) -> bool:
    return one.connections() > before


def restored(lead: Talker) -> bool:
    """One press. A server that is up again is noticed within some seconds; until then none is said to answer."""
    button = lead.page.locator('#console-media [data-do="restore_media"]')
    button.click()
    with contextlib.suppress(TookTooLong):
        lead.page.wait_for_selector('#room[data-carried="sfu"]', timeout=2000)
    return lead.room.get_attribute("data-carried") == "sfu"


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


def test_a_restart_towards_the_server_comes_through(five: list[Talker]) -> None:
    *students, lead = five
    made = [one.connections() for one in five]
    before = [one.page.evaluate(NAME_OF_ICE) for one in five]
    for one in five:
        one.page.evaluate("() => pcs[0].restartIce()")
    for one, name in zip(five, before, strict=True):
        one.page.wait_for_function(f"(name) => ({NAME_OF_ICE})() !== name", arg=name)
        one.sees_and_hears(students, within=RETURN_SECONDS)
    assert [one.connections() for one in five] == made


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
    all_hear_anew_after(dead.kill, five, students)
    carried(five, "sfu")
    all_hear_anew_after(janus_site.carrying(lead).kill, five, students)
    carried(five, "mesh")
    expect(lead.page.locator(".toast__text").last).to_contain_text("nothing of the dialogue is lost")
    all_see_and_hear_all(students)
    dead.start()
    until(lambda: restored(lead), SECONDS, lambda: "the facilitator asked for the server again and again")
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
