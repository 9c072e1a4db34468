"""Stated hours and a weekly start: is a person free for the whole session in every week? Pure.

Written on its own, apart from the engine, so that the board checks what the engine made.
"""

import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MINUTES = 1440
# Every zone in use is a whole number of quarter hours from UTC.
STEP_MINUTES = 15


def spans_of(availability: str) -> list[tuple[int, int]]:
    """ "Mon 12:30-14:00;Tue 18:00-24:00" -> minutes from Monday 00:00, end not included; wrong parts are left out."""
    spans = []
    for part in filter(None, (piece.strip() for piece in availability.split(";"))):
        try:
            day, hours = part.split()
            first, last = (minutes_of(text) for text in hours.split("-"))
            base = WEEKDAYS.index(day) * DAY_MINUTES
        except ValueError:
            continue
        spans.append((base + first, base + last))
    return spans


def minutes_of(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def starts_of(slot: str, anchor: str, weeks: Sequence[date]) -> Iterator[datetime]:
    """The start in UTC in each week (Mondays). Raises ValueError for a slot of another form."""
    day, clock = slot.split()
    minute = minutes_of(clock)
    zone = zoneinfo.ZoneInfo(anchor)
    for monday in weeks:
        wall_date = monday + timedelta(days=WEEKDAYS.index(day))
        yield datetime.combine(wall_date, time(minute // 60, minute % 60), zone).astimezone(UTC)


def is_free(availability: str, zone: str, starts: Sequence[datetime], minutes: int) -> bool:
    """Whether every quarter hour of every session lies inside the stated hours, on the person's own clock."""
    return _is_free(availability, zone, tuple(starts), minutes)


# The board asks the same again at each move; one answer takes some 0.3 kB (600 students, 100 groups: 60,000 answers).
@lru_cache(maxsize=1 << 16)
def _is_free(availability: str, zone: str, starts: tuple[datetime, ...], minutes: int) -> bool:
    spans, own = joined(spans_of(availability)), zoneinfo.ZoneInfo(zone)
    return all(
        is_covered(spans, (start + timedelta(minutes=passed)).astimezone(own))
        for start in starts
        for passed in range(0, minutes, STEP_MINUTES)
    )


def is_covered(spans: Sequence[tuple[int, int]], local: datetime) -> bool:
    minute = local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute
    return any(first <= minute and minute + STEP_MINUTES <= last for first, last in spans)


def joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch become one, so that a session may run over midnight."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def own_time(start: datetime, zone: str) -> datetime:
    return start.astimezone(zoneinfo.ZoneInfo(zone))
