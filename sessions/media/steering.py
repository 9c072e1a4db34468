"""How the media of one room travel: first plan, failover, the way back; and the backend of this process kept in step.

A plan is an event of the log (``MediaPlanned``). Every process that notices the loss of a media server asks for the
next plan; the first has its way, the others find their epoch no longer the newest. Each media server is tried once for
a room; then it stays a mesh until a facilitator asks again, so that nobody is thrown to and fro.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError

from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.media import OPEN_STAGES
from dialogue.room import Refused
from sessions import database, wire
from sessions.errors import Busy
from sessions.media.backend import MESH, Backend
from sessions.media.janus_servers import JanusServer, servers
from sessions.media.sfu import Member, Sfu
from sessions.talk.queries import measured_seats

if TYPE_CHECKING:
    from sessions.hub import Hub

logger = logging.getLogger(__name__)
# The database may be away in the moment when a media server is lost.
AGAIN_SECONDS = 0.5


class Steering:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.backend: Backend = MESH
        self.epoch = 0
        self.planning = False
        self.failed: set[str] = set()
        self.wanted: Mapping[str, Member] = {}
        self.in_step = True
        self.stopped = False

    @property
    def has_server(self) -> bool:
        """Whether this site has media servers; whether one answers is another question."""
        return bool(settings.JANUS) and settings.MEDIA == "auto"

    # -- plans -------------------------------------------------------------------------------------------------

    def follow(self, members: Mapping[str, Member]) -> None:
        """After anything that matters: the first plan when there is none, then this process's backend in step."""
        media = self.hub.room.media
        if media.mode == "none" and self.hub.room.stage in OPEN_STAGES:
            self.plan(media.epoch)
        if media.epoch != self.epoch:
            self.change()
        if members != self.wanted:
            self.wanted = members
            self.keep_in_step()

    def plan(self, after_epoch: int) -> None:
        """Asks for the plan after this one, on the best server that has not failed this room, else as a mesh."""
        if not self.planning:
            self.planning = True
            self.hub.spawn(self.ask_for_plan(after_epoch))

    async def ask_for_plan(self, after_epoch: int) -> None:
        try:
            while self.hub.room.media.epoch == after_epoch:
                found = await self.next_server()
                command = server.PlanMedia("sfu" if found else "mesh", found.name if found else "", after_epoch)
                if await self.asked(command):
                    return
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            self.planning = False

    async def asked(self, command: server.PlanMedia) -> bool:
        """False when it is to be asked again: the database was away."""
        try:
            await self.hub.act(command)
        except (DatabaseError, Busy):
            return False
        except Refused as refusal:
            logger.info("media are not planned: %s", refusal)
        return True

    async def next_server(self) -> JanusServer | None:
        if not self.has_server:
            return None
        await servers().looked_at()
        found = servers().choose(self.hub.session, without=self.hub.room.media.server)
        return None if found is None or found.name in self.failed else found

    def fail_over(self, epoch: int) -> None:
        """The media server of this epoch does not answer."""
        if epoch == self.hub.room.media.epoch:
            name = self.hub.room.media.server
            logger.warning("room %s: media server %s is lost, epoch %s ends", self.hub.session, name, epoch)
            self.failed.add(name)
            self.plan(epoch)

    def restore(self, event: ev.MediaRestoreAsked) -> None:
        """A facilitator asked for a media server; the process that serves this facilitator looks for one."""
        askers = [socket for socket in self.hub.sockets.values() if socket.seat == event.seat]
        if askers and event.epoch == self.hub.room.media.epoch:
            self.failed.clear()
            self.hub.spawn(self.look_again(event))

    async def look_again(self, event: ev.MediaRestoreAsked) -> None:
        if await self.next_server() is not None:
            self.plan(event.epoch)
            return
        for socket in list(self.hub.sockets.values()):
            if socket.seat == event.seat:
                socket.refuse("restore_media", "no_media_server")

    # -- the backend of this process -----------------------------------------------------------------------------

    def change(self) -> None:
        """A new epoch: the old backend is closed, whatever it was."""
        media = self.hub.room.media
        self.let_go()
        self.epoch, self.wanted = media.epoch, {}
        if media.mode == "sfu":
            self.hub.spawn(self.open(media.epoch, media.server))

    async def open(self, epoch: int, name: str) -> None:
        """Of a process that is new to the room it may be the first look at the media servers."""
        found = None
        if self.has_server:
            await servers().looked_at()
            found = servers().by_name(name)
        if epoch != self.hub.room.media.epoch or self.stopped:
            return
        if found is None or not found.healthy:
            self.fail_over(epoch)
            return
        self.backend = Sfu(
            found,
            self.hub.session,
            self.tell,
            lambda: self.fail_over(epoch),
            epoch=epoch,
            on_talking=self.hub.talk.server_says,
            on_measured=self.hub.talk.server_decoded,
            may_measure=self.measured_seats,
        )
        self.keep_in_step()

    async def measured_seats(self) -> frozenset[int]:
        """Whose sound may be decoded, where the server measures talk by itself."""
        return await database.read(measured_seats, self.hub.session)

    def keep_in_step(self) -> None:
        """One call of the backend at a time, with the newest members."""
        if self.in_step:
            self.in_step = False
            self.hub.spawn(self.bring_in_step())

    async def bring_in_step(self) -> None:
        try:
            backend, done = self.backend, None
            while done != (backend, self.wanted):
                done = (backend := self.backend), self.wanted
                await backend.follow(self.wanted)
        finally:
            self.in_step = True

    def tell(self, page: str, data: dict[str, Any]) -> None:
        """What the media server says to a page of this process."""
        self.hub.media.relay.deliver(page, wire.SFU, self.epoch, data)

    async def signal(self, page: str, data: dict[str, Any]) -> None:
        await self.backend.signal(page, data)

    def stop(self) -> None:
        self.stopped = True
        self.let_go()

    def let_go(self) -> None:
        old, self.backend = self.backend, MESH
        if old is not MESH:
            self.hub.process.spawn(closed(old.close()))


async def closed(closing: Awaitable[None]) -> None:
    try:
        await closing
    except Exception:
        logger.warning("a media server could not be told that a room is closed", exc_info=True)
