"""Pages that carry sound and picture, at a hub without a network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from sessions import database, wire
from sessions.hub import Hub
from sessions.media.frames import page_name
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.sockets import RoomSocket
from tests.sessions.ears import Ears

PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}
numbers = count(1)


@asynccontextmanager
async def open_room(students: int = 3, processes: int = 1) -> AsyncIterator[list[Hub]]:
    """A live room with one lead (the last seat), as each of these processes has it."""
    made = await database.write(make_room, 1, students, 1, PLAN, 60)
    hubs = [await RoomProcess().hub(made.pk) for _ in range(processes)]
    yield hubs
    for hub in hubs:
        hub.stop()
        await settled(hub)


async def settled(*hubs: Hub) -> None:
    """Everything that was begun is done."""
    await asyncio.sleep(0)
    while any(hub.tasks for hub in hubs):
        await asyncio.gather(*[task for hub in hubs for task in hub.tasks])
        await asyncio.sleep(0)
    for hub in hubs:
        hub.follow_media()


@dataclass
class Page:
    hub: Hub
    seat: int
    socket: RoomSocket
    ears: Ears

    @property
    def name(self) -> str:
        return self.socket.page

    @property
    def plan(self) -> dict[str, Any]:
        return self.ears.last("media")

    @property
    def peers(self) -> list[int]:
        return [peer["seat"] for peer in self.plan["peers"]]

    def peer(self, seat: int) -> dict[str, Any]:
        found: dict[str, Any] = next(peer for peer in self.plan["peers"] if peer["seat"] == seat)
        return found

    @property
    def signals(self) -> list[dict[str, Any]]:
        return [frame for frame in self.ears.frames if frame["kind"] == "signal"]

    @property
    def refusals(self) -> list[str]:
        return [frame["code"] for frame in self.ears.frames if frame["kind"] == "refused"]

    async def signals_to(self, to: str, data: dict[str, Any] | None = None, epoch: int | None = None) -> None:
        newest = self.hub.room.media.epoch if epoch is None else epoch
        await self.hub.media.signal(self.socket, wire.Signal(to, newest, data or {"candidate": None}))


async def sits_down(hub: Hub, seat: int, device: str = "laptop", page: str = "page-one") -> Page:
    """A page comes; ``page`` "" is a program that carries no media."""
    ears, now = Ears(), hub.clock()
    audience = "facilitators" if hub.room.seats[seat].role in ("lead", "support") else "students"
    socket = RoomSocket(f"{seat}-{device}-{next(numbers)}", seat, device, None, audience, "en", ears, now, now)
    socket.page = page_name(seat, device, page)
    await hub.enter(socket)
    hub.media.greet(socket)
    await settled(hub)
    return Page(hub, seat, socket, ears)
