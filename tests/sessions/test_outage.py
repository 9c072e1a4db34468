"""One process whose database, or a part of it, goes away for a moment: nothing stays behind, and its clock goes on."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection

from dialogue.room import Room
from sessions import database
from sessions.doorbell import Doorbell
from sessions.hub import Hub
from sessions.outlets import QueuedOutlet
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.sockets import RoomSocket

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


def change_table(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {sql}")


async def take_log_away() -> None:
    """Every append and every read of a log fails from now on, as without a database."""
    await database.write(change_table, "dialogue_sessions_roomevent RENAME TO away")


async def bring_log_back() -> None:
    await database.write(change_table, "away RENAME TO dialogue_sessions_roomevent")


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    opened = await RoomProcess().hub(made.pk)
    await asyncio.gather(*opened.tasks)
    yield opened
    opened.stop()


async def nobody_reads(message: dict[str, Any]) -> None:
    """The other side of a socket."""


def socket_of(seat: int) -> RoomSocket:
    now = time.time()
    return RoomSocket(f"c{seat}", seat, "d", None, "students", "en", QueuedOutlet(nobody_reads), now, now)


async def test_who_left_while_the_database_was_away_is_closed_in_the_log_afterwards(hub: Hub) -> None:
    socket = socket_of(1)
    await hub.enter(socket)
    await take_log_away()
    with pytest.raises(DatabaseError):
        await hub.leave(socket)
    await bring_log_back()
    assert hub.ghosts() == ["c1"]
    await hub.close_ghosts()
    assert hub.ghosts() == []


async def test_a_room_with_somebody_left_behind_in_its_log_is_not_forgotten(hub: Hub) -> None:
    await hub.enter(socket_of(1))
    hub.sockets.clear()
    hub.process.forget_empty(hub.session, hub, 0.0)
    hub.process.forget_empty(hub.session, hub, 1000.0)
    assert hub.session in hub.process.hubs


async def test_a_timer_that_found_no_database_rings_again(hub: Hub) -> None:
    hub.stop()
    await take_log_away()
    hub.room = past_its_time(hub)
    with pytest.raises(DatabaseError):
        await hub.time_up()
    await bring_log_back()
    assert hub.timer is not None
    assert not hub.timer.cancelled()


def past_its_time(hub: Hub) -> Room:
    """The room as it is when the time of its phase is over."""
    assert hub.room.running is not None
    return replace(hub.room, running=replace(hub.room.running, ends_at=hub.room.at - 1))


async def test_a_ring_that_cannot_be_read_does_not_deafen_the_process() -> None:
    heard: list[str] = []

    def listener(message: dict[str, Any]) -> None:
        heard.append(message["word"])

    bell = Doorbell("me", listener)
    bell.hear({"unknown": 1})
    bell.hear({"word": "kick"})
    assert heard == ["kick"]


async def test_who_stops_waiting_for_a_room_does_not_make_a_second_one_of_it(hub: Hub) -> None:
    process = RoomProcess()
    first = asyncio.create_task(process.hub(hub.session))
    await asyncio.sleep(0)
    first.cancel()
    opened = await asyncio.gather(process.hub(hub.session), process.hub(hub.session))
    assert opened[0] is opened[1] is process.hubs[hub.session]
