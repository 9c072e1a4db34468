"""Simulated people: they speak the wire like anybody else, for rehearsals, the demo and tests.

Each has a temper (how often it acts) and a seeded random source; what it may do it reads from ``you.may``.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import websockets

from sessions.simulated_choices import choose

BEAT_SECONDS = 5.0


class Person:
    """One socket of one simulated person; ``state`` is the newest view, ``you`` the private part."""

    def __init__(self, url: str, origin: str, seed: int, pause_seconds: float = 12.0) -> None:
        self.url, self.origin, self.pause_seconds = url, origin, pause_seconds
        self.random = random.Random(seed)  # noqa: S311
        self.state: dict[str, Any] = {}
        self.you: dict[str, Any] = {}
        self.asked = self.phases = 0
        self.unanswered: set[str] = set()
        self.byes: list[str] = []
        self.over = False

    async def live(self, until: Callable[[], bool] = lambda: False) -> None:
        """Comes in, takes part, leaves when ``until`` says so or the room ends; comes back after a lost connection."""
        while not (self.over or until()):
            try:
                async with self.connected() as socket:
                    await self.take_part(socket, until)
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(self.random.uniform(0.5, 2))

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        subprotocol = websockets.Subprotocol("dialogue.v1")
        async with websockets.connect(
            self.url, origin=websockets.Origin(self.origin), subprotocols=[subprotocol]
        ) as it:
            await it.send(json.dumps({"do": "hello", "client": "simulated"}))
            yield it

    async def take_part(self, socket: Any, until: Callable[[], bool]) -> None:
        acting = asyncio.create_task(self.act_now_and_then(socket, until))
        try:
            async for text in socket:
                self.hear(json.loads(text))
        finally:
            acting.cancel()

    def hear(self, frame: dict[str, Any]) -> None:
        match frame["kind"]:
            case "welcome":
                base = self.url.split("?")[0]
                self.url = f"{base}?resume={frame['resume']}"
            case "view":
                self.state = frame["view"]
            case "you":
                self.you = frame["you"]
            case "plan":
                self.phases = len(frame["phases"])
            case "ok" | "refused":
                self.unanswered.discard(frame["id"])
            case "bye":
                self.byes.append(frame["code"])
                self.over = frame["code"] in {"ended", "removed", "not_allowed", "replaced", "signed_out"}

    async def act_now_and_then(self, socket: Any, until: Callable[[], bool]) -> None:
        next_act = time.monotonic() + self.random.uniform(1, self.pause_seconds)
        next_beat = 0.0
        while True:
            now = time.monotonic()
            if now >= next_beat:
                next_beat = now + BEAT_SECONDS
                await socket.send(json.dumps({"do": "beat", "sent": time.time()}))
            if until():
                await self.ask(socket, "leave")
                return
            if now >= next_act:
                next_act = now + self.random.uniform(0.3, 1.7) * self.pause_seconds
                await self.do_something(socket)
            await asyncio.sleep(0.25)

    async def ask(self, socket: Any, do: str, **fields: Any) -> None:
        self.asked += 1
        self.unanswered.add(f"s{self.asked}")
        await socket.send(json.dumps({"do": do, "id": f"s{self.asked}", **fields}))

    async def do_something(self, socket: Any) -> None:
        choice = choose(self.state, self.you, self.random)
        if choice is not None:
            await self.ask(socket, choice[0], **choice[1])


async def sit_down(urls: list[str], origin: str) -> None:
    """All of them at once, until their rooms end."""
    people = [Person(url, origin, seed) for seed, url in enumerate(urls)]
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.live())
