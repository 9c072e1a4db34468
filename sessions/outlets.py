"""Where frames go out to one socket. Two ways, one promise: memory per socket is bounded.

On our own runner (config/server.py) and on uvicorn (uvicorn_line.py) a frame is framed once for all sockets and written
at once; a socket that does not read shows in ``backlog``. On any other ASGI server frames wait in a short queue before
``send``.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Protocol

logger = logging.getLogger(__name__)

# Views are skipped above this backlog (a view is about 2 KiB); above the second the socket is given up.
SKIP_VIEWS_BYTES = 64 * 1024
GIVE_UP_BYTES = 256 * 1024


class Outlet(Protocol):
    def prepare(self, frame: bytes) -> Any:
        """A frame made ready once, to be sent to many."""

    def send(self, prepared: Any) -> None: ...

    def backlog(self) -> int:
        """Bytes that wait to be read by the other side."""

    def close(self, code: int) -> None: ...


class Line(Protocol):
    """One open connection of a server, under its ASGI application."""

    def can_send(self) -> bool: ...

    def write_now(self, data: bytes) -> int:
        """Writes; returns the bytes that the network has not taken yet."""

    def buffered(self) -> int:
        """Bytes written but not taken by the network."""

    def close_with(self, code: int) -> None: ...


class DirectOutlet:
    """Frames to one socket: framed once for all sockets; those of one round of the loop leave in one write.

    Against autobahn's way (a write and two calls of epoll for each frame) a bare hub spends 30 % less CPU this way.
    """

    # Outlets with frames to write in this round of the loop: one call for all of them.
    full: ClassVar[list["DirectOutlet"]] = []

    def __init__(self, line: Line) -> None:
        self.line = line
        self.waiting: list[bytes] = []
        self.left = 0  # bytes not taken at the last look; what is 0 stays 0 until the next write

    def prepare(self, frame: bytes) -> bytes:
        return text_frame(frame)

    def send(self, prepared: bytes) -> None:
        if not self.waiting:
            if not self.full:
                asyncio.get_running_loop().call_soon(flush_all, self.full)
            self.full.append(self)
        self.waiting.append(prepared)

    def flush(self) -> None:
        data = b"".join(self.waiting)
        self.waiting.clear()
        if data and self.line.can_send():
            self.left = self.line.write_now(data)

    def backlog(self) -> int:
        if self.left:
            self.left = self.line.buffered()
        return self.left

    def close(self, code: int) -> None:
        self.flush()
        if self.line.can_send():
            self.line.close_with(code)


def flush_all(full: list[DirectOutlet]) -> None:
    """One socket that cannot be written to never keeps the others from their frames."""
    outlets = full.copy()
    full.clear()
    for outlet in outlets:
        try:
            outlet.flush()
        except Exception:
            logger.exception("a socket could not be written to")


def text_frame(payload: bytes) -> bytes:
    """A whole unmasked text message (RFC 6455, 5.2): FIN and opcode 1, then the length in 7, 16 or 64 bits."""
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes() + payload
    if size < 0x10000:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload


class QueuedOutlet:
    """For servers whose ``send`` waits. Frames of one round of the loop are sent by one task, which begins at once and
    mostly ends at once: no task that sleeps has to be woken."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.sending = send
        self.waiting: deque[str] = deque()
        self.bytes = 0
        self.code: int | None = None
        self.task: asyncio.Task[None] | None = None
        self.busy = self.over = False

    def prepare(self, frame: bytes) -> str:
        return frame.decode()

    def send(self, prepared: Any) -> None:
        if not self.over:
            self.waiting.append(prepared)
            self.bytes += len(prepared)
            self.wake()

    def backlog(self) -> int:
        return self.bytes

    def close(self, code: int) -> None:
        if not self.over:
            self.code = code
            self.wake()

    def wake(self) -> None:
        if not self.busy:
            self.busy = True
            asyncio.get_running_loop().call_soon(self.begin)

    def begin(self) -> None:
        if not self.over:
            self.task = asyncio.Task(self.run(), loop=asyncio.get_running_loop(), eager_start=True)

    async def run(self) -> None:
        try:
            while self.waiting:
                frame = self.waiting.popleft()
                await self.sending({"type": "websocket.send", "text": frame})
                self.bytes -= len(frame)
            if self.code is not None:
                self.over = True
                await self.sending({"type": "websocket.close", "code": self.code})
        except Exception:  # the other side is gone: the consumer hears of it by itself
            self.over = True
            self.waiting.clear()
        finally:
            self.busy = False

    def stop(self) -> None:
        self.over = True
        if self.task is not None:
            self.task.cancel()
