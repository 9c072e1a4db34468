"""What a hub says to its sockets: the view, built and encoded once for each audience; what is private to a seat, when
it changed; the plan; written lines.
"""

from abc import ABC, abstractmethod
from typing import Any, cast

import msgspec

from dialogue import events as ev
from dialogue import streams
from dialogue.media import media_device
from dialogue.outside import outside_view, seats_named_outside, waits_outside
from dialogue.own_seat import OwnReads
from dialogue.room import Room
from dialogue.views import private_view
from sessions import log, plan_frame, wire
from sessions.sockets import RoomSocket
from sessions.tallies import Tallies
from sessions.view_frames import ViewFrames
from sessions.wire_views import Name, OwnView, RoomView, TalkView


class FanOut(ABC):
    """The half of a hub that speaks."""

    def __init__(self) -> None:
        self.room = Room()
        self.names: dict[int, Name] = {}
        self.names_encoded: Any = msgspec.Raw(b"{}")
        self.tallies = Tallies()
        self.talk_view: TalkView | None = None
        self.views = ViewFrames()
        self.sockets: dict[str, RoomSocket] = {}

    @abstractmethod
    def now(self) -> float:
        """The room's time."""

    def prepared_view(self, socket: RoomSocket, prepared: dict[str, Any]) -> Any:
        """Encoded once for each audience; who waits outside has a small one of their own."""
        if waits_outside(self.room, socket.seat):
            return socket.outlet.prepare(self.outside_frame(socket.seat))
        frame = prepared.get(socket.audience)
        if frame is None:
            frame = prepared[socket.audience] = socket.outlet.prepare(self.view_frame(socket.audience))
        return frame

    def outside_frame(self, seat: int) -> bytes:
        view, named = cast(RoomView, outside_view(self.room, seat)), seats_named_outside(self.room, seat)
        names = {number: name for number, name in self.names.items() if number in named}
        return wire.encode(wire.View(seq=self.room.seq, now=self.now(), view=view, names=names))

    def view_frame(self, audience: str) -> bytes:
        view = cast(RoomView, self.views.encoded(self.room, audience))
        tallies = self.tallies.counts(self.room, audience)
        talk = self.talk_view if audience == "facilitators" and self.talk_view else msgspec.UNSET
        names, now = self.names_encoded, self.now()
        return wire.encode(wire.View(seq=self.room.seq, now=now, view=view, names=names, tallies=tallies, talk=talk))

    def tell_you(self, socket: RoomSocket, reads: OwnReads) -> None:
        """``media``: this is the device that carries sound and picture, of two that are here the newer one.

        ``answers``: poll -> own choices.
        """
        read = (reads.by(socket.seat), self.tallies.version)
        if read == socket.you_read:
            return
        socket.you_read = read
        media = media_device(self.room, socket.seat) in ("", socket.device)
        answers = self.tallies.of_seat(socket.seat)
        you = private_view(self.room, socket.seat) | {"media": media, "answers": answers}
        if you != socket.you:
            socket.you = you
            socket.tell(wire.You(seq=self.room.seq, you=cast(OwnView, you)))

    def tell_plan(self, socket: RoomSocket) -> None:
        socket.plan_version = self.room.plan_version
        if self.room.plan is not None:
            socket.tell(plan_frame.plan_frame(self.room, socket.audience, socket.language))

    def tell_line(self, row: log.Row, event: ev.Event) -> None:
        """The words of an event to those who may read its stream; who wrote it reads it too."""
        stream, writer = streams.stream_of(event), streams.writer_of(event)
        if stream is None:
            return
        line = log.Line(streams.number_in_stream(event, row.seq), writer, row.text, row.at)
        frame = wire.Lines(seq=row.seq, audience=stream, lines=[line.told()])
        prepared: Any = None
        for socket in self.sockets.values():
            if socket.connection not in self.room.connections and not socket.lost:
                continue  # at the door: the rules have not let it in yet
            if socket.shut or waits_outside(self.room, socket.seat):
                continue  # outside: told when let in again
            if socket.seat == writer or streams.reads(self.room, socket.seat, stream):
                prepared = prepared or socket.outlet.prepare(wire.encode(frame))
                socket.push(prepared)
                socket.cursors[stream] = line.n
