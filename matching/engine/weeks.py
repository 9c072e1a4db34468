"""Local wall time to starts of a session that hold in every session week, daylight saving included.

The week is cut into quarter hours of UTC; every zone in use today is a whole number of quarters from UTC.
A start is kept only if the whole session lies inside the stated hours in each listed week.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from matching.engine.types import Hours

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTES_IN_DAY = 1440
MINUTES_IN_WEEK = 7 * MINUTES_IN_DAY
QUARTER = 15
QUARTERS_IN_WEEK = MINUTES_IN_WEEK // QUARTER


def parse_hours(text: str) -> tuple[Hours, ...]:
    """``Mon 12:30-14:00;Tue 18:00-24:00`` to spans. Raises ValueError with a sentence naming the wrong part."""
    return tuple(sorted(_parse_span(part.strip()) for part in text.split(";") if part.strip()))


@lru_cache(maxsize=20_000)
def _parse_span(part: str) -> Hours:
    try:
        day, span = part.split()
        first, last = span.split("-")
        start, end = _clock_minutes(first), _clock_minutes(last)
        base = DAYS.index(day) * MINUTES_IN_DAY
    except ValueError:
        raise ValueError(f"{part!r} is not a time span; write it like Mon 12:30-14:00.") from None
    if end <= start:
        raise ValueError(f"{part!r} does not end after it starts; split it at 24:00 into two days.")
    return Hours(base + start, base + end)


def _clock_minutes(text: str) -> int:
    hour, minute = text.split(":")
    if len(hour) != 2 or len(minute) != 2 or not (hour + minute).isdigit():
        raise ValueError(text)
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > MINUTES_IN_DAY:
        raise ValueError(text)
    return total


def format_hours(hours: Sequence[Hours]) -> str:
    """The inverse of ``parse_hours``."""
    return ";".join(
        f"{DAYS[h.start_minute // MINUTES_IN_DAY]} {_clock_text(h.start_minute % MINUTES_IN_DAY)}"
        f"-{_clock_text(h.end_minute - h.start_minute // MINUTES_IN_DAY * MINUTES_IN_DAY)}"
        for h in hours
    )


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class Calendar:
    """Turns stated hours into a mask over the possible starts of one week.

    ``slots`` starts lie ``grid_minutes`` apart from Monday 00:00 in the wall time of ``anchor``.
    A session length that is no whole number of quarters is rounded up (safe side).
    """

    def __init__(self, weeks: Sequence[date], session_minutes: int, grid_minutes: int, anchor: str) -> None:
        self.weeks = tuple(weeks)
        self.grid_minutes = grid_minutes
        self.anchor = anchor
        self.slots = MINUTES_IN_WEEK // grid_minutes
        self.session_minutes = session_minutes
        self._quarters = -(-session_minutes // QUARTER)
        self._instants: dict[tuple[str, date, int], int] = {}
        self._masks: dict[tuple[str, tuple[Hours, ...]], BoolArray] = {}
        self._covers: dict[tuple[str, int, Hours], tuple[int, int]] = {}
        self._kinds: dict[str, list[int]] = {}
        self._steady: dict[tuple[str, date], int | None] = {}
        self._starts = [self._anchor_starts(week) for week in self.weeks]

    def starts(self, tz: str, hours: tuple[Hours, ...]) -> BoolArray:
        """bool[slots]: starts at which a session lies inside ``hours`` (wall time of ``tz``) in all weeks."""
        key = (tz, hours)
        if key not in self._masks:
            mask = np.ones(self.slots, dtype=bool)
            for number in self._differing_weeks(tz):
                mask &= self._week_mask(tz, hours, number)
            self._masks[key] = mask
        return self._masks[key]

    def holds(self, tz: str, hours: tuple[Hours, ...], slot: int) -> bool:
        """``starts(tz, hours)[slot]``, without the other starts."""
        whole = (1 << self._quarters) - 1
        for number in self._differing_weeks(tz):
            line, ring = self._week_covers(tz, hours, number)
            start = int(self._starts[number][slot])
            if ~(line >> start + QUARTERS_IN_WEEK) & whole or ~(ring >> start % QUARTERS_IN_WEEK) & whole:
                return False
        return True

    def slot_text(self, slot: int) -> str:
        """``Mon 16:30`` in the anchor zone."""
        minute = slot * self.grid_minutes
        return f"{DAYS[minute // MINUTES_IN_DAY]} {_clock_text(minute % MINUTES_IN_DAY)}"

    def slot_number(self, text: str) -> int | None:
        """The slot of ``Mon 16:30``; None when it is no start of the grid."""
        try:
            day, clock = text.split()
            minute = DAYS.index(day) * MINUTES_IN_DAY + _clock_minutes(clock)
        except ValueError:
            return None
        number, rest = divmod(minute, self.grid_minutes)
        return None if rest or number >= self.slots else number

    def local_text(self, slot: int, tz: str, week: int = 0) -> str:
        """The start in the wall time of ``tz`` in the given session week."""
        monday = self.weeks[week]
        shift = self._shift(tz, monday)
        if shift is not None:
            minute = (slot * self.grid_minutes + shift) % MINUTES_IN_WEEK
            return f"{DAYS[minute // MINUTES_IN_DAY]} {_clock_text(minute % MINUTES_IN_DAY)}"
        wall = datetime(monday.year, monday.month, monday.day) + timedelta(minutes=slot * self.grid_minutes)  # noqa: DTZ001
        local = wall.replace(tzinfo=ZoneInfo(self.anchor)).astimezone(ZoneInfo(tz))
        return f"{DAYS[local.weekday()]} {local:%H:%M}"

    def clash_slots(self, gap_minutes: int) -> int:
        """Two sessions of one facilitator must start at least this many slots apart (round the week)."""
        return -(-(self.session_minutes + gap_minutes) // self.grid_minutes)

    def _instant(self, tz: str, monday: date, minute: int) -> int:
        """Minutes from Monday 00:00 UTC of that week to the local wall time ``minute``."""
        key = (tz, monday, minute)
        if key not in self._instants:
            wall = datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(tz)) + timedelta(minutes=minute)
            ahead = wall.utcoffset() or timedelta()
            self._instants[key] = int(60 * minute - ahead.total_seconds()) // 60
        return self._instants[key]

    def _anchor_starts(self, monday: date) -> IntArray:
        minutes = [self._instant(self.anchor, monday, slot * self.grid_minutes) for slot in range(self.slots)]
        return -(-np.array(minutes, dtype=np.int64) // QUARTER)

    def _differing_weeks(self, tz: str) -> list[int]:
        """Numbers of the weeks that can differ: weeks without a clock change and with one offset give one mask."""
        if tz not in self._kinds:
            seen: dict[tuple[int, int] | date, int] = {}
            for number, monday in enumerate(self.weeks):
                own, anchor = self._offset(tz, monday), self._offset(self.anchor, monday)
                seen.setdefault(monday if own is None or anchor is None else (own, anchor), number)
            self._kinds[tz] = sorted(seen.values())
        return self._kinds[tz]

    def _shift(self, tz: str, monday: date) -> int | None:
        """Minutes from the anchor's wall time to that of ``tz``; None when a clock changes near that week."""
        own, anchor = self._offset(tz, monday), self._offset(self.anchor, monday)
        return None if own is None or anchor is None else anchor - own

    def _offset(self, tz: str, monday: date) -> int | None:
        """Minutes from local midnight to that of UTC, the same on every day from the week before to the week after;
        None when the clock changes in that time."""
        key = (tz, monday)
        if key not in self._steady:
            days = {self._instant(tz, monday, day * MINUTES_IN_DAY) - day * MINUTES_IN_DAY for day in range(-7, 15)}
            self._steady[key] = days.pop() if len(days) == 1 else None
        return self._steady[key]

    def _week_mask(self, tz: str, hours: tuple[Hours, ...], number: int) -> BoolArray:
        """Inside the hours by the instant itself, and by the week read as a ring.

        The two differ only when a clock change falls next to the week's edge; asking for both is the safe side.
        """
        line, ring = self._week_covers(tz, hours, number)
        starts = self._starts[number]
        return self._covered(line, 3, starts + QUARTERS_IN_WEEK) & self._covered(ring, 2, starts % QUARTERS_IN_WEEK)

    def _week_covers(self, tz: str, hours: tuple[Hours, ...], number: int) -> tuple[int, int]:
        """A bit for each quarter inside the hours: over three weeks in a line, and twice over this one as a ring."""
        line = ring = 0
        for span in hours:
            key = (tz, number, span)
            if key not in self._covers:
                self._covers[key] = self._span_covers(tz, self.weeks[number], span)
            line |= self._covers[key][0]
            ring |= self._covers[key][1]
        return line, ring | ring << QUARTERS_IN_WEEK

    def _span_covers(self, tz: str, monday: date, span: Hours) -> tuple[int, int]:
        """A bit for each quarter: over three weeks in a line, and over this one as a ring."""
        line = ring = 0
        offset_minutes = self._offset(tz, monday)
        for shift in (-1, 0, 1):
            if offset_minutes is None:
                first, last = self._span_quarters(tz, monday + timedelta(weeks=shift), span)
            else:
                first = -(-(span.start_minute + offset_minutes) // QUARTER)
                last = (span.end_minute + offset_minutes) // QUARTER
            offset = QUARTERS_IN_WEEK * (1 + shift)
            line |= (1 << max(0, last + offset)) - (1 << max(0, min(first, last) + offset))
            if shift == 0:
                for quarter in range(first, last):
                    ring |= 1 << quarter % QUARTERS_IN_WEEK
        return line & (1 << 3 * QUARTERS_IN_WEEK) - 1, ring

    def _span_quarters(self, tz: str, monday: date, span: Hours) -> tuple[int, int]:
        first = self._instant(tz, monday, span.start_minute)
        last = self._instant(tz, monday, span.end_minute - 1) + 1
        return -(-first // QUARTER), last // QUARTER

    def _covered(self, cover: int, weeks: int, starts: IntArray) -> BoolArray:
        """Whether every quarter of a session that begins at each start is covered."""
        held = 1
        while held < self._quarters:
            step = min(held, self._quarters - held)
            cover &= cover >> step
            held += step
        raw = np.frombuffer(cover.to_bytes(weeks * QUARTERS_IN_WEEK // 8, "little"), dtype=np.uint8)
        result: BoolArray = np.unpackbits(raw, bitorder="little")[starts] == 1
        return result
