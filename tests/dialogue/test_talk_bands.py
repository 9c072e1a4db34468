"""What may be said of talk time, and when nothing may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.talk_bands import Measured, bands, certainty, differ, portion

HOUR = 36_000


def spoke(minutes: float, *, covered: float = 1.0, unmuted: int = HOUR, inside: int = HOUR) -> Measured:
    return Measured(round(minutes * 600), round(covered * unmuted), 0, 0, unmuted, inside)


EVEN = {seat: spoke(10) for seat in range(1, 5)}


def test_nothing_is_said_in_the_first_five_minutes() -> None:
    assert bands(EVEN, 299) == {}
    assert set(bands(EVEN, 301).values()) == {"even"}


def test_nothing_is_said_of_fewer_than_four() -> None:
    assert bands({1: spoke(10), 2: spoke(1), 3: spoke(1), 4: None}, 3600) == {}


def test_nothing_is_said_while_nobody_has_spoken() -> None:
    assert bands({seat: spoke(0) for seat in range(4)}, 3600) == {}


def test_bands_of_an_uneven_hour() -> None:
    found = bands({1: spoke(25), 2: spoke(5), 3: spoke(12), 4: spoke(0.5)}, 3600)
    assert found == {1: "more", 2: "less", 3: "even", 4: "much_less"}


def test_who_spoke_most_of_all_by_far() -> None:
    assert bands({1: spoke(40), **{seat: spoke(2) for seat in range(2, 7)}}, 3600)[1] == "much_more"


def test_early_nobody_is_called_silent_by_chance() -> None:
    """Six minutes, eight people: a share of nothing is within what chance alone makes."""
    found = bands({1: spoke(0), **{seat: spoke(0.7) for seat in range(2, 9)}}, 400)
    assert found[1] == "even"


def test_who_could_hardly_be_heard_is_unknown_and_changes_no_share() -> None:
    found = bands({**EVEN, 9: spoke(30, covered=0.2)}, 3600)
    assert found == {**dict.fromkeys(EVEN, "even"), 9: "unknown"}


def test_who_is_not_measured_looks_like_who_could_not_be_heard() -> None:
    assert bands({**EVEN, 9: None}, 3600) == bands({**EVEN, 9: spoke(0, covered=0.2)}, 3600)


def test_who_came_late_is_held_against_their_own_time() -> None:
    found = bands({**EVEN, 9: spoke(2.5, inside=HOUR // 4, unmuted=HOUR // 4)}, 3600)
    assert found[9] == "even"


def test_who_never_had_the_microphone_on_is_known_to_have_been_silent() -> None:
    found = bands({**EVEN, 9: spoke(0, unmuted=0)}, 3600)
    assert found[9] == "much_less"


@given(
    st.dictionaries(st.integers(1, 12), st.none() | st.builds(spoke, st.floats(0, 60)), max_size=12), st.floats(0, 9e4)
)
def test_every_student_has_a_band_or_nobody_has(students: dict[int, Measured | None], seconds: float) -> None:
    found = bands(students, seconds)
    assert found == {} or found.keys() == students.keys()


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        (spoke(10), "several"),
        (spoke(10, covered=0.4), "low"),
        (spoke(10)._replace(single=HOUR), "single"),
        (spoke(10)._replace(disputed=700), "apart"),
        (spoke(10)._replace(disputed=100), "several"),
    ],
)
def test_how_sure_a_figure_is(figure: Measured, code: str) -> None:
    assert certainty(figure) == code


@pytest.mark.parametrize(("share", "code"), [(0, "hardly"), (0.2, "fifth"), (0.5, "half"), (1.0, "most")])
def test_a_share_in_words(share: float, code: str) -> None:
    assert portion(share) == code


def test_a_media_server_that_counts_a_tenth_less_agrees() -> None:
    assert not differ(6000, 5300)
    assert differ(6000, 3000)
    assert not differ(40, 0)
