"""What the log of one session says about each seat: seconds present, seconds that count, acts of taking part.

Pure: a log in, plain values out. Presence is the union over a seat's devices with short gaps bridged
(sessions/attendance.py). The window runs from going live to the end, at most the planned length. Breaks, outages and
time without a facilitator leave numerator and denominator. Facilitators are bridged like everybody else, so that their
short reconnect takes no minute from anybody (docs/decisions/0015-what-time-counts.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

from dialogue.events import Happened
from dialogue.record import Act, Checkpoint, Link, SeatRecord, SessionRecord, Visit, Word, record_of
from sessions.attendance import LATE_AFTER_SECONDS, Presence, present

type Span = tuple[float, float]
type Why = Literal["break", "outage", "unled"]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A span that counts neither for nor against anybody. ``why``: break, outage, unled (no facilitator)."""

    start: float
    end: float
    why: Why


@dataclass(frozen=True, slots=True)
class Asked:
    """A presence check as one seat met it."""

    n: int
    at: float
    until: float
    answered: bool


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is known of a seat. ``flags`` ask for a look, they never deduct.

    ``marks``: acts of taking part in the window; ``acts``: their number. ``checks``: presence checks that this seat was
    asked in time that counts. ``words``: facilitators who confirmed in the room that the person took part. ``links``,
    ``visits``, ``outside``, ``away``: as in dialogue/record.py, for the picture and for whoever looks again.
    """

    number: int
    role: str
    presence: Presence
    acts: int
    flags: tuple[str, ...]
    marks: tuple[Act, ...] = ()
    checks: tuple[Asked, ...] = ()
    words: tuple[Word, ...] = ()
    links: tuple[Link, ...] = ()
    visits: tuple[Visit, ...] = ()
    outside: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()

    @property
    def answered(self) -> int:
        return sum(check.answered for check in self.checks)


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
    seats = {
        seat.number: seat_facts(seat, record.checkpoints, window, bridge_seconds, excluded)
        for seat in record.seats.values()
    }
    held = present([], window, outages=spans(excluded)).countable_seconds
    return SessionFacts(record.last_seq, window, held, excluded, seats, log_holds)


def window_of(record: SessionRecord) -> Span | None:
    held = record.held
    return held if held is not None and held[1] > held[0] else None


def seat_facts(
    seat: SeatRecord,
    checkpoints: Iterable[Checkpoint],
    window: Span,
    bridge_seconds: float,
    excluded: tuple[Excluded, ...],
) -> SeatFacts:
    sent_out = [*seat.outside, *seat.removed]
    presence = present(seat.spans, window, bridge_seconds, spans(excluded), barred=sent_out)
    marks = tuple(act for act in seat.acts if window[0] <= act.at <= window[1])
    checks = tuple(asked_of(seat.number, checkpoints, window, excluded))
    return SeatFacts(
        number=seat.number,
        role=seat.role,
        presence=presence,
        acts=len(marks),
        flags=tuple(flags(seat, presence, checks, window, excluded)),
        marks=marks,
        checks=checks,
        words=tuple(seat.words),
        links=tuple(seat.links),
        visits=tuple(seat.visits),
        outside=tuple(sorted(sent_out)),
        away=tuple(seat.away),
    )


def asked_of(
    number: int, checkpoints: Iterable[Checkpoint], window: Span, excluded: Iterable[Excluded]
) -> Iterable[Asked]:
    """The checks that this seat was asked. Time that counts for nobody asks nothing: no break or outage meets one."""
    for one in checkpoints:
        fair = not any(span.start < one.closed_at and one.opened_at < span.end for span in excluded)
        if number in one.asked and fair and window[0] <= one.opened_at and one.closed_at <= window[1]:
            yield Asked(one.n, one.opened_at, one.closed_at, number in one.answered)


# -- time that does not count --------------------------------------------------------------------------------


def excluded_from(record: SessionRecord, window: Span, bridge_seconds: float) -> tuple[Excluded, ...]:
    """Breaks, outages and unled time inside the window, in order. They may overlap: time is taken out once."""
    breaks = (Excluded(*span, "break") for one in record.breaks if (span := clipped(one, window)))
    outages = (Excluded(*span, "outage") for one in record.outages if (span := clipped(one, window)))
    unled = (Excluded(*span, "unled") for span in unled_spans(record, window, bridge_seconds))
    return tuple(sorted(chain(breaks, outages, unled), key=lambda one: (one.start, one.end)))


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


def flags(
    seat: SeatRecord, presence: Presence, checks: Iterable[Asked], window: Span, excluded: Iterable[Excluded]
) -> Iterable[str]:
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
    if any(not check.answered for check in checks):
        yield "checkpoint_missed"
    yield from (name for name, told in told_spans(seat).items() if any(clipped(span, window) for span in told))


def told_spans(seat: SeatRecord) -> dict[str, list[Span]]:
    """Spans of the record that are worth a look, by the name of their flag."""
    crashed = [(link.until, link.until + 1) for link in seat.links if link.reason == "lease_lost"]
    return {"said_away": seat.away, "outside": seat.outside, "removed": seat.removed, "crash": crashed}


def counting(start: float, end: float, taken_out: Iterable[Span]) -> float:
    """Seconds from start to end without what was taken out."""
    return present([], (start, end), outages=taken_out).countable_seconds if end > start else 0.0
