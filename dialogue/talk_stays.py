"""Who may be heard, when and where: from the log alone, so that every process comes to the same.

A *stay* is a stretch of time in which a seat was inside the live room, in one place (a media epoch and a breakout, 0:
the room of all), with its microphone on or off. It ends at once with the mute, the way out, the move and the epoch.
Breaks of the plan are nobody's dialogue and no stay. Pure: times are those of the events.
"""

from collections.abc import Iterator
from typing import NamedTuple

from dialogue import events as ev
from dialogue.state import Room
from dialogue.talk import SLOTS_PER_SECOND, Place, slot_of, slots_within

# The events that can change who may be heard, when and where; tests/dialogue/test_talk_stays.py tries it in random
# histories.
MOVES: frozenset[type[ev.Event]] = frozenset(
    {
        ev.SeatAdded, ev.SeatClosed, ev.Connected, ev.Disconnected, ev.MediaSet, ev.MediaPlanned, ev.Admitted,
        ev.SentToLobby, ev.Removed, ev.AllowedBack, ev.WentLive, ev.Ended, ev.PhaseStarted, ev.PairsStarted,
        ev.PairsEnded, ev.MovedTo, ev.EvidenceClosed,
    }
)  # fmt: skip
# Ahead of any slot, for a stay that goes on.
ALWAYS = float("inf")


class Stay(NamedTuple):
    """``begins_at``, ``ends_at``: seconds since 1970. ``may_speak``: the microphone was on."""

    begins_at: float
    ends_at: float
    place: Place
    may_speak: bool


class Stays:
    """Of each seat, in order of time. ``take`` after each event that may move somebody; others may be left out."""

    def __init__(self) -> None:
        self.closed: dict[int, list[Stay]] = {}
        self.open: dict[int, Stay] = {}

    def take(self, room: Room, at: float) -> None:
        for number in room.seats:
            self.follow(number, situation(room, number), at)

    def follow(self, number: int, now: tuple[Place, bool] | None, at: float) -> None:
        before = self.open.get(number)
        if before is not None and (before.place, before.may_speak) == now:
            return
        if before is not None:
            del self.open[number]
            if at > before.begins_at:
                self.closed.setdefault(number, []).append(before._replace(ends_at=at))
        if now is not None:
            self.open[number] = Stay(at, ALWAYS, *now)

    def of(self, number: int, until: float) -> Iterator[Stay]:
        """Newest first; one that goes on ends at ``until``."""
        if (current := self.open.get(number)) is not None and until > current.begins_at:
            yield current._replace(ends_at=until)
        for stay in reversed(self.closed.get(number, ())):
            if stay.begins_at < until:
                yield stay._replace(ends_at=min(stay.ends_at, until))

    def seconds(self, number: int, until: float, *, speaking: bool) -> float:
        """How long the seat was inside, or inside with the microphone on."""
        return sum(stay.ends_at - stay.begins_at for stay in self.of(number, until) if stay.may_speak or not speaking)

    def masks(self, number: int, first: int, count: int, *, speaking: bool) -> dict[Place, int]:
        """Place -> the whole slots of this window in which the seat was there; bit 0 is ``first``."""
        found: dict[Place, int] = {}
        for stay in self.of(number, (first + count) / SLOTS_PER_SECOND):
            if slot_of(stay.ends_at) < first:
                break
            if stay.may_speak or not speaking:
                found[stay.place] = found.get(stay.place, 0) | slots_within(stay.begins_at, stay.ends_at, first)
        return found


def slots_of(stays: Stays, number: int, first: int, until: int) -> list[int]:
    """The slots of each stay with the microphone on, between two slots, as bits from ``first``."""
    found = []
    for stay in stays.of(number, until / SLOTS_PER_SECOND):
        if slot_of(stay.ends_at) < first:
            break
        if stay.may_speak:
            found.append(slots_within(stay.begins_at, stay.ends_at, first))
    return found


def situation(room: Room, number: int) -> tuple[Place, bool] | None:
    """Where the seat is and whether its microphone is on; None where nobody is to be heard."""
    seat, phase = room.seats[number], room.phase
    if room.media.mode == "none" or seat.gone or not room.inside(number):
        return None
    if phase is not None and phase.kind == "break":
        return None
    return (room.media.epoch, seat.room), not seat.muted
