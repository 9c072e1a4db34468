"""The plain Channels consumer on the same daphne: a group per room, one group message per socket, in-memory layer."""

import json
import os
from collections import defaultdict
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402

from bench.floors import WELCOME, Frames, beat, options  # noqa: E402
from bench.floors.runner import serve  # noqa: E402

port, mix = options()
rooms: defaultdict[str, Frames] = defaultdict(lambda: Frames(mix))


class Plain(AsyncWebsocketConsumer):  # type: ignore[misc]
    group: str

    async def connect(self) -> None:
        self.group = self.scope["path"].strip("/").replace("/", ".")
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept("dialogue.v1")

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame, frames = json.loads(text_data or ""), rooms[self.group]
        if frame["do"] == "hello":
            await self.send(WELCOME)
        elif frame["do"] == "beat":
            await self.send(beat(frame, frames.seq))
        else:
            await self.send(frames.ok(frame))
            for text in (frames.line(frame), frames.view()):
                if text:
                    await self.channel_layer.group_send(self.group, {"type": "frame", "text": text})
            for _ in range(frames.yous(frame)):
                await self.send(frames.you())

    async def frame(self, event: dict[str, Any]) -> None:
        await self.send(event["text"])


if __name__ == "__main__":
    serve(Plain.as_asgi(), port)
