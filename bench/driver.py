"""Speaks the wire of the room for many seats at once and counts what comes back.

The load is open: commands go out at their time whether or not the server kept up. Latency is from sending a command
to the arrival of the first view with its ``seq`` (or a newer one) at each other seat of the room.
"""

import asyncio
import contextlib
import itertools
import random
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import websockets

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
    at: float
    seq: int = 0
    code: str = ""


class Seat:
    """One socket. After the first time it comes back with its resume token, as a browser does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.you = You()
        self.ids = itertools.count(1)
        self.name = f"{random.getrandbits(40):x}"
        self.sent: dict[str, Sent] = {}
        self.views: list[tuple[int, float]] = []
        self.frames = self.view_bytes = self.other_bytes = 0
        self.socket: Any = None
        self.task: asyncio.Task[None] | None = None
        self.cut = False

    async def come(self, origin: str) -> None:
        self.sent, self.views, self.you = {}, [], You()
        self.frames = self.view_bytes = self.other_bytes = 0
        self.cut = False
        self.socket = await websockets.connect(
            self.url,
            origin=websockets.Origin(origin),
            subprotocols=[websockets.Subprotocol("dialogue.v1")],
            compression=None,
            ping_interval=None,
            max_queue=None,
        )
        await self.socket.send('{"do":"hello","client":"bench"}')
        self.task = asyncio.create_task(self.listen())

    async def go(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await self.socket.close()

    async def listen(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                self.hear(await self.socket.recv(decode=False))
        self.cut = True

    def hear(self, data: bytes) -> None:
        frame = decode(data)
        self.frames += 1
        if frame.kind == "view":
            self.views.append((frame.seq, time.perf_counter()))
            self.view_bytes += len(data)
            return
        self.other_bytes += len(data)
        match frame.kind:
            case "ok":
                self.sent[frame.id].seq = frame.seq
            case "refused" if frame.id in self.sent:
                self.sent[frame.id].seq, self.sent[frame.id].code = -1, frame.code
            case "you" if frame.you is not None:
                self.you = frame.you
            case "welcome" if frame.resume:
                self.url = f"{self.url.split('?')[0]}?resume={frame.resume}"

    async def beat(self) -> None:
        await self.send({"do": "beat", "sent": time.time()})

    async def command(self, do: str, number: int, **more: Any) -> None:
        id = f"{self.name}{next(self.ids)}"
        self.sent[id] = Sent(number, time.perf_counter())
        await self.send({"do": do, "id": id, **more})

    async def send(self, frame: dict[str, Any]) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.socket.send(encode(frame), text=True)

    async def hand(self, number: int) -> None:
        """A raised hand goes up, comes down, or the turn it led to ends."""
        if self.you.speaking:
            await self.command("end_turn", number)
        elif self.you.queue_place:
            await self.command("lower_hand", number)
        else:
            await self.command("raise_hand", number)


@dataclass
class Outcome:
    """Figures of one measured window. ``latencies`` are in milliseconds."""

    seconds: float
    views: int = 0
    frames: int = 0
    view_bytes: float = 0.0
    asked: int = 0
    acknowledged: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    cut: int = 0
    shown: float = 1.0
    latencies: list[float] = field(default_factory=list)


class Crowd:
    """All seats of all rooms of one server."""

    def __init__(self, rooms: Sequence[Sequence[str]], origin: str) -> None:
        self.rooms = [[Seat(url) for url in room] for room in rooms]
        self.origin = origin
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def seats(self) -> list[Seat]:
        return [seat for room in self.rooms for seat in room]

    async def come(self) -> None:
        gate = asyncio.Semaphore(JOINS_AT_ONCE)

        async def one(seat: Seat) -> None:
            async with gate:
                await seat.come(self.origin)

        await asyncio.gather(*(one(seat) for seat in self.seats))

    async def go(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()
        await asyncio.gather(*(seat.go() for seat in self.seats))

    def start(self, profile: Profile) -> None:
        chance = random.Random(profile.seed)
        for room in self.rooms:
            self.tasks.append(asyncio.create_task(keep_talking(room, profile, random.Random(chance.random()))))
            self.tasks.append(asyncio.create_task(keep_beating(room, chance.random())))

    def frames(self) -> int:
        return sum(seat.frames for seat in self.seats)


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
            await room[number].hand(number)
        else:
            text = " ".join(chance.choices(WORDS, k=chance.randint(4, 16)))
            await room[number].command("say", number, text=text)
        at += pause * chance.uniform(0.5, 1.5)


async def keep_beating(room: list[Seat], part: float) -> None:
    await asyncio.sleep(part * BEAT_SECONDS / len(room))
    while True:
        for seat in room:
            await seat.beat()
            await asyncio.sleep(BEAT_SECONDS / len(room))


def outcome(crowd: Crowd, since: float, until: float, frames: int) -> Outcome:
    """What happened between two moments of ``perf_counter``; read after a pause, so that late answers count."""
    found = Outcome(until - since, frames=frames)
    all_views = sum(len(seat.views) for seat in crowd.seats)
    found.views = sum(since <= at < until for seat in crowd.seats for _, at in seat.views)
    found.view_bytes = sum(seat.view_bytes for seat in crowd.seats) / max(1, all_views)
    found.cut = sum(seat.cut for seat in crowd.seats)
    wanted = drawn = 0
    for room in crowd.rooms:
        views = [Views(seat.views) for seat in room]
        for sent in (sent for seat in room for sent in seat.sent.values() if since <= sent.at < until):
            count(found, sent)
            if sent.seq > 0:
                wanted += len(room)
                drawn += sum(sent.seq in seen.exact for seen in views)
                found.latencies += [
                    (seen.first_at(sent.seq) - sent.at) * 1000
                    for number, seen in enumerate(views)
                    if number != sent.seat
                ]
    found.shown = drawn / max(1, wanted)
    return found


def count(found: Outcome, sent: Sent) -> None:
    found.asked += 1
    if sent.seq > 0:
        found.acknowledged += 1
    elif sent.seq < 0:
        found.refused[sent.code] = found.refused.get(sent.code, 0) + 1
    else:
        found.lost += 1


class Views:
    """The views of one seat, to be asked when a ``seq`` was first on the screen."""

    def __init__(self, views: list[tuple[int, float]]) -> None:
        self.exact = {seq for seq, _ in views}
        self.seqs: list[int] = []
        self.times: list[float] = []
        for seq, at in views:
            if not self.seqs or seq > self.seqs[-1]:
                self.seqs.append(seq)
                self.times.append(at)

    def first_at(self, seq: int) -> float:
        """Infinite when it never came."""
        place = bisect_left(self.seqs, seq)
        return self.times[place] if place < len(self.times) else float("inf")
