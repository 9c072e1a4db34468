"""The plain Channels consumer on the same daphne: a group per room, one group message per socket, in-memory layer."""

import json
import os
from collections import Counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402

from bench.floors import BEAT, WELCOME, ok, options, view_of  # noqa: E402
from config.server import RoomServer  # noqa: E402

port, payload = options()
before, after = view_of(payload)
newest: Counter[str] = Counter()


class Plain(AsyncWebsocketConsumer):  # type: ignore[misc]
    group: str

    async def connect(self) -> None:
        self.group = self.scope["path"].strip("/").replace("/", ".")
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept("dialogue.v1")

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = json.loads(text_data or "")
        if frame["do"] == "hello":
            await self.send(WELCOME)
        elif frame["do"] == "beat":
            await self.send(BEAT)
        else:
            newest[self.group] += 1
            seq = newest[self.group]
            await self.send(ok(frame["id"], seq))
            await self.channel_layer.group_send(self.group, {"type": "view", "text": f"{before}{seq}{after}"})

    async def view(self, event: dict[str, Any]) -> None:
        await self.send(event["text"])


if __name__ == "__main__":
    RoomServer(Plain.as_asgi(), [f"tcp:port={port}:interface=127.0.0.1"], [], []).run()
