"""Where frames go out to one socket. Two ways, one promise: memory per socket is bounded.

On our own runner (config/server.py) a frame is framed once for all sockets and written at once; a socket that does
not read shows in ``backlog``. On any other ASGI server frames wait in a short queue before ``send``.
"""

import asyncio
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
