"""Local quarter hours of a week to starts in UTC that hold in every session week, for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

type Bools = npt.NDArray[np.bool_]
type Ints = npt.NDArray[np.int64]

STARTS = 336
"""Half hours of a week."""
QUARTERS = 672
SESSION_QUARTERS = 6
"""90 minutes."""


class Clock:
    """Where each start of the UTC week falls in a zone's own week, in each of the session weeks."""

    def __init__(self, weeks: Sequence[date]) -> None:
        self.weeks = tuple(weeks)
        self._places: dict[str, Ints] = {}

    def places(self, tz: str) -> Ints:
        """int[k, 336]: the local quarter at which a start begins, -1 when the clock changes during the session.

        One row for each different week; weeks with the same offsets share one.
        """
        if tz not in self._places:
            zone = ZoneInfo(tz)
            rows = np.array([[_local_quarter(zone, week, start) for start in range(STARTS)] for week in self.weeks])
            self._places[tz] = np.unique(rows, axis=0)
        return self._places[tz]

    def starts(self, tz: str, cover: Bools) -> Bools:
        """bool[people, 336]: whole sessions inside ``cover`` (bool[people, 672], local) in every week."""
        whole = cover.copy()
        for later in range(1, SESSION_QUARTERS):
            whole &= np.roll(cover, -later, axis=1)
        held = np.ones((len(cover), STARTS), dtype=bool)
        for row in self.places(tz):
            held &= whole[:, row] & (row >= 0)
        return held

    def quarters_of(self, tz: str, start: int) -> Ints:
        """The local quarters that a person must offer so that this start holds in every week."""
        first = self.places(tz)[:, start]
        return np.unique((first[:, None] + np.arange(SESSION_QUARTERS)) % QUARTERS)


def _local_quarter(zone: ZoneInfo, monday: date, start: int) -> int:
    begin = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) + timedelta(minutes=30 * start)
    local, end = begin.astimezone(zone), (begin + timedelta(minutes=15 * SESSION_QUARTERS - 1)).astimezone(zone)
    if local.utcoffset() != end.utcoffset():
        return -1
    return local.weekday() * 96 + local.hour * 4 + local.minute // 15
