"""A bare hub as ASGI gives it on the same daphne: one awaited `send` for each frame, nothing of ours in between."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bench.floors import WELCOME, Frames, beat, options
from bench.floors.runner import serve

type Send = Callable[[dict[str, Any]], Awaitable[None]]

port, mix = options()
decode = msgspec.json.Decoder().decode


class Room:
    def __init__(self) -> None:
        self.frames = Frames(mix)
        self.sends: dict[Send, None] = {}

    async def take(self, text: str, send: Send) -> None:
        frame = decode(text)
        match frame["do"]:
            case "hello":
                await tell(send, WELCOME)
            case "beat":
                await tell(send, beat(frame, self.frames.seq))
            case _:
                await self.act(frame, send)

    async def act(self, frame: dict[str, Any], send: Send) -> None:
        await tell(send, self.frames.ok(frame))
        for text in (self.frames.line(frame), self.frames.view()):
            if text:
                for other in list(self.sends):
                    await tell(other, text)
        for other in list(self.sends)[: self.frames.yous(frame)]:
            await tell(other, self.frames.you())


async def tell(send: Send, text: str) -> None:
    await send({"type": "websocket.send", "text": text})


rooms: defaultdict[str, Room] = defaultdict(Room)


async def application(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    room = rooms[scope["path"]]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "dialogue.v1"})
    room.sends[send] = None
    while (message := await receive())["type"] == "websocket.receive":
        await room.take(message["text"], send)
    room.sends.pop(send)


if __name__ == "__main__":
    serve(application, port)
