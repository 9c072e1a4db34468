"""What one process does for all rooms: a room that is broken, or a layer that is slow, keeps no other waiting."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from dialogue import commands as ask
from dialogue import server_commands as server
from sessions import database, doorbell, leases, log
from sessions.doorbell import EVERYBODY, Doorbell
from sessions.hub import Hub
from sessions.models import ProcessLease, RoomEvent
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.rooms import act, room_now
from tests.sessions.bad_layer import BadLayer
from tests.sessions.ears import come

PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}
db = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def process() -> AsyncIterator[RoomProcess]:
    made = RoomProcess()
    yield made
    for hub in made.hubs.values():
        hub.stop()
        await asyncio.gather(*hub.tasks, return_exceptions=True)


def rooms_of_a_dead_process() -> list[UUID]:
    """Three, the second of which has a log that cannot be read."""
    made = [make_room(number, 2, 1, PLAN, 60).pk for number in range(3)]
    for number, session in enumerate(made):
        act(session, server.Connect(1, f"c{number}", "d", "gone"))
    leases.take("gone", 1000.0)
    RoomEvent.objects.filter(dialogue_session=made[1], seq=2).update(data="not json")
    return made


def open_in(session: UUID) -> bool:
    return bool(room_now(session).connections)


@db
async def test_a_log_that_cannot_be_read_keeps_no_other_room_from_being_closed(process: RoomProcess) -> None:
    first, broken, third = await database.write(rooms_of_a_dead_process)
    await process.bury(["gone"])
    assert not await database.read(open_in, first)
    assert not await database.read(open_in, third)
    assert broken not in process.hubs


@db
async def test_a_process_stays_unburied_until_all_its_rooms_are_closed(process: RoomProcess) -> None:
    await database.write(rooms_of_a_dead_process)
    await process.bury(["gone"])
    assert await database.read(ProcessLease.objects.filter(process="gone").exists)


@db
async def test_a_broken_room_is_not_tried_again_at_each_heartbeat(process: RoomProcess) -> None:
    _, broken, _ = await database.write(rooms_of_a_dead_process)
    await process.bury(["gone"])
    assert broken in process.tend_at
    assert not await process.tend(broken, server.TimeUp())


@db
async def test_of_two_that_bury_a_process_the_second_has_nothing_to_do(process: RoomProcess) -> None:
    await process.bury(["buried by somebody else"])
    assert process.hubs == {}


@db
async def test_a_process_that_closes_the_rooms_of_another_goes_on_renewing_its_lease(
    process: RoomProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, _ = await database.write(rooms_of_a_dead_process)
    monkeypatch.setattr(process.watch, "silent", lambda found, at: ["gone"])
    async with (await process.hub(first)).lock:  # closing this room takes long
        process.spawn(process.pulse())
        await until(lambda: process.under_way.keys() >= {"others", "lease"} and process.under_way["lease"].done())
        assert not process.under_way["others"].done()
        lease = ProcessLease.objects.filter(process=process.id)
        assert await database.read(lease.exists)
    for task in list(process.tasks):
        task.cancel()


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.01)


@db
async def test_rooms_beside_a_broken_one_still_end_in_time(
    process: RoomProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, broken, third = await database.write(rooms_of_a_dead_process)
    monkeypatch.setattr(leases, "forgotten", lambda now: [broken, first, third])
    await process.end_forgotten()
    assert {first, third} <= set(process.hubs)


# -- the doorbell ------------------------------------------------------------------------------------------------


class SlowLayer(BadLayer):
    """Answers when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.answers.set()

    async def group_add(self, group: str, channel: str) -> None:
        await self.answers.wait()
        await super().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        await self.answers.wait()
        await super().group_discard(group, channel)


@pytest.fixture
async def bell() -> AsyncIterator[Doorbell]:
    made = Doorbell("me", lambda message: None)
    made.layer = SlowLayer()
    await made.start()
    yield made
    await made.stop()


def members(bell: Doorbell, group: str) -> set[str]:
    return set(bell.layer.groups.get(group, set()))


async def test_a_room_that_is_opened_again_while_it_is_left_hears_its_rings(bell: Doorbell) -> None:
    await bell.join("room.1")
    leaving = bell.leave("room.1")
    joining = asyncio.ensure_future(bell.join("room.1"))
    await leaving
    await joining
    assert members(bell, "room.1") == {bell.channel}


