"""Lines that a socket has missed: sent after its hello, to who is let in again after waiting outside, to who comes into
a breakout."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dialogue import streams
from dialogue.events import MovedTo
from dialogue.outside import waits_outside
from sessions import database, log, wire
from sessions.outlets import SKIP_VIEWS_BYTES
from sessions.sockets import RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub

# Words of one frame of older lines; a line has 8 kB at most.
PIECE_BYTES = 48 * 1024
READ_AGAIN_SECONDS = 0.02


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
            # What the log has and this process does not yet know is told when it is known, and only then.
            known_lines = (line for line in lines if line.n <= newest)
            await tell_lines(hub, socket, stream, [one for one in known_lines if reads or one.seat == socket.seat])
            socket.cursors[stream] = newest


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
    readers = [socket for socket in here if streams.reads(hub.room, socket.seat, stream)]
    await asyncio.gather(*(tell_lines(hub, socket, stream, lines) for socket in readers))


async def tell_lines(hub: "Hub", socket: RoomSocket, stream: str, lines: Sequence[log.Line]) -> None:
    """In pieces, each when the last was read: five hundred long lines at once would look like a socket that never
    reads, and whoever writes them could keep everybody out who comes back."""
    for place, piece in enumerate(pieces_of(lines)):
        while place and socket.outlet.backlog() > SKIP_VIEWS_BYTES and not socket.closing and hub.holds(socket):
            await asyncio.sleep(READ_AGAIN_SECONDS)
        socket.tell(wire.Lines(seq=hub.room.seq, audience=stream, lines=[line.told() for line in piece]))
        await asyncio.sleep(0)  # written in this round of the loop; the next piece sees what was not taken


def pieces_of(lines: Sequence[log.Line]) -> Iterator[list[log.Line]]:
    """At least one, empty when there are no lines: a page waits for an answer to its cursors."""
    piece: list[log.Line] = []
    size = 0
    for line in lines:
        size += len(line.text.encode())
        if piece and size > PIECE_BYTES:
            yield piece
            piece, size = [], len(line.text.encode())
        piece.append(line)
    yield piece
