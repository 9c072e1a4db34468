"""Socket addresses. An unknown path is refused like a foreign origin."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from sessions.check_socket import check
from sessions.consumers import RoomConsumer
from sessions.door import CountedDoor
from sessions.origin import OwnOriginOnly


async def nothing_here(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4003})


checker: Any = check
unknown: Any = nothing_here
paths = [
    path("ws/rooms/<uuid:session_id>/", RoomConsumer.as_asgi()),
    path("ws/check/", checker),
    re_path(r"", unknown),
]
sockets = CountedDoor(OwnOriginOnly(URLRouter(paths)))
