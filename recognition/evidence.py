"""What the log of one session says about each seat: seconds present, seconds that count, acts of taking part.

Pure: a log in, plain values out. Presence is the union over a seat's devices with short gaps bridged
(sessions/attendance.py). The window runs from going live to the end, at most the planned length. Breaks and time
without a facilitator leave numerator and denominator. Facilitators are bridged like everybody else, so that their
short reconnect takes no minute from anybody; when the platform fails, all are away together and the gap is taken out
in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

from dialogue.events import Happened
from dialogue.record import SeatRecord, SessionRecord, record_of
from sessions.attendance import LATE_AFTER_SECONDS, Presence, present

type Span = tuple[float, float]
type Why = Literal["break", "unled"]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A span that counts neither for nor against anybody. ``why``: break, unled (no facilitator in the room)."""

    start: float
    end: float
    why: Why


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """``acts``: acts of taking part in the window. ``flags`` ask for a look, they never deduct."""

    number: int
    role: str
    presence: Presence
    acts: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """``window``: None when the session never went live. Times are seconds since 1970."""

    last_seq: int
    window: Span | None
    held_seconds: float
    excluded: tuple[Excluded, ...]
    seats: dict[int, SeatFacts]
    log_holds: bool = True

    def seat(self, number: int | None) -> SeatFacts | None:
        return self.seats.get(number) if number is not None else None


def facts_of(log: Sequence[Happened], bridge_seconds: float, *, log_holds: bool = True) -> SessionFacts:
    """The facts of a session. ``log_holds``: whether the hash chain of the log was found whole."""
    record = record_of(log)
    window = window_of(record)
    if window is None:
        return SessionFacts(record.last_seq, None, 0.0, (), {}, log_holds)
    excluded = excluded_from(record, window, bridge_seconds)
    inside = {one.seq for one in log if window[0] <= one.at <= window[1]}
    seats = {seat.number: seat_facts(seat, window, bridge_seconds, excluded, inside) for seat in record.seats.values()}
    held = present([], window, outages=spans(excluded)).countable_seconds
    return SessionFacts(record.last_seq, window, held, excluded, seats, log_holds)


def window_of(record: SessionRecord) -> Span | None:
    held = record.held
    return held if held is not None and held[1] > held[0] else None


def seat_facts(
    seat: SeatRecord, window: Span, bridge_seconds: float, excluded: tuple[Excluded, ...], inside: set[int]
) -> SeatFacts:
    presence = present(seat.spans, window, bridge_seconds, spans(excluded))
    acts = len(inside.intersection(seat.acts))
    return SeatFacts(seat.number, seat.role, presence, acts, tuple(flags(seat, presence, window, excluded)))


# -- time that does not count --------------------------------------------------------------------------------


def excluded_from(record: SessionRecord, window: Span, bridge_seconds: float) -> tuple[Excluded, ...]:
    """Breaks and unled time inside the window, in order. They may overlap: time is taken out once."""
    breaks = (Excluded(*span, "break") for one in record.breaks if (span := clipped(one, window)))
    unled = (Excluded(*span, "unled") for span in unled_spans(record, window, bridge_seconds))
    return tuple(sorted(chain(breaks, unled), key=lambda one: (one.start, one.end)))


def unled_spans(record: SessionRecord, window: Span, bridge_seconds: float) -> list[Span]:
    """What is left of the window without the bridged presence of all facilitators together."""
    led = present(
        chain.from_iterable(seat.spans for seat in record.seats.values() if seat.facilitates), window, bridge_seconds
    )
    edges = [(window[0], window[0]), *filled(led), (window[1], window[1])]
    return [(before[1], after[0]) for before, after in pairwise(edges) if after[0] > before[1]]


def filled(presence: Presence) -> list[Span]:
    """Intervals and bridges of a presence as one list of spans that do not touch."""
    joined: list[Span] = []
    for start, end in sorted((*presence.intervals, *presence.bridges)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def clipped(span: Span, frame: Span) -> Span | None:
    start, end = max(span[0], frame[0]), min(span[1], frame[1])
    return (start, end) if start < end else None


def spans(excluded: Iterable[Excluded]) -> list[Span]:
    return [(one.start, one.end) for one in excluded]


# -- flags ---------------------------------------------------------------------------------------------------


def flags(seat: SeatRecord, presence: Presence, window: Span, excluded: Iterable[Excluded]) -> Iterable[str]:
    """Late and left early are said of time that counts, after LATE_AFTER_SECONDS."""
    taken_out = spans(excluded)
    stayed = presence.intervals
    if not presence.seconds:
        yield "absent"
    elif counting(window[0], stayed[0][0], taken_out) > LATE_AFTER_SECONDS:
        yield "late"
    if presence.seconds and counting(stayed[-1][1], window[1], taken_out) > LATE_AFTER_SECONDS:
        yield "left_early"
    if presence.bridged_seconds:
        yield "bridged"
    if len(seat.devices) > 1:
        yield "many_devices"


def counting(start: float, end: float, taken_out: Iterable[Span]) -> float:
    """Seconds from start to end without what was taken out."""
    return present([], (start, end), outages=taken_out).countable_seconds if end > start else 0.0
