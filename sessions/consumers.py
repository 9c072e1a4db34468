"""The door of the room: who is it, parse, call, answer. No rule lives here (they are in dialogue/)."""

import asyncio
import logging
import secrets
import time
from typing import Any, cast
from uuid import UUID

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.db import DatabaseError
from django.utils.translation import override

from dialogue.room import Refused
from sessions import database, missed, own_captions, process, tickets, unsigned, wire
from sessions.entry import Entry, enter
from sessions.errors import Busy, IdReused, NotAgreed, NotLetIn
from sessions.hub import Hub
from sessions.media.frames import page_name
from sessions.outlets import DirectOutlet, Outlet, QueuedOutlet
from sessions.refusal_texts import sentence
from sessions.sockets import (
    BAD_FRAMES_MOST,
    BEATS_BURST,
    BEATS_PER_SECOND,
    COMMANDS_BURST,
    COMMANDS_PER_SECOND,
    FLOOD_REFUSALS,
    HELLO_SECONDS,
    Bucket,
    RoomSocket,
)
from sessions.uvicorn_line import line_of

logger = logging.getLogger(__name__)
# The database is away or cannot keep up: the client is asked to come again.
AWAY = (Busy, DatabaseError)
# A resume token is sent anew when it is this near its end.
RENEW_SECONDS = tickets.RESUME_SECONDS / 2


def outlet_for(scope: dict[str, Any], send: Any) -> Outlet:
    """The shortest way out that the server offers."""
    if ours := scope.get("extensions", {}).get("dialogue.outlet"):
        return cast(Outlet, ours)
    line = line_of(send)
    return DirectOutlet(line) if line else QueuedOutlet(send)


