"""The best single change of a group: an exchange or a move that keeps every hard rule, with its effect on J.

Candidates are ranked by the parts of J that are sums of squares (mix, balance), all at once; the best few are then
priced exactly. So "best found" is meant, not "best".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.alternatives import NOBODY, exchange, group_breaks
from matching.engine.effects import Effects
from matching.engine.problem import FloatArray
from matching.engine.types import MIX_ATTRIBUTES
from matching.engine.weeks import BoolArray, IntArray

EXACT_IN_ALL, EXACT_LEAST = 700, 3
"""Candidates priced exactly, shared out over the groups (0.1 ms each): all there are in small cohorts."""
MOST_PEOPLE, ASKED, ROWS_ASKED = 3000, 2, 200
"""In larger cohorts only so many members of a group are ranked, those with the most possible starts, and only so many
other groups: its neighbours in the order of the seatings, which ``form`` sorts by start."""


@dataclass(frozen=True, slots=True)
class Change:
    """``student`` goes to ``group`` (a number) and ``partner`` comes back (-1: nobody); ``effect`` in points of J."""

    student: int
    group: int
    partner: int
    effect: float


class Ranking:
    """What ranks the changes of one answer."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects
        self.exact = max(EXACT_LEAST, EXACT_IN_ALL // len(effects.seatings))
        problem, seatings = effects.problem, effects.seatings
        self.row_of: IntArray = np.full(problem.size, NOBODY, dtype=np.int64)
        for row, seating in enumerate(seatings):
            self.row_of[list(seating.members)] = row
        self.people = np.array([person for s in seatings for person in s.members], dtype=np.int64)
        self.start = np.cumsum([0, *(len(s.members) for s in seatings)])
        self.slot = np.array([s.slot for s in seatings], dtype=np.int64)
        self.language = np.array([s.language for s in seatings], dtype=np.int64)
        skills = np.array(problem.skill_bits, dtype=np.int64)
        self.unmet = ~skills[[s.facilitator for s in seatings]]
        self.flat, self.spread = _columns(effects)
        self.sums = np.array([self.flat[list(s.members)].sum(axis=0) for s in seatings])
        self.totals = np.array([self.spread[list(s.members)].sum(axis=0) for s in seatings])
        self.sizes = np.array([len(s.members) for s in seatings], dtype=float)

    def best(self, row: int) -> Change | None:
        """The best change found for a group, or None when no exchange or move keeps the rules."""
        problem, members = self.effects.problem, self.effects.seatings[row].members
        if problem.size > MOST_PEOPLE:
            members = tuple(sorted(members, key=lambda p: (-problem.free_bits[p].bit_count(), p))[:ASKED])
        near = self._near(row)
        ranked = sorted(c for p in members for c in self._of_one(row, p, near[self._fits(p, near)]))
        priced: list[Change] = []
        for _, student, group, partner in ranked:
            changes = exchange(self.effects.seatings, row, group, student, partner)
            if not any(group_breaks(problem, s) for s in changes.values() if s is not None):
                priced.append(Change(student, group, partner, self.effects.effect(changes)))
                if len(priced) == self.exact:
                    break
        return max(priced, key=lambda c: (c.effect, -c.student, -c.partner), default=None)

    def _near(self, row: int) -> IntArray:
        """The other groups that are looked at."""
        rows = len(self.effects.seatings)
        first, last = 0, rows
        if self.effects.problem.size > MOST_PEOPLE:
            first = max(0, min(row - ROWS_ASKED // 2, rows - ROWS_ASKED))
            last = min(rows, first + ROWS_ASKED)
        return np.concatenate((np.arange(first, row), np.arange(row + 1, last)))

    def _fits(self, people: int | IntArray, rows: int | IntArray) -> BoolArray:
        """Free at the slot, has the language, needs met by the facilitator: one of the two may be an array."""
        problem = self.effects.problem
        met = (problem.need_bits[people] & self.unmet[rows]) == 0
        fits: BoolArray = problem.free[people, self.slot[rows]] & problem.speaks[people, self.language[rows]] & met
        return fits

    def _of_one(self, row: int, person: int, rows: IntArray) -> list[tuple[float, int, int, int]]:
        """(estimated cost, student, group, partner) of the cheapest changes of one member, who fits these ``rows``."""
        if not len(rows):
            return []
        return [*self._swaps(row, person, rows), *self._moves(row, person, rows)]

    def _swaps(self, row: int, person: int, others: IntArray) -> list[tuple[float, int, int, int]]:
        partners = np.sort(np.concatenate([self.people[self.start[k] : self.start[k + 1]] for k in others]))
        partners = partners[self._fits(partners, row)]
        if not len(partners):
            return []
        rows = self.row_of[partners]
        flat, spread = self.flat[partners] - self.flat[person], self.spread[partners] - self.spread[person]
        cost = ((self.sums[row] - self.sums[rows]) * flat).sum(axis=1) + (flat**2).sum(axis=1)
        squared = (spread**2).sum(axis=1)
        cost += (2 * spread @ self.totals[row] + squared) / self.sizes[row]
        cost += (squared - 2 * (spread * self.totals[rows]).sum(axis=1)) / self.sizes[rows]
        cheapest = np.argsort(cost, kind="stable")[: self.exact]
        return [(float(cost[k]), person, int(rows[k]), int(partners[k])) for k in cheapest]

    def _moves(self, row: int, person: int, others: IntArray) -> list[tuple[float, int, int, int]]:
        rules = self.effects.problem.rules
        rows = others[self.sizes[others] < rules.size_max]
        if self.sizes[row] <= rules.size_min or not len(rows):
            return []
        flat, spread = self.flat[person], self.spread[person]
        cost = self.sums[rows] @ flat - (self.sums[row] - flat) @ flat
        here, there = self.totals[row], self.totals[rows]
        cost += ((there + spread) ** 2).sum(axis=1) / (self.sizes[rows] + 1) - (there**2).sum(axis=1) / self.sizes[rows]
        cost += ((here - spread) ** 2).sum() / (self.sizes[row] - 1) - (here**2).sum() / self.sizes[row]
        cheapest = np.argsort(cost, kind="stable")[:2]
        return [(float(cost[k]), person, int(rows[k]), NOBODY) for k in cheapest]


def _columns(effects: Effects) -> tuple[FloatArray, FloatArray]:
    """Features whose squared group sums are points of J: of mix (half the sum), and of balance (over the size)."""
    problem, bounds = effects.problem, effects.bounds[()]
    weights = problem.weights
    flat = []
    for key in MIX_ATTRIBUTES:
        codes, upper = problem.codes[key], bounds.mix[key]
        price = 100 * weights.mix * weights.mix_shares()[key] / upper / bounds.pairs if upper > 0 else 0.0
        flat.append(np.eye(int(codes.max()) + 1)[codes] * np.sqrt(price))
    reach = (1 - bounds.balance) * max(1, bounds.groups - 1)
    price = 100 * weights.balance / reach if bounds.balance < 1 else 0.0
    return np.hstack(flat), effects.spread_columns * np.sqrt(price)
