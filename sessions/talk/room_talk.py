"""The talk time of one room, as a hub sees it: who spoke for how long, from what the others heard. Keeps no sound.

One process of a room merges, the *keeper*: of those that hold its connections the one whose id is smallest. The others
pass reports on to it by the doorbell. When the keeper changes, up to ten seconds of data are lost, never doubled.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dialogue import events as ev
from dialogue.state import Room
from dialogue.talk import Vote, ones, slot_of
from dialogue.talk_book import SERVER
from dialogue.talk_stays import MOVES, Stays
from sessions import database, wire
from sessions.doorbell import group_of
from sessions.models import TalkMethod
from sessions.sockets import RoomSocket
from sessions.talk.bits import votes_of
from sessions.talk.ledger import Ledger
from sessions.talk.services import Entry, Kept, keep
from sessions.talk.telling import told_to_facilitators
from sessions.wire_views import TalkView

if TYPE_CHECKING:
    from sessions.hub import Hub

logger = logging.getLogger(__name__)
# Pages report every 5 s; after 8 s a slot is settled, every 7 s what is settled is written: a crash loses 15 s at most.
SETTLE_SECONDS = 8.0
ROUND_SECONDS = 7.0
# Rooms in which nobody reports any more have no rounds.
IDLE_SECONDS = 60.0
# Reports about times further away than this are no reports.
FAR_SLOTS = 600
# Minutes of who is silent are written with each eighth round only.
FULL_EVERY = 8
# What other processes, and pages of the product, ring for.
RINGS = frozenset({"heard", "decoded", "talk_view", "talk_switch"})


class RoomTalk:
    """``hub.talk``. What cannot be used is dropped: nothing here ever raises to a socket."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.stays = Stays()
        self.ledgers: dict[str, Ledger] = {}  # by method; of the keeper only
        self.measured: frozenset[int] | None = None  # None: not read yet; what is written is checked anyway
        self.talking: dict[str, int] = {}  # page -> slot since when the media server calls it talking
        self.rounds = 0
        self.heard_at = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self.lock = asyncio.Lock()

    # -- what comes in -----------------------------------------------------------------------------------------

    def note(self, event: ev.Event, room: Room) -> None:
        """After each event of the log: stays end to the millisecond, whenever views are drawn."""
        if type(event) in MOVES:
            self.stays.take(room, room.at)

    def heard(self, socket: RoomSocket, frame: wire.Heard) -> None:
        """A report of one page: cheap, synchronous."""
        if not self.hub.room.live or socket.connection not in self.hub.room.connections:
            return
        report = (socket.seat, frame.epoch, frame.since, list(frame.slots.items()))
        if self.keeps:
            self.take(*report)
        else:
            self.ring({"heard": report})

    def take(self, witness: int, epoch: int, since: float, slots: Iterable[tuple[int, str]]) -> None:
        now, first = slot_of(self.hub.now()), round(since * 10)
        if abs(first - now) > FAR_SLOTS:
            return
        votes = votes_of((seat, text) for seat, text in slots if self.may_keep(seat))
        self.ledger(TalkMethod.WITNESSES).take(witness, epoch, first, votes, now)
        self.heard_at = self.hub.clock()
        self.set_timer()

    def ledger(self, method: str) -> Ledger:
        if method not in self.ledgers:
            begins = slot_of(self.hub.now()) - round(SETTLE_SECONDS * 10)
            self.ledgers[method] = Ledger(method, max(slot_of(self.hub.room.live_at or 0.0), begins))
        return self.ledgers[method]

    def may_keep(self, seat: int) -> bool:
        return seat in self.hub.room.seats and (self.measured is None or seat in self.measured)

    # -- what the media server says ----------------------------------------------------------------------------

    def server_says(self, page: str, on: bool, at: float) -> None:
        """The media server calls somebody talking, or no longer: a second figure, to check the first against."""
        if on and self.hub.room.live:
            self.talking.setdefault(page, slot_of(at))
            if self.keeps:
                self.ledger(TalkMethod.SERVER)
                self.set_timer()
        elif (since := self.talking.pop(page, None)) is not None:
            self.take_server(page, since, slot_of(at))

    def take_server(self, page: str, since: int, until: int) -> None:
        seat = next((link.seat for link in self.hub.room.connections.values() if link.page == page), None)
        now = slot_of(self.hub.now())
        if seat is None or not self.keeps or not self.may_keep(seat) or not 0 < until - since < FAR_SLOTS:
            return
        vote = Vote(ones(until - since), ones(until - since))
        self.ledger(TalkMethod.SERVER).take(SERVER, self.hub.room.media.epoch, since, {seat: vote}, now)

    def server_decoded(self, page: str, first: int, speech: int, covered: int) -> None:
        """What this process made out of the sound itself, where the site has asked for that."""
        seat = next((link.seat for link in self.hub.room.connections.values() if link.page == page), None)
        if seat is None or not self.hub.room.live:
            return
        report = (seat, self.hub.room.media.epoch, first, f"{speech:x}", f"{covered:x}")
        if self.keeps:
            self.take_decoded(*report)
        else:
            self.ring({"decoded": report})

    def take_decoded(self, seat: int, epoch: int, first: int, speech: str, covered: str) -> None:
        now = slot_of(self.hub.now())
        if self.may_keep(seat) and abs(first - now) <= FAR_SLOTS:
            vote = Vote(int(speech, 16), int(covered, 16))
            self.ledger(TalkMethod.DECODED).take(SERVER, epoch, first, {seat: vote}, now)
            self.heard_at = self.hub.clock()
            self.set_timer()

    def still_talking(self) -> None:
        """Of who talks on, what there is so far."""
        now = slot_of(self.hub.now())
        for page, since in list(self.talking.items()):
            self.take_server(page, since, now)
            self.talking[page] = now

    # -- other processes, pages of the product -----------------------------------------------------------------

    def hear_ring(self, message: Mapping[str, Any]) -> None:
        if "talk_view" in message:
            bands, doubts = (dict(pairs) for pairs in message["talk_view"][1:])
            self.show({"why": message["talk_view"][0], "bands": bands, "doubts": doubts})
        elif "talk_switch" in message:
            self.switched(int(message["talk_switch"]))
        elif self.keeps and self.hub.room.live:
            if "heard" in message:
                self.take(*message["heard"])
            elif "decoded" in message:
                self.take_decoded(*message["decoded"])

    def switched(self, seat: int) -> None:
        """Somebody switched measuring off, or on again: nothing of before is used."""
        self.measured = None if self.measured is None else self.measured - {seat}  # the next round looks again
        for ledger in self.ledgers.values():
            ledger.drop(seat)
            self.set_timer()

    @property
    def keeps(self) -> bool:
        processes = {link.process for link in self.hub.room.connections.values()}
        return not processes or min(processes) == self.hub.process.id

    def ring(self, message: dict[str, Any]) -> None:
        doorbell = self.hub.process.doorbell
        if doorbell.layer is not None:
            told = {"session": self.hub.session.hex, **message}
            self.hub.spawn(doorbell.ring(group_of(self.hub.session), told))

    def follow(self) -> None:
        """After a flush in which what talk depends on may have changed."""
        if self.ledgers and (self.hub.room.over or not self.keeps):
            self.hub.spawn(self.finish())

    # -- rounds ------------------------------------------------------------------------------------------------

    def set_timer(self) -> None:
        if self.timer is None:
            loop = asyncio.get_running_loop()
            self.timer = loop.call_later(ROUND_SECONDS, lambda: self.hub.spawn(self.ring_timer()))

    async def ring_timer(self) -> None:
        self.stop()
        try:
            await self.round(SETTLE_SECONDS)
        finally:
            if self.ledgers and self.hub.clock() - self.heard_at < IDLE_SECONDS:
                self.set_timer()

    async def finish(self) -> None:
        """All that was heard is settled and written: the session is over, or the room is another's now."""
        self.stop()
        if self.ledgers:
            await self.round(0.0)
            self.ledgers = {}

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = None

    async def round(self, settle_seconds: float) -> None:
        """One at a time. What could not be written now is written with the next."""
        async with self.lock:
            self.rounds += 1
            self.still_talking()
            until = slot_of(self.hub.now() - settle_seconds)
            full = self.rounds % FULL_EVERY == 1 or settle_seconds == 0
            for ledger in list(self.ledgers.values()):
                await self.settle(ledger, until, full=full)

    async def settle(self, ledger: Ledger, until: int, *, full: bool) -> None:
        ledger.book.settle(until, self.stays)
        entries = ledger.entries(filter(self.may_keep, self.hub.room.seats), self.stays, full=full)
        kept = await database.write(keep, self.hub.session, entries, ledger.method)
        self.take_kept(ledger, kept, entries)

    def take_kept(self, ledger: Ledger, kept: Kept, entries: Iterable[Entry]) -> None:
        ledger.wrote(entries)
        self.measured = kept.measured
        view = told_to_facilitators(self.hub.room, kept, self.hub.now())
        self.show(view)
        self.ring({"talk_view": [view["why"], list(view["bands"].items()), list(view["doubts"].items())]})

    def show(self, view: TalkView) -> None:
        if view != self.hub.talk_view:
            self.hub.talk_view = view
            self.hub.mark()
