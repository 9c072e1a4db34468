"""Sound and picture of one room in this process: tells each page its plan and relays signalling.

No sound and no picture passes here. Who hears whom is worked out by dialogue/media_plan.py; how media travel (mesh or a
media server) is an event of the log (sessions/media/steering.py), so every process and every restart agrees. A room
without a page that carries media costs nothing.
"""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from dialogue import events as ev
from dialogue.media_plan import MediaPlan, held_until, plans
from dialogue.state import Room
from sessions import wire
from sessions.media import turn
from sessions.media.frames import NO_MEDIA, media_frame
from sessions.media.relay import Relay
from sessions.media.sfu import Member
from sessions.media.steering import Steering
from sessions.sockets import RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub


class RoomMedia:
    """``hub.media``."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.relay, self.steering = Relay(hub), Steering(hub)
        self.plans: dict[str, MediaPlan] = {}
        self.members: dict[str, Member] = {}
        self.visits: dict[str, int] = {}  # how often a page became a member here: each time from the beginning
        self.timer: asyncio.TimerHandle | None = None

    # -- following the room ------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Tells every page of this process what is new in its plan. Called when something that matters happened."""
        if not any(socket.page for socket in self.hub.sockets.values()) and not self.members:
            self.plans = {}
            return
        room, now = self.hub.room, self.hub.now()
        self.plans = plans_unless_off(room, now)
        self.members = self.members_now(room)
        if settings.MEDIA != "none":
            self.steering.follow(self.members)
        for socket in self.pages_here(room):
            self.tell(socket, self.plans[socket.page])
        self.relay.follow()
        self.set_timer(held_until(room, now))

    def pages_here(self, room: Room) -> Iterator[RoomSocket]:
        for socket in list(self.hub.sockets.values()):
            if socket.page in self.plans and socket.connection in room.connections:
                yield socket

    def members_now(self, room: Room) -> dict[str, Member]:
        """Pages whose ends at the media server this process holds: those it serves, and those that it lost just now."""
        held = [page for page in self.members if page in self.plans and self.plans[page].lost]
        mine = {page: self.plans[page] for page in (*(one.page for one in self.pages_here(room)), *held)}
        found = {page: member_of(room, plan) for page, plan in mine.items() if plan.mode == "sfu"}
        for page in found.keys() - self.members.keys():
            self.visits[page] = self.visits.get(page, 0) + 1
        return found

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
        home = f"{self.hub.process.id}.{self.visits[socket.page]}" if plan.mode == "sfu" else ""
        who = f"{self.hub.session.hex[:8]}.{socket.seat}"
        ice = turn.ice_servers(who, self.hub.now()) if plan.mode != "none" else []
        frame = media_frame(plan, socket.page, ice, home, self.steering.has_server)
        if frame != socket.media_told:
            socket.media_told = frame
            socket.tell(frame)

    def set_timer(self, lost_until: float | None) -> None:
        """Plans change without an event when a lost page is given up, and when credentials are renewed."""
        self.stop_timer()
        renewed_at = turn.renewed_at(self.hub.now())
        due_at = renewed_at if lost_until is None else min(lost_until, renewed_at)
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(max(0.05, due_at - self.hub.clock()), self.follow)

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def stop(self) -> None:
        self.stop_timer()
        self.steering.stop()

    def restore(self, event: ev.MediaRestoreAsked) -> None:
        self.steering.restore(event)

    # -- signalling --------------------------------------------------------------------------------------------

    async def signal(self, socket: RoomSocket, frame: wire.Signal) -> None:
        """Of a page of this process. What belongs to an older plan is dropped without a word."""
        if not self.relay.in_time(socket) or frame.epoch != self.hub.room.media.epoch:
            return
        if frame.to != wire.SFU:
            self.relay.pass_on(socket, frame)
        elif (plan := self.plan_of(socket.page)) is not None and plan.mode == "sfu":
            await self.steering.signal(socket.page, frame.data)


def plans_unless_off(room: Room, now: float) -> dict[str, MediaPlan]:
    """``DIALOGUE_MEDIA=none``: whatever the log says, for instance because it was on before."""
    found = plans(room, now)
    if settings.MEDIA != "none":
        return found
    return {page: MediaPlan(plan.epoch, "none", plan.seat, why="off") for page, plan in found.items()}


def member_of(room: Room, plan: MediaPlan) -> Member:
    seat = room.seats[plan.seat]
    return Member(
        plan.seat,
        may_speak=plan.may_send_audio and not seat.muted,
        may_show=plan.may_send_video and seat.camera,
        hears=frozenset([peer.connection for peer in plan.peers]),
    )
