"""Signalling from page to page: only between peers of the newest plan, at a bounded pace, never logged.

A peer may be served by another process: then the doorbell carries the signal there. Like a ring it may be lost; pages
ask again.
"""

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from sessions import wire
from sessions.doorbell import group_of
from sessions.sockets import SIGNALS_BURST, SIGNALS_PER_SECOND, Bucket, RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub

# One refusal for speed a second: a flood is not answered with another one.
COMPLAIN_SECONDS = 1.0
# Signals of one room that wait for the doorbell: a dozen pages that begin at once.
OUTBOX_MOST = 2000


class Relay:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.buckets: dict[str, Bucket] = {}
        self.complained_at: dict[str, float] = {}
        self.outbox: deque[dict[str, Any]] = deque()
        self.carrying = False
        self.taking = asyncio.Lock()
        self.dropped = 0

    def follow(self) -> None:
        """Forgets the pace of sockets that are gone."""
        for name in self.buckets.keys() - self.hub.sockets.keys():
            del self.buckets[name]
            self.complained_at.pop(name, None)

    def in_time(self, socket: RoomSocket) -> bool:
        """Whether this socket may signal now; else the signal is dropped, and now and then it is told so."""
        now = time.monotonic()
        bucket = self.buckets.get(socket.connection)
        if bucket is None:
            bucket = self.buckets[socket.connection] = Bucket(SIGNALS_PER_SECOND, SIGNALS_BURST, SIGNALS_BURST, now)
        if bucket.take(now):
            return True
        self.dropped += 1
        if now - self.complained_at.get(socket.connection, -COMPLAIN_SECONDS) >= COMPLAIN_SECONDS:
            self.complained_at[socket.connection] = now
            socket.refuse("signal", "slow_down")
        return False

    def pass_on(self, socket: RoomSocket, frame: wire.Signal) -> None:
        """To a peer of the sender's plan; a stranger, or one in another breakout, is refused."""
        plan = self.hub.media.plan_of(socket.page)
        peer = next((one for one in plan.peers if one.connection == frame.to), None) if plan else None
        if peer is None:
            socket.refuse("signal", "no_such_peer")
        elif not peer.lost and not self.deliver(frame.to, socket.page, frame.epoch, frame.data):
            self.carry({"session": self.hub.session.hex, "signal": [frame.to, socket.page, frame.epoch, frame.data]})

    def carry(self, ring: dict[str, Any]) -> None:
        """To the other processes, one after the other: an answer must not overtake its offer, and a doorbell that does
        not answer must hold up nobody's commands."""
        if len(self.outbox) >= OUTBOX_MOST:
            self.dropped += 1
            return
        self.outbox.append(ring)
        if not self.carrying:
            self.carrying = True
            self.hub.spawn(self.carry_all())

    async def carry_all(self) -> None:
        try:
            while self.outbox:
                await self.hub.process.doorbell.ring(group_of(self.hub.session), self.outbox.popleft())
        finally:
            self.carrying = False

    async def from_elsewhere(self, to: str, sender: str, epoch: int, data: dict[str, Any]) -> None:
        """Carried here from another process, which may know more of the log than this one."""
        if not any(socket.page == to for socket in self.hub.sockets.values()):
            return
        async with self.taking:
            if not self.are_peers(to, sender, epoch):
                await self.hub.catch_up()
            if self.are_peers(to, sender, epoch):
                self.deliver(to, sender, epoch, data)

    def are_peers(self, to: str, sender: str, epoch: int) -> bool:
        plan = self.hub.media.plan_of(to)
        return plan is not None and plan.epoch == epoch and any(peer.connection == sender for peer in plan.peers)

    def deliver(self, to: str, sender: str, epoch: int, data: dict[str, Any]) -> bool:
        """False when the page is not served by this process."""
        here = [one for one in self.hub.sockets.values() if one.page == to and not one.closing]
        if not here:
            return False
        newest = max(here, key=lambda one: one.opened)
        newest.tell(wire.SignalBack(sender=sender, epoch=epoch, data=data))
        return True
