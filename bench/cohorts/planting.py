"""The hidden answer of a made-up cohort: groups that share a start and a language, so that one answer is certain.

Groups are made round a random person from those who are free at a start that many share. Who is left over joins a
group and offers its hour on top of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bench.cohorts.clock import STARTS, Bools, Clock, Ints
from bench.cohorts.leaders import awake_starts
from bench.cohorts.people import LEAST, WORKING, People

GROUP_SIZES = (6, 7, 8)
SIZE_SHARES = (0.17, 0.55, 0.28)
MOST = 9
"""Left-over people join groups up to this size (the rule allows 10)."""
LEAST_MEMBERS = 5
EDGES = (4, STARTS - 4)
"""No planted session begins in the last or first two hours of the UTC week, where weeks join."""
MUST_IN_STRAND = 6


@dataclass(slots=True)
class Planted:
    """One group of the hidden answer."""

    start: int
    language: int
    members: list[int] = field(default_factory=list)


class Planter:
    """Places everybody; ``free`` is bool[people, 336]."""

    def __init__(self, people: People, free: Bools, clock: Clock, chance: np.random.Generator) -> None:
        self.people, self.chance, self.clock = people, chance, clock
        self.by_start = np.ascontiguousarray(free.T)
        self.waiting = np.ones(len(free), dtype=bool)
        self.speaks = people.speaks
        self.groups: list[Planted] = []
        edge = np.zeros(STARTS, dtype=bool)
        edge[EDGES[0] : EDGES[1]] = True
        self.by_start &= edge[:, None]
        self.countries = [u.country for u in people.universities]
        self._awake: dict[str, Bools] = {}

    def plant(self) -> list[Planted]:
        """Everybody in a group."""
        for language in range(len(WORKING) - 1, -1, -1):
            self._plant_language(language)
        for person in self.chance.permutation(np.flatnonzero(self.waiting)):
            self._join(int(person))
        return self.groups

    def _plant_language(self, language: int) -> None:
        """Strands seat first those who have no English; the rest of their speakers fill up."""
        english = language == 0
        seated = self.speaks[:, language] & (np.ones(len(self.waiting), bool) if english else ~self.speaks[:, 0])
        crowd = (self.by_start & (self.waiting & self.speaks[:, language])[None, :]).sum(axis=1)
        for person in self.chance.permutation(np.flatnonzero(seated)):
            if self.waiting[person]:
                self._plant_round(int(person), language, seated, crowd)

    def _plant_round(self, person: int, language: int, seated: Bools, crowd: Ints) -> None:
        starts = np.flatnonzero(self.by_start[:, person])
        size = int(self.chance.choice(GROUP_SIZES, p=SIZE_SHARES))
        starts = starts[crowd[starts] >= size]
        if len(starts) == 0:
            return
        shares = crowd[starts].astype(float)
        start = int(self.chance.choice(starts, p=shares / shares.sum()))
        there = np.flatnonzero(self.by_start[start] & self.waiting & self.speaks[:, language])
        members = self._members(person, there, size, seated)
        if len({self.countries[self.people.university[m]] for m in members}) < 2:
            return
        self.groups.append(Planted(start, language, members))
        self.waiting[members] = False
        crowd -= self.by_start[:, members].sum(axis=1)

    def _members(self, person: int, there: Ints, size: int, seated: Bools) -> list[int]:
        """The person first, one of another country next, then at random (a strand's own people first)."""
        order = self.chance.permutation(there[there != person])
        if not seated[order].all():
            own = order[seated[order]][: MUST_IN_STRAND - 1]
            order = np.concatenate((own, order[~np.isin(order, own)]))
        country = np.array([hash_free(c) for c in self.countries])[self.people.university]
        other = np.flatnonzero(country[order] != country[person])
        if len(other):
            order = np.concatenate((order[other[:1]], np.delete(order, other[0])))
        return [person, *(int(m) for m in order[: size - 1])]

    def _join(self, person: int) -> None:
        """A left-over person joins a group of their language, at a waking hour if there is one."""
        if not self.waiting[person]:
            return
        if not self.speaks[person, 0]:
            self._learn_english(person)
        rooms = [g for g in self.groups if len(g.members) < MOST and self.speaks[person, g.language]]
        if not rooms:
            self._gather(person)
            return
        free = [g for g in rooms if self.by_start[g.start, person]]
        rooms = free or [g for g in rooms if self._awake_at(person, g.start)] or rooms
        rooms[int(self.chance.integers(len(rooms)))].members.append(person)
        self.waiting[person] = False

    def _learn_english(self, person: int) -> None:
        """Strands may be full or not exist in a small cohort."""
        self.people.levels[person, 0] = max(LEAST, int(self.people.levels[person, 0]))
        self.speaks[person, 0] = True

    def _awake_at(self, person: int, start: int) -> bool:
        tz = self.people.universities[self.people.university[person]].tz
        if tz not in self._awake:
            self._awake[tz] = awake_starts(self.clock, tz)
        return bool(self._awake[tz][start])

    def _gather(self, person: int) -> None:
        """When every group is full: one more, of left-over people and of some from the fullest groups."""
        starts = [start for start in np.flatnonzero(self.by_start[:, person]) if self._awake_at(person, int(start))]
        start = int(self.chance.choice(starts)) if starts else EDGES[1] // 2
        left = [int(p) for p in np.flatnonzero(self.waiting & self.speaks[:, 0]) if p != person]
        near = [p for p in left if self._awake_at(p, start)][: GROUP_SIZES[0] - 1]
        made = Planted(start, 0, [person, *near])
        while len(made.members) < LEAST_MEMBERS or len(self._countries_of(made.members)) < 2:
            self._borrow(made)
        self.groups.append(made)
        self.waiting[made.members] = False

    def _countries_of(self, members: list[int]) -> set[str]:
        return {self.countries[self.people.university[m]] for m in members}

    def _borrow(self, made: Planted) -> None:
        """One member of a full English group who is of another country and can be spared there."""
        here = self._countries_of(made.members)
        for group in sorted((g for g in self.groups if g.language == 0), key=lambda g: -len(g.members)):
            for member in group.members:
                rest = [m for m in group.members if m != member]
                if self._countries_of([member]) - here and len(self._countries_of(rest)) > 1:
                    group.members = rest
                    made.members.append(member)
                    return
        raise RuntimeError("A made-up cohort needs people of more than one country.")


def hash_free(country: str) -> int:
    """A country as a number that is the same in every process."""
    return int.from_bytes(country.encode(), "big")
