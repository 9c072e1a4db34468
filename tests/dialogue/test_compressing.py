"""A session that is late gives its phases less time, and none less than is useful."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.compressing import phase_seconds
from dialogue.plan import plan_from
from dialogue.state import Room
from dialogue.views import view_for
from tests.dialogue.depth import DEPTH
from tests.dialogue.rooms import LENA, ROLES, START, Story, phase, unplanned_room

MINUTES = 60
PHASES = [
    phase("doors", 10, "free", min_minutes=5),
    phase("talk", 30, "free", min_minutes=20),
    phase("close", 20, "free", min_minutes=15),
]
PLAN = {"id": "p", "title": "P", "phases": PHASES}


def started(late_minutes: float, *, clock_factor: int = 1) -> Story:
    """A session of 60 planned minutes, of which 40 are the least, that goes live so late."""
    story = unplanned_room()
    story.asks(server.Schedule("s1", START, MINUTES, PLAN, clock_factor=clock_factor))
    for number, role in ROLES.items():
        story.asks(server.AddSeat(number, role, ""))
    story.now = START + late_minutes * 60 / clock_factor
    story.comes(*ROLES)
    story.asks(ask.StartSession(LENA))
    return story


def given_minutes(story: Story) -> float:
    assert story.room.running is not None
    return story.room.running.given_seconds * story.room.clock_factor / 60


@pytest.mark.parametrize(("late_minutes", "minutes"), [(-5, 10), (0, 10), (10, 7.5), (20, 5), (40, 5), (90, 5)])
def test_a_phase_gets_its_share_of_what_is_left(late_minutes: float, minutes: float) -> None:
    assert given_minutes(started(late_minutes)) == minutes


def test_a_session_that_began_late_ends_on_time() -> None:
    story = started(10)
    for _ in range(2):
        story.wait(given_minutes(story) * 60)
        story.asks(ask.NextPhase(LENA))
    assert story.room.running is not None
    assert story.room.running.ends_at == pytest.approx(START + MINUTES * 60, abs=1)


def test_a_long_phase_takes_from_those_after_it() -> None:
    story = started(0)
    story.wait(20 * 60)
    story.asks(ask.NextPhase(LENA))
    assert given_minutes(story) == pytest.approx(30 - 10 * 10 / 15, abs=0.01)


def test_a_short_phase_makes_no_other_longer() -> None:
    story = started(0)
    story.wait(60)
    story.asks(ask.NextPhase(LENA))
    assert given_minutes(story) == 30


def test_a_faster_clock_changes_no_share() -> None:
    assert given_minutes(started(10, clock_factor=10)) == 7.5


def test_landing_gives_its_own_ten_minutes() -> None:
    story = started(60)
    story.asks(ask.Land(LENA))
    assert given_minutes(story) == 10


def test_everybody_sees_the_given_beside_the_planned_minutes() -> None:
    shown = view_for(started(20).room, "students")["phase"]
    assert (shown["given_minutes"], shown["planned_minutes"]) == (5, 10)


LENGTHS = st.tuples(st.integers(1, 60), st.integers(0, 70))


@DEPTH
@given(st.lists(LENGTHS, min_size=1, max_size=8), st.integers(-30 * 60, 240 * 60))
def test_any_plan_is_given_a_useful_length_and_ends_on_time_when_it_can(lengths: Any, late_seconds: int) -> None:
    phases = [
        {"id": str(n), "title": "x", "minutes": most, "min_minutes": least} for n, (most, least) in enumerate(lengths)
    ]
    total = sum(most for most, _ in lengths)
    plan = plan_from({"id": "p", "title": "P", "phases": phases})
    room = Room(starts_at=0.0, minutes=total, plan=plan)
    now = begin = float(late_seconds)
    for index, (most, least) in enumerate(lengths):
        given_seconds = phase_seconds(room, index, now)
        assert max(1, min(most, least)) * 60 <= given_seconds <= most * 60
        now += given_seconds
    least_total = sum(max(1, min(most, least)) for most, least in lengths)
    assert now <= max(total * 60, begin + least_total * 60) + 1
