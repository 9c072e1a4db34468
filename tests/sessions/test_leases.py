"""Which sessions are ended by the clock, and which processes are given up for dead."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

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


def test_the_look_for_forgotten_sessions_reads_no_log(django_assert_num_queries: Callable[[int], Any]) -> None:
    """It comes every 5 s, in every process: with a join it read all events of the season."""
    open_room(scheduled(), PLAN)
    with django_assert_num_queries(2) as queries:
        leases.forgotten(moment(500))
    assert not any("JOIN" in query["sql"] for query in queries.captured_queries)


def test_a_session_without_a_log_is_left_alone() -> None:
    scheduled()
    assert leases.forgotten(moment(500)) == []


def test_an_ended_session_is_not_forgotten() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    lead = room.seats.get(role="lead").number
    act(room.pk, server.Connect(lead, "c", "d", "p"))
    act(room.pk, ask.EndSession(lead))
    assert leases.forgotten(moment(500)) == []


def test_a_dead_process_is_closed_at_the_last_signs_of_its_connections() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    act(room.pk, server.Connect(1, "c1", "d", "gone"))
    leases.take("gone", 1000.0)
    leases.write_signs({"c1": 1003.0})
    dead = leases.dead("gone")
    assert (dead.process, dead.last_beat_at, dead.signs) == ("gone", 1000.0, {room.pk: {"c1": 1003.0}})


def test_one_never_sees_the_own_lease() -> None:
    leases.take("me", 1000.0)
    leases.take("other", 1001.0)
    assert leases.of_others("me") == {"other": 1001.0}


def looks(watch: leases.Watch, renewed_at: Callable[[float], float], *times: float) -> list[str]:
    """Looks at one lease at these times; what the last look says."""
    return [watch.silent({"other": renewed_at(at)}, at) for at in times][-1]


def test_a_lease_that_stands_still_for_twenty_seconds_is_lost() -> None:
    assert looks(leases.Watch(), lambda at: 7.0, 0, 5, 10, 15) == []
    assert looks(leases.Watch(), lambda at: 7.0, 0, 5, 10, 15, 20) == ["other"]


def test_a_process_whose_clock_is_wrong_by_years_lives_as_long_as_it_renews() -> None:
    assert looks(leases.Watch(), lambda at: at - 9e7, *range(0, 100, 5)) == []


def test_after_a_time_without_database_nobody_is_judged_by_what_was_before() -> None:
    watch = leases.Watch()
    looks(watch, lambda at: 7.0, 0, 5, 10, 15)
    assert looks(watch, lambda at: 7.0, 60) == []
    assert looks(watch, lambda at: 7.0, 65, 70, 75, 80) == ["other"]


def test_a_buried_process_that_lives_takes_a_new_lease() -> None:
    leases.take("me", 1000.0)
    leases.bury(leases.dead("me"))
    leases.renew("me", 1030.0)
    assert ProcessLease.objects.get(process="me").renewed_at == 1030.0


def test_a_lost_lease_closes_the_connection_at_its_last_sign() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    act(room.pk, server.Connect(1, "c1", "d", "gone"))
    act(room.pk, server.LeaseLost("gone", 1000.0, {"c1": 1003.0}))
    assert room_now(room.pk).connections == {}
    assert not ConnectionSign.objects.filter(connection="c1").exists()


def test_a_connection_that_came_after_the_look_is_not_forgotten_with_the_process() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    leases.take("hung", 1000.0)
    dead = leases.dead("hung")
    act(room.pk, server.Connect(1, "c1", "d", "hung"))
    leases.bury(dead)
    assert ConnectionSign.objects.get().connection == "c1"


def test_a_process_that_stops_leaves_its_lease_to_whoever_closes_what_it_could_not() -> None:
    room = make_room(1, 2, 1, PLAN, 60)
    leases.take("stops", 1000.0)
    act(room.pk, server.Connect(1, "c1", "d", "stops"))
    leases.give_up("stops")
    assert list(leases.of_others("me")) == ["stops"]
    act(room.pk, server.Disconnect("c1", 1001.0, "closed"))
    leases.give_up("stops")
    assert leases.of_others("me") == {}
