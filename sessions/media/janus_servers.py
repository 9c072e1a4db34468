"""The Januses of this site as this process knows them: which are healthy, and which holds a session's room.

Each process keeps one socket to each Janus. A Janus that ends is noticed when its socket closes (0.01 s where this was
measured), one that hangs by its silence after 6.5 s at most; it is tried again until it is back.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from prometheus_client import Gauge

from sessions.gauges import REGISTRY
from sessions.media import measuring
from sessions.media.janus_client import JanusClient, JanusGone, JanusRefused, connected
from sessions.media.janus_sweep import Sweep

logger = logging.getLogger(__name__)

CHECK_SECONDS = 3.0
ANSWER_SECONDS = 3.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 5.0
FIRST_LOOK_SECONDS = 2.0

UP = Gauge("dialogue_janus_up", "1 while this media server answers us", ["janus"], registry=REGISTRY)

type Gone = Callable[[], None]


class JanusServer:
    """`healthy`: connected, and it answered the last question."""

    def __init__(self, name: str, url: str, api_secret: str) -> None:
        self.name, self.url, self.api_secret = name, url, api_secret
        self.client: JanusClient | None = None
        self.watchers: set[Gone] = set()
        self.looked_at = asyncio.Event()
        self.gone = asyncio.Event()
        self.said = ""
        self.up = UP.labels(name)

    @property
    def healthy(self) -> bool:
        return self.client is not None

    def watch(self, gone: Gone) -> None:
        """`gone` is called in the moment when this Janus is lost; it is then forgotten."""
        self.watchers.add(gone)

    def unwatch(self, gone: Gone) -> None:
        self.watchers.discard(gone)

    async def keep(self) -> None:
        """Connects, looks after the connection, connects again; until it is cancelled."""
        retry_seconds = FIRST_RETRY_SECONDS
        while True:
            if await self.connect():
                retry_seconds = FIRST_RETRY_SECONDS
                await self.look_after()
            await asyncio.sleep(retry_seconds)
            retry_seconds = min(retry_seconds * 2, LONGEST_RETRY_SECONDS)

    async def connect(self) -> bool:
        self.gone.clear()
        try:
            self.client = await connected(self.url, self.api_secret, self.lost)
        except (JanusGone, JanusRefused) as error:
            self.tell(f"janus {self.name}: {error}")
        else:
            self.up.set(1)
            self.tell(f"janus {self.name}: connected")
        self.looked_at.set()
        return self.healthy

    def tell(self, sentence: str) -> None:
        """Once, however often it is tried."""
        if sentence != self.said:
            logger.warning(sentence)
        self.said = sentence

    async def look_after(self) -> None:
        client = self.client
        assert client is not None
        async with Sweep(client):
            while not await self.is_gone_within(CHECK_SECONDS):
                try:
                    await client.check(ANSWER_SECONDS)
                except (JanusGone, JanusRefused) as error:
                    self.tell(f"janus {self.name}: {error}")
                    client.cut()
                    self.lost()

    async def is_gone_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.gone.wait(), seconds)
        return self.gone.is_set()

    def lost(self) -> None:
        if self.client is None:
            return
        self.client = None
        self.up.set(0)
        self.gone.set()
        watchers, self.watchers = self.watchers, set()
        for gone in watchers:
            try:
                gone()
            except Exception:
                logger.exception("janus %s: telling that it is gone failed", self.name)

    async def close(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            await client.close()


class JanusServers:
    def __init__(self, addresses: Mapping[str, str], api_secret: str) -> None:
        self.all = {name: JanusServer(name, url, api_secret) for name, url in addresses.items()}
        self.tasks = [asyncio.ensure_future(server.keep()) for server in self.all.values()]

    def choose(self, session: UUID, without: str = "") -> JanusServer | None:
        """The healthy server that this session belongs to, by rendezvous hash; None when there is none.

        Who is healthy is each process's own view; where two differ, the plan in the log decides.
        """
        healthy = [server for server in self.all.values() if server.healthy and server.name != without]
        return max(healthy, key=lambda server: weight(server.name, session), default=None)

    def by_name(self, name: str) -> JanusServer | None:
        """The server of that name, healthy or not; None when the settings do not name it."""
        return self.all.get(name)

    async def looked_at(self) -> None:
        """Returns when each server has answered or failed once (2 s at most): then `choose` knows."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_LOOK_SECONDS):
                await asyncio.gather(*(server.looked_at.wait() for server in self.all.values()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.gather(*(server.close() for server in self.all.values()), return_exceptions=True)


def weight(name: str, session: UUID) -> bytes:
    """Highest random weight: when a server goes, only its own sessions move (Thaler and Ravishankar, 1998)."""
    return hashlib.blake2b(session.bytes, key=name.encode()[:64], digest_size=8).digest()


current: tuple[asyncio.AbstractEventLoop, JanusServers] | None = None


def servers() -> JanusServers:
    """Of this process and event loop; made, and connected in the background, by the first call."""
    global current
    loop = asyncio.get_running_loop()
    if current is None or current[0] is not loop:
        current = (loop, JanusServers(settings.JANUS, settings.JANUS_API_SECRET))
    return current[1]


async def stop() -> None:
    """Closes the connections. Call it when the process stops."""
    global current
    await measuring.stop()
    if current is not None and current[0] is asyncio.get_running_loop():
        await current[1].stop()
        current = None
