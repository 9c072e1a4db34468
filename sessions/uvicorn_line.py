"""Frames past uvicorn's ``send``: those of one round of the loop in one write, not a task's turn and a write each.

A server's text frame depends on nothing that was sent before, so uvicorn's own state of the connection needs not to
know of it; an uncompressed message is allowed beside agreed compression (RFC 7692, 6). Closing goes by ``send``, which
keeps that state. What is used of uvicorn is not promised by it: where something is missing, ``line_of`` says None and
frames go by ``send``.
"""

import asyncio
import logging
from typing import Any

from sessions import gauges

logger = logging.getLogger(__name__)

BUFFERED_BYTES_MOST = 1024 * 1024
NEEDED = ("transport", "handshake_complete", "close_sent", "disconnected")


def line_of(send: Any) -> "UvicornLine | None":
    """The connection behind an ASGI ``send``, or None."""
    protocol = getattr(send, "__self__", None)
    if type(protocol).__name__ != "WebSocketsSansIOProtocol" or not all(hasattr(protocol, one) for one in NEEDED):
        return None
    return UvicornLine(protocol, send)


class UvicornLine:
    def __init__(self, protocol: Any, send: Any) -> None:
        self.protocol, self.send = protocol, send
        self.closing: asyncio.Task[None] | None = None

    def can_send(self) -> bool:
        one = self.protocol
        return (
            one.handshake_complete
            and self.closing is None
            and not (one.close_sent or one.disconnected or one.transport.is_closing())
        )

    def write_now(self, data: bytes) -> int:
        """Who reads nothing is cut before its frames fill the memory."""
        transport = self.protocol.transport
        transport.write(data)
        left: int = transport.get_write_buffer_size()
        if left > BUFFERED_BYTES_MOST:
            logger.warning("socket cut: %s bytes were not read", left)
            gauges.CUT.inc()
            transport.abort()
        return left

    def buffered(self) -> int:
        return int(self.protocol.transport.get_write_buffer_size())

    def close_with(self, code: int) -> None:
        self.closing = asyncio.ensure_future(self.say_goodbye(code))

    async def say_goodbye(self, code: int) -> None:
        try:
            await self.send({"type": "websocket.close", "code": code})
        except Exception:  # the other side is gone: the consumer hears of it by itself
            logger.debug("a socket was gone before it could be closed", exc_info=True)
