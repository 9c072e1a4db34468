"""An upper bound beside every component of J, so that "how good is it" has an answer.

No answer that keeps the hard rules and has groups of these sizes can be above (``size``: of any sizes). Each bound is
a relaxation with its argument in a docstring; they are added up to a bound of J, which is therefore not tight: no
one answer reaches all of them at once. Explained in docs/explanation/matching-bounds.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.bounds import Bounds
from matching.engine.dropout_bound import least_mean_shrink
from matching.engine.problem import FloatArray, Problem
from matching.engine.weeks import BoolArray, IntArray

ISOLATES_AT_ZERO = 0.30
"""The rate of isolated students at which the component is 0."""
DROPOUT_AT_ZERO = 0.15
"""The mean chance of a group shrinking below size_min + 1 at which the component is 0."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Who could be together at all: columns are (language, start) with a facilitator and enough people."""

    attends: FloatArray
    """float32[people, pools], 1 where a person has the language and the time."""
    slots: IntArray
    languages: IntArray

    def other_kinds(self, codes: IntArray) -> IntArray:
        """For each person the most people of another class in one of their pools."""
        alike, everybody = self._counts(codes)
        return self._most(everybody[:, None] - alike, codes)

    def same_kind(self, codes: IntArray) -> IntArray:
        """For each person the most people of their own class in one of their pools, themselves included."""
        return self._most(self._counts(codes)[0], codes)

    def _counts(self, codes: IntArray) -> tuple[FloatArray, FloatArray]:
        classes = np.eye(int(codes.max(initial=0)) + 1, dtype=np.float32)[codes]
        return self.attends.T @ classes, self.attends.sum(axis=0)

    def _most(self, figures: FloatArray, codes: IntArray) -> IntArray:
        """The largest figure[pool, own class] over a person's pools."""
        found = np.zeros(len(codes), dtype=np.int64)
        for code in np.unique(codes):
            whose = np.flatnonzero(codes == code)
            found[whose] = (self.attends[whose] * figures[:, code]).max(axis=1, initial=0).round()
        return found


def pools_of(problem: Problem) -> Pools:
    """The pools of a cohort: a start counts when a facilitator leads the language then and size_min people can come."""
    able = np.array([capacity > 0 for capacity in problem.capacity], dtype=bool)
    columns, slots, languages = [], [], []
    for language in range(len(problem.languages)):
        leaders = able & problem.leads[:, language] if len(able) else able
        led: BoolArray = problem.facilitator_free[leaders].any(axis=0)
        there = problem.free & problem.speaks[:, language][:, None] & led[None, :]
        kept = np.flatnonzero(there.sum(axis=0) >= problem.rules.size_min)
        columns.append(there[:, kept].astype(np.float32))
        slots.append(kept)
        languages.append(np.full(len(kept), language))
    return Pools(np.hstack(columns), np.concatenate(slots), np.concatenate(languages))


def component_bounds(problem: Problem, people: Sequence[int], sizes: Sequence[int]) -> dict[str, float]:
    """The largest value of each component, and of ``total`` (J), for these people in groups of these sizes."""
    made = _Limits(problem, np.array(sorted(people), dtype=np.int64), sorted(sizes))
    found = {
        "mix": made.mix(),
        "isolates": made.isolates(),
        "balance": made.balance(),
        "dropout": made.dropout(),
        "topic": made.topic(),
        "size": made.size(),
        "slack": made.slack(),
    }
    total = 100 * sum(weight * found[name] for name, weight in problem.weights.components().items())
    return found | {"total": total}


