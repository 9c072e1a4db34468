"""A server process that holds sockets: its hubs, its writer, its doorbell, and the pulse that keeps all of it true.

The pulse finds connections without a sign of life, renews this process's lease, writes last signs in one batch,
heals lost rings, looks again at who may be in, and closes the connections of processes that died.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from dialogue import server_commands as server
from dialogue.room import Refused
from sessions import checkpoint, checks, clock, database, doorbell, kicks, leases, log, recheck, strain
from sessions.doorbell import Doorbell, group_of
from sessions.errors import Busy
from sessions.hub import Hub
from sessions.media import janus_servers
from sessions.models import ProcessLease
from sessions.outages import OutageWatch
from sessions.sockets import RoomSocket
from sessions.strain import Strain
from sessions.talk.room_talk import RINGS
from sessions.writer import LogWriter

logger = logging.getLogger(__name__)

SILENT_SECONDS = 12.0  # without a beat for so long a connection is lost
FORGET_SECONDS = 120.0  # and its transport is closed after this
PULSE_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
SIGNS_SECONDS = 15.0
LINGER_SECONDS = 30.0  # an empty hub stays that long: people come back
RECHECK_SECONDS = 60.0  # sign-in, account and seat of everybody who is in
TEND_AGAIN_SECONDS = 60.0  # a room whose log cannot be read is tried again after that
CLOSE_MEDIA_SECONDS = 2.0  # a media server that does not answer keeps no process from stopping
CONNECTIONS_MOST = 3  # of one person in one session


class RoomProcess:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.hubs: dict[UUID, Hub] = {}
        self.opening: dict[UUID, asyncio.Task[Hub]] = {}
        self.empty_since: dict[UUID, float] = {}
        self.doorbell = Doorbell(self.id, self.heard)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.draining = False
        self.clock = clock.server
        self.clock_error = 0.0
        self.outages = OutageWatch(self.clock, self.note_outage)
        self.writer = LogWriter(self.outages)
        self.strain, self.overrun = Strain(), Strain(strain.TOO_LATE_SECONDS)
        self.watch = leases.Watch()
        self.kicks = kicks.RecentKicks()
        self.under_way: dict[str, asyncio.Task[Any]] = {}
        self.began: dict[str, float] = {}
        self.tend_at: dict[UUID, float] = {}
        self.resyncs = 0

    async def start(self) -> None:
        await database.write(leases.take, self.id, self.clock())
        await self.doorbell.start()
        doorbell.mine = self.doorbell
        if settings.PROCESSES == 1:  # whoever holds another lease is dead
            await self.bury(await database.read(leases.of_others, self.id))
        self.spawn(self.pulse())
        self.spawn(strain.watch(self.strain, self.overrun))

    async def stop(self) -> None:
        """Closes what this process has open in the log; sockets were told ``restart`` before."""
        self.draining = True
        for task in list(self.tasks):
            task.cancel()
        for hub in self.hubs.values():
            hub.stop()
        await asyncio.gather(*[hub.talk.finish() for hub in self.hubs.values()], return_exceptions=True)
        leaving = [hub.leave(socket) for hub in self.hubs.values() for socket in list(hub.sockets.values())]
        await asyncio.gather(*leaving, return_exceptions=True)  # what is not written now, another process writes
        if self.tasks:  # media servers are told that their rooms are closed
            await asyncio.wait(self.tasks, timeout=CLOSE_MEDIA_SECONDS)
        await janus_servers.stop()
        await database.write(leases.give_up, self.id)
        await self.doorbell.stop()
        self.writer.inline.close()
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
        except Exception:
            self.spawn(self.doorbell.leave(group_of(session)))
            raise
        finally:  # here, not where it is waited for: who stops waiting must not make room for a second hub
            self.opening.pop(session, None)
        return hub

    @property
    def socket_count(self) -> int:
        return sum(len(hub.sockets) for hub in self.hubs.values())

    def no_room_for(self, query: bytes) -> str | None:
        """Why a new socket cannot be served now; who comes back to a room goes before who is new."""
        if self.draining:
            return "restart"
        is_new = not query.startswith(b"resume=")
        return "full" if self.socket_count >= settings.ROOM_SOCKETS_MOST or (is_new and self.overrun.strained) else None

    def make_room_for(self, hub: Hub, socket: RoomSocket) -> None:
        """A fourth connection of a person closes the oldest."""
        mine = [other for other in hub.sockets.values() if other.seat == socket.seat and not other.closing]
        for oldest in sorted(mine, key=lambda other: other.opened)[: max(0, len(mine) + 1 - CONNECTIONS_MOST)]:
            oldest.bye("replaced")

    # -- what is heard from other processes --------------------------------------------------------------------

    def heard(self, message: dict[str, Any]) -> None:
        if kicks.is_kick(message):
            self.kick(message)
        elif (hub := self.hubs.get(UUID(message["session"]))) is None:
            return
        elif "signal" in message:
            hub.spawn(hub.media.relay.from_elsewhere(*message["signal"]))
        elif RINGS & message.keys():
            hub.talk.hear_ring(message)
        else:
            rows = [log.Row(*row) for row in message.get("rows", [])]
            if rows:
                hub.heard_ring(rows)
            else:
                hub.spawn(hub.catch_up())

    def kick(self, message: dict[str, Any]) -> None:
        self.kicks.note(message, time.monotonic())
        for hub in self.hubs.values():
            for socket in list(hub.sockets.values()):
                if kicks.concerns(message, socket.sign_in):
                    socket.bye(str(message["code"]))

    # -- the pulse ---------------------------------------------------------------------------------------------

    async def pulse(self) -> None:
        """Looks for silence each second, whatever else takes long; the rest has its own pace and is never doubled."""
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            try:
                self.clock_error = self.clock.follow(at_once=not self.socket_count)
                self.check_silence()
                self.at_pace("lease", HEARTBEAT_SECONDS, self.renew)
                self.at_pace("heartbeat", HEARTBEAT_SECONDS, self.heartbeat)
                self.at_pace("others", HEARTBEAT_SECONDS, self.look_after_others)
                self.at_pace("signs", SIGNS_SECONDS, self.write_signs)
                self.at_pace("recheck", RECHECK_SECONDS, self.recheck_all)
            except Exception:
                logger.exception("pulse: a round failed, the next one tries again")

    def at_pace(self, name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Starts it when it is time and the last one is done. A failure (the database is away) is tried next time."""
        at = time.monotonic()
        last = self.under_way.get(name)
        if at - self.began.get(name, 0.0) >= seconds and (last is None or last.done()):
            self.began[name] = at
            self.under_way[name] = self.spawn(work())

    def check_silence(self) -> None:
        for session, hub in list(self.hubs.items()):
            now = hub.clock()
            for socket in list(hub.sockets.values()):
                if now - socket.last_sign > FORGET_SECONDS:
                    socket.go()
                elif now - socket.last_sign > SILENT_SECONDS and not socket.lost:
                    self.spawn(quietly(hub.lose(socket)))
                elif socket.behind:
                    hub.mark()
            if (number := checks.due(session, hub.room, now)) is not None:
                self.spawn(quietly(hub.act(server.CheckpointDue(number))))
            self.forget_empty(session, hub, time.monotonic())

    def forget_empty(self, session: UUID, hub: Hub, at: float) -> None:
        if hub.sockets or hub.tasks or hub.ghosts():
            self.empty_since.pop(session, None)
        elif at - self.empty_since.setdefault(session, at) > LINGER_SECONDS:
            hub.stop()
            self.hubs.pop(session)
            self.empty_since.pop(session)
            self.spawn(self.doorbell.leave(group_of(session)))

    async def renew(self) -> None:
        """Apart from all else: closing the rooms of a dead process may take longer than a lease lives."""
        await self.outages.watched(database.write(leases.renew, self.id, self.clock()))
        await database.write(checkpoint.keep_short)

    async def heartbeat(self) -> None:
        newest = await database.read(log.newest, list(self.hubs))
        for session, seq in newest.items():
            hub = self.hubs.get(session)
            if hub is not None and seq > hub.room.seq and not hub.lock.locked():
                self.resyncs += 1
                hub.spawn(hub.catch_up())
        for hub in self.hubs.values():
            if not hub.lock.locked() and hub.ghosts():
                hub.spawn(quietly(hub.close_ghosts()))
        await self.doorbell.heal()

    async def look_after_others(self) -> None:
        others = await database.read(leases.of_others, self.id)
        await self.bury(self.watch.silent(others, time.monotonic()))
        await self.end_forgotten()

    def note_outage(self, since: float, until: float) -> None:
        """The database is back: the time counts for nobody."""
        for hub in self.hubs.values():
            if hub.room.live:
                self.spawn(self.tell_outage(hub, since, until))

    async def tell_outage(self, hub: Hub, since: float, until: float) -> None:
        try:
            await quietly(hub.act(server.NoteOutage(since, until)))
        except DatabaseError:
            self.outages.failed(since)  # away again: told when it is back
            raise

    async def write_signs(self) -> None:
        signs = {s.connection: s.last_sign for hub in self.hubs.values() for s in hub.sockets.values() if not s.lost}
        if signs:
            await database.write(leases.write_signs, signs)

    # -- rooms that nobody looks after -------------------------------------------------------------------------

    async def bury(self, processes: Iterable[str]) -> None:
        """Closes the connections of dead processes at their last sign of life; whoever notices first."""
        for process in processes:
            try:
                dead = await database.read(leases.dead, process)
            except ProcessLease.DoesNotExist:
                continue
            tended = [
                await self.tend(session, server.LeaseLost(dead.process, dead.last_beat_at, signs))
                for session, signs in dead.signs.items()
            ]
            if all(tended):
                await database.write(leases.bury, dead)

    async def end_forgotten(self) -> None:
        """Live rooms that nobody is in still end in time."""
        for session in await database.read(leases.forgotten, self.clock()):
            if session not in self.hubs:
                await self.tend(session, server.TimeUp())

    async def tend(self, session: UUID, command: server.AnyCommand) -> bool:
        """False when this room's log cannot be used: it is tried again later and keeps no other room waiting."""
        if time.monotonic() < self.tend_at.get(session, 0.0):
            return False
        try:
            await quietly((await self.hub(session)).act(command))
        except DatabaseError:
            raise  # not this room's fault: the whole round comes again
        except Exception:
            logger.exception("room %s cannot be looked after", session)
            self.tend_at[session] = time.monotonic() + TEND_AGAIN_SECONDS
            return False
        self.tend_at.pop(session, None)
        return True

    # -- who may be in -----------------------------------------------------------------------------------------

    def recheck_soon(self, hub: Hub) -> None:
        """When a room goes live or to its next phase."""
        self.spawn(self.recheck([hub]))

    async def recheck_all(self) -> None:
        await self.recheck(list(self.hubs.values()))

    async def recheck(self, hubs: Iterable[Hub]) -> None:
        """Closes the sockets of whoever has lost the sign-in, the account or the seat."""
        places = {name: (hub, socket) for hub in hubs for name, socket in hub.sockets.items()}
        held = [recheck.Held(name, hub.session, s.seat, s.sign_in) for name, (hub, s) in places.items()]
        for name, code in (await database.read(recheck.no_longer, held)).items() if held else ():
            hub, socket = places[name]
            socket.bye(code)
            if code == "removed":
                await quietly(hub.act(server.TakeSeatAway(socket.seat)))

    # -- tasks -------------------------------------------------------------------------------------------------

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.finished(self.tasks))
        return task

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
