"""A server process that holds sockets: its hubs, its writer, its doorbell, and the pulse that keeps all of it true.

The pulse finds connections without a sign of life, renews this process's lease, writes last signs in one batch,
heals lost rings, and closes the connections of processes that died.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings

from dialogue import server_commands as server
from dialogue.room import Refused
from sessions import database, doorbell, leases, log
from sessions.doorbell import Doorbell, group_of
from sessions.errors import Busy
from sessions.hub import Hub
from sessions.sockets import RoomSocket
from sessions.writer import LogWriter

logger = logging.getLogger(__name__)

SILENT_SECONDS = 12.0  # without a beat for so long a connection is lost (design/room.md)
FORGET_SECONDS = 120.0  # and its transport is closed after this
PULSE_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
SIGNS_SECONDS = 15.0
LINGER_SECONDS = 30.0  # an empty hub stays that long: people come back
CONNECTIONS_MOST = 3  # of one person in one session


class RoomProcess:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.hubs: dict[UUID, Hub] = {}
        self.opening: dict[UUID, asyncio.Task[Hub]] = {}
        self.empty_since: dict[UUID, float] = {}
        self.writer = LogWriter()
        self.doorbell = Doorbell(self.id, self.heard)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.draining = False

    async def start(self) -> None:
        await database.write(leases.take, self.id, time.time())
        await self.doorbell.start()
        doorbell.mine = self.doorbell
        await self.bury(alone=settings.PROCESSES == 1)
        self.spawn(self.pulse())

    async def stop(self) -> None:
        """Closes what this process has open in the log; sockets were told ``restart`` before."""
        self.draining = True
        for task in list(self.tasks):
            task.cancel()
        for hub in self.hubs.values():
            hub.stop()
            for socket in list(hub.sockets.values()):
                await quietly(hub.leave(socket))
        await database.write(leases.give_up, self.id)
        await self.doorbell.stop()
        doorbell.mine = None

    # -- hubs --------------------------------------------------------------------------------------------------

    async def hub(self, session: UUID) -> Hub:
        """The hub of a session, loaded once even when many ask at the same time."""
        if session in self.hubs:
            return self.hubs[session]
        if session not in self.opening:
            self.opening[session] = asyncio.create_task(self.open(session))
        return await asyncio.shield(self.opening[session])

    async def open(self, session: UUID) -> Hub:
        hub = Hub(self, session)
        try:
            await self.doorbell.join(group_of(session))
            await hub.load()
            self.hubs[session] = hub
        finally:  # here, not where it is waited for: who stops waiting must not make room for a second hub
            self.opening.pop(session, None)
        return hub

    @property
    def socket_count(self) -> int:
        return sum(len(hub.sockets) for hub in self.hubs.values())

    def make_room_for(self, hub: Hub, socket: RoomSocket) -> None:
        """A fourth connection of a person closes the oldest."""
        mine = [other for other in hub.sockets.values() if other.seat == socket.seat and not other.closing]
        for oldest in sorted(mine, key=lambda other: other.opened)[: max(0, len(mine) + 1 - CONNECTIONS_MOST)]:
            oldest.bye("replaced")

    # -- what is heard from other processes --------------------------------------------------------------------

    def heard(self, message: dict[str, Any]) -> None:
        if "kick" in message:
            self.kick(int(message["kick"]), str(message["code"]))
        elif (hub := self.hubs.get(UUID(message["session"]))) is not None:
            rows = [log.Row(*row) for row in message.get("rows", [])]
            if rows:
                hub.heard_ring(rows)
            else:
                hub.spawn(hub.catch_up())

    def kick(self, user: int, code: str) -> None:
        for hub in self.hubs.values():
            for socket in list(hub.sockets.values()):
                if socket.user == user:
                    socket.bye(code)

    # -- the pulse ---------------------------------------------------------------------------------------------

    async def pulse(self) -> None:
        beat_at = signs_at = 0.0
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            now = time.time()
            try:
                await self.check_silence(now)
                if now - beat_at >= HEARTBEAT_SECONDS or now < beat_at:
                    beat_at = now
                    await self.heartbeat(now)
                if now - signs_at >= SIGNS_SECONDS or now < signs_at:
                    signs_at = now
                    await self.write_signs()
            except Exception:
                logger.exception("pulse: a round failed, the next one tries again")

    async def check_silence(self, now: float) -> None:
        for session, hub in list(self.hubs.items()):
            for socket in list(hub.sockets.values()):
                if now - socket.last_sign > FORGET_SECONDS:
                    socket.go()
                elif now - socket.last_sign > SILENT_SECONDS and not socket.lost:
                    self.spawn(quietly(hub.lose(socket)))
                elif socket.behind:
                    hub.mark()
            self.forget_empty(session, hub, now)

    def forget_empty(self, session: UUID, hub: Hub, now: float) -> None:
        if hub.sockets or hub.tasks or hub.ghosts():
            self.empty_since.pop(session, None)
        elif now - self.empty_since.setdefault(session, now) > LINGER_SECONDS:
            hub.stop()
            self.hubs.pop(session)
            self.empty_since.pop(session)
            self.spawn(self.doorbell.leave(group_of(session)))

    async def heartbeat(self, now: float) -> None:
        await database.write(leases.renew, self.id, now)
        newest = await database.read(log.newest, list(self.hubs))
        for session, seq in newest.items():
            hub = self.hubs.get(session)
            if hub is not None and seq > hub.room.seq and not hub.lock.locked():
                hub.spawn(hub.catch_up())
        for hub in self.hubs.values():
            if not hub.lock.locked() and hub.ghosts():
                hub.spawn(quietly(hub.close_ghosts()))
        await self.doorbell.heal()
        await self.bury()
        await self.end_forgotten(now)

    async def write_signs(self) -> None:
        signs = {s.connection: s.last_sign for hub in self.hubs.values() for s in hub.sockets.values() if not s.lost}
        if signs:
            await database.write(leases.write_signs, signs)

    async def bury(self, *, alone: bool = False) -> None:
        """Closes the connections of dead processes at their last sign of life; whoever notices first."""
        for dead in await database.read(leases.dead, self.id, time.time(), alone):
            for session, signs in dead.signs.items():
                hub = await self.hub(session)
                await quietly(hub.act(server.LeaseLost(dead.process, dead.last_beat_at, signs)))
            await database.write(leases.bury, dead.process)

    async def end_forgotten(self, now: float) -> None:
        """Live rooms that nobody is in still end in time."""
        for session in await database.read(leases.forgotten, now):
            if session not in self.hubs:
                await quietly((await self.hub(session)).act(server.TimeUp()))

    # -- tasks -------------------------------------------------------------------------------------------------

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.finished(self.tasks))

    def finished(self, tasks: set[asyncio.Task[Any]]) -> Callable[[asyncio.Task[Any]], None]:
        def done(task: asyncio.Task[Any]) -> None:
            tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                logger.error("a room task failed", exc_info=error)

        return done


async def quietly(work: Any) -> None:
    """For what the clock does: a refusal means that it was done already."""
    try:
        await work
    except (Refused, Busy) as refusal:
        logger.info("not needed any more: %s", refusal)


current: RoomProcess | None = None
starting: asyncio.Lock | None = None


async def here() -> RoomProcess:
    """The process's rooms, started with the first socket where no runner started them (other ASGI servers, tests)."""
    global current, starting
    if starting is None:
        starting = asyncio.Lock()
    async with starting:
        if current is None:
            process = RoomProcess()
            await process.start()
            current = process
    return current


async def stop() -> None:
    global current, starting
    if current is not None:
        await current.stop()
    current = starting = None
