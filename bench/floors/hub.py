"""A bare hub on our daphne runner: parses, acknowledges, fans out through the runner's direct outlet."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Any

import msgspec

from bench.floors import WELCOME, Frames, beat, options
from bench.floors.runner import serve

port, mix = options()
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.frames = Frames(mix)
        self.outlets: dict[Any, None] = {}

    def take(self, text: str, outlet: Any) -> None:
        frame = decode(text)
        match frame["do"]:
            case "hello":
                outlet.send(outlet.prepare(WELCOME.encode()))
            case "beat":
                outlet.send(outlet.prepare(beat(frame, self.frames.seq).encode()))
            case _:
                self.act(frame, outlet)

    def act(self, frame: dict[str, Any], outlet: Any) -> None:
        outlet.send(outlet.prepare(self.frames.ok(frame).encode()))
        for text in (self.frames.line(frame), self.frames.view()):
            if text:
                prepared = outlet.prepare(text.encode())
                for other in self.outlets:
                    other.send(prepared)
        for other in islice(self.outlets, self.frames.yous(frame)):
            other.send(other.prepare(self.frames.you().encode()))


rooms: defaultdict[str, Room] = defaultdict(Room)


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    room, outlet = rooms[scope["path"]], scope["extensions"]["dialogue.outlet"]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "dialogue.v1"})
    room.outlets[outlet] = None
    while (message := await receive())["type"] == "websocket.receive":
        room.take(message["text"], outlet)
    room.outlets.pop(outlet)


if __name__ == "__main__":
    serve(application, port)
