"""Sound and picture of one room in this process: tells each page its plan, relays signalling, decides how media travel.

No sound and no picture passes here. Who hears whom is worked out by dialogue/media_plan.py; how media travel (mesh or a
media server) is an event of the log, so every process and every restart agrees. A room without a page that carries
media costs nothing.
"""

import asyncio
from typing import TYPE_CHECKING

from django.conf import settings

from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.media import OPEN_STAGES
from dialogue.media_plan import MediaPlan, held_until, plans
from sessions import wire
from sessions.media.frames import NO_MEDIA, media_frame
from sessions.media.relay import Relay
from sessions.sockets import RoomSocket
from sessions.wire_views import IceServer

if TYPE_CHECKING:
    from sessions.hub import Hub


class RoomMedia:
    """``hub.media``."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.relay = Relay(hub)
        self.planning = False
        self.plans: dict[str, MediaPlan] = {}
        self.timer: asyncio.TimerHandle | None = None

    # -- following the room ------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Tells every page of this process what is new in its plan. Called when something that matters happened."""
        if not any(socket.page for socket in self.hub.sockets.values()):
            self.plans = {}
            return
        room, now = self.hub.room, self.hub.now()
        if room.media.mode == "none" and room.stage in OPEN_STAGES and not self.planning and not self.is_off:
            self.planning = True
            self.hub.spawn(self.plan_first())
        self.plans = plans(room, now)
        for socket in self.hub.sockets.values():
            if (plan := self.plans.get(socket.page)) is not None and socket.connection in room.connections:
                self.tell(socket, plan)
        self.relay.follow()
        self.set_timer(held_until(room, now))

    def plan_of(self, page: str) -> MediaPlan | None:
        """The newest plan of a connected page; what it is told comes first, then what belongs to it."""
        self.hub.follow_media()
        return self.plans.get(page)

    def greet(self, socket: RoomSocket) -> None:
        """The first frame ``media`` of a connection, also of one that carries none."""
        if socket.page:
            self.follow()
        else:
            socket.tell(NO_MEDIA)

    def tell(self, socket: RoomSocket, plan: MediaPlan) -> None:
        frame = media_frame(plan, socket.page, self.ice(plan), self.home, self.has_server, self.is_off)
        if frame != socket.media_told:
            socket.media_told = frame
            socket.tell(frame)

    def set_timer(self, due_at: float | None) -> None:
        """Plans change without an event when a lost page is given up."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = None
        if due_at is not None:
            loop = asyncio.get_running_loop()
            self.timer = loop.call_later(max(0.05, due_at - self.hub.clock()), self.follow)

    def stop(self) -> None:
        self.set_timer(None)

    # -- what this site has ------------------------------------------------------------------------------------

    @property
    def is_off(self) -> bool:
        return bool(settings.MEDIA == "none")

    @property
    def has_server(self) -> bool:
        return False

    @property
    def home(self) -> str:
        return ""

    def ice(self, plan: MediaPlan) -> list[IceServer]:
        return []

    # -- how media travel --------------------------------------------------------------------------------------

    async def plan_first(self) -> None:
        try:
            await self.hub.act(server.PlanMedia("mesh", "", self.hub.room.media.epoch))
        finally:
            self.planning = False

    def restore(self, event: ev.MediaRestoreAsked) -> None:
        """A facilitator asked for a media server again."""

    # -- signalling --------------------------------------------------------------------------------------------

    async def signal(self, socket: RoomSocket, frame: wire.Signal) -> None:
        """Of a page of this process. What belongs to an older plan is dropped without a word."""
        if not self.relay.in_time(socket) or frame.epoch != self.hub.room.media.epoch:
            return
        if frame.to != wire.SFU:
            await self.relay.pass_on(socket, frame)
