"""A bare hub on our daphne runner: parses, acknowledges, fans out through the runner's direct outlet."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bench.floors import BEAT, WELCOME, ok, options, view_of
from config.server import RoomServer

port, payload = options()
before, after = view_of(payload)
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.seq = 0
        self.outlets: set[Any] = set()

    def take(self, text: str, outlet: Any) -> None:
        frame = decode(text)
        match frame["do"]:
            case "hello":
                outlet.send(outlet.prepare(WELCOME.encode()))
            case "beat":
                outlet.send(outlet.prepare(BEAT.encode()))
            case _:
                self.seq += 1
                outlet.send(outlet.prepare(ok(frame["id"], self.seq).encode()))
                view = outlet.prepare(f"{before}{self.seq}{after}".encode())
                for other in self.outlets:
                    other.send(view)


rooms: defaultdict[str, Room] = defaultdict(Room)


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    room, outlet = rooms[scope["path"]], scope["extensions"]["dialogue.outlet"]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "dialogue.v1"})
    room.outlets.add(outlet)
    while (message := await receive())["type"] == "websocket.receive":
        room.take(message["text"], outlet)
    room.outlets.discard(outlet)


if __name__ == "__main__":
    RoomServer(application, [f"tcp:port={port}:interface=127.0.0.1"], [], []).run()
