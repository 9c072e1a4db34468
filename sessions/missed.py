"""Lines that a socket has missed: sent after its hello, to who is let in again after waiting outside, to who comes into
a breakout."""

from typing import TYPE_CHECKING

from dialogue import streams
from dialogue.events import MovedTo
from dialogue.outside import waits_outside
from sessions import database, log, wire
from sessions.sockets import RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub


def begin(socket: RoomSocket, cursors: dict[str, int]) -> None:
    """A hello: nothing is told before what its page missed, which ``let_in`` tells."""
    socket.cursors = dict(cursors)
    socket.shut = socket.letting_in = True


async def tell(hub: "Hub", socket: RoomSocket) -> None:
    """Every line after the socket's cursors that its seat may read; own lines too."""
    for stream in streams.streams_for(hub.room, socket.seat):
        newest, known = hub.room.lines[stream], socket.cursors.get(stream, 0)
        if newest > known:
            most = 1 if stream in streams.NEWEST_STREAMS else log.LINES_MOST
            lines = await database.read(log.read_lines, hub.session, stream, known, most)
            if waits_outside(hub.room, socket.seat):
                return
            reads = streams.reads(hub.room, socket.seat, stream)
            told = [line.told() for line in lines if reads or line.seat == socket.seat]
            socket.tell(wire.Lines(seq=hub.room.seq, audience=stream, lines=told))
            socket.cursors[stream] = max([newest, *(line.n for line in lines)])


def follow(hub: "Hub", socket: RoomSocket) -> None:
    """Called with each new version: shuts the socket of who is outside, and opens it when let in again."""
    if waits_outside(hub.room, socket.seat):
        socket.shut = True
    elif socket.shut and not socket.letting_in:
        socket.letting_in = True
        hub.spawn(let_in(hub, socket))


async def let_in(hub: "Hub", socket: RoomSocket) -> None:
    """What is said meanwhile waits until the older lines are told, so that a cursor never jumps over one."""
    try:
        while socket.shut and not waits_outside(hub.room, socket.seat):
            before = hub.room.lines
            await tell(hub, socket)
            socket.shut = hub.room.lines != before
    finally:
        socket.letting_in = False


async def tell_breakout(hub: "Hub", event: MovedTo) -> None:
    """Who comes into a breakout is told what was written there before; the page knows lines it has by number."""
    stream = streams.own_breakout(hub.room, event.seat)
    here = [socket for socket in hub.sockets.values() if socket.seat == event.seat]
    if stream is None or not here or not hub.room.lines.get(stream):
        return
    lines = await database.read(log.read_lines, hub.session, stream, 0)
    told = [line.told() for line in lines]
    for socket in here:
        if streams.reads(hub.room, socket.seat, stream):
            socket.tell(wire.Lines(seq=hub.room.seq, audience=stream, lines=told))
