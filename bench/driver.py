"""Speaks the wire of the room for many seats at once and writes down what comes back.

The load is open: commands go out at their time whether or not the server kept up. What the notes say is counted in
outcome.py.
"""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bench.client import Client, Closed, connect

BEAT_SECONDS = 5.0
DRAIN_SECONDS = 3.0
JOINS_AT_ONCE = 20
TEXT = "For me it is the morning, before everybody is awake; in my family it was just the other way round."
WORDS = TEXT.split()


@dataclass(frozen=True, slots=True)
class Profile:
    """``commands_per_second`` of one room: half lines of chat, half hands."""

    commands_per_second: float = 2.0
    warm_seconds: float = 3.0
    seconds: float = 15.0
    seed: int = 1


class You(msgspec.Struct):
    speaking: bool = False
    queue_place: int | None = None


class Heard(msgspec.Struct):
    """The fields of server frames that the driver needs; all others are skipped unread."""

    kind: str
    id: str = ""
    seq: int = 0
    resume: str | None = None
    you: You | None = None
    code: str = ""


decode = msgspec.json.Decoder(Heard).decode
encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Sent:
    """One command on its way. ``seq`` is 0 until it was acknowledged, -1 when it was refused."""

    seat: int
    do: str
    at: float
    seq: int = 0
    code: str = ""


class Seat:
    """One socket. After the first time it comes back with its resume token, as a browser does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"{random.getrandbits(40):x}"
        self.ids = itertools.count(1)
        self.client: Client | None = None
        self.forget()

    def forget(self) -> None:
        """A clean sheet: what was heard so far is not part of the next window."""
        self.you = You()
        self.sent: dict[str, Sent] = {}
        self.views: list[tuple[int, float]] = []
        self.frames: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self.drawn_at = 0.0

    async def come(self, origin: str) -> None:
        """Raises ``Closed`` or ``OSError``. ``drawn_at`` is set by the first view that comes then."""
        self.forget()
        self.client = await connect(self.url, origin, self.hear)
        self.client.send(b'{"do":"hello","client":"bench"}')

    def go(self) -> None:
        if self.client is not None:
            self.client.close()

    def drop(self) -> None:
        """The network is gone; the server hears nothing of it but a reset."""
        if self.client is not None:
            self.client.abort()

    @property
    def cut(self) -> bool:
        return self.client is not None and not self.client.is_open

    def hear(self, data: bytes) -> None:
        frame = decode(data)
        self.frames[frame.kind] += 1
        self.bytes[frame.kind] += len(data)
        match frame.kind:
            case "view":
                now = time.perf_counter()
                self.views.append((frame.seq, now))
                self.drawn_at = self.drawn_at or now
            case "ok" if frame.id in self.sent:
                self.sent[frame.id].seq = frame.seq
            case "refused" if frame.id in self.sent:
                self.sent[frame.id].seq, self.sent[frame.id].code = -1, frame.code
            case "you" if frame.you is not None:
                self.you = frame.you
            case "welcome" if frame.resume:
                self.url = f"{self.url.split('?')[0]}?resume={frame.resume}"

    def beat(self) -> None:
        self.send({"do": "beat", "sent": round(time.time(), 3)})

    def command(self, do: str, number: int, **more: Any) -> None:
        id = f"{self.name}{next(self.ids)}"
        self.sent[id] = Sent(number, do, time.perf_counter())
        self.send({"do": do, "id": id, **more})

    def send(self, frame: dict[str, Any]) -> None:
        if self.client is not None:
            self.client.send(encode(frame))

    def hand(self, number: int) -> None:
        """A raised hand goes up, comes down, or the turn it led to ends."""
        if self.you.speaking:
            self.command("end_turn", number)
        elif self.you.queue_place:
            self.command("lower_hand", number)
        else:
            self.command("raise_hand", number)


class Crowd:
    """All seats of all rooms of one server, or of all servers: the address says which."""

    def __init__(self, rooms: Sequence[Sequence[str]], origin: str) -> None:
        self.rooms = [[Seat(url) for url in room] for room in rooms]
        self.origin = origin
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def seats(self) -> list[Seat]:
        return [seat for room in self.rooms for seat in room]

    async def come(self, at_once: int = JOINS_AT_ONCE) -> None:
        gate = asyncio.Semaphore(at_once)

        async def one(seat: Seat) -> None:
            async with gate:
                await seat.come(self.origin)

        await asyncio.gather(*(one(seat) for seat in self.seats))

    async def go(self) -> None:
        self.stop()
        for seat in self.seats:
            seat.go()
        await asyncio.sleep(0.2)

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()

    def start(self, profile: Profile) -> None:
        chance = random.Random(profile.seed)
        for room in self.rooms:
            self.tasks.append(asyncio.create_task(keep_talking(room, profile, random.Random(chance.random()))))
            self.tasks.append(asyncio.create_task(keep_beating(room, chance.random())))

    def heard(self) -> tuple[Counter[str], Counter[str]]:
        """Frames and bytes so far, by kind of frame."""
        frames: Counter[str] = Counter()
        size: Counter[str] = Counter()
        for seat in self.seats:
            frames.update(seat.frames)
            size.update(seat.bytes)
        return frames, size


async def keep_talking(room: list[Seat], profile: Profile, chance: random.Random) -> None:
    """Commands at their own times, evenly spread with some chance, for warm-up and window."""
    pause = 1 / profile.commands_per_second
    at = time.perf_counter() + chance.uniform(0, pause)
    ends_at = time.perf_counter() + profile.warm_seconds + profile.seconds
    for turn in itertools.count():
        await asyncio.sleep(max(0, at - time.perf_counter()))
        if at > ends_at:
            return
        number = chance.randrange(len(room))
        if turn % 2:
            room[number].hand(number)
        else:
            text = " ".join(chance.choices(WORDS, k=chance.randint(4, 16)))
            room[number].command("say", number, text=text)
        at += pause * chance.uniform(0.5, 1.5)


async def keep_beating(room: list[Seat], part: float) -> None:
    await asyncio.sleep(part * BEAT_SECONDS / len(room))
    while True:
        for seat in room:
            seat.beat()
            await asyncio.sleep(BEAT_SECONDS / len(room))


async def come_back(seat: Seat, origin: str, tries: int = 1000, pause: float = 0.2) -> None:
    """Tries until it is in again; for servers that are away or full for a moment."""
    for _ in range(tries):
        with contextlib.suppress(OSError, Closed, TimeoutError):
            await seat.come(origin)
            return
        await asyncio.sleep(pause)
