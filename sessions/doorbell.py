"""The doorbell: tells every process with sockets in a room that its log grew. It may lose, repeat and reorder.

What rings carries the new rows as a help; they are used only when they continue the local log, and the log heals
the rest. Failing to ring never fails a write. Scaled: a Redis channel layer, one channel a process. Embedded: one
process is all there is, so a ring is a call in the same process.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from sessions.log import Row

logger = logging.getLogger(__name__)
EVERYBODY = "processes"
# Nobody waits longer for a layer that does not answer.
RING_SECONDS = 2.0

type Listener = Callable[[dict[str, Any]], None]


def group_of(session: UUID) -> str:
    return f"room.{session}"


class Doorbell:
    """One per process. ``listener`` gets each message of the joined groups, on the event loop."""

    def __init__(self, process: str, listener: Listener) -> None:
        self.process, self.listener = process, listener
        layer = get_channel_layer()
        self.layer: Any = None if isinstance(layer, InMemoryChannelLayer) else layer
        self.loop = asyncio.get_running_loop()
        self.channel = ""
        self.task: asyncio.Task[None] | None = None
        self.lost_rings = 0
        self.wanted: set[str] = set()
        self.joined: set[str] = set()
        self.settling = asyncio.Lock()
        self.echoed = asyncio.Event()
        self.broken = False  # the layer did not answer: rooms do not wait for it, heartbeats do

    async def start(self) -> None:
        if self.layer is not None:
            self.wanted.add(EVERYBODY)
            await self.heal()

    async def open(self) -> None:
        """A process may start while the layer is away: then a heartbeat opens its channel."""
        self.channel = await self.layer.new_channel("dialogue")
        self.task = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        while True:
            try:
                message = await self.layer.receive(self.channel)
            except Exception:
                logger.warning("doorbell: receiving failed, trying again", exc_info=True)
                await asyncio.sleep(1)
                continue
            if "echo" in message:
                self.echoed.set()
            elif message.get("from") != self.process:
                self.hear(message)

    async def answers(self) -> bool:
        """Whether a message of ours comes back to us within a second."""
        if self.layer is None:
            return True
        self.echoed.clear()
        try:
            async with asyncio.timeout(1):
                await self.layer.send(self.channel, {"type": "ring", "echo": True, "from": self.process})
                await self.echoed.wait()
        except Exception:
            return False
        return True

    def hear(self, message: dict[str, Any]) -> None:
        """A ring that cannot be read (another version of us wrote it) never stops the listening."""
        try:
            self.listener(message)
        except Exception:
            logger.exception("doorbell: a ring could not be read; the heartbeat heals it")

    async def join(self, group: str) -> None:
        """Rooms open without Redis too: a group that could not be joined is joined by a later heartbeat."""
        if self.layer is not None:
            self.wanted.add(group)
            if not self.broken:
                await self.settle()

    def leave(self, group: str) -> Awaitable[None]:
        """Not wanted from now on, even when awaited later: a join in between holds."""
        self.wanted.discard(group)
        return self.settle()

    async def heal(self) -> None:
        """By the heartbeat: what could not be joined or left before."""
        await self.settle()

    async def settle(self) -> None:
        """Makes the groups that are joined those that are wanted; one at a time, so that no order of calls is wrong."""
        async with self.settling:
            while (odd := self.wanted ^ self.joined) and await self.change(odd.pop()):
                pass

    async def change(self, group: str) -> bool:
        """Joins a wanted group, leaves another. False when the layer did not answer."""
        joins = group in self.wanted
        try:
            async with asyncio.timeout(RING_SECONDS):
                if not self.channel:
                    await self.open()
                await (self.layer.group_add if joins else self.layer.group_discard)(group, self.channel)
        except Exception:
            logger.warning(
                "doorbell: %s could not be %s; a heartbeat tries again", group, "joined" if joins else "left"
            )
            self.broken = True
            return False
        self.broken = False
        self.joined ^= {group}
        return True

    async def ring(self, group: str, message: dict[str, Any]) -> None:
        if self.layer is None:
            return
        try:
            async with asyncio.timeout(RING_SECONDS):
                await self.layer.group_send(group, {"type": "ring", "from": self.process, **message})
        except Exception:
            self.lost_rings += 1
            logger.warning("doorbell: a ring was lost; the heartbeat heals it")

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task


# The doorbell of this process, when it holds sockets.
mine: Doorbell | None = None


def ring_from_outside(group: str, message: dict[str, Any]) -> None:
    """Rings from synchronous code (a page, a command): in this process directly, elsewhere by the layer."""
    if mine is not None:
        mine.loop.call_soon_threadsafe(mine.listener, message)
    layer = get_channel_layer()
    if isinstance(layer, InMemoryChannelLayer) or layer is None:
        return
    try:
        async_to_sync(send_in_time)(layer, group, {"type": "ring", "from": "outside", **message})
    except Exception:
        logger.warning("doorbell: a ring was lost; the heartbeat heals it", exc_info=True)


async def send_in_time(layer: Any, group: str, message: dict[str, Any]) -> None:
    async with asyncio.timeout(RING_SECONDS):
        await layer.group_send(group, message)


def ring_of(session: UUID, rows: Sequence[Row]) -> dict[str, Any]:
    """What a ring tells: the rows themselves, so that nobody has to read them."""
    told = [[r.seq, r.at, r.kind, r.data, r.hash, r.command, r.digest, r.text] for r in rows]
    return {"session": session.hex, "rows": told}
