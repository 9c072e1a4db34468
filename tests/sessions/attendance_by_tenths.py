"""Attendance a second time, written another way: a walk through time in steps of a tenth of a second.

It knows nothing of intervals. Every connection carries the tenths that it will have earned when its next sign of
life comes; silence, a crash or the end of the trace takes them away. Times must be whole tenths.
"""

from collections import defaultdict
from dataclasses import dataclass

from sessions.attendance import TraceEvent

ORDER = {"beat": 0, "disconnect": 1, "connect": 2}


class Walk:
    """One connection on its way through time."""

    def __init__(self) -> None:
        self.earned: set[int] = set()
        self.hoped: list[int] = []
        self.alive = False
        self.process = ""
        self.quiet_for = 0

    def sign(self, kind: str, silence: int) -> None:
        if self.alive and self.quiet_for <= silence:
            self.earned.update(self.hoped)
        self.hoped, self.quiet_for, self.alive = [], 0, kind != "disconnect"

    def tick(self, now: int) -> None:
        self.quiet_for += 1
        if self.alive:
            self.hoped.append(now)

    def crash(self) -> None:
        self.alive, self.hoped = False, []


@dataclass(frozen=True)
class Told:
    """What the engine must tell of a person, in the window from 0."""

    seconds: float
    bridged_seconds: float
    asked: int
    answered: int


def told_by_tenths(
    events: list[TraceEvent], end: float, silence: float, bridge: float, outages: list[tuple[float, float]]
) -> dict[str, Told]:
    out = {now for start, stop in outages for now in range(round(start * 10), round(stop * 10))}
    raw, filled = slots_by_tenths(events, end, silence, bridge)
    found = {}
    for person in {event.person for event in events if event.person}:
        asked = {
            round(event.t * 10)
            for event in events
            if event.kind == "checkpoint" and event.person == person and 0 <= event.t <= end
        } - out
        answered = {
            round(event.t * 10)
            for event in events
            if event.kind == "checkpoint" and event.person == person and event.answered
        }
        mine, whole = raw.get(person, set()) - out, filled.get(person, set()) - out
        found[person] = Told(len(whole) / 10, len(whole - mine) / 10, len(asked), len(asked & answered))
    return found


def seconds_by_tenths(
    events: list[TraceEvent], end: float, silence: float, bridge: float, outages: list[tuple[float, float]]
) -> dict[str, float]:
    """Seconds present in the window from 0 to ``end``, by person."""
    told = told_by_tenths(events, end, silence, bridge, outages)
    return {person: one.seconds for person, one in told.items()}


def slots_by_tenths(
    events: list[TraceEvent], end: float, silence: float, bridge: float
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """The tenths inside the window in which each person was present, without and with the short gaps."""
    by_tenth: dict[int, list[TraceEvent]] = defaultdict(list)
    for event in events:
        by_tenth[round(event.t * 10)].append(event)
    walks: dict[tuple[str, str], Walk] = defaultdict(Walk)
    points: dict[str, set[int]] = defaultdict(set)
    for now in range(min(by_tenth), max(by_tenth) + 1):
        happened = by_tenth.get(now, [])
        for event in sorted(happened, key=lambda one: (ORDER.get(one.kind, -1), one.process)):
            step(walks, points, event, now, round(silence * 10))
        for event in happened:
            for walk in walks.values() if event.kind == "crash" else ():
                if walk.process == event.process:
                    walk.crash()
        for walk in walks.values():
            walk.tick(now)
    slots: dict[str, set[int]] = defaultdict(set)
    for (person, _connection), walk in walks.items():
        slots[person] |= walk.earned
    last, longest = round(end * 10), round(bridge * 10)
    raw = {person: {now for now in slots[person] if 0 <= now < last} for person in points}
    return raw, {person: bridged(slots[person], seen, last, longest) for person, seen in points.items()}


def step(walks: dict, points: dict, event: TraceEvent, now: int, silence: int) -> None:
    if event.kind == "crash":
        return
    walk = walks[event.person, event.connection]
    walk.process = event.process or walk.process
    if event.kind in ORDER:
        walk.sign(event.kind, silence)
        points[event.person].add(now)


def bridged(slots: set[int], points: set[int], end: int, longest: int) -> set[int]:
    """The tenths inside the window that were earned, and those of gaps that are short enough."""
    inside = {now for now in slots if 0 <= now < end}
    edges = sorted({now for now in points if 0 <= now <= end} | inside | {now + 1 for now in inside})
    filled = set(inside)
    for left, right in zip(edges, edges[1:], strict=False):
        if right - left <= longest:
            filled.update(range(left, right))
    return filled