class _Limits:
    """The bounds of one list of sizes."""

    def __init__(self, problem: Problem, people: IntArray, sizes: Sequence[int]) -> None:
        self.problem, self.people = problem, people
        self.sizes = np.array(sizes, dtype=np.int64)
        self.bounds = Bounds(problem, list(sizes))
        self.pools = pools_of(problem)

    def mix(self) -> float:
        """Even spread, and no fewer alike than the hours force.

        A class spread as evenly as whole numbers allow has the fewest pairs inside groups (convexity); that is 1. A
        person with at most d people of other classes in any of their pools has at least size - 1 - d partners of
        their own class; half the sum over people is at most the number of pairs alike.
        """
        least = int(self.sizes[0]) - 1
        total = 0.0
        for key, weight in self.problem.weights.mix_shares().items():
            upper = self.bounds.mix[key]
            others = self.pools.other_kinds(self.problem.codes[key])[self.people]
            forced = float(np.maximum(0, least - others).sum()) / 2
            reachable = min(upper, 1 - forced / self.bounds.pairs)
            total += weight * (max(0.0, reachable) / upper if upper > 0 else 1.0)
        return total

    def isolates(self) -> float:
        """Those are always alone who told f or m, are not the only one in the cohort, and share no pool with another.

        Who has a companion in some pool is counted as never alone, by country and first language too.
        """
        problem = self.problem
        companions = self.pools.same_kind(problem.gender)
        more = np.array(problem.gender_totals)[problem.gender] > 1
        alone = (problem.gender > 0) & more & (companions < 2)
        rate = float(alone[self.people].mean())
        return max(-1.0, 1 - rate / ISOLATES_AT_ZERO)

    def balance(self) -> float:
        """The integrality bound, sharpened for columns of whole numbers.

        The component is 1 where yes/no columns are as even as whole people allow and all others are equal. Where a
        column holds whole numbers (levels, earlier exchanges), sums of groups are whole too, so the others cannot be
        equal either: the least sum of (S - n mean)^2 / n over whole S with the right total is separable and convex.
        """
        if not self.problem.families or self.bounds.groups < 2 or self.bounds.balance >= 1:
            return 1.0
        if len(self.people) < self.problem.size:
            return 1.0
        extra = [
            float(
                np.mean(
                    [self._whole_spread(z) if n < 0 else 0.0 for z, n in zip(f.columns.T, f.binary_counts, strict=True)]
                )
            )
            for f in self.problem.families
        ]
        return max(-1.0, 1 - float(np.mean(extra)) / (1 - self.bounds.balance))

    def _whole_spread(self, column: FloatArray) -> float:
        """Least between-group variance ratio of a column whose values lie on a lattice z0 + step * k (k whole).

        The Lagrangian dual of "group sums of k are whole and add up" (every value of it is a lower bound; with a
        separable convex cost over one total there is no gap). 0 where the lattice is too fine to matter.
        """
        values = np.unique(column)
        step = float(np.diff(values).min())
        places = (column - values[0]) / step
        if np.abs(places - places.round()).max() > 1e-6:
            return 0.0
        total = float(places.round().sum())
        low, high = -1e6, 1e6
        best = 0.0
        for _ in range(80):
            price = (low + high) / 2
            sums = (price * self.sizes / (2 * step * step) - self.sizes * values[0] / step).round()
            spread = (self.sizes * values[0] + step * sums) ** 2 / self.sizes
            best = max(best, float(spread.sum() + price * (total - sums.sum())))
            low, high = (price, high) if sums.sum() < total else (low, price)
        return best / (self.bounds.groups - 1)

    def dropout(self) -> float:
        """From the risks alone: see ``least_mean_shrink``."""
        risks = self.problem.risk[self.people]
        least = least_mean_shrink(risks, self.sizes, self.problem.rules.size_min + 1)
        return max(-1.0, 1 - least / DROPOUT_AT_ZERO)

    def topic(self) -> float:
        """Everybody among the likest people of their best pool; 1 (the bound without hours) where that is not less.

        A person with k partners has with them at most k times the mean likeness of the k likest in one of their
        pools, and that mean falls with k, so k of the smallest group is the safe side. The largest means take the
        seats with most partners (rearrangement).
        """
        reach = self.bounds.topic - self.bounds.topic_random
        if reach <= 0:
            return 1.0
        partners = int(self.sizes[0]) - 1
        means = np.sort(self._likest(partners)[self.people])
        seats = np.sort(np.repeat(self.sizes - 1, self.sizes))
        best = float(means @ seats) / 2 / self.bounds.pairs
        return max(-1.0, min(1.0, (best - self.bounds.topic_random) / reach))

    def _likest(self, partners: int) -> FloatArray:
        """For each person the largest mean likeness with ``partners`` others of one pool."""
        problem = self.problem
        kinds = len(problem.topic_likeness)
        there = self.pools.attends.T @ np.eye(kinds, dtype=np.float32)[problem.topic_kind]
        found = np.zeros(problem.size)
        for kind, row in enumerate(problem.topic_likeness):
            order = np.argsort(-row, kind="stable")
            others = there[:, order].astype(float)
            others[:, int(np.flatnonzero(order == kind)[0])] -= 1
            before = np.cumsum(others, axis=1) - others
            means = np.clip(partners - before, 0.0, np.maximum(others, 0.0)) @ row[order] / max(1, partners)
            whose = np.flatnonzero(problem.topic_kind == kind)
            found[whose] = (self.pools.attends[whose] * means).max(axis=1, initial=0.0)
        return found

    def size(self) -> float:
        """The largest share of groups in the target, over all numbers of groups that facilitators can lead.

        t groups in the target and k - t others hold any number of people from t * target_min + (k - t) * size_min to
        t * target_max + (k - t) * size_max, and no other.
        """
        rules, people = self.problem.rules, len(self.people)
        most = min(people // rules.size_min, sum(self.problem.capacity))
        best = 0.0
        for groups in range(max(1, -(-people // rules.size_max)), most + 1):
            inside = np.arange(groups + 1)
            least = inside * rules.target_min + (groups - inside) * rules.size_min
            largest = inside * rules.target_max + (groups - inside) * rules.size_max
            fitting = np.flatnonzero((least <= people) & (people <= largest))
            best = max(best, float(fitting.max(initial=0)) / groups)
        return best

    def slack(self) -> float:
        """Groups with a second start need size_min people of one language who are free at both, and a facilitator too.

        People who can be in none of these fill the largest groups; what is left over can have slack.
        """
        problem, unable = self.problem, self.people
        pairs: dict[tuple[int, int], BoolArray] = {}
        for leader in range(len(problem.facilitators)):
            for language in np.flatnonzero(problem.leads[leader]).tolist():
                if not len(unable) or not problem.capacity[leader]:
                    continue
                led = language, problem.skill_bits[leader]
                if led not in pairs:
                    pairs[led] = self._pairs_of_starts(*led)
                unable = unable[~self._with_two_starts(leader, language, unable, pairs[led])]
        return float((np.cumsum(self.sizes) <= len(self.people) - len(unable)).mean())

    def _pairs_of_starts(self, language: int, skills: int) -> BoolArray:
        """bool[slots, slots]: two hours apart or more, and size_min people with that language and needs have both."""
        problem, slots = self.problem, np.arange(self.problem.slots)
        there = problem.free[self._served(language, skills)].astype(np.float32)
        apart = np.abs(slots[:, None] - slots[None, :])
        apart = np.minimum(apart, problem.slots - apart) * problem.rules.start_grid_minutes >= 120
        result: BoolArray = apart & (there.T @ there >= problem.rules.size_min)
        return result

    def _served(self, language: int, skills: int) -> BoolArray:
        """bool[people]: have the language, and need no other skills."""
        served: BoolArray = self.problem.speaks[:, language] & ((self.problem.need_bits & ~skills) == 0)
        return served

    def _with_two_starts(self, leader: int, language: int, asked: IntArray, pairs: BoolArray) -> BoolArray:
        """Which of these people could be in a group of this facilitator that has a second start."""
        problem = self.problem
        slots = np.flatnonzero(problem.facilitator_free[leader])
        served = self._served(language, problem.skill_bits[leader])[asked]
        mine = (problem.free[np.ix_(asked, slots)] & served[:, None]).astype(np.float32)
        result: BoolArray = ((mine @ pairs[np.ix_(slots, slots)].astype(np.float32)) * mine).any(axis=1)
        return result
