"""The proven best answer for a small cohort: every allowed group is a column, and each student is in one of them.

For given group sizes J is linear in sums over groups (as in ``quality.py``) but for components that are cut off at
-1; those are tried both as they are and as -1, since J is the best of the two. Each such program is bounded by its
dual prices (Lagrange) and dropped as soon as it cannot beat the best answer known; the columns that could still are
few, and HiGHS (in SciPy) settles them. Work is counted in steps of the budget, never in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from matching.engine.bounds import Bounds
from matching.engine.budget import Budget
from matching.engine.component_bounds import DROPOUT_AT_ZERO, ISOLATES_AT_ZERO
from matching.engine.partition_columns import (
    BETWEEN,
    FIGURES,
    ISOLATED,
    LIKENESS,
    SECOND,
    SHRINKS,
    Columns,
    TooMany,
    make_columns,
)
from matching.engine.partition_program import Partition, Program, Unsolved
from matching.engine.problem import FloatArray, Problem, slots_of
from matching.engine.quality import Seating, has_second_start, measure
from matching.engine.types import MIX_ATTRIBUTES

MOST_PEOPLE = 30
STEPS_OF_A_ROUND, STEPS_OF_A_COLUMN, STEPS_OF_A_LOOK = 15_000, 0.5, 0.1
"""Steps of the budget that one round of prices counts for (some 10 ms), and more for each column; and for each column
to set up a program."""
MOST_STEPS = 10_000_000
"""Steps (some five seconds) after which the rest of the time is left to the search."""
LEAST_GAIN = 1e-6
"""Points of J: an answer better by less counts as equally good."""
CUT_OFF = {"isolates": ISOLATED, "balance": BETWEEN, "dropout": SHRINKS, "topic": LIKENESS}
"""Components that J cuts off at -1, with their figure."""
CLASHES = 50
"""How often a facilitator's impossible timetable is excluded before a program is given up."""
PROVING = "proving that no answer is better"


@dataclass(frozen=True, slots=True)
class Proof:
    """``seatings`` when better than what was known; ``proven``: no answer is better than the best of both."""

    proven: bool
    seatings: list[Seating] | None = None


def prove(problem: Problem, known: float, budget: Budget) -> Proof:
    """The best answer of all, or what was found of it until the budget ended. ``known`` is J of an answer at hand.

    Raises Cancelled.
    """
    if problem.size > MOST_PEOPLE:
        return Proof(False)
    try:
        columns = make_columns(problem)
    except TooMany:
        return Proof(False)
    return _Proving(problem, columns, known, budget).run()


def linear(problem: Problem, sizes: tuple[int, ...], cut: frozenset[str]) -> tuple[float, FloatArray]:
    """J of groups of these sizes as a constant and a factor for each figure; components in ``cut`` count -1."""
    bounds, weights = Bounds(problem, sizes), problem.weights.components()
    on_target = sum(problem.rules.target_min <= size <= problem.rules.target_max for size in sizes)
    factors = np.zeros(FIGURES)
    factors[SECOND] = weights["slack"] / len(sizes)
    constant = weights["size"] * on_target / len(sizes)
    for place, key in enumerate(MIX_ATTRIBUTES):
        share, upper = weights["mix"] * problem.weights.mix_shares()[key], bounds.mix[key]
        constant += share / upper if upper > 0 else share
        factors[place] = -share / upper / bounds.pairs if upper > 0 else 0.0
    for name, (start, slope) in _lines(problem, bounds).items():
        constant += -weights[name] if name in cut else weights[name] * start
        factors[CUT_OFF[name]] = 0.0 if name in cut else weights[name] * slope
    return 100 * constant, 100 * factors


def _lines(problem: Problem, bounds: Bounds) -> dict[str, tuple[float, float]]:
    """The components that J cuts off, before that: value when the figure is 0, and change for one more of it."""
    room, reach = 1 - bounds.balance, bounds.topic - bounds.topic_random
    between = (1 + bounds.balance / room, -1 / room / max(1, bounds.groups - 1)) if room > 0 else (1.0, 0.0)
    likeness = (-bounds.topic_random / reach, 1 / reach / bounds.pairs) if reach > 0 else (1.0, 0.0)
    return {
        "isolates": (1.0, -1 / problem.size / ISOLATES_AT_ZERO),
        "balance": between,
        "dropout": (1.0, -1 / bounds.groups / DROPOUT_AT_ZERO),
        "topic": likeness,
    }


