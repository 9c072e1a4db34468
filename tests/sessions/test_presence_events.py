"""What the server process itself tells a room about presence: when to ask, and when nobody could have answered."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.db import DatabaseError, connection

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.events import OutageNoted
from sessions import checks, database, log
from sessions.hub import Hub
from sessions.outlets import QueuedOutlet
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.rooms import act
from sessions.sockets import RoomSocket

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 90}]}


class Clock:
    """A clock to set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def nobody_reads(message: dict[str, Any]) -> None:
    """The other side of a socket."""


async def comes(hub: Hub, seat: int, audience: str) -> None:
    now = hub.clock()
    socket = RoomSocket(f"c{seat}", seat, "d", None, audience, "en", QueuedOutlet(nobody_reads), now, now)
    await hub.enter(socket)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A live room of a student and a facilitator, on a clock that stands at its beginning."""
    made = await database.write(make_room, 1, 1, 1, PLAN, 90)
    process = RoomProcess()
    opened = await process.hub(made.pk)
    process.clock = process.outages.clock = Clock()  # type: ignore[assignment]
    at(opened, opened.room.at)
    await comes(opened, 1, "students")
    await comes(opened, 2, "facilitators")
    yield opened
    opened.stop()


def at(hub: Hub, moment: float) -> None:
    """It is that time now, and everybody has just shown a sign of life."""
    hub.process.clock.now = moment  # type: ignore[attr-defined]
    hub.ahead = 0.0
    for socket in hub.sockets.values():
        socket.last_sign = moment


async def looks(hub: Hub) -> None:
    """One round of the pulse."""
    hub.process.check_silence()
    for task in list(hub.process.tasks):
        await task


async def test_the_pulse_asks_at_the_drawn_moment_and_once(hub: Hub) -> None:
    assert hub.room.live_at is not None
    moment = checks.moments_of(hub.session, 1, 2, hub.room.live_at, 90, 1)[0]
    at(hub, moment - 1)
    await looks(hub)
    assert hub.room.check is None
    at(hub, moment + 1)
    await looks(hub)
    await looks(hub)
    assert hub.room.check is not None
    assert (hub.room.check.n, hub.room.check.asked, hub.room.checks) == (1, frozenset({1}), 1)


async def test_the_timer_closes_the_check(hub: Hub) -> None:
    assert hub.room.live_at is not None
    at(hub, hub.room.live_at + 1000)
    await hub.act(server.CheckpointDue(1))
    await hub.act(ask.ConfirmHere(1, 1))
    at(hub, hub.room.live_at + 1091)
    await hub.time_up()
    [closed] = await rows_of(hub, "CheckpointClosed")
    assert closed.data == '{"n":1,"asked":[1],"answered":[1]}'


async def test_a_database_that_was_away_is_an_outage_in_the_log(hub: Hub) -> None:
    assert hub.room.live_at is not None
    begin = hub.room.live_at + 100
    at(hub, begin)
    await database.write(change_table, "dialogue_sessions_roomevent RENAME TO away")
    with pytest.raises(DatabaseError):
        await hub.act(ask.Say(1, "hello"))
    await database.write(change_table, "away RENAME TO dialogue_sessions_roomevent")
    at(hub, begin + 12)
    await hub.act(ask.Say(1, "hello again"))
    for task in list(hub.process.tasks):
        await task
    [noted] = await rows_of(hub, "OutageNoted")
    assert noted.happened().event == OutageNoted(begin, begin + 12)


def change_table(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {sql}")


async def rows_of(hub: Hub, kind: str) -> list[log.Row]:
    return [row for row in await database.read(log.read_rows, hub.session) if row.kind == kind]


def test_a_dead_process_is_an_outage_in_the_log() -> None:
    made = make_room(1, 2, 1, PLAN, 60)
    act(made.pk, server.Connect(1, "c1", "d", "gone"))
    act(made.pk, server.LeaseLost("gone", 1000.0, {"c1": 1003.0}))
    rows = log.read_rows(made.pk)
    live_at = next(row.at for row in rows if row.kind == "WentLive")
    [noted] = [row.happened() for row in rows if row.kind == "OutageNoted"]
    assert noted.event == OutageNoted(live_at, noted.at)
