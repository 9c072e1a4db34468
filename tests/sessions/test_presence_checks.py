"""The moments of presence checks: the same everywhere, inside the time that counts, and known to nobody before."""

from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.state import Room
from sessions import checks
from tests.dialogue.rooms import LENA, MINUTES, PLAN, START, Story, live_room

SPACE = UUID("2f9e1f4e-5a52-4f6a-9a55-5d0f2e0f7a10")
sessions = st.integers(0, 10**6).map(lambda number: uuid5(SPACE, str(number)))


def drawn(session: UUID, minutes: int = 90, clock_factor: int = 1) -> list[float]:
    """The first moment of each check, seconds after going live."""
    count = checks.how_many(Room(minutes=minutes))
    return [checks.moments_of(session, number, count, 0.0, minutes, clock_factor)[0] for number in range(1, count + 1)]


@pytest.mark.parametrize(("minutes", "count"), [(15, 0), (30, 1), (60, 1), (90, 2), (120, 3), (180, 4)])
def test_there_are_two_checks_in_90_minutes(minutes: int, count: int) -> None:
    assert checks.how_many(Room(minutes=minutes)) == count


def test_breaks_of_the_plan_do_not_count() -> None:
    assert (MINUTES, PLAN["phases"][3]["kind"], checks.how_many(live_room().room)) == (74, "break", 2)


@given(sessions, st.integers(30, 240))
def test_every_moment_is_away_from_the_ends(session: UUID, minutes: int) -> None:
    moments = drawn(session, minutes)
    assert moments == sorted(moments)
    assert all(300 <= moment <= minutes * 60 - 390 for moment in moments)


@given(sessions)
def test_all_processes_draw_the_same(session: UUID) -> None:
    before = drawn(session)
    checks.moments_of.cache_clear()
    assert drawn(session) == before


def test_another_key_draws_other_moments(settings: Any) -> None:
    before = drawn(SPACE)
    checks.moments_of.cache_clear()
    settings.SECRET_KEY = "another key altogether"
    after = drawn(SPACE)
    checks.moments_of.cache_clear()
    assert before != after


def test_moments_are_spread_over_the_whole_session() -> None:
    """Each tenth of the time that can be asked in gets its part of 4,000 moments (200 wanted, 400 expected)."""
    moments = [moment for number in range(2_000) for moment in drawn(uuid5(SPACE, str(number)))]
    tenths = [int((moment - 300) / (90 * 60 - 690) * 10) for moment in moments]
    assert all(tenths.count(tenth) > 200 for tenth in range(10))


def test_a_sped_up_plan_has_its_checks_in_a_tenth_of_the_time() -> None:
    assert drawn(SPACE, clock_factor=10) == pytest.approx([moment / 10 for moment in drawn(SPACE)])


# -- a session as the pulse sees it ----------------------------------------------------------------------------


def pulse(story: Story, session: UUID, seconds: int, every: int = 1) -> list[int]:
    """Numbers of the checks that were opened while the server looked at the room."""
    opened: list[int] = []
    for _ in range(0, seconds, every):
        story.wait(every)
        number = checks.due(session, story.room, story.now)
        if number is not None:
            for _doubled in range(2):
                opened += [
                    event.n
                    for event in story.asks(server.CheckpointDue(number))
                    if isinstance(event, ev.CheckpointOpened)
                ]
    return opened


@pytest.mark.parametrize("number", range(8))
def test_a_whole_session_has_its_two_checks(number: int) -> None:
    assert pulse(live_room(), uuid5(SPACE, str(number)), MINUTES * 60) == [1, 2]


def test_a_check_that_falls_into_a_pause_is_asked_later() -> None:
    story = live_room()
    first = checks.moments_of(SPACE, 1, 2, START, MINUTES, 1)[0]
    story.wait(first - START - 5)
    story.asks(ask.Pause(LENA))
    assert pulse(story, SPACE, 30) == []
    story.asks(ask.Resume(LENA))
    assert pulse(story, SPACE, 240) == [1]


def test_a_server_that_slept_asks_at_the_next_moment() -> None:
    story = live_room()
    moments = checks.moments_of(SPACE, 1, 2, START, MINUTES, 1)
    story.wait(moments[0] - START + 15)
    assert checks.due(SPACE, story.room, story.now) is None
    assert checks.due(SPACE, story.room, moments[1]) == 1
