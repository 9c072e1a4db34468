import re

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from sessions.media import speech
from sessions.media.speech import BLOCK_SECONDS, SILENCE_DBFS, Slots, SpeechDetector

QUIET, LOUD = -70.0, -20.0


def speech_blocks(levels: list[float]) -> int:
    detector = SpeechDetector()
    return sum(detector.take(level) for level in levels)


def test_what_stands_out_of_a_quiet_room_is_speech():
    assert speech_blocks([QUIET] * 50 + [LOUD] * 30 + [QUIET] * 50) == 30


def test_a_click_is_no_speech():
    assert speech_blocks([QUIET] * 50 + [LOUD] * 2 + [QUIET] * 50) == 0


def test_noise_that_is_always_there_is_no_speech():
    assert speech_blocks([-40.0, -39.0, -41.0] * 300) == 0


def test_speech_over_noise_is_found():
    assert speech_blocks([-40.0] * 100 + [LOUD] * 40 + [-40.0] * 60) == 40


def test_silence_before_the_first_sound_teaches_nothing():
    assert speech_blocks([SILENCE_DBFS] * 25 + [-40.0] * 100) == 0


def test_a_silent_room_is_known_after_half_a_second():
    assert speech_blocks([SILENCE_DBFS] * 50 + [-40.0] * 30) == 30


@given(st.lists(st.floats(-100, -50)))
def test_nothing_below_the_least_level_is_speech(levels):
    assert speech_blocks(levels) == 0


@given(st.lists(st.floats(-100, 0)))
def test_there_is_never_more_speech_than_loud_blocks(levels):
    assert speech_blocks(levels) <= sum(level > -50 for level in levels)


def test_slots_are_told_once_and_in_order():
    slots = Slots()
    for number, level in enumerate([QUIET] * 50 + [LOUD] * 20 + [QUIET] * 30):
        slots.take(1000.0 + number * BLOCK_SECONDS, level)
    first, speech, covered = slots.before(10_015)
    assert (first, covered) == (10_000, 2**15 - 1)
    assert speech == 0b1111 << 10
    assert slots.before(10_015) is None
    assert slots.before(10_020) == (10_015, 0, 2**5 - 1)


def test_slots_without_sound_are_not_covered():
    slots = Slots()
    slots.take(1000.0, QUIET)
    slots.take(1000.5, QUIET)
    assert slots.before(10_010) == (10_000, 0, 0b100001)


def test_pages_and_server_have_the_same_figures():
    text = (settings.BASE_DIR / "static/js/media/levels.js").read_text("utf-8")
    figures = {
        name: float(value) for name, value in re.findall(r"^(?:export )?const ([A-Z_]+) = (-?[\d.]+);", text, re.M)
    }
    assert len(figures) == 10
    assert {name: getattr(speech, name) for name in figures} == figures
