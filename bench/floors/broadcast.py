"""The floor of floors: a bare `websockets` server that parses, acknowledges and calls `websockets.broadcast`."""

import asyncio
from collections import defaultdict
from typing import Any

import msgspec
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bench.floors import WELCOME, Frames, beat, options

port, mix = options()
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.frames = Frames(mix)
        self.sockets: dict[ServerConnection, None] = {}

    async def take(self, data: bytes, socket: ServerConnection) -> None:
        frame = decode(data)
        match frame["do"]:
            case "hello":
                await socket.send(WELCOME)
            case "beat":
                await socket.send(beat(frame, self.frames.seq))
            case _:
                await self.act(frame, socket)

    async def act(self, frame: dict[str, Any], socket: ServerConnection) -> None:
        await socket.send(self.frames.ok(frame))
        if line := self.frames.line(frame):
            broadcast(self.sockets, line)
        broadcast(self.sockets, self.frames.view())
        for other in list(self.sockets)[: self.frames.yous(frame)]:
            await other.send(self.frames.you())


rooms: defaultdict[str, Room] = defaultdict(Room)


async def talk(socket: ServerConnection) -> None:
    assert socket.request is not None
    room = rooms[socket.request.path]
    room.sockets[socket] = None
    try:
        while True:
            await room.take(await socket.recv(decode=False), socket)
    except ConnectionClosed:
        room.sockets.pop(socket)


async def main() -> None:
    subprotocols = [Subprotocol("dialogue.v1")]
    async with serve(talk, "127.0.0.1", port, subprotocols=subprotocols, compression=None, ping_interval=None) as it:
        await it.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
