"""J in additive form: a cost for each group, so that a swap is priced from two groups alone.

With the bounds of one list of group sizes held fixed, 100 - J is a constant plus the sum of group costs:

    cost(group) = 1/2 * sum_d sign_d * w_d(n) * S_d^2          mix, topic (w = 1) and balance (w = 1/n)
                  + isolate * isolated + shrink * P(shrinks) + size, slack as steps

where S is the sum of the members' feature rows. Topic likeness enters through its leading eigenvectors (an
approximation; ``quality.measure`` is exact and has the last word).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from matching.engine.bounds import Bounds
from matching.engine.component_bounds import DROPOUT_AT_ZERO, ISOLATES_AT_ZERO
from matching.engine.problem import FloatArray, Problem


class Objective:
    """Scaled features and prices, in points of J, for a number of groups of a nominal size."""

    def __init__(self, problem: Problem, groups: int) -> None:
        self.groups = max(1, groups)
        sizes = even_sizes(problem.size, self.groups)
        bounds = Bounds(problem, sizes)
        flat = _mix_columns(problem, bounds) + _topic_columns(problem, bounds)
        shared = _balance_columns(problem, bounds)
        signs = np.array([sign for sign, _ in flat + shared])
        columns = [column for _, column in flat + shared]
        self.features: FloatArray = np.ascontiguousarray(np.array(columns, dtype=float).T)
        """float[students, d]; the first ``flat`` columns do not depend on the group's size."""
        self.signs: FloatArray = signs
        self.flat = len(flat)
        self.weight_at = self._weights(problem.rules.size_max + 1)
        self.isolate = 100 * problem.weights.isolates / ISOLATES_AT_ZERO / problem.size
        self.shrink = 100 * problem.weights.dropout / DROPOUT_AT_ZERO / self.groups
        self.slack = 100 * problem.weights.slack / self.groups
        low, high = problem.rules.target_min, problem.rules.target_max
        off_target = 100 * problem.weights.size / self.groups
        self.size_cost = [0.0 if low <= n <= high else off_target for n in range(problem.rules.size_max + 2)]

    def _weights(self, largest: int) -> FloatArray:
        """float[size, d]: the signed weight of S_d^2 in a group of each size (row 0 is not used)."""
        table = np.tile(self.signs, (largest + 1, 1))
        table[1:, self.flat :] /= np.arange(1, largest + 1)[:, None]
        return table


def even_sizes(people: int, groups: int) -> list[int]:
    """Sizes that differ by one at most."""
    least, more = divmod(people, groups)
    return [least + 1] * more + [least] * (groups - more)


Column = tuple[float, FloatArray]


def _mix_columns(problem: Problem, bounds: Bounds) -> list[Column]:
    columns: list[Column] = []
    for key, share in problem.weights.mix_shares().items():
        if bounds.mix[key] <= 0:
            continue
        scale = np.sqrt(100 * problem.weights.mix * share / bounds.mix[key] / bounds.pairs)
        codes = problem.codes[key]
        columns += [(1.0, scale * (codes == code)) for code in range(int(codes.max()) + 1)]
    return columns


def _topic_columns(problem: Problem, bounds: Bounds) -> list[Column]:
    spread = bounds.topic - bounds.topic_random
    if spread <= 0:
        return []
    values, vectors = _topic_axes(problem)
    leading = np.argsort(-values, kind="stable")[: len(problem.topic_names) + 1]
    price = 100 * problem.weights.topic / spread / bounds.pairs
    made = [np.sqrt(price * values[k]) * vectors[:, k] for k in leading if values[k] > 1e-9]
    return [(-1.0, vector[problem.topic_kind]) for vector in made]


@lru_cache(maxsize=8)
def _topic_axes(problem: Problem) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues and eigenvectors of the likeness of topic sets (the same for any number of groups)."""
    values, vectors = np.linalg.eigh(problem.topic_likeness)
    return values, vectors


def _balance_columns(problem: Problem, bounds: Bounds) -> list[Column]:
    if bounds.groups < 2 or bounds.balance >= 1:
        return []
    price = (
        2 * 100 * problem.weights.balance / (1 - bounds.balance) / (bounds.groups - 1) / max(1, len(problem.families))
    )
    columns: list[Column] = []
    for family in problem.families:
        scale = np.sqrt(price / family.columns.shape[1])
        columns += [(1.0, scale * column) for column in family.columns.T]
    return columns
