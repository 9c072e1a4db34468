"""How good each component can be for given group sizes: exact relaxations, one per component.

Mix: classes spread as evenly as whole numbers allow. Balance: the least between-group variance of a yes/no
property over whole people. Topic: everybody among their nearest neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from matching.engine.problem import Problem
from matching.engine.types import MIX_ATTRIBUTES
from matching.engine.weeks import IntArray


class Bounds:
    """Bounds for one list of group sizes (their order does not matter)."""

    def __init__(self, problem: Problem, sizes: Sequence[int]) -> None:
        self.sizes = np.array(sorted(sizes), dtype=np.int64)
        self.people = int(self.sizes.sum())
        self.groups = len(self.sizes)
        self.pairs = max(1, int((self.sizes * (self.sizes - 1) // 2).sum()))
        self.mix = {key: self._mix_upper(np.bincount(problem.codes[key])) for key in MIX_ATTRIBUTES}
        self.balance = self._balance_lower(problem)
        self.topic_random, self.topic = topic_bounds(problem, round(self.people / max(1, self.groups)) - 1)

    def _mix_upper(self, class_sizes: np.ndarray) -> float:
        """Largest share of differing pairs: the n-th member of a class joins the group with fewest of it."""
        levels = np.sort(np.concatenate([np.arange(size) for size in self.sizes]))
        total = np.concatenate(([0], np.cumsum(levels)))
        same = int(total[np.minimum(class_sizes, self.people)].sum())
        return 1.0 - same / self.pairs

    def _balance_lower(self, problem: Problem) -> float:
        if not problem.families or self.groups < 2:
            return 0.0
        # The cost of seat x of a class in a group of size s rises by (2x + 1) / s: take the cheapest seats.
        steps = np.sort(np.concatenate([(2 * np.arange(s) + 1) / s for s in self.sizes]))
        total = np.concatenate(([0.0], np.cumsum(steps)))
        lower = []
        for family in problem.families:
            each = [
                self._spread(total, count) / variance / (self.groups - 1) if count >= 0 else 0.0
                for count, variance in zip(family.binary_counts, family.variances, strict=True)
            ]
            lower.append(float(np.mean(each)))
        return float(np.mean(lower))

    def _spread(self, total: np.ndarray, count: int) -> float:
        share = count / self.people
        return float(total[min(count, self.people)] - 2 * share * count + self.people * share * share)


_TOPIC_BOUNDS: WeakKeyDictionary[Problem, dict[int, tuple[float, float]]] = WeakKeyDictionary()


def topic_bounds(problem: Problem, partners: int) -> tuple[float, float]:
    """Mean likeness of two people at random, and of a person with their ``partners`` nearest others."""
    known = _TOPIC_BOUNDS.setdefault(problem, {})
    partners = max(0, partners)
    if partners not in known:
        most = max(partners, problem.rules.size_max)
        known.update(enumerate(_topic_bounds(problem, np.arange(most + 1))))
    return known[partners]


def _topic_bounds(problem: Problem, partners: IntArray) -> list[tuple[float, float]]:
    """For each number of partners: what sorting the likeness of a set of topics costs is paid once."""
    likeness = problem.topic_likeness
    weight = np.bincount(problem.topic_kind, minlength=len(likeness)).astype(float)
    people = weight.sum()
    if people < 2:
        return [(0.0, 0.0)] * len(partners)
    at_random = float((weight @ likeness @ weight - people) / (people * (people - 1)))
    best = np.zeros(len(partners))
    for kind, row in enumerate(likeness):
        others = weight.copy()
        others[kind] -= 1
        order = np.argsort(-row, kind="stable")
        before = np.concatenate(([0.0], np.cumsum(others[order])[:-1]))
        taken = np.clip(partners[:, None] - before, 0.0, others[order])
        best += weight[kind] * (taken @ row[order]) / np.maximum(1, partners)
    return [(at_random, float(value / people)) for value in best]
