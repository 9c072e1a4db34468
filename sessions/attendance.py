"""How long somebody was present: the union of all connections, devices and rooms, told with its parts.

The rule (docs/reference/attendance-trace.md): a connection counts from sign of life to sign of life; when it is
silent for longer than ``silence_seconds``, or its process crashes, it ends at its last sign, never at the moment of
detection. Short gaps are bridged, then excluded time (outage, break, not facilitated) is taken out, so that it
counts neither for nor against. Lateness and missed checkpoints are flags and change no figure.

Pure: no clock, no database; the order of the events and repeated events change nothing. Times are seconds on the
server's clock; inside they are whole microseconds, so that 30.1 - 5.1 is 25 and not a little more.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["connect", "beat", "disconnect", "crash", "move", "checkpoint"]
Ending = Literal["disconnect", "silence", "crash"]
type Seconds = tuple[float, float]
type _Span = tuple[int, int]

# 25 s are five beats of 5 s; 180 s are a restarted router or a walk to a better place (decisions: the default rule).
SILENCE_SECONDS = 25.0
BRIDGE_SECONDS = 180.0
# "Late" is said only after 10 minutes, and of the time that counts (the console's own rule).
LATE_AFTER_SECONDS = 600.0

_MICRO = 1_000_000
# At one instant: a beat, then the end, then a new beginning. Only these three are signs of life.
_RANK = {"beat": 0, "disconnect": 1, "connect": 2}


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One line of a trace. ``crash`` needs a process, ``checkpoint`` a person, the others person and connection."""

    t: float
    kind: Kind
    person: str = ""
    connection: str = ""
    process: str = ""
    room: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionInterval:
    """A connection from its first to its last sign of life, and what ended it. Not clipped to the window."""

    connection: str
    start: float
    end: float
    ended_by: Ending


@dataclass(frozen=True, slots=True)
class Presence:
    """What counts in a window.

    ``intervals`` is the union, clipped to the window, before bridging; ``bridges`` are the gaps that were filled.
    ``seconds`` and ``bridged_seconds`` (a part of it) are without excluded time, as is ``countable_seconds``, the
    most that anybody could reach.
    """

    intervals: tuple[Seconds, ...]
    bridges: tuple[Seconds, ...]
    seconds: float
    bridged_seconds: float
    countable_seconds: float


@dataclass(frozen=True, slots=True)
class Checkpoints:
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """A person's presence with everything it was made from. Flags ask for a look; they never deduct."""

    presence: Presence
    connections: tuple[ConnectionInterval, ...]
    rooms: tuple[str, ...]
    checkpoints: Checkpoints
    flags: tuple[str, ...]


def attendance(
    events: Iterable[TraceEvent],
    window: Seconds,
    *,
    silence_seconds: float = SILENCE_SECONDS,
    bridge_seconds: float = BRIDGE_SECONDS,
    outages: Iterable[Seconds] = (),
    late_after_seconds: float = LATE_AFTER_SECONDS,
) -> dict[str, PersonAttendance]:
    """Attendance of everybody a trace names, by person in alphabetical order.

    Raises ValueError for a window or a span that ends before it begins, and for times that are no numbers.
    """
    seen = tuple(events)
    outages = tuple(outages)
    silence = _micro(silence_seconds)
    crashes = [(_micro(event.t), event.process) for event in seen if event.kind == "crash"]
    found: dict[str, PersonAttendance] = {}
    for person, theirs in sorted(_by(seen, "person").items()):
        intervals = _intervals_of(theirs, crashes, silence)
        presence = present(((one.start, one.end) for one in intervals), window, bridge_seconds, outages)
        checkpoints = _checkpoints(theirs, window, outages)
        flags = _flags(intervals, presence, checkpoints, window, outages, late_after_seconds)
        found[person] = PersonAttendance(presence, intervals, _rooms(theirs), checkpoints, flags)
    return found


