"""How many sockets one process opens, in all and for one address; the rest is refused before it costs anything.

A room that is full for newcomers says so in a frame (4013, sessions/consumers.py); a storm beyond that, or a flood
from one address, gets an HTTP answer instead of an upgrade: 503 or 429, with ``Retry-After``.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings

from sessions import gauges

RETRY_AFTER_SECONDS = 10
# Above ROOM_SOCKETS_MOST so many more sockets may open to be told that it is full, and why.
TOLD_SHARE = 0.1

type Deny = Callable[[int, str, int], Awaitable[None]]


class Door:
    """Counts open sockets; one per process."""

    def __init__(self) -> None:
        self.open = 0
        self.by_address: Counter[str] = Counter()

    def refusal(self, address: str) -> tuple[int, str] | None:
        """Status and reason, or None: come in."""
        if self.open >= settings.ROOM_SOCKETS_MOST * (1 + TOLD_SHARE):
            return 503, "Full"
        if address and self.by_address[address] >= settings.ROOM_SOCKETS_PER_ADDRESS_MOST:
            return 429, "Too many sockets from one address"
        return None

    def enter(self, address: str) -> None:
        self.open += 1
        self.by_address[address] += 1

    def leave(self, address: str) -> None:
        self.open -= 1
        self.by_address[address] -= 1
        if not self.by_address[address]:
            del self.by_address[address]


here = Door()


class CountedDoor:
    """ASGI wrapper around everything that opens a socket."""

    def __init__(self, application: Any, door: Door = here) -> None:
        self.application, self.door = application, door

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        address = address_of(scope)
        refusal = self.door.refusal(address)
        if refusal is not None:
            gauges.REFUSED.labels(str(refusal[0])).inc()
            await receive()
            await deny(scope, send, *refusal)
            return
        self.door.enter(address)
        try:
            await self.application(scope, receive, send)
        finally:
            self.door.leave(address)


def address_of(scope: dict[str, Any]) -> str:
    """An IPv4 address or the /64 of an IPv6 one; behind our proxy the last address of X-Forwarded-For (its own).

    Empty for this machine: load clients, and a proxy that we were not told of.
    """
    text = (scope.get("client") or ["", 0])[0]
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = [value.decode("latin1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        text = forwarded[-1].split(",")[-1].strip() if forwarded else text
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if address.is_loopback:
        return ""
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


async def deny(scope: dict[str, Any], send: Any, status: int, reason: str) -> None:
    """By our own runner, by the ASGI extension for it, or (neither there) as a plain 403."""
    extensions = scope.get("extensions") or {}
    if ours := extensions.get("dialogue.deny"):
        ours(status, reason, RETRY_AFTER_SECONDS)
    elif "websocket.http.response" in extensions:
        headers = [(b"retry-after", str(RETRY_AFTER_SECONDS).encode()), (b"content-type", b"text/plain")]
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": reason.encode()})
    else:
        await send({"type": "websocket.close", "code": 4013})
