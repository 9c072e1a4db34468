"""Talk time against known speech: espeak-ng speaks in real pages, the others hear it, the product counts.

Three people in a mesh, so that each has two witnesses: one speaks into silence, one into noise, and of one there is
noise alone. They speak at the same time, as it falls. Then one is muted, one leaves and one goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.guests import make_room
from tests.browser.media.people import Talker, talker
from tests.browser.media.stage import (
    connected,
    measured,
    perform,
    room_noise,
    say_yes,
    unmute,
    wait_until_written,
    with_known_microphone,
)
from tests.support.product import Product
from tests.support.speech import speech

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.media]
CLEAN = speech(1, 24)
NOISY, NOISY_ROOM_DBFS = speech(2, 24), -45
HUM_DBFS = -40
ALONE = speech(3, 10)

type Figures = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Told:
    """What stood in the tables after everybody spoke, and after the second, smaller part."""

    all: Figures
    two: Figures


@pytest.fixture(scope="module")
def three(media_browser: Browser, site: Product) -> Iterator[list[Talker]]:
    room = make_room(site, starts_in=60, students=2)
    came = [talker(media_browser, site, room, place) for place in range(3)]
    for one in came:
        with_known_microphone(one)
        one.come()
    say_yes(site, came[0])
    came[-1].sees("status", "lobby")
    came[-1].press("start_session")
    room_noise(came[1], NOISY_ROOM_DBFS)
    room_noise(came[2], HUM_DBFS)
    for one in came:
        one.sees("status", "live")
        unmute(one)
    for one in came:
        connected(one, len(came) - 1)
    yield came
    for one in came:
        one.context.close()


@pytest.fixture(scope="module")
def told(three: list[Talker], site: Product) -> Told:
    speaker, other, facilitator = three
    perform((speaker, CLEAN), (other, NOISY))
    wait_until_written(speaker)
    everybody = measured(site, speaker)
    facilitator.page.close()
    other.turn("mic")
    other.has("mic", "off")
    perform((speaker, ALONE), (other, ALONE))
    wait_until_written(speaker)
    return Told(everybody, measured(site, speaker))


def seconds(figures: Figures, who: Talker) -> float:
    return figures[str(who.seat)]["talk"] / 10


def test_clean_speech_is_measured_within_three_percent(told: Told, three: list[Talker]) -> None:
    assert seconds(told.all, three[0]) == pytest.approx(CLEAN.spoken_seconds, rel=0.03)


def test_speech_in_noise_is_measured_within_five_percent(told: Told, three: list[Talker]) -> None:
    assert seconds(told.all, three[1]) == pytest.approx(NOISY.spoken_seconds, rel=0.05)


def test_noise_alone_is_no_speech(told: Told, three: list[Talker]) -> None:
    assert seconds(told.all, three[2]) == 0


def test_each_was_heard_by_two_who_agree(told: Told) -> None:
    for figure in told.all.values():
        assert figure["witnesses"] == 2
        assert figure["covered"] > 0.8 * figure["unmuted"]
        assert figure["disputed"] <= 0.05 * figure["covered"]


def test_who_is_muted_has_nothing_more(told: Told, three: list[Talker]) -> None:
    assert seconds(told.two, three[1]) == seconds(told.all, three[1])


def test_with_one_witness_it_is_measured_and_marked(told: Told, three: list[Talker]) -> None:
    more = seconds(told.two, three[0]) - seconds(told.all, three[0])
    assert more == pytest.approx(ALONE.spoken_seconds, rel=0.05)
    single = [figures[str(three[0].seat)]["single"] for figures in (told.all, told.two)]
    assert single[1] - single[0] >= 10 * ALONE.spoken_seconds


# Levels of 20 ms, and how many of them are speech.
HEARD = {
    "somebody speaks into silence": ([-100] * 500 + [-20] * 100 + [-100] * 50, 100),
    "a steady noise, however loud": ([-100] * 15 + [-30] * 900, 0),
    "a click of 40 ms": ([-70] * 100 + [-20] * 2 + [-70] * 50, 0),
    "a syllable of 60 ms": ([-70] * 100 + [-20] * 3 + [-70] * 50, 3),
    "a voice 15 dB over a fan": ([-45] * 400 + [-30] * 50 + [-45] * 100, 50),
    "a murmur 5 dB over it": ([-45] * 400 + [-40] * 50 + [-45] * 100, 0),
}


@pytest.mark.parametrize("sound", HEARD)
def test_what_is_speech(three: list[Talker], sound: str) -> None:
    levels, wanted = HEARD[sound]
    script = """async (levels) => {
      const { SpeechDetector } = await import("#media/levels"), detector = new SpeechDetector();
      return levels.reduce((sum, dbfs) => sum + detector.take(dbfs), 0);
    }"""
    assert three[0].page.evaluate(script, levels) == wanted
