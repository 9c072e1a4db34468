"""One set partitioning program: dual prices from a few columns, a bound over all, and the few that could still win."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from matching.engine.partition_columns import Columns
from matching.engine.problem import FloatArray
from matching.engine.weeks import IntArray

DEAR = 1_000.0
"""Points of J for a student without a group while prices are being made."""
COLUMNS_A_ROUND = 150
MOST_CHOICES = 6_000
"""Columns given to the integer program; more are given up."""
MOST_NODES = 3_000
SLIP = 1e-7
"""Points of J by which dual prices may be wrong in floating point."""
FOUND, IMPOSSIBLE = 0, 2
"""Status numbers of ``scipy.optimize``."""


class Unsolved(Exception):
    """HiGHS gave up, or too many columns were left."""


class Partition:
    """What all programs of a cohort share: rows for students and for what facilitators can lead."""

    def __init__(self, columns: Columns, capacity: list[int]) -> None:
        from scipy.sparse import csr_array

        self.columns, self.students = columns, columns.people.shape[1]
        rows = [np.flatnonzero(columns.leader == leader) for leader in range(len(capacity))]
        rows += [inside for _, inside in columns.window]
        place = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        shape = (len(columns.of), len(rows))
        self.load = csr_array((np.ones(len(place)), (np.concatenate(rows), place)), shape=shape)
        """[columns, rows]: which columns count in each limit of a facilitator."""
        self.limit = np.array([*capacity, *[1] * len(columns.window)], dtype=float)
        self.pool: IntArray = np.zeros(0, dtype=np.int64)
        """Columns that were worth their price in some program; others begin with them."""
        self.duals: list[tuple[FloatArray, FloatArray]] = []


class Program:
    """Groups of given sizes; ``cost`` [columns] is what each takes from ``constant``; all in points of J."""

    def __init__(self, partition: Partition, sizes: tuple[int, ...], constant: float, cost: FloatArray) -> None:
        self.partition, self.constant = partition, constant
        self.wanted = sorted(Counter(sizes).items())
        self.priced = False
        allowed = np.isin(partition.columns.size, sizes)
        self.number: IntArray = np.flatnonzero(allowed)
        self.cost = cost[self.number]
        self.size = partition.columns.size[self.number]
        self.excluded: list[list[int]] = []
        self.reduced = self.cost
        self.bound = -np.inf
        self.work: IntArray = np.zeros(0, dtype=np.int64)
        self._look(np.zeros(partition.students), np.zeros(len(partition.limit)))

    @property
    def promise(self) -> float:
        """J that no answer of this program exceeds."""
        return self.constant - self.bound

    def worth(self, best: float) -> bool:
        """Whether an answer better than ``best`` may be here, by the prices of the programs before."""
        if self.promise > best and not len(self.work):
            for prices in self.partition.duals:
                self._look(*prices)
        return self.promise > best

    def value(self, chosen: list[int]) -> float:
        """J of columns as this program counts."""
        return self.constant - float(self.cost[np.searchsorted(self.number, chosen)].sum())

    def _look(self, student: FloatArray, limit: FloatArray) -> None:
        """The bound that these dual prices give; kept when the best so far."""
        shared = self.partition
        of = shared.columns.of[self.number]
        reduced = self.cost - (shared.columns.people @ student)[of] - (shared.load @ limit)[self.number]
        bound = float(student.sum() + shared.limit @ limit)
        adjusted = reduced.copy()
        for size, count in self.wanted:
            mine = self.size == size
            least = float(reduced[mine].min()) if mine.any() else np.inf
            bound += count * least
            adjusted[mine] -= least if mine.any() else 0.0
        if bound > self.bound:
            self.bound, self.reduced = bound, adjusted

    def price(self) -> None:
        """One round: dual prices of the columns at work; the columns that look cheap at them join."""
        from scipy.optimize import linprog

        if not len(self.work):
            self.work = self._first()
        equal, wanted = self._rows(self.work)
        slack = np.hstack([np.eye(len(wanted)), -np.eye(len(wanted))])
        load = self.partition.load[self.number[self.work]].toarray().T
        result = linprog(
            np.concatenate([self.cost[self.work], np.full(slack.shape[1], DEAR)]),
            A_ub=np.hstack([load, np.zeros((len(load), slack.shape[1]))]),
            b_ub=self.partition.limit,
            A_eq=np.hstack([equal, slack]),
            b_eq=wanted,
            method="highs-ds",
        )
        if result.status != FOUND:
            raise Unsolved
        self._join(result)

    def _first(self) -> IntArray:
        """The pool of the programs before, and the cheapest columns."""
        known = np.flatnonzero(np.isin(self.number, self.partition.pool))
        return np.union1d(known, np.argsort(self.reduced, kind="stable")[: 2 * COLUMNS_A_ROUND])

    def _join(self, result: Any) -> None:
        shared = self.partition
        student = np.array(result.eqlin.marginals[: shared.students])
        limit = np.minimum(0.0, np.array(result.ineqlin.marginals))
        self._look(student, limit)
        sizes = dict(zip((size for size, _ in self.wanted), result.eqlin.marginals[shared.students :], strict=True))
        of = shared.columns.of[self.number]
        reduced = self.cost - (shared.columns.people @ student)[of] - (shared.load @ limit)[self.number]
        reduced -= np.array([sizes[size] for size in self.size.tolist()])
        order = np.argsort(reduced, kind="stable")[:COLUMNS_A_ROUND]
        joining = np.setdiff1d(order[reduced[order] < -SLIP], self.work)
        self.work = np.union1d(self.work, joining)
        if not len(joining):
            self.priced = True
            used = self.number[self.work[result.x[: len(self.work)] > 0]]
            shared.pool = np.union1d(shared.pool, used)
            shared.duals = [(student, limit), *shared.duals[:3]]

    def _rows(self, work: IntArray) -> tuple[FloatArray, FloatArray]:
        """Each student once, and as many groups of each size as wanted."""
        people = self.partition.columns.people[self.partition.columns.of[self.number[work]]].T
        counts = np.array([self.size[work] == size for size, _ in self.wanted], dtype=float)
        right = np.concatenate([np.ones(len(people)), [count for _, count in self.wanted]])
        return np.vstack([people, counts]), right

    def choose(self, best: float) -> list[int] | None:
        """The best whole columns if better than ``best``, else None. Raises Unsolved."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        work = np.flatnonzero(self.reduced <= self.promise - best + 10 * SLIP)
        if len(work) > MOST_CHOICES:
            raise Unsolved
        if not len(work):
            return None
        equal, wanted = self._rows(work)
        load = self.partition.load[self.number[work]].toarray().T
        clashes = np.array([np.isin(self.number[work], clash) for clash in self.excluded], dtype=float)
        limits = np.vstack([load, clashes.reshape(-1, len(work))])
        most = np.concatenate([self.partition.limit, [len(clash) - 1 for clash in self.excluded]])
        result = milp(
            self.cost[work],
            constraints=[LinearConstraint(equal, wanted, wanted), LinearConstraint(limits, -np.inf, most)],
            integrality=np.ones(len(work)),
            bounds=Bounds(0, 1),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
        )
        if result.status == IMPOSSIBLE:
            return None
        if result.status != FOUND:
            raise Unsolved
        chosen: list[int] = self.number[work[result.x > 0.5]].tolist()
        return chosen if self.value(chosen) > best else None

    def exclude(self, clash: list[int]) -> None:
        """Never again these columns together."""
        self.excluded.append(clash)
