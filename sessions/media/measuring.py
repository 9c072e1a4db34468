"""Where the server measures talk by itself: a child process decodes what Janus forwards, and tells slots of speech.

Off unless `DIALOGUE_TALK_MEASURE=server`. Needs the package `av`, and Janus must reach this machine by UDP.
"""

import asyncio
import contextlib
import importlib.util
import json
import logging
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from sessions import clock

logger = logging.getLogger(__name__)

START_SECONDS = 20.0
LINE_BYTES_MOST = 64 * 1024

# (first slot, speech bits, covered bits): slots of 100 ms since 1970, bit i is slot first + i.
type Measured = Callable[[int, int, int], None]


class Measuring:
    """One child of this process for all its rooms, started with the first speaker."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.child: asyncio.subprocess.Process | None = None
        self.port = 0
        self.speakers: dict[int, Measured] = {}
        self.lock = asyncio.Lock()
        self.reader: asyncio.Task[None] | None = None
        self.ended: set[Callable[[], None]] = set()

    async def open(self, measured: Measured) -> int:
        """The SSRC under which Janus shall send this speaker's sound to `port`. Raises OSError."""
        async with self.lock:
            if self.reader is None or self.reader.done():
                await self.start()
        ssrc = secrets.randbits(32)
        self.speakers[ssrc] = measured
        await self.order({"open": ssrc, "offset": clock.server() - time.monotonic()})
        return ssrc

    async def close(self, ssrc: int) -> None:
        if self.speakers.pop(ssrc, None) is not None:
            with contextlib.suppress(OSError):
                await self.order({"close": ssrc})

    async def start(self) -> None:
        """Raises OSError."""
        self.speakers.clear()
        self.child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sessions.media.measure_child", self.address,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=settings.BASE_DIR, limit=LINE_BYTES_MOST,
        )  # fmt: skip
        assert self.child.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                self.port = int(json.loads(await self.child.stdout.readline())["port"])
        except (TimeoutError, ValueError):
            raise OSError("the process that measures talk does not start") from None
        self.reader = asyncio.create_task(self.read(self.child.stdout))

    async def read(self, output: asyncio.StreamReader) -> None:
        while line := await output.readline():
            message = json.loads(line)
            measured = self.speakers.get(message["ssrc"])
            if measured is not None:
                measured(message["first"], message["speech"], message["covered"])
        if self.child is not None:
            logger.error("the process that measures talk has ended; another one begins")
            self.speakers.clear()
            for told in list(self.ended):
                told()

    async def order(self, message: dict[str, Any]) -> None:
        """Raises OSError."""
        if self.child is None or self.child.stdin is None:
            raise OSError("the process that measures talk is gone")
        self.child.stdin.write(json.dumps(message).encode() + b"\n")
        await self.child.stdin.drain()

    async def stop(self) -> None:
        child, self.child = self.child, None
        if child is not None and child.stdin is not None:
            child.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), 5)
            if child.returncode is None:
                child.kill()
                await child.wait()
        if self.reader is not None:
            await asyncio.gather(self.reader, return_exceptions=True)


# Of this process, by the address that Janus reaches it at (loopback where both are on one machine).
current: dict[str, Measuring] = {}


def at(address: str) -> Measuring:
    return current.setdefault(address, Measuring(address))


async def stop() -> None:
    """Ends the children. Call it when the process stops."""
    found = list(current.values())
    current.clear()
    await asyncio.gather(*(one.stop() for one in found))


def is_wanted() -> bool:
    """Whether the settings ask for it and it can be had."""
    if settings.TALK_MEASURE != "server":
        return False
    if importlib.util.find_spec("av") is None:
        logger.error("DIALOGUE_TALK_MEASURE=server needs the Python package av; talk is counted by witnesses instead")
        return False
    return True
