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
from dialogue.talk import slot_of
from dialogue.talk_bands import Measured
from dialogue.talk_book import Line, TalkBook
from dialogue.talk_stays import MOVES, Stays
from sessions import database, wire
from sessions.doorbell import group_of
from sessions.sockets import RoomSocket
from sessions.talk.bits import votes_of
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
RINGS = frozenset({"heard", "talk_view", "talk_switch"})


class RoomTalk:
    """``hub.talk``. What cannot be used is dropped: nothing here ever raises to a socket."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.stays = Stays()
        self.book: TalkBook | None = None  # of the keeper only
        self.measured: frozenset[int] | None = None  # None: not read yet; what is written is checked anyway
        self.written: dict[int, tuple[int, Measured]] = {}  # seat -> settled slot and sums in the tables by us
        self.rounds = 0
        self.heard_at = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self.round_under_way = False

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
        now = slot_of(self.hub.now())
        first = round(since * 10)
        if abs(first - now) > FAR_SLOTS:
            return
        if self.book is None:
            self.book = TalkBook(max(slot_of(self.hub.room.live_at or 0.0), now - round(SETTLE_SECONDS * 10)))
        votes = votes_of((seat, text) for seat, text in slots if self.may_keep(seat))
        self.book.take(witness, epoch, first, votes, now)
        self.heard_at = self.hub.clock()
        self.set_timer()

    def may_keep(self, seat: int) -> bool:
        return seat in self.hub.room.seats and (self.measured is None or seat in self.measured)

    def hear_ring(self, message: Mapping[str, Any]) -> None:
        """From another process, or from a page of the product."""
        if "heard" in message and self.keeps and self.hub.room.live:
            self.take(*message["heard"])
        elif "talk_view" in message:
            bands, doubts = (dict(pairs) for pairs in message["talk_view"][1:])
            self.show({"why": message["talk_view"][0], "bands": bands, "doubts": doubts})
        elif "talk_switch" in message:
            self.switched(int(message["talk_switch"]))

    def switched(self, seat: int) -> None:
        """Somebody switched measuring off, or on again: nothing of before is used."""
        self.measured = None if self.measured is None else self.measured - {seat}
        self.written.pop(seat, None)
        if self.book is not None:
            self.book.drop(seat)
            self.written[seat] = (self.book.settled, NOTHING)
            self.set_timer()

    # -- who merges --------------------------------------------------------------------------------------------

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
        if self.book is not None and (self.hub.room.over or not self.keeps):
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
            if self.book is not None and self.hub.clock() - self.heard_at < IDLE_SECONDS:
                self.set_timer()

    async def finish(self) -> None:
        """All that was heard is settled and written: the session is over, or the room is another's now."""
        self.stop()
        book = self.book
        await self.round(0.0)
        if self.book is book:
            self.book, self.written = None, {}

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = None

    async def round(self, settle_seconds: float) -> None:
        """One at a time. What could not be written now is written with the next."""
        if self.book is None or self.round_under_way:
            return
        self.round_under_way = True
        try:
            self.rounds += 1
            self.book.settle(slot_of(self.hub.now() - settle_seconds), self.stays)
            entries = self.entries(self.book, full=self.rounds % FULL_EVERY == 1 or settle_seconds == 0)
            self.take_kept(await database.write(keep, self.hub.session, entries), entries)
        finally:
            self.round_under_way = False

    def entries(self, book: TalkBook, *, full: bool) -> list[Entry]:
        found = (self.entry(book, seat) for seat in self.hub.room.seats if self.may_keep(seat))
        return [entry for entry in found if entry.grown.inside and (full or entry.grown.covered or entry.segments)]

    def entry(self, book: TalkBook, seat: int) -> Entry:
        line = book.lines.get(seat) or Line(book.settled)
        since, before = self.written.get(seat, (book.begins, NOTHING))
        sums = self.sums(line, seat, book.settled)
        segments = (*line.closed, *line.open)
        return Entry(seat, since, book.settled, grown(sums, before), segments, len(line.witnesses))

    def sums(self, line: Line, seat: int, until: int) -> Measured:
        unmuted, inside = (round(self.stays.seconds(seat, until / 10, speaking=on) * 10) for on in (True, False))
        return Measured(line.slots, line.covered, line.single, line.disputed, unmuted, inside)

    def take_kept(self, kept: Kept, entries: Iterable[Entry]) -> None:
        """After the write. Who was switched off meanwhile is not in the book any more."""
        self.measured = kept.measured
        for entry in entries:
            line = self.book.lines.get(entry.seat) if self.book else None
            if line is not None:
                line.closed.clear()
                before = self.written.get(entry.seat, (0, NOTHING))[1]
                self.written[entry.seat] = (entry.until, added(before, entry.grown))
        view = told_to_facilitators(self.hub.room, kept, self.hub.now())
        self.show(view)
        self.ring({"talk_view": [view["why"], list(view["bands"].items()), list(view["doubts"].items())]})

    def show(self, view: TalkView) -> None:
        if view != self.hub.talk_view:
            self.hub.talk_view = view
            self.hub.mark()


NOTHING = Measured(0, 0, 0, 0, 0, 0)


def grown(sums: Measured, before: Measured) -> Measured:
    """What came since; the time with the microphone on and inside is told in all."""
    counted = [one - other for one, other in zip(sums[:4], before[:4], strict=True)]
    return Measured(counted[0], counted[1], counted[2], counted[3], sums.unmuted, sums.inside)


def added(before: Measured, more: Measured) -> Measured:
    counted = [one + other for one, other in zip(before[:4], more[:4], strict=True)]
    return Measured(counted[0], counted[1], counted[2], counted[3], more.unmuted, more.inside)
