"""Who hears a room: sockets that are let in, and no longer."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from dialogue import commands as ask
from sessions import database
from sessions.hub import Hub
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.sockets import RoomSocket
from tests.sessions.ears import Ears

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}
LEAD = 3


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A live room with its lead in it."""
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    opened = await RoomProcess().hub(made.pk)
    await opened.enter(socket_of(LEAD, Ears(), "facilitators"))
    yield opened
    opened.stop()
    await asyncio.gather(*opened.tasks)


def socket_of(seat: int, ears: Ears, audience: str = "students", language: str = "en") -> RoomSocket:
    now = time.time()
    return RoomSocket(f"c{seat}", seat, "d", None, audience, language, ears, now, now)


async def test_a_removed_person_whose_connection_was_lost_hears_nothing_more(hub: Hub) -> None:
    ears = Ears()
    socket = socket_of(1, ears)
    await hub.enter(socket)
    await hub.lose(socket)
    await hub.act(ask.Remove(LEAD, 1, "shouting"))
    await hub.act(ask.Say(LEAD, "among ourselves"))
    assert ears.closed == 4003
    assert ears.lines == []


async def test_who_is_still_at_the_door_hears_no_lines(hub: Hub) -> None:
    ears = Ears()
    hub.sockets["c1"] = socket_of(1, ears)
    await hub.act(ask.Say(LEAD, "among ourselves"))
    assert ears.lines == []


async def test_a_lost_connection_that_may_wake_up_misses_no_line(hub: Hub) -> None:
    ears = Ears()
    socket = socket_of(1, ears)
    await hub.enter(socket)
    await hub.lose(socket)
    await hub.act(ask.Say(LEAD, "still here?"))
    assert ears.lines == ["still here?"]


async def test_goodbye_is_said_in_the_language_of_the_reader(hub: Hub) -> None:
    ears = Ears()
    socket_of(1, ears, language="nl").bye("removed")
    assert ears.frames[-1]["text"] != ""
    english = Ears()
    socket_of(1, english).bye("removed")
    assert ears.frames[-1]["text"] != english.frames[-1]["text"]


async def test_a_room_that_is_opened_looks_its_names_up_once() -> None:
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    opened = await RoomProcess().hub(made.pk)
    opened.stop()
    assert len(opened.names) == 4
    assert not opened.tasks


async def test_the_last_words_in_a_breakout_are_told_though_its_end_is_read_with_them() -> None:
    """A process that heard no ring reads several events at once; who was in the pair then reads what was said then."""
    made = await database.write(make_room, 1, 4, 1, PLAN, 60)
    leads, lags = await RoomProcess().hub(made.pk), await RoomProcess().hub(made.pk)
    ears = {seat: Ears() for seat in (1, 2, 3, 4)}
    for seat in ears:
        await lags.enter(socket_of(seat, ears[seat]))
    await leads.enter(socket_of(5, Ears(), "facilitators"))
    await leads.act(ask.PreviewPairs(5, 2))
    await leads.act(ask.StartPairs(5))
    await lags.catch_up()
    pair = {seat for seat in ears if lags.room.seats[seat].room == lags.room.seats[1].room}
    await leads.act(ask.Say(1, "see you", "room"))
    await leads.act(ask.EndPairs(5))
    await lags.catch_up()
    assert {seat for seat in ears if ears[seat].lines == ["see you"]} == pair
    assert len(pair) == 2
    for hub in (leads, lags):
        hub.stop()
        await asyncio.gather(*hub.tasks)
