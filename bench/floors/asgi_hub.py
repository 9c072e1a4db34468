"""A bare hub as ASGI gives it on the same daphne: one awaited `send` for each socket, nothing of ours in between."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bench.floors import BEAT, WELCOME, ok, options, view_of
from config.server import RoomServer

type Send = Callable[[dict[str, Any]], Awaitable[None]]

port, payload = options()
before, after = view_of(payload)
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.seq = 0
        self.sends: set[Send] = set()

    async def take(self, text: str, send: Send) -> None:
        frame = decode(text)
        match frame["do"]:
            case "hello":
                await tell(send, WELCOME)
            case "beat":
                await tell(send, BEAT)
            case _:
                self.seq += 1
                await tell(send, ok(frame["id"], self.seq))
                view = f"{before}{self.seq}{after}"
                for other in list(self.sends):
                    await tell(other, view)


async def tell(send: Send, text: str) -> None:
    await send({"type": "websocket.send", "text": text})


rooms: defaultdict[str, Room] = defaultdict(Room)


async def application(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    room = rooms[scope["path"]]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "dialogue.v1"})
    room.sends.add(send)
    while (message := await receive())["type"] == "websocket.receive":
        await room.take(message["text"], send)
    room.sends.discard(send)


if __name__ == "__main__":
    RoomServer(application, [f"tcp:port={port}:interface=127.0.0.1"], [], []).run()