def present(
    intervals: Iterable[Seconds],
    window: Seconds,
    bridge_seconds: float = BRIDGE_SECONDS,
    outages: Iterable[Seconds] = (),
    *,
    barred: Iterable[Seconds] = (),
) -> Presence:
    """Presence from intervals that are already closed (one person, all devices), such as those of the room's log.

    An interval of no length is a sign of life: it adds nothing itself, but gaps on both sides of it are bridged.
    ``barred``: spans in which the person was sent out; a gap with such a span in it is no lost connection and is not
    bridged.
    Raises ValueError as ``attendance`` does.
    """
    frame = _span(window)
    if frame[0] == frame[1]:
        raise ValueError("the window has no length")
    stayed = _clipped(_union(map(_span, intervals)), frame)
    longest = _micro(bridge_seconds)
    gaps = [(left[1], right[0]) for left, right in pairwise(stayed) if right[0] - left[1] <= longest]
    sent_out = _union(map(_span, barred))
    bridges = [gap for gap in gaps if not any(start < gap[1] and gap[0] < end for start, end in sent_out)]
    excluded = _clipped(_union(map(_span, outages)), frame)
    measured, bridged = _length_outside(stayed, excluded), _length_outside(bridges, excluded)
    return Presence(
        intervals=_in_seconds(stayed),
        bridges=_in_seconds(bridges),
        seconds=(measured + bridged) / _MICRO,
        bridged_seconds=bridged / _MICRO,
        countable_seconds=_length_outside([frame], excluded) / _MICRO,
    )


# --- connections --------------------------------------------------------------------------------------------


def _by(events: Iterable[TraceEvent], key: Literal["person", "connection"]) -> dict[str, list[TraceEvent]]:
    grouped: dict[str, list[TraceEvent]] = defaultdict(list)
    for event in events:
        if event.kind != "crash" and getattr(event, key):
            grouped[getattr(event, key)].append(event)
    return grouped


def _intervals_of(
    events: Sequence[TraceEvent], crashes: Sequence[tuple[int, str]], silence: int
) -> tuple[ConnectionInterval, ...]:
    intervals = [
        ConnectionInterval(connection, start / _MICRO, end / _MICRO, ending)
        for connection, theirs in _by(events, "connection").items()
        for (start, end), ending in _lives(theirs, crashes, silence)
    ]
    return tuple(sorted(intervals, key=lambda one: (one.start, one.end, one.connection)))


def _lives(
    events: Sequence[TraceEvent], crashes: Sequence[tuple[int, str]], silence: int
) -> list[tuple[_Span, Ending]]:
    """The stretches of one connection between its signs of life."""
    signs = sorted({(_micro(event.t), _RANK[event.kind]) for event in events if event.kind in _RANK})
    cuts = _crash_times(events, crashes)
    lives: list[tuple[_Span, Ending]] = []
    for index, (at, rank) in enumerate(signs):
        if not index or _ending(signs[index - 1], at, cuts, silence):
            start = at
        next_at = signs[index + 1][0] if index + 1 < len(signs) else None
        ending = _ending((at, rank), next_at, cuts, silence)
        if ending:
            lives.append(((start, at), ending))
    return lives


def _ending(sign: tuple[int, int], next_at: int | None, cuts: Sequence[int], silence: int) -> Ending | None:
    """What ends a connection after a sign of life; None when the next sign continues it.

    A sign at the very instant of a crash still came before it.
    """
    at, rank = sign
    if rank == _RANK["disconnect"]:
        return "disconnect"
    crash = bisect_left(cuts, at)
    if crash < len(cuts) and (next_at is None or cuts[crash] < next_at):
        return "crash"
    return "silence" if next_at is None or next_at - at > silence else None


def _crash_times(events: Sequence[TraceEvent], crashes: Sequence[tuple[int, str]]) -> list[int]:
    """When a process crashed that held this connection at that moment (the last one it was seen on)."""
    homes = sorted((_micro(event.t), _RANK.get(event.kind, -1), event.process) for event in events if event.process)
    times = [at for at, _rank, _process in homes]
    held = ((at, process, bisect_right(times, at)) for at, process in crashes)
    return sorted({at for at, process, place in held if place and homes[place - 1][2] == process})


