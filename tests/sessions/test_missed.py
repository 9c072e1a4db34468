"""Older lines reach who comes back in pieces that a reading client can take."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from dialogue import commands as ask
from sessions import database, log, missed
from sessions.outlets import SKIP_VIEWS_BYTES, QueuedOutlet
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.sockets import RoomSocket
from tests.sessions.ears import Ears

PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}
LEAD = 3
LONG = [log.Line(n, 1, "ح" * 1900, 0.0) for n in range(1, 501)]


class Reader:
    """The other side of a socket: takes frames while it reads."""

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.frames: list[dict[str, Any]] = []

    async def take(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.frames.append(json.loads(message["text"]))


def test_a_piece_holds_few_bytes_and_no_line_is_left_out() -> None:
    pieces = list(missed.pieces_of(LONG))
    assert [line for piece in pieces for line in piece] == LONG
    assert max(sum(len(line.text.encode()) for line in piece) for piece in pieces) <= missed.PIECE_BYTES


def test_no_lines_are_one_empty_piece() -> None:
    assert list(missed.pieces_of([])) == [[]]


async def test_who_does_not_read_keeps_little_waiting_and_who_reads_again_gets_every_line() -> None:
    reader = Reader()
    outlet = QueuedOutlet(reader.take)
    socket = RoomSocket("c1", 2, "d", None, "students", "en", outlet, 0.0, 0.0)
    hub: Any = SimpleNamespace(room=SimpleNamespace(seq=7), holds=lambda one: True)
    telling = asyncio.create_task(missed.tell_lines(hub, socket, "all", LONG))
    await asyncio.sleep(missed.READ_AGAIN_SECONDS * 3)
    assert not telling.done()
    assert 0 < outlet.backlog() < SKIP_VIEWS_BYTES + 2 * missed.PIECE_BYTES
    reader.reads.set()
    await telling
    while outlet.backlog():
        await asyncio.sleep(0)
    assert [line["n"] for frame in reader.frames for line in frame["lines"]] == [line.n for line in LONG]
    assert not socket.closing


async def test_a_socket_that_is_gone_is_not_waited_for() -> None:
    outlet = QueuedOutlet(Reader().take)
    socket = RoomSocket("c1", 2, "d", None, "students", "en", outlet, 0.0, 0.0)
    hub: Any = SimpleNamespace(room=SimpleNamespace(seq=7), holds=lambda one: False)
    async with asyncio.timeout(5):
        await missed.tell_lines(hub, socket, "all", LONG)


@pytest.mark.django_db(transaction=True)
async def test_a_line_that_only_the_log_knows_yet_is_told_when_the_process_knows_it() -> None:
    """Said through another process, whose ring has not come: read from the log with the older lines, and not told."""
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    leads, lags = await RoomProcess().hub(made.pk), await RoomProcess().hub(made.pk)
    await leads.enter(RoomSocket("c3", LEAD, "d", None, "facilitators", "en", Ears(), 0.0, 0.0))
    ears = Ears()
    back = RoomSocket("c1", 1, "d", None, "students", "en", ears, 0.0, 0.0)
    await lags.enter(back)
    missed.begin(back, {})
    await leads.act(ask.Say(LEAD, "known here"))
    await lags.catch_up()
    await leads.act(ask.Say(LEAD, "known to the log"))
    await missed.let_in(lags, back)
    assert ears.lines == ["known here"]
    assert back.cursors["all"] == 1
    await lags.catch_up()
    assert ears.lines == ["known here", "known to the log"]
    for hub in (leads, lags):
        hub.stop()
        await asyncio.gather(*hub.tasks)
