"""Rooms are opened in time, with the stored plan and the clock of the settings."""

from datetime import UTC, datetime, timedelta

import pytest

from exchanges.models import Exchange
from facilitation import services
from facilitation.opening import open_due_rooms
from matching.models import Group
from sessions import rooms
from sessions.models import DialogueSession
from tests.factories import make_exchange, make_facilitator, make_group, make_session, make_students

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)


@pytest.fixture
def meeting() -> DialogueSession:
    services.load_plans(services.shipped_plans())
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    group = make_group(exchange, make_students(exchange, 6), make_facilitator(exchange), status=Group.Status.PUBLISHED)
    return make_session(group, starts_at=NOON)


def test_a_room_opens_in_the_hour_before_the_start(meeting: DialogueSession) -> None:
    open_due_rooms(NOON - timedelta(minutes=61))
    assert rooms.room_now(meeting.pk).seq == 0
    open_due_rooms(NOON - timedelta(minutes=59))
    room = rooms.room_now(meeting.pk)
    assert room.plan is not None
    assert room.plan.id == "opening"
    assert len(room.seats) == 7


def test_a_room_that_is_open_is_left_as_it_is(meeting: DialogueSession) -> None:
    open_due_rooms(NOON)
    before = rooms.room_now(meeting.pk).seq
    open_due_rooms(NOON)
    assert rooms.room_now(meeting.pk).seq == before


def test_tests_may_speed_the_clock_of_the_plan(meeting: DialogueSession, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CLOCK_FACTOR = 60
    open_due_rooms(NOON)
    assert rooms.room_now(meeting.pk).clock_factor == 60