class RoomConsumer(AsyncConsumer):  # type: ignore[misc]
    """One socket. Messages go straight to their method: Channels' dispatch closes old database connections in a
    shared thread around each message, which this class, having no database connection of its own, does not need."""

    channel_layer_alias = "none: the hub has the doorbell"
    socket: RoomSocket | None = None
    hub: Hub | None = None
    entry: Entry | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        self.bad_frames = self.refused = 0
        began = time.monotonic()
        self.bucket = Bucket(COMMANDS_PER_SECOND, COMMANDS_BURST, COMMANDS_BURST, began)
        self.beats = Bucket(BEATS_PER_SECOND, BEATS_BURST, BEATS_BURST, began)
        self.hello_by = asyncio.get_running_loop().time() + HELLO_SECONDS
        self.outlet = outlet_for(scope, send)
        try:
            while True:
                await self.dispatch(await self.next_message(receive))
        except StopConsumer:
            pass
        finally:
            await self.gone()

    async def next_message(self, receive: Any) -> dict[str, Any]:
        """Who was let in says hello soon: what was true of sign-in and seat must not be old by then."""
        if self.socket is None and self.entry is not None:
            try:
                async with asyncio.timeout_at(self.hello_by):
                    return cast(dict[str, Any], await receive())
            except TimeoutError:
                self.bye("not_allowed")
        return cast(dict[str, Any], await receive())

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "websocket.receive":
                await self.received(message)
            case "websocket.connect":
                await self.connected()
            case "websocket.disconnect":
                self.note_orderly_close(message.get("code"))
                raise StopConsumer

    def note_orderly_close(self, code: int | None) -> None:
        """A close frame is a sign of life; a line that was cut (1006) ends presence at the last frame before."""
        if self.hub and self.socket and not self.socket.lost and code not in (None, 1005, 1006):
            self.socket.last_sign = self.hub.clock()

    # -- coming and going --------------------------------------------------------------------------------------

    async def connected(self) -> None:
        protocol = wire.SUBPROTOCOL if wire.SUBPROTOCOL in self.scope["subprotocols"] else None
        await self.base_send({"type": "websocket.accept", "subprotocol": protocol})
        rooms = await process.here()
        if (code := rooms.no_room_for(self.scope["query_string"])) is not None:
            self.bye(code)
            return
        session = UUID(str(self.scope["url_route"]["kwargs"]["session_id"]))
        cookies = next((value.decode("latin1") for name, value in self.scope["headers"] if name == b"cookie"), "")
        self.entered_at = time.monotonic()
        try:
            self.entry = await database.read(enter, session, self.scope["query_string"].decode("latin1"), cookies)
        except NotLetIn as refusal:
            self.bye(refusal.bye)
        except AWAY:
            logger.warning("nobody can be let in: the database does not answer in time")
            self.bye("full")

    def bye(self, code: str) -> None:
        logger.info("room socket refused or closed: %s", code, extra={"code": code})
        with override(self.entry.language if self.entry else None):
            frame = wire.Bye(code=code, text=sentence(code))
        self.outlet.send(self.outlet.prepare(wire.encode(frame)))
        self.outlet.close(wire.CLOSE_CODES[code])
        self.entry = None

    async def gone(self) -> None:
        if self.hub is not None and self.socket is not None:
            try:
                await self.hub.leave(self.socket)
            except (Refused, Busy):
                logger.info("connection was closed by somebody else first")
            except Exception:  # the database is away: the heartbeat closes it in the log later
                logger.warning("a closed connection could not be written down yet", exc_info=True)
        if isinstance(self.outlet, QueuedOutlet):
            await asyncio.sleep(0)
            self.outlet.stop()

    # -- frames ------------------------------------------------------------------------------------------------

    async def received(self, message: dict[str, Any]) -> None:
        if self.entry is None:
            return
        try:
            frame = wire.parse(message.get("text") or "")
        except wire.BadFrame as bad:
            self.bad_frame(bad)
            return
        if isinstance(frame, wire.Hello):
            await self.hello(frame)
        elif self.socket is None or self.hub is None:
            self.bad_frame(wire.BadFrame("hello_first", "", getattr(frame, "id", "")))
        else:
            await self.sign_of_life(self.hub, self.socket)
            if isinstance(frame, wire.Beat):
                self.beat(self.hub, self.socket, frame)
            elif isinstance(frame, wire.Signal):
                await self.hub.media.signal(self.socket, frame)
            elif isinstance(frame, wire.Heard):
                self.heard(self.hub, self.socket, frame)
            else:
                await self.command(self.hub, self.socket, frame)

    def bad_frame(self, bad: wire.BadFrame) -> None:
        self.bad_frames += 1
        logger.info("room frame refused: %s", bad.code, extra={"code": bad.code})
        if self.bad_frames > BAD_FRAMES_MOST:
            self.bye_socket("slow_down")
        else:
            self.tell(wire.Refused(id=bad.id, code=bad.code, text=self.sentence(bad.code)))

    async def hello(self, frame: wire.Hello) -> None:
        assert self.entry is not None
        if self.socket is not None:
            self.bad_frame(wire.BadFrame("bad_frame", "hello twice"))
            return
        rooms = await process.here()
        try:
            self.hub = hub = await rooms.hub(self.entry.session)
        except AWAY:
            self.bye("full")
            return
        if rooms.kicks.meant(self.entry.sign_in, since=self.entered_at):
            self.bye("signed_out")
            return
        socket = self.new_socket(self.entry, hub.clock(), frame.page)
        missed.begin(socket, frame.cursors)
        rooms.make_room_for(hub, socket)
        self.renewed_at = time.monotonic()
        resume = self.resume_token(hub, socket)
        socket.tell(wire.Welcome(seat=socket.seat, device=socket.device, resume=resume, now=hub.now()))
        self.socket = socket  # from here on ``gone`` takes it out of the hub, whatever goes wrong
        try:
            await hub.enter(socket)
        except Refused as refusal:
            hub.sockets.pop(socket.connection, None)
            self.socket = None
            await self.not_in(hub, socket, refusal.code)
            return
        except AWAY:
            self.socket = None
            hub.sockets.pop(socket.connection, None)  # what the log may hold of it is closed by the heartbeat
            self.bye("full")
            return
        hub.greet(socket)
        await missed.let_in(hub, socket)
        hub.media.greet(socket)

    def resume_token(self, hub: Hub, socket: RoomSocket) -> str:
        held = socket.sign_in
        return tickets.resume_for(hub.session, socket.seat, socket.device, held.epoch, held.digest)

    def new_socket(self, entry: Entry, now: float, page: str) -> RoomSocket:
        return RoomSocket(
            connection=secrets.token_hex(8),
            seat=entry.seat,
            device=entry.device,
            user=entry.user,
            audience=entry.audience,
            language=entry.language,
            outlet=self.outlet,
            last_sign=now,
            opened=now,
            sign_in=entry.sign_in,
            page=page_name(entry.seat, entry.device, page),
        )

    async def not_in(self, hub: Hub, socket: RoomSocket, code: str) -> None:
        """Refused at the door: told why; a room that is over is still shown once."""
        socket.tell(wire.Refused(id="hello", code=code, text=self.sentence(code)))
        if code == "ended":
            socket.push(hub.prepared_view(socket, {}))
        self.bye({"ended": "ended", "removed": "removed", "seat_closed": "removed"}.get(code, "not_allowed"))

    async def sign_of_life(self, hub: Hub, socket: RoomSocket) -> None:
        socket.last_sign = hub.clock()
        if socket.lost and not socket.closing:
            try:
                await hub.connect(socket)
            except Refused as refusal:
                await self.not_in(hub, socket, refusal.code)

    def beat(self, hub: Hub, socket: RoomSocket, frame: wire.Beat) -> None:
        if not self.beats.take(time.monotonic()):
            self.too_fast("")
            return
        resume = None
        if self.entry is not None and time.monotonic() - self.renewed_at > RENEW_SECONDS:
            self.renewed_at = time.monotonic()
            resume = self.resume_token(hub, socket)
        socket.tell(wire.BeatBack(seq=hub.room.seq, sent=frame.sent, now=hub.now(), resume=resume))

    def heard(self, hub: Hub, socket: RoomSocket, frame: wire.Heard) -> None:
        """What this page received from the others; at the pace of beats."""
        if self.beats.take(time.monotonic()):
            hub.talk.heard(socket, frame)
        else:
            self.too_fast("")

    async def command(self, hub: Hub, socket: RoomSocket, frame: Any) -> None:
        if not self.bucket.take(time.monotonic()):
            self.too_fast(frame.id)
            return
        command = wire.command_of(frame, socket.seat)
        key = f"{socket.seat}:{socket.device}:{frame.id}"
        try:
            await own_captions.check(hub, socket, command)
            seq = await unsigned.act(hub, command, key, wire.digest_of(command))
        except (Refused, Busy, IdReused, NotAgreed) as refusal:
            self.refuse(frame.id, refusal.code)
        except Exception:
            logger.exception("room command failed: %s", type(command).__name__)
            self.refuse(frame.id, "try_again")
        else:
            socket.tell(wire.Ok(id=frame.id, seq=seq))

    def too_fast(self, command_id: str) -> None:
        self.refused += 1
        if self.refused > FLOOD_REFUSALS:
            self.bye_socket("slow_down")
        else:
            self.refuse(command_id, "slow_down")

    def refuse(self, command_id: str, code: str) -> None:
        logger.info("room command refused: %s", code, extra={"code": code})
        self.tell(wire.Refused(id=command_id, code=code, text=self.sentence(code)))

    # -- answering ---------------------------------------------------------------------------------------------

    def sentence(self, code: str) -> str:
        with override(self.entry.language if self.entry else None):
            return sentence(code)

    def tell(self, frame: wire.ServerFrame) -> None:
        if self.socket is not None:
            self.socket.tell(frame)
        else:
            self.outlet.send(self.outlet.prepare(wire.encode(frame)))

    def bye_socket(self, code: str) -> None:
        if self.socket is not None:
            self.socket.bye(code)
        else:
            self.bye(code)
