"""The maximally diverse grouping problem: groups whose members are as far apart as can be, on a given distance table.

Objective, to be maximised: the sum of distances over pairs inside groups. Method: annealed swaps (and moves, where
sizes may differ), then thermal cycling: the best grouping so far is heated up to where it is about to melt, cooled
down again, and kept when it is not worse (Moebius et al., Physical Review Letters 79, 1997).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.engine.balance import nearness
from matching.engine.problem import FloatArray
from matching.engine.weeks import IntArray

MELT = 1.8
CYCLES = ((1.2, 0.25), (0.6, 0.1))
"""Heats as a share of the deviation of distances once what belongs to an item alone is taken out: the first start,
and two kinds of cycles from hot to cold. Distances without order freeze in the first, those of points in the second."""
SAME_KIND = 3
"""After a cycle that found something better, so many of its kind follow; else the kinds take turns."""
CYCLE_STEPS = 200
"""Steps of one cycle for each pair of items."""
FIRST = 7
"""The first cooling takes as long as so many cycles, where at least as many follow."""
USUAL_CYCLES = 30
PROBE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Diverse:
    """``labels`` int[items]: a group for each item. ``total`` is the objective. ``steps`` repeats this very answer."""

    labels: IntArray
    total: float
    steps: int


def diversify(
    distances: FloatArray,
    groups: int,
    *,
    least: int | None = None,
    most: int | None = None,
    seed: int = 1,
    seconds: float | None = None,
    steps: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Diverse:
    """Groups of ``least`` to ``most`` items; without those, sizes that differ by one at most.

    ``seconds`` only decides after which cycle to stop. Raises ValueError when the distances are no square, symmetric
    table of finite numbers, or when no sizes add up to the items.
    """
    table = _checked(distances)
    items = len(table)
    least = items // groups if least is None and groups else least or 0
    most = -(-items // groups) if most is None and groups else most or 0
    if groups < 1 or least < 1 or not groups * least <= items <= groups * most:
        raise ValueError(f"{items} items cannot be put into {groups} groups of {least} to {most}.")
    search = _Cycles(table, groups, (least, most), seed)
    if seconds is None or steps is not None:
        labels, done = search.run(USUAL_CYCLES * search.cycle if steps is None else steps)
    else:
        labels, done = search.run_until(clock() + seconds, clock)
    return Diverse(labels, diversity(table, labels), done)


def diversity(distances: FloatArray, labels: IntArray) -> float:
    """The objective: the sum of distances over all pairs inside groups."""
    parts = (np.flatnonzero(labels == group) for group in range(int(labels.max()) + 1))
    return sum(float(distances[np.ix_(part, part)].sum()) for part in parts) / 2


def _checked(distances: FloatArray) -> FloatArray:
    table = np.array(distances, dtype=float)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or table.size == 0:
        raise ValueError("The distances are no square table.")
    if not np.isfinite(table).all() or not np.allclose(table, table.T):
        raise ValueError("The distances are not finite, or not the same in both directions.")
    np.fill_diagonal(table, 0.0)
    return table


class _Cycles:
    """Coolings from a start; the first from a melt, the others from the best so far."""

    def __init__(self, table: FloatArray, groups: int, sizes: tuple[int, int], seed: int) -> None:
        self.table, self.groups, self.sizes, self.seed = table, groups, sizes, seed
        self.cycle = CYCLE_STEPS * len(table) ** 2
        self.scale = _own_spread(table)
        equal = sizes[1] - sizes[0] <= 1 and groups * sizes[1] - len(table) < groups
        self.bounds = (1, 1) if equal else sizes

    def run(self, steps: int) -> tuple[IntArray, int]:
        """The best labels of all coolings that ``steps`` allow, and the steps; the last cooling may be a short one."""
        first = FIRST * self.cycle if steps >= 2 * FIRST * self.cycle else min(steps, self.cycle)
        return self._cycles(first, lambda done: min(self.cycle, steps - done))

    def run_until(self, end: float, clock: Callable[[], float]) -> tuple[IntArray, int]:
        """The same, stopped after the cycle in which the time ends; ``run`` with those steps repeats it."""
        self._cool(self._start(), 1, 0, CYCLES[0])
        before = clock()
        self._cool(self._start(), max(1, int(PROBE_SHARE * self.cycle)), 0, CYCLES[0])
        cycle_seconds = (clock() - before) / PROBE_SHARE
        long = end - clock() > 3 * FIRST * cycle_seconds
        least = 2 * FIRST * self.cycle if long else self.cycle
        most = 2 * FIRST * self.cycle - self.cycle

        def more(done: int) -> int:
            on = done < least or (clock() + cycle_seconds <= end and (long or done < most))
            return self.cycle if on else 0

        return self._cycles(FIRST * self.cycle if long else self.cycle, more)

    def _cycles(self, first: int, more: Callable[[int], int]) -> tuple[IntArray, int]:
        """A first cooling from a melt, then as many as ``more`` says, each from the best; the steps of all."""
        best = self._cool(self._start(), first, 0, (MELT, CYCLES[0][1]))
        value, done, number, kind, follow = diversity(self.table, best), first, 0, 0, 0
        while (steps := more(done)) > 0:
            number, follow = number + 1, follow - 1
            kind = kind if follow > 0 else 1 - kind
            labels = self._cool(best, steps, number, CYCLES[kind])
            done += steps
            found = diversity(self.table, labels)
            if found > value:
                follow = SAME_KIND + 1
            if found >= value:
                best, value = labels, found
        return best, done

    def _start(self) -> IntArray:
        """Items dealt at random."""
        dealt = np.arange(len(self.table)) % self.groups
        return np.random.default_rng(self.seed).permutation(dealt)

    def _cool(self, start: IntArray, steps: int, number: int, heats: tuple[float, float]) -> IntArray:
        from matching.engine.kernels.anticluster import anneal_distances, settle_distances
        from matching.engine.kernels.base import chance_of

        labels = start.copy()
        if not 1 < self.groups < len(labels) or self.scale == 0.0:
            return labels
        size = np.bincount(labels, minlength=self.groups)
        near = nearness(self.table, labels, self.groups)
        least, most = self.bounds
        chance = chance_of(self.seed, number, steps)
        hot, cold = heats[0] * self.scale, heats[1] * self.scale
        anneal_distances(near, self.table, labels, size, least, most, steps, hot, cold, chance)
        settle_distances(near, self.table, labels, size, least, most)
        return labels


def _own_spread(table: FloatArray) -> float:
    """The deviation of distances after each item's own mean is taken out (it counts alike in every group)."""
    items = len(table)
    if items < 3:
        return 0.0
    means = table.sum(axis=0) / (items - 1)
    rest = table - means[:, None] - means[None, :]
    return float(rest[np.triu_indices(items, 1)].std())
