"""Pages without a browser, for rooms on Janus: each sends a tone and a picture and counts the packets that it gets, by
WebRTC in Python (aiortc). `Pages` plays the room: it passes on signals and tells an Sfu who is in.

What is got is decrypted and not decoded (tests/browser/media does that): aiortc knows the lines of an offer by their
payload type and stops those that were inactive once.
"""

import asyncio
import fractions
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame, VideoFrame

from sessions.media.janus_servers import JanusServer
from sessions.media.sfu import Member, Sfu

RATE = 48_000
BLOCK = RATE // 50
PATIENCE_SECONDS = 20.0
PICTURES_A_SECOND = 5


async def until(true: Callable[[], Any], what: str = "") -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends_at, f"waited in vain {what}"
        await asyncio.sleep(0.02)


class Pace:
    """Frames at an even pace."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.began, self.count = seconds, time.monotonic(), 0

    async def next(self) -> int:
        self.count += 1
        await asyncio.sleep(max(0.0, self.began + self.count * self.seconds - time.monotonic()))
        return self.count


class Tone(MediaStreamTrack):
    """440 Hz while `loud`, the hiss of a quiet room otherwise."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.loud, self.pace = True, Pace(BLOCK / RATE)
        self.noise = np.random.default_rng(7)

    async def recv(self) -> AudioFrame:
        count = await self.pace.next()
        at = (np.arange(BLOCK) + count * BLOCK) / RATE
        tone = np.sin(2 * np.pi * 440 * at) * (12_000 if self.loud else 0)
        samples = (tone + self.noise.normal(0, 8, BLOCK)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, count * BLOCK, fractions.Fraction(1, RATE)
        return frame


class Picture(MediaStreamTrack):
    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(1 / PICTURES_A_SECOND)

    async def recv(self) -> VideoFrame:
        count = await self.pace.next()
        pixels = np.full((48, 64, 3), count % 256, dtype=np.uint8)
        frame = VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = count * 90_000 // PICTURES_A_SECOND, fractions.Fraction(1, 90_000)
        return frame


def connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


class Page:
    """`got[connection, kind]`: packets of somebody. `told`: all signals of the server."""

    def __init__(self, name: str, sfu: Sfu) -> None:
        self.name, self.sfu = name, sfu
        self.pub, self.sub = connection(), connection()
        self.tone = Tone()
        self.told: list[dict[str, Any]] = []
        self.got: Counter[tuple[str, str]] = Counter()
        self.whose: dict[int, tuple[str, str]] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.answering = True

    def tell(self, data: dict[str, Any]) -> None:
        self.told.append(data)
        if "description" in data:
            self.spawn(self.on_answer(data) if data["pc"] == "pub" else self.on_offer(data))

    def spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def offer(self, *, video: bool = True) -> None:
        self.pub.addTrack(self.tone)
        if video:
            self.pub.addTrack(Picture())
        await self.pub.setLocalDescription(await self.pub.createOffer())
        await self.signal("pub", self.pub.localDescription)

    async def begin_anew(self) -> None:
        """As a page does whose connection failed: a new one, with another certificate."""
        old, self.pub, self.tone = self.pub, connection(), Tone()
        await old.close()
        await self.offer()

    async def signal(self, pc: str, description: RTCSessionDescription) -> None:
        told = {"type": description.type, "sdp": description.sdp}
        await self.sfu.signal(self.name, {"pc": pc, "description": told})

    async def on_answer(self, data: dict[str, Any]) -> None:
        await self.pub.setRemoteDescription(RTCSessionDescription(**data["description"]))

    async def on_offer(self, data: dict[str, Any]) -> None:
        if not self.answering:
            return
        if data["fresh"]:
            await self.sub.close()
            self.sub = connection()
        self.whose = senders_of(data)
        await self.sub.setRemoteDescription(RTCSessionDescription(**data["description"]))
        self.sub.getTransceivers()[0].receiver.transport._handle_rtp_data = self.count
        await self.sub.setLocalDescription(await self.sub.createAnswer())
        await self.signal("sub", self.sub.localDescription)

    async def count(self, packet: bytes, arrival_time_ms: int) -> None:
        if (sender := self.whose.get(int.from_bytes(packet[8:12], "big"))) is not None:
            self.got[sender] += 1

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(self.pub.close(), self.sub.close())


def senders_of(offer: dict[str, Any]) -> dict[int, tuple[str, str]]:
    """SSRC -> (connection, kind), by the lines of the offer."""
    lines = {line["mid"]: (line["connection"], line["kind"]) for line in offer["streams"]}
    parts = re.split(r"^m=", offer["description"]["sdp"], flags=re.MULTILINE)[1:]
    mids = {found[1]: part for part in parts if (found := re.search(r"^a=mid:(\S+)", part, re.MULTILINE))}
    ssrcs = {mid: re.findall(r"^a=ssrc:(\d+)", part, re.MULTILINE) for mid, part in mids.items()}
    return {int(ssrc): lines[mid] for mid in lines for ssrc in ssrcs.get(mid, ())}


class Pages:
    """One room in one process. `talk`, `measured`: what on_talking and on_measured said; `talking`: who talks now;
    `downs`: calls of `down`."""

    def __init__(self, server: JanusServer, room_session: UUID | None = None, epoch: int = 1) -> None:
        self.room_session = room_session or uuid4()
        self.downs = 0
        self.talk: list[tuple[str, bool, float]] = []
        self.measured: list[tuple[str, int, int, int]] = []
        self.unmeasured: set[int] = set()  # seats
        self.sfu = Sfu(
            server, self.room_session, self.tell, self.down, epoch=epoch, on_talking=self.on_talking,
            on_measured=lambda *row: self.measured.append(row), may_measure=self.may_measure,
        )  # fmt: skip
        self.of: dict[str, Page] = {}

    def tell(self, name: str, data: dict[str, Any]) -> None:
        self.of[name].tell(data)

    def down(self) -> None:
        self.downs += 1

    def on_talking(self, name: str, talking: bool, at: float) -> None:
        self.talk.append((name, talking, at))

    async def may_measure(self) -> set[int]:
        return set(range(24)) - self.unmeasured

    @property
    def talking(self) -> set[str]:
        return {name for name, talking, _ in {name: row for row in self.talk for name in [row[0]]}.values() if talking}

    async def follow(
        self, names: str, *, mute: Iterable[str] = (), hide: Iterable[str] = (), also: str = "",
        rooms: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """`names` as "a b"; each hears the others and `also`. `rooms`: breakouts, each as "a b"."""
        here = names.split()
        for name in here:
            self.of.setdefault(name, Page(name, self.sfu))
        together = [room.split() for room in rooms] or [here + also.split()]
        members = {
            name: Member(
                seat, name not in mute, name not in hide,
                frozenset(other for room in together if name in room for other in room) - {name},
            )
            for seat, name in enumerate(here)
        }  # fmt: skip
        await self.sfu.follow(members)

    async def send(self, names: str, *, video: bool = True) -> None:
        for name in names.split():
            await self.of[name].offer(video=video)

    def got(self, reader: str, sender: str, kind: str = "audio") -> int:
        return self.of[reader].got[sender, kind]

    async def grows(self, reader: str, sender: str, kind: str = "audio", by: int = 2) -> None:
        before = self.got(reader, sender, kind)
        await until(lambda: self.got(reader, sender, kind) >= before + by, f"{reader} gets {kind} of {sender}")

    async def still(self, reader: str, sender: str, kind: str = "audio") -> None:
        """`reader` gets nothing of `sender` any more: what is on its way arrives, then no more for 25 blocks."""
        pace = Pace(BLOCK / RATE)
        quiet, before = 0, -1
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while quiet < 25:
            assert time.monotonic() < ends_at, f"{reader} still gets {kind} of {sender}"
            await pace.next()
            now = self.got(reader, sender, kind)
            quiet, before = (quiet + 1 if now == before else 0), now

    async def close(self) -> None:
        await self.sfu.close()
        await asyncio.gather(*(page.close() for page in self.of.values()))
