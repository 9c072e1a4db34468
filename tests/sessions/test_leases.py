"""Which sessions are ended by the clock, and which processes are given up for dead."""

from datetime import UTC, datetime, timedelta

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from sessions import leases
from sessions.models import ConnectionSign, DialogueSession, ProcessLease
from sessions.rehearsals import make_room
from sessions.rooms import act, open_room, room_now

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


def moment(minutes: float) -> float:
    return (datetime.now(tz=UTC) + timedelta(minutes=minutes)).timestamp()


def scheduled() -> DialogueSession:
    now = datetime.now(tz=UTC)
    return DialogueSession.objects.create(
        title="S", wall_date=now.date(), wall_time=now.time(), zone="UTC", starts_at=now, minutes=60
    )


def test_a_live_session_is_forgotten_half_an_hour_after_its_length() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    assert leases.forgotten(moment(89)) == []
    assert leases.forgotten(moment(91)) == [room.pk]


def test_a_session_that_nobody_started_is_forgotten_too() -> None:
    meeting = scheduled()
    open_room(meeting, PLAN)
    assert leases.forgotten(moment(91)) == [meeting.pk]


def test_a_session_without_a_log_is_left_alone() -> None:
    scheduled()
    assert leases.forgotten(moment(500)) == []


def test_an_ended_session_is_not_forgotten() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    lead = room.seats.get(role="lead").number
    act(room.pk, server.Connect(lead, "c", "d", "p"))
    act(room.pk, ask.EndSession(lead))
    assert leases.forgotten(moment(500)) == []


def test_a_silent_process_is_dead_with_the_last_signs_of_its_connections() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    act(room.pk, server.Connect(1, "c1", "d", "gone"))
    leases.take("gone", 1000.0)
    leases.write_signs({"c1": 1003.0})
    [dead] = leases.dead("me", 1000.0 + leases.LEASE_SECONDS + 1, alone=False)
    assert (dead.process, dead.last_beat_at, dead.signs) == ("gone", 1000.0, {room.pk: {"c1": 1003.0}})


def test_a_process_with_a_lease_lives() -> None:
    leases.take("other", 1000.0)
    assert leases.dead("me", 1010.0, alone=False) == []


def test_the_only_process_knows_that_all_others_are_dead() -> None:
    leases.take("other", 1000.0)
    assert [dead.process for dead in leases.dead("me", 1001.0, alone=True)] == ["other"]


def test_a_buried_process_that_lives_takes_a_new_lease() -> None:
    leases.take("me", 1000.0)
    leases.bury("me")
    leases.renew("me", 1030.0)
    assert ProcessLease.objects.get(process="me").renewed_at == 1030.0


def test_a_lost_lease_closes_the_connection_at_its_last_sign() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    act(room.pk, server.Connect(1, "c1", "d", "gone"))
    act(room.pk, server.LeaseLost("gone", 1000.0, {"c1": 1003.0}))
    assert room_now(room.pk).connections == {}
    assert not ConnectionSign.objects.filter(connection="c1").exists()
