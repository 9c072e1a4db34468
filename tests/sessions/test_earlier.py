"""Pairs of a later session know who met before."""

from datetime import UTC, datetime, timedelta

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from exchanges.models import Exchange
from matching.models import Group
from sessions import rooms
from sessions.earlier import met_before
from sessions.models import DialogueSession
from tests.factories import make_exchange, make_facilitator, make_group, make_session, make_students

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


@pytest.fixture
def series() -> list[DialogueSession]:
    """Two sessions of four students; in the first, the students of seats 1 and 2 were a pair, and 3 and 4."""
    starts_at = datetime.now(UTC) + timedelta(minutes=5)
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    students, lead = make_students(exchange, 4), make_facilitator(exchange)
    group = make_group(exchange, students, lead, status=Group.Status.PUBLISHED)
    meetings = [make_session(group, number=n, starts_at=starts_at + timedelta(days=7 * n)) for n in (0, 1)]
    rooms.open_room(meetings[0], PLAN)
    first, everybody = meetings[0].pk, [*seats(meetings[0], "student"), *seats(meetings[0], "lead")]
    for seat in everybody:
        rooms.act(first, server.TimeUp(), server.Connect(seat, f"c{seat}", "d", "p"))
    leads = everybody[-1]
    rooms.act(first, ask.StartSession(leads), ask.PreviewPairs(leads))
    for place, seat in enumerate(everybody[:4]):
        rooms.act(first, ask.MoveTo(leads, seat, place // 2 + 1))
    rooms.act(first, ask.StartPairs(leads))
    return meetings


def seats(meeting: DialogueSession, role: str) -> list[int]:
    return list(meeting.seats.filter(role=role).order_by("number").values_list("number", flat=True))


def test_who_was_in_one_pair_has_met(series: list[DialogueSession]) -> None:
    one, two, three, four = seats(series[1], "student")
    assert met_before(series[1]) == ((one, two), (three, four))


def test_people_are_known_again_by_another_number(series: list[DialogueSession]) -> None:
    for seat in series[1].seats.order_by("-number"):
        series[1].seats.filter(pk=seat.pk).update(number=seat.number + 10)
    one, two, three, four = seats(series[1], "student")
    assert met_before(series[1]) == ((one, two), (three, four))


def test_the_first_session_knows_nobody(series: list[DialogueSession]) -> None:
    assert met_before(series[0]) == ()


def test_the_room_of_the_next_session_avoids_them(series: list[DialogueSession]) -> None:
    rooms.open_room(series[1], PLAN)
    assert rooms.room_now(series[1].pk).met == frozenset(met_before(series[1]))


def test_a_room_is_opened_with_few_questions_however_many_sessions_there_were(
    series: list[DialogueSession], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        met_before(series[1])
