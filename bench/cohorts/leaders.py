"""The facilitators of a made-up cohort: languages, hours, one to four groups each, skills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.cohorts.clock import SESSION_QUARTERS, STARTS, Bools, Clock, Ints
from bench.cohorts.people import WORKING
from bench.cohorts.places import NATIVE, University
from bench.cohorts.timetable import DAY, leader_covers

MOST_GROUPS = (0.14, 0.41, 0.29, 0.16)
"""The chance of leading one, two, three or four groups."""
ROOM = 1.10
"""Room for this many groups for each planted one, and one more."""
SKILL_SHARE = 0.6
STRONG = 4
"""C1: what a facilitator needs."""
GAP_STARTS = 4
"""Two sessions of one facilitator begin at least 90 + 30 minutes apart."""
ALREADY_FREE = 0.4
"""The chance that a planted group looks for somebody who is free; else somebody adds the hour to theirs."""
WAKING = (7 * 4, 21 * 4 + 2)


@dataclass(slots=True)
class Leaders:
    """Arrays with one row for each facilitator; the last ``spare`` rows are only kept when they are used."""

    university: Ints
    levels: Ints
    cover: Bools
    most: Ints
    captions: Bools
    spare: int


def make_leaders(groups: int, universities: tuple[University, ...], chance: np.random.Generator) -> Leaders:
    """Facilitators with room for about 1.1 times the groups, and spare ones who speak everything."""
    most: list[int] = []
    while sum(most) < ROOM * groups + 1:
        most.append(int(chance.choice(4, p=MOST_GROUPS)) + 1)
    wanted, spare = len(most), 4 + groups // 4
    count = wanted + spare
    ranks = 1 / (np.arange(len(universities)) + 4.0)
    university = chance.choice(len(universities), count, p=ranks / ranks.sum())
    levels = _levels(university, universities, chance)
    captions = chance.random(count) < SKILL_SHARE
    captions[:1] = True
    levels[wanted:], captions[wanted:] = STRONG, True
    return Leaders(
        university, levels, leader_covers(count, chance), np.array(most + [2] * spare, dtype=np.int64), captions, spare
    )


def _levels(university: Ints, universities: tuple[University, ...], chance: np.random.Generator) -> Ints:
    """English is strong with everybody; the strands' languages where they are at home, and here and there."""
    count = len(university)
    levels = np.full((count, len(WORKING)), -1, dtype=np.int64)
    levels[:, 0] = np.where(chance.random(count) < 0.3, STRONG, STRONG + 1)
    levels[[universities[u].mother.get("en", 0) > 0.5 for u in university], 0] = NATIVE
    for column, code in enumerate(WORKING[1:], 1):
        here = np.array([max(u.mother.get(code, 0.0), u.second.get(code, (0.0, 0.0))[0]) for u in universities])
        chances = np.where(here[university] > 0.5, 0.75, 0.10)
        levels[:, column] = np.where(chance.random(count) < chances, chance.integers(STRONG, NATIVE + 1, count), -1)
    return levels


class Roster:
    """Gives every planted group a facilitator, adding the hour to somebody's hours where nobody is free."""

    def __init__(self, leaders: Leaders, universities: tuple[University, ...], clock: Clock) -> None:
        self.leaders, self.clock = leaders, clock
        self.zones = [universities[u].tz for u in leaders.university]
        count = len(self.zones)
        self.led = np.zeros(count, dtype=np.int64)
        self.open = np.ones((count, STARTS), dtype=bool)
        self.regular = np.arange(count) < count - leaders.spare
        self.free = np.zeros((count, STARTS), dtype=bool)
        self.awake = np.zeros((count, STARTS), dtype=bool)
        for tz in set(self.zones):
            rows = [i for i, zone in enumerate(self.zones) if zone == tz]
            self.free[rows] = clock.starts(tz, leaders.cover[rows])
            self.awake[rows] = awake_starts(clock, tz)

    def take(self, start: int, language: int, captions: bool, chance: np.random.Generator) -> int:
        """The facilitator of a group with this start; their cover then holds it in every week."""
        able = (self.led < self.leaders.most) & (self.leaders.levels[:, language] >= STRONG) & self.open[:, start]
        if captions:
            able &= self.leaders.captions
        chosen = int(chance.choice(self._preferred(able, start, chance)))
        self.led[chosen] += 1
        near = (start + np.arange(-GAP_STARTS + 1, GAP_STARTS)) % STARTS
        self.open[chosen, near] = False
        if not self.free[chosen, start]:
            self.leaders.cover[chosen, self.clock.quarters_of(self.zones[chosen], start)] = True
        return chosen

    def _preferred(self, able: Bools, start: int, chance: np.random.Generator) -> Ints:
        regular = able & self.regular
        steps = [regular & self.awake[:, start], able & self.awake[:, start], able]
        if chance.random() < ALREADY_FREE:
            steps.insert(0, regular & self.free[:, start])
        for step in steps:
            if step.any():
                return np.flatnonzero(step)
        raise RuntimeError("No facilitator is left for a planted group; make more spare ones.")


def awake_starts(clock: Clock, tz: str) -> Bools:
    """bool[336]: starts whose sessions lie between 07:00 and 23:00 on everybody's clock there."""
    begin = clock.places(tz)
    of_day = begin % DAY
    held: Bools = (begin >= 0) & (of_day >= WAKING[0]) & (of_day <= WAKING[1]) & (of_day + SESSION_QUARTERS <= DAY)
    return held.all(axis=0)
