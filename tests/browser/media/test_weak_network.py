"""The ladder of a weak network: by choice, by what is measured, said and taken back. Its rules first, on numbers."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.media.people import Talker
from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
Enter = Callable[..., list[Talker]]
GOOD = {"loss": 0, "limited": False, "uploadKbps": 2000, "copies": 5, "full": 150, "low": 80, "voice": 32}
# Looks every 2 s at the same network; gives each step with its second.
LOOKS = """async ([level, seen, seconds]) => {
  const { Ladder } = await import("#room/media/ladder");
  const ladder = new Ladder(), steps = [];
  for (let now = 0; now <= seconds; now += 2) {
    const step = ladder.look(level, seen, now);
    if (step) { level = step.level; steps.push([now, step.level, step.copies]); }
  }
  return steps;
}"""
# Every tenth packet is lost: what the browser would count on such a network.
LOSSY = """() => {
  const real = RTCPeerConnection.prototype.getStats;
  const bad = (one) => (one.type === "inbound-rtp" ? { ...one, packetsLost: one.packetsReceived / 9 } : one);
  RTCPeerConnection.prototype.getStats = async function () {
    return new Map([...(await real.call(this))].map(([id, one]) => [id, bad(one)]));
  };
}"""


@pytest.fixture(scope="module")
def two(enter: Enter, site: Product) -> list[Talker]:
    """A student and a facilitator, who see each other."""
    return [one.join_in() for one in enter(site, students=1)]


def steps(page: Page, level: str, seconds: int = 60, **seen: Any) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate(LOOKS, [level, GOOD | seen, seconds])
    return found


def test_a_good_network_takes_no_step(two: list[Talker]) -> None:
    assert steps(two[0].page, "full") == []
    assert steps(two[0].page, "full", loss=0.05) == []


def test_ten_seconds_of_loss_are_a_step_down_and_sound_alone_stays(two: list[Talker]) -> None:
    assert steps(two[0].page, "full", loss=0.1) == [[10, "low", None], [22, "audio", None]]


def test_only_when_words_get_lost_writing_is_better(two: list[Talker]) -> None:
    assert steps(two[0].page, "audio", loss=0.35) == [[10, "text", None]]


@pytest.mark.parametrize(
    ("upload", "step"),
    [(850, []), (600, [[10, "low", None]]), (330, [[10, "low", 2]]), (200, [[10, "audio", None]])],
)
def test_the_measured_upload_says_how_many_pictures_of_what_size(two: list[Talker], upload: int, step: Any) -> None:
    assert steps(two[0].page, "full", seconds=12, limited=True, uploadKbps=upload) == step


def test_who_chooses_sound_only_neither_shows_nor_gets_a_picture(two: list[Talker]) -> None:
    ana, lead = two
    ana.sees_and_hears([lead])
    choose(ana, "audio")
    ana.has("camera", "off")
    lead.gets("seen", [])
    lead.gets("heard", [ana.seat])
    ana.gets("seen", [])
    ana.page.locator("#media-back").click()
    ana.gets("seen", [lead.seat])
    ana.has("camera", "off")
    lead.gets("seen", [])


def choose(one: Talker, level: str) -> None:
    one.page.locator('[data-opens="media-dialog"]:visible').first.click()
    one.page.locator(f'#media-dialog [name="savings"][value="{level}"]').check()
    one.page.locator("#media-dialog [data-closes]").first.click()


def test_a_lossy_network_is_noticed_said_and_can_be_undone(two: list[Talker]) -> None:
    ana, lead = two
    ana.page.reload()
    ana.has("mic", "on")
    ana.gets("seen", [lead.seat])
    ana.page.evaluate(LOSSY)
    expect(ana.page.locator('[data-text="media-line"]')).to_contain_text("Your connection is weak")
    expect(ana.tile(lead.seat)).to_have_attribute("data-net", "poor")
    ana.page.locator("#media-back").click()
    expect(ana.page.locator("#media-line")).to_be_hidden()
    ana.gets("seen", [lead.seat])
