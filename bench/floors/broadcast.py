"""The floor of floors: a bare `websockets` server that parses, acknowledges and calls `websockets.broadcast`."""

import asyncio
from collections import defaultdict

import msgspec
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bench.floors import BEAT, WELCOME, ok, options, view_of

port, payload = options()
before, after = view_of(payload)
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.seq = 0
        self.sockets: set[ServerConnection] = set()

    async def take(self, data: bytes, socket: ServerConnection) -> None:
        frame = decode(data)
        match frame["do"]:
            case "hello":
                await socket.send(WELCOME)
            case "beat":
                await socket.send(BEAT)
            case _:
                self.seq += 1
                await socket.send(ok(frame["id"], self.seq))
                broadcast(self.sockets, f"{before}{self.seq}{after}")


rooms: defaultdict[str, Room] = defaultdict(Room)


async def talk(socket: ServerConnection) -> None:
    assert socket.request is not None
    room = rooms[socket.request.path]
    room.sockets.add(socket)
    try:
        while True:
            await room.take(await socket.recv(decode=False), socket)
    except ConnectionClosed:
        room.sockets.discard(socket)


async def main() -> None:
    subprotocols = [Subprotocol("dialogue.v1")]
    async with serve(talk, "127.0.0.1", port, subprotocols=subprotocols, compression=None, ping_interval=None) as it:
        await it.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
