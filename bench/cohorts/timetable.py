"""When people are free: the free hours of a university's timetable, evenings, Saturdays, a few Sundays.

Covers are local quarter hours, bool[people, 672], Monday 00:00 first.
"""

from __future__ import annotations

import numpy as np

from bench.cohorts.clock import QUARTERS, Bools, Ints

DAY = 96
BLOCK = 6
DAY_BLOCKS = tuple(range(8 * 4, 18 * 4, BLOCK))
"""Seven blocks of 90 minutes from 08:00 to 18:30."""
OPEN_SHARE = 0.345
"""The share of a university's weekday blocks without classes; a student offers each of those with KEEP."""
DAY_LEAN = 0.45
"""Some weekdays are fuller than others everywhere, by up to this share."""
KEEP = 0.42
SATURDAY_KEEP = 0.26
EVENING_KEEP = (0.58, 0.58, 0.58, 0.58, 0.27, 0.28)
SUNDAY_KEEP = 0.10
TIGHT = 0.6
LEADER_BLOCKS = tuple(range(9 * 4, 21 * 4, 8))
LEADER_KEEP = 0.335


def student_covers(university: Ints, count: int, chance: np.random.Generator) -> Bools:
    """Free local quarters of each student."""
    size = len(university)
    cover = np.zeros((size, QUARTERS), dtype=bool)
    lean = np.linspace(1 - DAY_LEAN, 1 + DAY_LEAN, 5)
    chance.shuffle(lean)
    opened = chance.random((count, 5, len(DAY_BLOCKS))) < OPEN_SHARE * lean[:, None]
    for day in range(6):
        for number, begin in enumerate(DAY_BLOCKS):
            share = KEEP * opened[university, day, number] if day < 5 else np.full(size, SATURDAY_KEEP)
            offered = chance.random(size) < share
            cover[offered, day * DAY + begin : day * DAY + begin + BLOCK] = True
        _evening(cover, day, chance)
    cover[chance.random(size) < SUNDAY_KEEP, 6 * DAY + 14 * 4 : 6 * DAY + 20 * 4] = True
    return cover


def _evening(cover: Bools, day: int, chance: np.random.Generator) -> None:
    """One stretch of 90 to 180 minutes that begins from 18:00 to 19:30 and ends by 22:00."""
    size = len(cover)
    begin = 18 * 4 + 2 * chance.integers(0, 4, size)
    end = np.minimum(begin + 6 + 2 * chance.integers(0, 4, size), 22 * 4)
    offered = chance.random(size) < EVENING_KEEP[day]
    quarter = np.arange(DAY)[None, :]
    cover[:, day * DAY : (day + 1) * DAY] |= offered[:, None] & (quarter >= begin[:, None]) & (quarter < end[:, None])


def leader_covers(count: int, chance: np.random.Generator) -> Bools:
    """Free local quarters of facilitators: blocks of two hours from Monday to Saturday, 09:00 to 21:00."""
    cover = np.zeros((count, QUARTERS), dtype=bool)
    for day in range(6):
        for begin in LEADER_BLOCKS:
            offered = chance.random(count) < LEADER_KEEP
            cover[offered, day * DAY + begin : day * DAY + begin + 8] = True
    return cover
