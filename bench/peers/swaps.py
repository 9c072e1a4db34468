"""Peers that start from our feasible groups and only ever swap two people so that no rule breaks."""

from __future__ import annotations

import time

import numpy as np

from bench.judge import MIX, WEIGHTS
from bench.peers.case import Case
from matching.engine import FormedGroup
from matching.engine.bounds import Bounds
from matching.engine.problem import MIX_ATTRIBUTES
from matching.engine.quality import Seating, isolates, shrink_chance

MIXING_A_PERSON = 20
LOOKS = 256


def random_feasible(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """A random walk: 20 feasible swaps a person, whatever they are worth."""
    walk = Swaps(case)
    wanted = MIXING_A_PERSON * case.problem.size
    while walk.made < wanted and walk.tried < 200 * wanted:
        pair = walk.draw()
        if pair:
            walk.swap(*pair)
            walk.made += 1
    return case.named(walk.labels, walk.sessions)


def swap_search(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """Hill climbing: a random feasible swap is kept when J does not fall; until the time is up."""
    walk = Swaps(case)
    end = time.perf_counter() + seconds
    while walk.tried % LOOKS or time.perf_counter() < end:
        pair = walk.draw()
        if pair and walk.gain(*pair) < 0:
            walk.swap(*pair)
    return case.named(walk.labels, walk.sessions)


class Swaps:
    """The start, who may sit where, and the part of J of each group (mix, isolates, balance, drop-out, topic)."""

    def __init__(self, case: Case) -> None:
        self.case, self.problem = case, case.problem
        self.labels, self.sessions = case.labels(), case.sessions()
        self.allowed = case.allowed()
        self.members = [np.flatnonzero(self.labels == row).tolist() for row in range(case.groups)]
        self.chance = np.random.default_rng([case.seed, 11])
        self.tried = self.made = 0
        self.bounds = Bounds(self.problem, [len(m) for m in self.members])
        self.columns = [family.columns for family in self.problem.families]
        self._draws: list[int] = []

    def draw(self) -> tuple[int, int] | None:
        """Two people who may change places, or None."""
        self.tried += 1
        if len(self._draws) < 2:
            self._draws = self.chance.integers(0, self.problem.size, 4096).tolist()
        a, b = self._draws.pop(), self._draws.pop()
        here, there = self.labels[a], self.labels[b]
        if here == there or not (self.allowed[a, there] and self.allowed[b, here]):
            return None
        if not (self.problem.single_list[a] and self.problem.single_list[b]):
            return None
        return (a, b) if self._fits(a, b, here) and self._fits(b, a, there) else None

    def _fits(self, leaves: int, joins: int, row: int) -> bool:
        problem, rules = self.problem, self.problem.rules
        after = [m for m in self.members[row] if m != leaves] + [joins]
        many = len({problem.country[m] for m in after}) >= rules.min_countries
        return (
            many
            and len({problem.institution[m] for m in after}) >= rules.min_institutions
            and not problem.apart[joins].intersection(after)
        )

    def swap(self, a: int, b: int) -> None:
        """Change places."""
        here, there = int(self.labels[a]), int(self.labels[b])
        self.members[here][self.members[here].index(a)] = b
        self.members[there][self.members[there].index(b)] = a
        self.labels[a], self.labels[b] = there, here

    def gain(self, a: int, b: int) -> float:
        """The change of cost (negative is better) of the two groups."""
        here, there = int(self.labels[a]), int(self.labels[b])
        before = self.cost(here) + self.cost(there)
        self.swap(a, b)
        after = self.cost(here) + self.cost(there)
        self.swap(a, b)
        return after - before

    def cost(self, row: int) -> float:
        """The part of 1 - J that this group brings in, as the measure defines it."""
        problem, bounds, members = self.problem, self.bounds, self.members[row]
        groups, people = len(self.members), problem.size
        total = 0.0
        for key in MIX_ATTRIBUTES:
            codes = problem.codes[key][members]
            alike = int((codes[:, None] == codes[None, :]).sum() - len(members)) / 2
            total += WEIGHTS["mix"] / 100 * MIX[key] * alike / bounds.pairs / max(1e-9, bounds.mix[key])
        alone = len(isolates(problem, members, self.sessions[row][2]))
        total += WEIGHTS["isolates"] / 100 * alone / people / 0.30
        between = [float(((c[members].sum(axis=0) ** 2) / len(members)).mean()) for c in self.columns]
        total += WEIGHTS["balance"] / 100 * float(np.mean(between)) / max(1, groups - 1) / (1 - bounds.balance)
        total += WEIGHTS["dropout"] / 100 * shrink_chance(problem, members) / groups / 0.15
        kinds = problem.topic_kind[members]
        like = float(problem.topic_likeness[np.ix_(kinds, kinds)].sum() - len(members)) / 2
        return total - WEIGHTS["topic"] / 100 * like / bounds.pairs / max(1e-9, bounds.topic - bounds.topic_random)


def seatings_of(walk: Swaps) -> list[Seating]:
    """For tests: what the product measures."""
    return [Seating(tuple(m), *s) for m, s in zip(walk.members, walk.sessions, strict=True)]