# --- what is told beside the figures ------------------------------------------------------------------------


def _rooms(events: Iterable[TraceEvent]) -> tuple[str, ...]:
    """Rooms in the order of the first visit."""
    first: dict[str, float] = {}
    for event in events:
        if event.room:
            first[event.room] = min(event.t, first.get(event.room, math.inf))
    return tuple(sorted(first, key=lambda room: (first[room], room)))


def _checkpoints(events: Iterable[TraceEvent], window: Seconds, outages: Iterable[Seconds]) -> Checkpoints:
    """Those of the window; in excluded time no presence is judged, so a checkpoint in it does not count."""
    start, end = _span(window)
    excluded = _union(map(_span, outages))
    answers: dict[int, bool] = {}
    for event in events:
        at = _micro(event.t)
        if event.kind == "checkpoint" and start <= at <= end and not _inside(at, excluded):
            answers[at] = answers.get(at, False) or event.answered
    return Checkpoints(asked=len(answers), answered=sum(answers.values()))


def _inside(at: int, spans: Iterable[_Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _flags(
    intervals: Sequence[ConnectionInterval],
    presence: Presence,
    checkpoints: Checkpoints,
    window: Seconds,
    outages: Iterable[Seconds],
    late_after_seconds: float,
) -> tuple[str, ...]:
    excluded, most = _union(map(_span, outages)), _micro(late_after_seconds)
    start, end = _span(window)
    stayed = [_span(one) for one in presence.intervals]
    first, last = (stayed[0][0], stayed[-1][1]) if stayed else (end, end)
    raised = {
        "absent": not stayed,
        "late": bool(stayed) and _length_outside([(start, first)], excluded) > most,
        "left_early": bool(stayed) and _length_outside([(last, end)], excluded) > most,
        "bridged": presence.bridged_seconds > 0,
        "many_devices": _overlapping(intervals),
        "crash": any(one.ended_by == "crash" for one in intervals),
        "checkpoint_missed": checkpoints.answered < checkpoints.asked,
    }
    return tuple(name for name, is_raised in raised.items() if is_raised)


def _overlapping(intervals: Sequence[ConnectionInterval]) -> bool:
    """Two connections at the same time. The intervals are in order of their start."""
    reached = -math.inf
    for one in intervals:
        if one.start < min(reached, one.end):
            return True
        reached = max(reached, one.end)
    return False


# --- spans of whole microseconds ----------------------------------------------------------------------------


def _micro(seconds: float) -> int:
    if not math.isfinite(seconds):
        raise ValueError("a time must be a number of seconds")
    return round(seconds * _MICRO)


def _span(seconds: Seconds) -> _Span:
    start, end = _micro(seconds[0]), _micro(seconds[1])
    if end < start:
        raise ValueError(f"a span ends before it begins: {seconds[0]} to {seconds[1]}")
    return start, end


def _in_seconds(spans: Iterable[_Span]) -> tuple[Seconds, ...]:
    return tuple((start / _MICRO, end / _MICRO) for start, end in spans)


def _union(spans: Iterable[_Span]) -> list[_Span]:
    """Spans in order that neither overlap nor touch; one of no length stays when nothing covers it."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _clipped(spans: Iterable[_Span], frame: _Span) -> list[_Span]:
    start, end = frame
    return [(max(a, start), min(b, end)) for a, b in spans if a <= end and b >= start]


def _length_outside(spans: Sequence[_Span], excluded: Sequence[_Span]) -> int:
    """Total length of the spans without the excluded ones. Both lists are unions."""
    taken = ((a, b, c, d) for a, b in spans for c, d in excluded if c < b and a < d)
    return sum(b - a for a, b in spans) - sum(min(b, d) - max(a, c) for a, b, c, d in taken)
