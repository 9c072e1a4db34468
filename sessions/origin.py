"""Only our own pages may open a room: a foreign or a missing ``Origin`` is refused before anything else."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host


class OwnOriginOnly:
    """ASGI wrapper. Clients that are not browsers (load tests, rehearsals) send the server's address as Origin."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        origin = next((value.decode("latin1") for name, value in scope["headers"] if name == b"origin"), "")
        host = urlsplit(origin).hostname or ""
        if host and validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
            await self.application(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4003})