def size_lists(people: int, least: int, most: int, groups: int) -> Iterator[tuple[int, ...]]:
    """Every rising list of that many sizes that adds up to ``people``."""
    if groups == 0:
        if people == 0:
            yield ()
        return
    for first in range(least, min(most, people // groups) + 1):
        for rest in size_lists(people - first, first, most, groups - 1):
            yield (first, *rest)


def _cuts() -> Iterator[frozenset[str]]:
    """Every choice of components that are cut off, the empty one first."""
    for count in range(len(CUT_OFF) + 1):
        yield from map(frozenset, combinations(CUT_OFF, count))


class _Proving:
    """All programs of one cohort, the most promising first."""

    def __init__(self, problem: Problem, columns: Columns, known: float, budget: Budget) -> None:
        self.problem, self.columns, self.budget = problem, columns, budget
        self.partition = Partition(columns, problem.capacity)
        self.best, self.spent, self.ended = known, 0, False
        self.found: list[Seating] | None = None

    def run(self) -> Proof:
        """Until every program is settled or the budget ends."""
        programs = sorted(self._programs(), key=lambda program: -program.promise)
        settled = True
        for program in programs:
            try:
                settled &= self._settle(program)
            except Unsolved:
                settled = False
            if self.ended:
                break
        return Proof(settled and not self.ended, self.found)

    def _programs(self) -> Iterator[Program]:
        """The programs that may hold a better answer; none after the budget ended."""
        rules, room = self.problem.rules, sum(self.problem.capacity)
        cuts = [cut for cut in _cuts() if self._most(cut) > self.best + LEAST_GAIN]
        for groups in range(1, min(room, self.problem.size // rules.size_min) + 1):
            for sizes in size_lists(self.problem.size, rules.size_min, rules.size_max, groups):
                for cut in cuts:
                    if not self._spend(1 + int(STEPS_OF_A_LOOK * len(self.columns.of))):
                        return
                    constant, factors = linear(self.problem, sizes, cut)
                    program = Program(self.partition, sizes, constant, -self.columns.figures @ factors)
                    if program.promise > self.best + LEAST_GAIN:
                        yield program

    def _most(self, cut: frozenset[str]) -> float:
        """J when the components in ``cut`` are -1 and all others 1."""
        return 100.0 - 200.0 * sum(self.problem.weights.components()[name] for name in cut)

    def _settle(self, program: Program) -> bool:
        """Whether nothing of this program can be better than the best any more. Raises Unsolved."""
        if program.promise <= self.best + LEAST_GAIN:
            return True
        if not self._round():
            return False
        if not program.worth(self.best + LEAST_GAIN):
            return True
        while not program.priced:
            if not self._round():
                return False
            program.price()
            if program.promise <= self.best + LEAST_GAIN:
                return True
        return self._whole(program)

    def _whole(self, program: Program) -> bool:
        """The same by whole columns, once the program has its prices."""
        for _ in range(CLASHES):
            if not self._round():
                return False
            chosen = program.choose(self.best + LEAST_GAIN)
            if chosen is None:
                return True
            seatings = self._timetable(program, chosen)
            if seatings is not None:
                return self._take(program, chosen, seatings)
        return False

    def _round(self) -> bool:
        return self._spend(STEPS_OF_A_ROUND + int(STEPS_OF_A_COLUMN * len(self.columns.of)))

    def _spend(self, steps: int) -> bool:
        """Count work; False, now and ever after, when the budget or the most steps ended. Raises Cancelled."""
        self.spent += steps
        if not self.ended:
            self.ended = self.spent > MOST_STEPS or self.budget.take(steps, PROVING) < steps
        return not self.ended

    def _take(self, program: Program, chosen: list[int], seatings: list[Seating]) -> bool:
        total = measure(self.problem, seatings).total
        if total > self.best + LEAST_GAIN:
            self.best, self.found = total, seatings
        return total > program.value(chosen) - LEAST_GAIN

    def _timetable(self, program: Program, chosen: list[int]) -> list[Seating] | None:
        """Starts for the groups of each facilitator; None (and the clash excluded) when they have none."""
        seatings: list[Seating] = []
        for leader in sorted({int(self.columns.leader[k]) for k in chosen}):
            mine = [k for k in chosen if self.columns.leader[k] == leader]
            slots = self._slots([self._starts(k) for k in mine])
            if slots is None:
                program.exclude(mine)
                return None
            seatings += [self._seating(k, slot) for k, slot in zip(mine, slots, strict=True)]
        return seatings

    def _slots(self, options: list[list[int]]) -> list[int] | None:
        """One slot of each list, none too near another."""
        if not options:
            return []
        for slot in options[0]:
            near = self.problem.near[slot]
            rest = self._slots([[s for s in other if not near >> s & 1] for other in options[1:]])
            if rest is not None:
                return [slot, *rest]
        return None

    def _starts(self, column: int) -> list[int]:
        """Starts at which the column's figures hold."""
        free = self.problem.facilitator_bits[int(self.columns.leader[column])]
        for person in self._members(column):
            free &= self.problem.free_bits[person]
        second = bool(self.columns.figures[column, SECOND])
        return [s for s in slots_of(free) if has_second_start(self.problem, self._seating(column, s)) == second]

    def _members(self, column: int) -> tuple[int, ...]:
        return tuple(np.flatnonzero(self.columns.people[self.columns.of[column]]).tolist())

    def _seating(self, column: int, slot: int) -> Seating:
        leader, language = int(self.columns.leader[column]), int(self.columns.language[column])
        return Seating(self._members(column), slot, leader, language)
