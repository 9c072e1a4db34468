"""Where frames go out to one socket. Two ways, one promise: memory per socket is bounded.

On our own runner (config/server.py) a frame is framed once for all sockets and written at once; a socket that does
not read shows in ``backlog``. On any other ASGI server frames wait in a short queue before ``send``.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

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


class QueuedOutlet:
    """For servers whose ``send`` waits: a queue of frames and one task that empties it."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.sending = send
        self.waiting: deque[str] = deque()
        self.bytes = 0
        self.code: int | None = None
        self.bell = asyncio.Event()
        self.task = asyncio.create_task(self.run())

    def prepare(self, frame: bytes) -> str:
        return frame.decode()

    def send(self, prepared: Any) -> None:
        self.waiting.append(prepared)
        self.bytes += len(prepared)
        self.bell.set()

    def backlog(self) -> int:
        return self.bytes

    def close(self, code: int) -> None:
        self.code = code
        self.bell.set()

    async def run(self) -> None:
        with contextlib.suppress(Exception):  # the other side is gone: the consumer hears of it by itself
            while True:
                while self.waiting:
                    frame = self.waiting.popleft()
                    await self.sending({"type": "websocket.send", "text": frame})
                    self.bytes -= len(frame)
                if self.code is not None:
                    await self.sending({"type": "websocket.close", "code": self.code})
                    return
                self.bell.clear()
                await self.bell.wait()

    def stop(self) -> None:
        self.task.cancel()
