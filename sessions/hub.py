"""One hub per process and room: decides commands, keeps the room in step with the log, fans views out.

Nothing is told before it is committed. The view is built once per audience and encoded once; versions that arrive
together are drawn together; the newest wins.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from django.db import DatabaseError

from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.media_plan import QUIET
from dialogue.outside import waits_outside
from dialogue.own_seat import TOUCHES_OWN_SEAT, OwnReads, own_seat
from dialogue.registry import Draft
from dialogue.room import Refused, apply, decided, next_due_at
from sessions import care, database, gauges, log, missed
from sessions.doorbell import group_of, ring_of
from sessions.errors import Busy
from sessions.fan_out import FanOut
from sessions.media.room_media import RoomMedia
from sessions.people import names_of
from sessions.sockets import RoomSocket
from sessions.talk.room_talk import RoomTalk
from sessions.unsigned import Unsigned

if TYPE_CHECKING:
    from sessions.process import RoomProcess

# Racing writers lose in turn; with two processes three tries were the most ever needed in tests.
TRIES = 12
# A timer this near its time is not set anew. Less than 50 ms: one that has rung never counts as set.
TIMER_LEEWAY_SECONDS = 0.02
# Disconnected.reason -> what the socket is told.
BYES = {"replaced": "replaced", "removed": "removed"}


class Hub(FanOut):
    def __init__(self, process: "RoomProcess", session: UUID) -> None:
        super().__init__()
        self.process, self.session = process, session
        self.hash = log.GENESIS
        self.naming = False  # names will be looked up soon
        self.unsigned = Unsigned()
        self.lock = asyncio.Lock()
        self.ahead = 0.0  # seconds by which the newest writer's clock is ahead of ours
        self.dirty = False
        self.touched: set[int] | None = None  # seats whose ``you`` may have changed; None: all
        self.media_touched = False  # what sound and picture depend on may have changed
        self.version = 0
        self.timer: asyncio.TimerHandle | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        self.media, self.talk = RoomMedia(self), RoomTalk(self)

    # -- staying in step with the log --------------------------------------------------------------------------

    async def load(self) -> None:
        self.naming = True
        await self.catch_up()
        await self.load_names()

    async def load_names(self) -> None:
        self.naming = False
        self.names = await database.read(names_of, self.session)
        self.names_encoded = msgspec.Raw(log.encoder.encode(self.names))
        self.mark()

    def names_changed(self) -> None:
        """One look for all the seats that come together, none for those of a log that is only being read."""
        if not self.naming:
            self.naming = True
            self.spawn(self.load_names())

    async def catch_up(self) -> None:
        self.take(await database.read(log.read_on, self.session, self.room.seq))

    def take(self, rows: Sequence[log.Row], draft: Draft | None = None) -> None:
        """Applies the rows that continue the local log; older ones are known, a gap stops.

        ``draft``: what the rows were written from; the rooms that it holds are not worked out again.
        """
        brings_forward = False
        for place, row in enumerate(rows):
            if row.seq == self.room.seq + 1:
                if draft is None:
                    happened = row.happened()
                    event, self.room = happened.event, apply(self.room, happened)
                else:
                    event, self.room = draft.events[place], draft.rooms[place]
                self.hash = row.hash
                self.tallies.take(event, row.text)
                self.follow_clock(row.at)
                brings_forward |= not self.touches_one(event)
                # Marked first: lines and view of one commit then leave in one write.
                self.mark()
                self.follow(row, event)
        if brings_forward:
            self.set_timer()

    def touches_one(self, event: ev.Event) -> bool:
        """Notes whose ``you`` to look at; half of all commands are such that concern one seat and no time."""
        if type(event) not in QUIET:
            self.media_touched = True
            self.talk.note(event, self.room)
        if type(event) not in TOUCHES_OWN_SEAT:
            self.touched = None
            return False
        if self.touched is not None:
            self.touched.add(own_seat(event))
        return True

    def follow(self, row: log.Row, event: ev.Event) -> None:
        """What sockets must hear beside the view: lines, and that they are no longer wanted.

        Row by row, however many come together: a line is for who was there when it was written.
        """
        if row.text:
            self.tell_line(row, event)
        match event:
            case ev.Disconnected():
                self.follow_disconnect(event)
            case ev.Removed() | ev.SeatClosed():
                self.follow_removal(event)
            case ev.MovedTo():
                self.spawn(missed.tell_breakout(self, event))
            case ev.SeatAdded():
                self.names_changed()
            case ev.WentLive() | ev.PhaseStarted():
                self.process.recheck_soon(self)
            case ev.MediaRestoreAsked():
                self.media.restore(event)

    def follow_disconnect(self, event: ev.Disconnected) -> None:
        socket = self.sockets.get(event.connection)
        if socket is None:
            return
        if event.reason in BYES:
            socket.bye(BYES[event.reason])
        elif event.reason == "left":
            socket.go()
        else:
            socket.lost = True

    def follow_removal(self, event: ev.Removed | ev.SeatClosed) -> None:
        """Sockets that the log gave up for lost are still open, and would go on hearing the room."""
        seat = event.number if isinstance(event, ev.SeatClosed) else event.seat
        for socket in list(self.sockets.values()):
            if socket.seat == seat:
                socket.bye("removed")
        self.names_changed()

    def heard_ring(self, rows: Sequence[log.Row]) -> None:
        if rows and rows[-1].seq > self.room.seq:
            self.take(rows)
            if rows[-1].seq > self.room.seq:
                self.process.resyncs += 1
                self.spawn(self.catch_up())

    # -- commands ----------------------------------------------------------------------------------------------

    async def act(self, command: server.AnyCommand, key: str | None = None, digest: str = "") -> int:
        """Decides, commits, applies. Returns the seq. Raises ``Refused``, ``IdReused`` or ``Busy``."""
        async with self.lock:
            for _ in range(TRIES):
                now = self.now()
                try:
                    draft = decided(self.room, command, now)
                except Refused:
                    if (seq := await self.second_look(key, digest)) is not None:
                        return seq
                    if await self.caught_up():
                        raise
                    continue
                if not draft.events:
                    return self.room.seq
                rows = log.rows_for(self.session, (self.room.seq, self.hash), now, draft.events, key, digest)
                if (seq := await self.commit(rows, draft, digest)) is not None:
                    return seq
        raise Busy

    async def caught_up(self) -> bool:
        """Reads on; True when there was nothing new, so that a refusal holds."""
        seq = self.room.seq
        await self.catch_up()
        return self.room.seq == seq

    async def second_look(self, key: str | None, digest: str) -> int | None:
        """A refused command may be a repeat of one that was accepted: the log knows."""
        found = await database.read(log.written_before, self.session, key) if key else None
        return None if found is None else found.answer(digest)

    async def commit(self, rows: tuple[log.Row, ...], draft: Draft, digest: str) -> int | None:
        result = await self.process.writer.append(log.Append(self.session, rows))
        if isinstance(result, log.Committed):
            self.take(rows, draft)
            if care.is_for_coordinator(rows):
                self.spawn(database.aside(care.tell, self.session))
            if self.process.doorbell.layer is not None:
                self.spawn(self.process.doorbell.ring(group_of(self.session), ring_of(self.session, rows)))
            return rows[-1].seq
        await self.catch_up()
        return result.answer(digest) if isinstance(result, log.Duplicate) else None

    def clock(self) -> float:
        """Server time as the room's writers tell it: a process with a slower clock lets no time stand still."""
        return self.process.clock() + self.ahead

    def follow_clock(self, at: float) -> None:
        """Less than 10 ms is rounding and the way through the network."""
        if at - self.clock() > 0.01:
            self.ahead = at - self.process.clock()

    def now(self) -> float:
        """In milliseconds, never before the newest event: a clock set back makes no time run back."""
        return max(round(self.clock(), 3), self.room.at)

    # -- sockets -----------------------------------------------------------------------------------------------

    async def enter(self, socket: RoomSocket) -> None:
        self.sockets[socket.connection] = socket
        await self.connect(socket)

    async def connect(self, socket: RoomSocket) -> None:
        """Writes the connection into the log; also when one that was given up shows a sign of life."""
        socket.lost = False
        links = self.room.connections.items()
        old = [n for n, link in links if link.device == socket.device and link.seat == socket.seat]
        signs = {name: self.sockets[name].last_sign for name in old if name in self.sockets}
        strange = [name for name in old if name not in self.sockets]
        if strange:
            signs |= await database.read(log.last_signs, strange)
        name, page = socket.connection, socket.page
        await self.act(server.Connect(socket.seat, name, socket.device, self.process.id, signs, page))

    def holds(self, socket: RoomSocket) -> bool:
        return self.sockets.get(socket.connection) is socket

    async def leave(self, socket: RoomSocket) -> None:
        """The transport is closed."""
        self.sockets.pop(socket.connection, None)
        if socket.connection in self.room.connections:
            await self.act(server.Disconnect(socket.connection, socket.last_sign, "closed"))

    async def lose(self, socket: RoomSocket) -> None:
        """No sign of life: the place is held, the transport may still come back."""
        socket.lost = True
        if socket.connection in self.room.connections:
            try:
                await self.act(server.Disconnect(socket.connection, socket.last_sign, "lost"))
            except DatabaseError:
                socket.lost = False  # noticed again in a second
                raise

    def ghosts(self) -> list[str]:
        """Connections that the log holds open here though their socket is gone: the database was away just then."""
        links = self.room.connections.items()
        return [name for name, link in links if link.process == self.process.id and name not in self.sockets]

    async def close_ghosts(self) -> None:
        names = self.ghosts()
        signs = await database.read(log.last_signs, names)
        for name in names:
            if name in self.ghosts():
                await self.act(server.Disconnect(name, signs.get(name, 0.0), "lost"))

    # -- fan-out -----------------------------------------------------------------------------------------------

    def mark(self) -> None:
        self.version += 1
        if not self.dirty:
            self.dirty = True
            self.process.strain.draw_soon(self.flush)

    def flush(self) -> None:
        self.dirty = False
        touched, self.touched = self.touched, set()
        prepared: dict[str, Any] = {}
        reads = OwnReads(self.room)
        for socket in list(self.sockets.values()):
            if socket.connection not in self.room.connections:
                if self.room.over and socket.lost:
                    socket.bye("ended")
                continue
            is_touched = touched is None or socket.seat in touched
            self.draw(socket, prepared, reads if is_touched else None)
            if self.room.over:
                socket.bye("ended")
        self.follow_media()

    def follow_media(self) -> None:
        if self.media_touched:
            self.media_touched = False
            self.media.follow()
            self.talk.follow()

    def draw(self, socket: RoomSocket, prepared: dict[str, Any], reads: OwnReads | None) -> None:
        """Plan when new, the newest view when not shown yet, what is private when it changed."""
        waits = waits_outside(self.room, socket.seat)
        if waits or socket.shut:
            missed.follow(self, socket)
        if socket.plan_version != self.room.plan_version and not waits:
            self.tell_plan(socket)
        if socket.shown_version < self.version:
            socket.show(self.prepared_view(socket, prepared), self.version)
        if reads is not None:
            self.tell_you(socket, reads)

    def greet(self, socket: RoomSocket) -> None:
        self.draw(socket, {}, OwnReads(self.room))

    # -- the clock ---------------------------------------------------------------------------------------------

    def set_timer(self) -> None:
        """At least 50 ms ahead, so that a due time in the past never becomes a busy loop; left alone when it fits."""
        due, loop = next_due_at(self.room), asyncio.get_running_loop()
        if due is None:
            self.stop_timer()
            return
        at = loop.time() + max(0.05, due - self.clock())
        if self.timer is None or self.timer.cancelled() or abs(self.timer.when() - at) > TIMER_LEEWAY_SECONDS:
            self.stop_timer()
            self.timer = loop.call_at(at, self.ring_timer)

    def ring_timer(self) -> None:
        self.spawn(self.time_up())

    async def time_up(self) -> None:
        """Rings again in a second when nothing came of it, also when the database is away: the plan must go on."""
        seq, due = self.room.seq, next_due_at(self.room)
        if due is None or due > self.clock() + TIMER_LEEWAY_SECONDS:  # put off by an act that set no timer
            self.set_timer()
            return
        gauges.TIMER_LATE.observe(max(0.0, self.clock() - due))
        try:
            await self.act(server.TimeUp())
        finally:
            if self.room.seq == seq:
                self.timer = asyncio.get_running_loop().call_later(1, self.ring_timer)

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.process.finished(self.tasks))

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def stop(self) -> None:
        """The process lets go of the room."""
        self.stop_timer()
        self.media.stop()
        self.talk.stop()
