"""Sound of the speakers of one room, forwarded by Janus to the process that measures talk (measuring.py)."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError

from sessions.media import measuring
from sessions.media.janus_client import JanusClient, JanusGone, JanusRefused
from sessions.media.sfu_streams import Stream

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
# Whoever switches measuring off is not decoded any more within that.
LOOK_AGAIN_SECONDS = 5.0

# (connection, first slot, speech bits, covered bits)
type OnMeasured = Callable[[str, int, int, int], None]
# The seats of which talk may be measured now.
type MayMeasure = Callable[[], Awaitable[Collection[int]]]


class Place(Protocol):
    @property
    def client(self) -> JanusClient: ...
    async def steer(self, request: str, **fields: Any) -> dict[str, Any]: ...


class Forwarding:
    """`follow` what is sent by connections of this process, with their seats. The sound of whom `may_measure` does not
    name is not asked of Janus, so never decoded."""

    def __init__(self, place: Place, told: OnMeasured, may_measure: MayMeasure) -> None:
        self.place, self.told, self.may_measure = place, told, may_measure
        self.sent: Mapping[Stream, int] = {}
        self.held: dict[Stream, int] = {}
        self.measurer: measuring.Measuring | None = None
        self.changed = asyncio.Event()
        self.task = asyncio.create_task(self.run())

    def follow(self, sent: Mapping[Stream, int]) -> None:
        if sent != self.sent:
            self.sent = sent
            self.changed.set()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), LOOK_AGAIN_SECONDS)
            self.changed.clear()
            try:
                await self.reach()
            except (JanusGone, JanusRefused, OSError, DatabaseError) as error:
                logger.warning("talk cannot be measured now: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)
                self.changed.set()

    async def reach(self) -> None:
        """Raises JanusGone, JanusRefused, OSError, DatabaseError."""
        if not self.sent and not self.held:
            return
        seats = await self.may_measure()
        wanted = {stream for stream, seat in self.sent.items() if seat in seats}
        for stream in self.held.keys() - wanted:
            await self.end(stream)
        for stream in sorted(wanted - self.held.keys()):
            await self.begin(stream)

    async def begin(self, stream: Stream) -> None:
        if self.measurer is None:
            self.measurer = measuring.at(self.place.client.own_address)
            self.measurer.ended.add(self.lost)
        ssrc = await self.measurer.open(lambda *slots: self.told(stream.connection, *slots))
        try:
            await self.place.steer(
                "rtp_forward", publisher_id=stream.connection, admin_key=settings.JANUS_ADMIN_KEY,
                host=self.measurer.address, host_family="ipv4",
                streams=[{"mid": stream.mid, "port": self.measurer.port, "ssrc": ssrc}],
            )  # fmt: skip
        except BaseException:
            await self.measurer.close(ssrc)
            raise
        self.held[stream] = ssrc

    async def end(self, stream: Stream) -> None:
        """Janus itself ends what it forwards of who is gone; of others it is ended here."""
        ssrc = self.held.pop(stream)
        if self.measurer is not None:
            await self.measurer.close(ssrc)
        with contextlib.suppress(JanusRefused):
            for forwarder in forwarders(await self.place.steer("listforwarders"), stream):
                await self.place.steer(
                    "stop_rtp_forward", publisher_id=stream.connection, admin_key=settings.JANUS_ADMIN_KEY,
                    stream_id=forwarder,
                )  # fmt: skip

    def lost(self) -> None:
        """The measuring process ended: all begins again with a new one."""
        self.held.clear()
        self.changed.set()

    async def close(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        if self.measurer is not None:
            self.measurer.ended.discard(self.lost)
            for ssrc in self.held.values():
                await self.measurer.close(ssrc)


def forwarders(answer: Mapping[str, Any], stream: Stream) -> list[int]:
    """Numbers of what Janus forwards of this speaker."""
    mine = [one for one in answer.get("publishers", ()) if one.get("publisher_id") == stream.connection]
    return [int(row["stream_id"]) for one in mine for row in one.get("forwarders", ())]