async def test_a_room_that_is_left_while_it_is_joined_is_left(bell: Doorbell) -> None:
    bell.layer.answers.clear()
    joining = asyncio.ensure_future(bell.join("room.1"))
    await asyncio.sleep(0)
    leaving = asyncio.ensure_future(bell.leave("room.1"))
    bell.layer.answers.set()
    await asyncio.gather(joining, leaving)
    assert members(bell, "room.1") == set()


async def test_a_process_that_starts_without_the_layer_is_in_it_when_it_is_back() -> None:
    class AwayLayer(BadLayer):
        away = True

        async def new_channel(self, prefix: str = "") -> str:
            if self.away:
                raise ConnectionError
            return await super().new_channel(prefix)

    bell = Doorbell("me", lambda message: None)
    bell.layer = AwayLayer()
    await bell.start()
    await bell.join("room.1")
    assert bell.broken
    bell.layer.away = False
    await bell.heal()
    assert members(bell, "room.1") == members(bell, EVERYBODY) == {bell.channel}
    await bell.stop()


async def test_rooms_do_not_wait_for_a_layer_that_is_known_to_be_away(bell: Doorbell) -> None:
    bell.broken = True
    await bell.join("room.1")
    assert members(bell, "room.1") == set()
    await bell.heal()
    assert members(bell, "room.1") == {bell.channel}


async def test_a_doorbell_that_rings_hears_itself(bell: Doorbell) -> None:
    bell.layer.send = lambda channel, message: bell.layer.queues[channel].put(message)
    assert await bell.answers()


async def test_a_failed_ring_is_counted_and_fails_nothing(bell: Doorbell) -> None:
    async def fails(*args: Any) -> None:
        raise ConnectionError

    bell.layer.group_send = fails
    await bell.ring("room.1", {})
    assert bell.lost_rings == 1


# -- a process that hung, a disk that is full, a mail server that does not answer ---------------------------------


@db
async def test_a_process_that_was_buried_while_it_hung_takes_its_people_back(process: RoomProcess) -> None:
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    hub = await process.hub(made.pk)
    ears = await come(hub, 1)
    [socket] = hub.sockets.values()
    await hub.act(server.LeaseLost(process.id, hub.clock(), {}))
    assert socket.lost
    assert not hub.room.here(1)
    await hub.connect(socket)  # its next sign of life
    assert hub.room.here(1)
    assert ears.closed == 0


async def talk_on(hub: Hub) -> None:
    """Until the disk is full: pages that earlier tests left free are filled first."""
    for _ in range(5000):
        await hub.act(ask.Say(3, "x" * 2000))


def newest_of(hub: Hub) -> int:
    return log.newest([hub.session])[hub.session]


def limit_pages(most: int) -> None:
    """SQLite's own way to be full: no page more than there are now."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {most}")


@db
async def test_a_full_disk_refuses_what_is_new_and_keeps_what_is_there(
    process: RoomProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = database.Threads(1, "test")  # one connection, so that the limit holds for what is written
    monkeypatch.setattr(database, "writer", threads)
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    hub = await process.hub(made.pk)
    await come(hub, 3)
    await database.write(limit_pages, 1)
    with pytest.raises(DatabaseError, match="full"):
        await talk_on(hub)
    full = hub.room
    assert full.seq == await database.read(newest_of, hub)
    await database.write(limit_pages, 1_000_000)
    await hub.act(ask.Say(3, "room again"))
    assert hub.room.seq == full.seq + 1


async def test_a_mail_server_that_does_not_answer_holds_up_no_room() -> None:
    answers = threading.Event()
    waiting = [asyncio.ensure_future(database.aside(answers.wait)) for _ in range(5)]
    assert await database.read(int, "1") == 1
    assert await database.write(int, "2") == 2
    answers.set()
    await asyncio.gather(*waiting)


def test_a_page_does_not_wait_for_a_layer_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class SilentLayer(BadLayer):
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            asked.append(group)
            await asyncio.Event().wait()

    monkeypatch.setattr(doorbell, "get_channel_layer", SilentLayer)
    monkeypatch.setattr(doorbell, "RING_SECONDS", 0.01)
    doorbell.ring_from_outside(EVERYBODY, {"kick": 1, "code": "signed_out"})
    assert asked == [EVERYBODY]
