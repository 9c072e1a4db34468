"""What a change of a few groups does to J, exactly, without measuring the whole answer again.

J is a function of sums over groups (same pairs, isolated students, ...) and of the bounds for the group sizes. A
change replaces the shares of the groups it touches; the sums and the bounds follow. ``quality.measure`` of the
changed answer gives the same figure (a test says so).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.bounds import Bounds
from matching.engine.component_bounds import DROPOUT_AT_ZERO, ISOLATES_AT_ZERO
from matching.engine.problem import FloatArray, Problem
from matching.engine.quality import Seating, has_second_start, isolates, shrink_chance
from matching.engine.types import MIX_ATTRIBUTES

SAME = slice(0, len(MIX_ATTRIBUTES))
SPREAD, ISOLATED, SHRINK, LIKENESS, IN_TARGET, SECOND_START = range(SAME.stop, SAME.stop + 6)

Changes = Mapping[int, Seating | None]
"""Groups by number with what they become; None closes a group, a number past the last opens one."""


@dataclass(frozen=True, slots=True)
class Effects:
    """An answer taken apart into what each group adds. Make with ``effects_of``."""

    problem: Problem
    seatings: tuple[Seating, ...]
    spread_columns: FloatArray
    """float[students, k]: columns whose squared group sums over n, added up, are B times (groups - 1)."""
    shares: FloatArray
    """float[groups, 10]: what each group adds to each sum."""
    sums: FloatArray
    total: float
    """J of the answer as it is."""
    bounds: dict[tuple[tuple[int, int], ...], Bounds]

    def effect(self, changes: Changes) -> float:
        """Points of J that the change gains (negative: loses)."""
        return self.after(changes) - self.total

    def after(self, changes: Changes) -> float:
        """J after the change."""
        return points(self.problem, *self._parts_after(changes))

    def components_after(self, changes: Changes) -> dict[str, float]:
        """Every component of J after the change; none changed gives them as they are."""
        return components_of(self.problem, *self._parts_after(changes))

    def _parts_after(self, changes: Changes) -> tuple[FloatArray, Bounds]:
        sums = self.sums.copy()
        sizes = Counter[int]()
        for number, becomes in changes.items():
            if number < len(self.seatings):
                sums -= self.shares[number]
                sizes[len(self.seatings[number].members)] -= 1
            if becomes is not None:
                sums += share_of(self.problem, self.spread_columns, becomes)
                sizes[len(becomes.members)] += 1
        changed = tuple(sorted((size, count) for size, count in sizes.items() if count))
        return sums, self._bounds_after(changed)

    def _bounds_after(self, changed: tuple[tuple[int, int], ...]) -> Bounds:
        if changed not in self.bounds:
            sizes = Counter(len(s.members) for s in self.seatings)
            for size, count in changed:
                sizes[size] += count
            self.bounds[changed] = Bounds(self.problem, list(sizes.elements()))
        return self.bounds[changed]


def effects_of(problem: Problem, seatings: Sequence[Seating]) -> Effects:
    """Takes a whole answer apart (some 20 ms at 600 students)."""
    columns = _spread_columns(problem)
    shares = np.array([share_of(problem, columns, seating) for seating in seatings])
    bounds = Bounds(problem, [len(s.members) for s in seatings])
    sums = shares.sum(axis=0)
    total = points(problem, sums, bounds)
    return Effects(problem, tuple(seatings), columns, shares, sums, total, {(): bounds})


def _spread_columns(problem: Problem) -> FloatArray:
    """The balance columns, each weighed by its place in the mean over families of the mean over columns."""
    made = [family.columns / np.sqrt(len(problem.families) * family.columns.shape[1]) for family in problem.families]
    return np.hstack(made) if made else np.zeros((problem.size, 0))


def share_of(problem: Problem, columns: FloatArray, seating: Seating) -> FloatArray:
    """float[10]: what one group adds to the sums of which J is made."""
    members = list(seating.members)
    same = [_same_pairs(problem.codes[key][members]) for key in MIX_ATTRIBUTES]
    sums = columns[members].sum(axis=0)
    kinds = problem.topic_kind[members]
    rules = problem.rules
    return np.array(
        [
            *same,
            float(sums @ sums) / len(members),
            len(isolates(problem, members, seating.language)),
            shrink_chance(problem, members),
            (float(problem.topic_likeness[kinds[:, None], kinds].sum()) - len(kinds)) / 2,
            rules.target_min <= len(members) <= rules.target_max,
            has_second_start(problem, seating),
        ],
        dtype=float,
    )


def _same_pairs(codes: np.ndarray) -> int:
    counts = Counter(codes.tolist()).values()
    return sum(count * (count - 1) // 2 for count in counts)


def points(problem: Problem, sums: FloatArray, bounds: Bounds) -> float:
    """J of an answer whose groups add up to these sums (the definition of ``quality.measure``)."""
    return points_of(problem, components_of(problem, sums, bounds))


def points_of(problem: Problem, components: Mapping[str, float]) -> float:
    """J of these components."""
    return float(100 * sum(weight * components[key] for key, weight in problem.weights.components().items()))


def components_of(problem: Problem, sums: FloatArray, bounds: Bounds) -> dict[str, float]:
    """The components of J from the sums over groups."""
    groups = bounds.groups
    mix = sum(
        weight * ((1 - same / bounds.pairs) / bounds.mix[key] if bounds.mix[key] > 0 else 1.0)
        for (key, weight), same in zip(problem.weights.mix_shares().items(), sums[SAME].tolist(), strict=True)
    )
    spread = sums[SPREAD] / max(1, groups - 1)
    topic_range = bounds.topic - bounds.topic_random
    topic = (sums[LIKENESS] / bounds.pairs - bounds.topic_random) / topic_range if topic_range > 0 else 1.0
    balance = 1 - (spread - bounds.balance) / (1 - bounds.balance) if bounds.balance < 1 else 1.0
    return {
        "mix": mix,
        "isolates": max(-1.0, 1 - sums[ISOLATED] / bounds.people / ISOLATES_AT_ZERO),
        "balance": min(1.0, max(-1.0, balance)),
        "dropout": max(-1.0, 1 - sums[SHRINK] / groups / DROPOUT_AT_ZERO),
        "topic": min(1.0, max(-1.0, topic)),
        "size": sums[IN_TARGET] / groups,
        "slack": sums[SECOND_START] / groups,
    }
