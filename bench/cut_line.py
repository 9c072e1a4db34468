"""A TCP line between browsers and a server that can be cut: as a plug is pulled, or as a tunnel swallows everything.

Runs in a thread of its own. ``cut``: every connection is reset and new ones are refused. ``swallow``: what is open goes
silent for good, and who connects meanwhile hears nothing, also afterwards. In both, a connection made after the line
is whole again works.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

CHUNK_BYTES = 65_536


class Line:
    def __init__(self, port: int) -> None:
        self.target = port
        self.swallows = False
        self.pairs: set[Pair] = set()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self.server: asyncio.Server | None = None

    # -- from the outside ---------------------------------------------------------------------------------------

    def cut(self, how: str) -> None:
        self.ask(self.swallow() if how == "swallow" else self.pull())

    def mend(self) -> None:
        self.ask(self.whole_again())

    def ask(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)  # type: ignore[arg-type]

    # -- in the thread ------------------------------------------------------------------------------------------

    async def open(self) -> None:
        self.server = await asyncio.start_server(self.joined, sock=self.listening)

    async def pull(self) -> None:
        assert self.server is not None
        self.server.close()
        for pair in list(self.pairs):
            pair.reset()

    async def swallow(self) -> None:
        self.swallows = True
        for pair in self.pairs:
            pair.silent = True

    async def whole_again(self) -> None:
        self.swallows = False
        if self.server is None or not self.server.is_serving():
            self.listening = socket.create_server(("127.0.0.1", self.port))
            await self.open()

    async def joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pair = Pair(self.swallows, writer)
        self.pairs.add(pair)
        try:
            if pair.silent:
                await reader.read(-1)
                return
            far_reader, pair.far = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(pair.carry(reader, pair.far), pair.carry(far_reader, writer))
        except OSError:
            pass
        finally:
            pair.reset()
            self.pairs.discard(pair)


class Pair:
    """One connection: the near side is the browser's, the far side the server's."""

    def __init__(self, silent: bool, near: asyncio.StreamWriter) -> None:
        self.silent, self.near = silent, near
        self.far: asyncio.StreamWriter | None = None

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK_BYTES):
            if not self.silent:
                writer.write(data)
                await writer.drain()
        if not self.silent:
            writer.close()

    def reset(self) -> None:
        for writer in (self.near, self.far):
            if writer is not None:
                with contextlib.suppress(OSError, RuntimeError):
                    writer.transport.abort()


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    thread = threading.Thread(target=line.loop.run_forever, daemon=True)
    thread.start()
    line.ask(line.open())
    try:
        yield line
    finally:
        line.ask(line.pull())
        line.loop.call_soon_threadsafe(line.loop.stop)
        thread.join(10)
