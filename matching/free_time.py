"""Which weekly starts suit a person, for hundreds of people at once: weeks as whole numbers of bits. Pure.

``hours.is_free`` answers for one start, from the definition; this says the same of all starts of a week in one go
(tests/matching/test_free_time.py compares them). 600 people over 8 weeks take about 50 ms, without NumPy.
"""

import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from matching.hours import DAY_MINUTES, STEP_MINUTES, WEEKDAYS, joined, spans_of, starts_of

WEEK_MINUTES = 7 * DAY_MINUTES
WEEK_STEPS = WEEK_MINUTES // STEP_MINUTES
# A line of time around one session week, in quarters of an hour of UTC: zones lie up to 14 h from it, and a session
# that starts on Sunday night ends on Monday.
DAYS_BEFORE, DAYS_AROUND = 2, 11
LINE_STEPS = DAYS_AROUND * DAY_MINUTES // STEP_MINUTES


@dataclass(frozen=True)
class Weeks:
    """The session weeks (Mondays), how long a session is, and the starts that are asked about.

    Starts lie ``grid_minutes`` apart from Monday 00:00 on the clock of ``anchor``, the zone in which a slot keeps its
    time.
    """

    mondays: tuple[date, ...]
    minutes: int
    grid_minutes: int
    anchor: str
    _zones: dict[str, list[list[tuple[int, int, int]]]] = field(default_factory=dict, compare=False, repr=False)
    _starts: list[list[tuple[int, int]]] = field(default_factory=list, compare=False, repr=False)

    def starts(self, zone: str, availability: str) -> int:
        """Bit n: a session that starts at the n-th start lies inside the stated hours in every session week.

        Nobody is free in a zone that does not exist.
        """
        try:
            pieces = self.pieces(zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return 0
        ring = ring_of(availability)
        if not ring:
            return 0
        tiled = ring | ring << WEEK_STEPS | ring << 2 * WEEK_STEPS
        found = (1 << WEEK_STEPS) - 1
        for runs, begins in zip(pieces, self.anchor_runs(), strict=True):
            fits = self.fitting(tiled, runs)
            found &= sum(fits >> away & mask for away, mask in begins)
        each = self.grid_minutes // STEP_MINUTES
        return sum(1 << step // each for step in numbers_in(found))

    def fitting(self, tiled: int, runs: Sequence[tuple[int, int, int]]) -> int:
        """Steps of the line at which a whole session begins inside the hours."""
        line = 0
        for first, last, turn in runs:
            line |= tiled >> turn & ((1 << last) - (1 << first))
        fits = line
        for later in range(1, -(-self.minutes // STEP_MINUTES)):
            fits &= line >> later
        return fits

    def anchor_runs(self) -> list[list[tuple[int, int]]]:
        """For each week: how far the line is ahead of the anchor's own week, with the starts for which that holds.

        A start n stands at bit n * grid / 15.
        """
        if not self._starts:
            slots = [(minute, slot_text(minute)) for minute in range(0, WEEK_MINUTES, self.grid_minutes)]
            for monday in self.mondays:
                masks: dict[int, int] = {}
                for minute, slot in slots:
                    wall = minute // STEP_MINUTES
                    away = step_of(next(starts_of(slot, self.anchor, [monday])), monday) - wall
                    masks[away] = masks.get(away, 0) | 1 << wall
                self._starts.append(list(masks.items()))
        return self._starts

    def pieces(self, zone: str) -> list[list[tuple[int, int, int]]]:
        """For each week: runs of steps (first, one after the last) with the turn that leads to the zone's own clock."""
        if zone not in self._zones:
            clock = zoneinfo.ZoneInfo(zone)
            self._zones[zone] = [list(runs_of(clock, monday)) for monday in self.mondays]
        return self._zones[zone]


def ring_of(availability: str) -> int:
    """Quarters of an hour of a week on a person's own clock that lie whole inside the stated hours."""
    ring = 0
    for first, last in joined(spans_of(availability)):
        begin, end = -(-first // STEP_MINUTES), min(last, WEEK_MINUTES) // STEP_MINUTES
        if begin < end:
            ring |= (1 << end) - (1 << begin)
    return ring


def runs_of(clock: zoneinfo.ZoneInfo, monday: date) -> Iterator[tuple[int, int, int]]:
    """Spans of the line in which the clock does not change."""
    base = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) - timedelta(days=DAYS_BEFORE)
    begun, offset = 0, offset_at(clock, base, 0)
    for step in steps_to_look_at(clock, base):
        now = offset_at(clock, base, step)
        if now != offset:
            yield begun, step, turn_of(offset)
            begun, offset = step, now
    yield begun, LINE_STEPS, turn_of(offset)


def steps_to_look_at(clock: zoneinfo.ZoneInfo, base: datetime) -> Iterator[int]:
    """Every step of the days on which the clock changes; clocks change at whole quarters of an hour."""
    day = DAY_MINUTES // STEP_MINUTES
    for first in range(0, LINE_STEPS, day):
        if offset_at(clock, base, first) != offset_at(clock, base, first + day):
            yield from range(first, first + day + 1)


def offset_at(clock: zoneinfo.ZoneInfo, base: datetime, step: int) -> int:
    """Steps by which the clock is ahead of UTC."""
    offset = (base + timedelta(minutes=step * STEP_MINUTES)).astimezone(clock).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // (60 * STEP_MINUTES)


def turn_of(offset: int) -> int:
    """What a step of the line is added to give a step of the own week; 0 to a week."""
    return (offset - DAYS_BEFORE * DAY_MINUTES // STEP_MINUTES) % WEEK_STEPS


def step_of(instant: datetime, monday: date) -> int:
    base = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) - timedelta(days=DAYS_BEFORE)
    return int((instant - base).total_seconds()) // (60 * STEP_MINUTES)


def slot_text(minute: int) -> str:
    """Minutes from Monday 00:00 -> "Mon 16:30"."""
    day, rest = divmod(minute, DAY_MINUTES)
    return f"{WEEKDAYS[day]} {rest // 60:02d}:{rest % 60:02d}"


def numbers_in(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, rising."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
