"""Anticlustering on a plain matrix: K groups of equal size, each like the whole.

Objective, to be maximised: the sum of squared Euclidean distances over pairs inside groups, which is
sum over groups of n_g * sum |x|^2 - |sum x|^2. Start: rows sorted by distance from the centre are dealt in rounds
of K, each round assigned at best to the present group sums (the idea of assignment-based anticlustering,
arXiv 2601.06351). Then swaps, compiled: annealed on the table of all distances while that fits into the caches;
above, every row in turn trades with the partner who gains most, priced for a batch of rows by one matrix product.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.problem import FloatArray
from matching.engine.threads import one_thread
from matching.engine.weeks import IntArray

Single = npt.NDArray[np.float32]

TABLE_UP_TO = 1500
"""Rows for which the table of all distances is kept (18 MB)."""
SWAPS_A_ROW = 40_000
"""Steps on the table without a budget: each prices one swap. About 0.2 s for 600 rows."""
ROUNDS = 3
"""Rounds on the rows without a budget: a step asks one row. About 3 s for 10,000 rows of 50 columns."""
HOT, COLD = 0.05, 0.003
"""Heat at the start and at the end, as a share of the mean squared distance of two rows."""
AT_ONCE, TIED_AT_ONCE = 1500, 400
"""Groups that one assignment serves; above, a round is cut at random (assignment grows as K cubed). The second where
nearly all columns hold two values only: ties make an assignment ten times slower, and it gains no more."""
TIED_SHARE = 0.8
BATCH = 128
MOST_PARTNERS = 10_000
"""Partners priced for one row; with more rows, other ones for each batch."""
SURE = 0.85
"""The share of the seconds left that is planned for."""
SMALL_GAIN = 2e-7
"""A round that gains less than this share of the objective is the last."""


@dataclass(frozen=True, slots=True)
class Balanced:
    """``labels`` int[rows]: a group 0 to K - 1 for each row. ``steps`` repeats this very answer.

    ``share`` is the share of all variance that lies inside the groups: 1 when all groups have the same mean.
    """

    labels: IntArray
    steps: int
    share: float


def balance(
    features: FloatArray,
    groups: int,
    *,
    seed: int = 1,
    seconds: float | None = None,
    steps: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Balanced:
    """Groups whose sizes differ by one at most. Same seed and steps, same answer.

    ``seconds`` only decides how many steps are taken (measured at the start); without both, the number depends on
    the size alone. Raises ValueError when the features are no table of finite numbers, or when there are not 1 to
    rows groups.
    """
    rows = _checked(features, groups)
    with one_thread():
        begun = clock()
        labels = _deal(rows, groups, seed)
        search = _Search(rows, groups, seed)
        if steps is None:
            usual = seconds is None
            steps = search.usual_steps() if usual else _affordable(search, labels, begun + (seconds or 0.0), clock)
        labels = search.improve(labels, steps)
    return Balanced(labels, steps, within_share(rows, labels))


def within(features: FloatArray, labels: IntArray) -> float:
    """The objective: sum over groups of squared distances of all pairs inside."""
    total = 0.0
    for label in np.unique(labels):
        part = features[labels == label]
        total += len(part) * float((part**2).sum()) - float((part.sum(axis=0) ** 2).sum())
    return total


def within_share(features: FloatArray, labels: IntArray) -> float:
    """The share of the whole variance that lies inside groups (the k-means criterion, to be maximised)."""
    centred = features - features.mean(axis=0)
    sums = np.zeros((int(labels.max()) + 1, features.shape[1]))
    np.add.at(sums, labels, centred)
    whole = float((centred**2).sum())
    between = float(((sums**2).sum(axis=1) / np.maximum(1, np.bincount(labels))).sum())
    return 1.0 - between / whole if whole > 0 else 1.0


def _checked(features: FloatArray, groups: int) -> FloatArray:
    """Centred and scaled to a mean squared length of 1, so that neither large nor small numbers lose digits."""
    rows = np.array(features, dtype=float)
    if rows.ndim != 2 or rows.size == 0:
        raise ValueError("The features are no table with at least one row and one column.")
    if not np.isfinite(rows).all():
        raise ValueError("The features hold something that is not a finite number.")
    if not 1 <= groups <= len(rows):
        raise ValueError(f"{groups} groups cannot be made of {len(rows)} rows.")
    rows /= np.abs(rows).max() or 1.0
    rows -= rows.mean(axis=0)
    length = float(np.sqrt((rows**2).sum(axis=1).mean()))
    return rows / length if length > 0 else rows


def _deal(rows: FloatArray, groups: int, seed: int) -> IntArray:
    """Rows in the order of their distance from the centre, a round of K at a time, each assigned at best."""
    order = np.argsort(-(rows**2).sum(axis=1), kind="stable")
    labels = np.empty(len(rows), dtype=np.int64)
    sums = np.zeros((groups, rows.shape[1]))
    chance = np.random.default_rng(seed)
    parts = -(-groups // (TIED_AT_ONCE if _is_tied(rows) else AT_ONCE))
    for begin in range(0, len(rows), groups):
        batch = order[begin : begin + groups]
        _assign(rows, batch, labels, sums, parts if begin else groups, chance)
    return labels


def _is_tied(rows: FloatArray) -> bool:
    """Whether nearly all columns hold two values at most."""
    return bool(np.mean([len(np.unique(column)) <= 2 for column in rows.T]) >= TIED_SHARE)


def _assign(
    rows: FloatArray, batch: IntArray, labels: IntArray, sums: FloatArray, parts: int, chance: np.random.Generator
) -> None:
    """One row to each group, away from what the group has; with as many parts as groups, in order."""
    from scipy.optimize import linear_sum_assignment

    everywhere = np.arange(len(sums))
    if parts == len(sums):
        labels[batch] = everywhere[: len(batch)]
        sums[: len(batch)] += rows[batch]
        return
    if parts > 1:
        everywhere, batch = chance.permutation(everywhere), chance.permutation(batch)
    for places, people in zip(np.array_split(everywhere, parts), np.array_split(batch, parts), strict=True):
        _, chosen = linear_sum_assignment(rows[people] @ sums[places].T)
        labels[people] = places[chosen]
        sums[places[chosen]] += rows[people]


def _affordable(search: _Search, labels: IntArray, until: float, clock: Callable[[], float]) -> int:
    """Steps that fit in until then, by the speed of a few; what those do is thrown away."""
    probe = 20 * BATCH if search.table is None else 200_000
    search.improve(labels, 1)
    moments = [clock()]
    for count in (1, probe):
        search.improve(labels, count)
        moments.append(clock())
    start, whole = moments[1] - moments[0], moments[2] - moments[1]
    each = max(1e-9, whole - start, 0.1 * whole) / probe
    return max(0, int(SURE * (until - moments[2] - start) / each))


class _Search:
    """Better labels from given ones: annealed on the table of distances, or best trades on the rows."""

    def __init__(self, rows: FloatArray, groups: int, seed: int) -> None:
        self.rows, self.groups, self.seed = rows, groups, seed
        self.squares = (rows**2).sum(axis=1)
        self.table: FloatArray | None = None
        if len(rows) <= TABLE_UP_TO:
            table = self.squares[:, None] + self.squares[None, :] - 2.0 * rows @ rows.T
            self.table = np.maximum(0.0, table)

    def usual_steps(self) -> int:
        """Without a budget."""
        return (ROUNDS if self.table is None else SWAPS_A_ROW) * len(self.rows)

    def improve(self, start: IntArray, steps: int) -> IntArray:
        """The labels after so many steps."""
        labels = start.copy()
        if not 1 < self.groups < len(self.rows) or not self.squares.any():
            return labels
        size = np.bincount(labels, minlength=self.groups)
        if self.table is None:
            self._trade(labels, size, steps)
        else:
            self._anneal(self.table, labels, size, steps)
        return labels

    def _anneal(self, table: FloatArray, labels: IntArray, size: IntArray, steps: int) -> None:
        from matching.engine.kernels.anticluster import anneal_distances, settle_distances
        from matching.engine.kernels.base import chance_of

        near = nearness(table, labels, self.groups)
        scale = 2.0 * float(self.squares.mean())
        chance = chance_of(self.seed, steps)
        anneal_distances(near, table, labels, size, 1, 1, steps, HOT * scale, COLD * scale, chance)
        settle_distances(near, table, labels, size, 1, 1)

    def _trade(self, labels: IntArray, size: IntArray, steps: int) -> None:
        """Rounds in which every row is asked once, in an order of its own, until a round gains next to nothing."""
        chance = np.random.default_rng(self.seed)
        sums = np.zeros((self.groups, self.rows.shape[1]))
        np.add.at(sums, labels, self.rows)
        single = self.rows.astype(np.float32), self.squares.astype(np.float32)
        whole = float(self.squares.sum() * size.mean())
        while steps > 0:
            order = chance.permutation(len(self.rows))[:steps]
            steps -= len(order)
            batches = [order[begin : begin + BATCH] for begin in range(0, len(order), BATCH)]
            gained = sum(self._trade_batch(single, sums, size, labels, asked, chance) for asked in batches)
            if gained <= SMALL_GAIN * whole:
                return

    def _trade_batch(
        self,
        single: tuple[Single, Single],
        sums: FloatArray,
        size: IntArray,
        labels: IntArray,
        asked: IntArray,
        chance: np.random.Generator,
    ) -> float:
        """The prices of all partners for some rows, by one product in single precision; the gain of their trades."""
        from matching.engine.kernels.anticluster import trade_with_best

        rows, squares = single
        everybody = np.arange(len(rows))
        partners = everybody if len(rows) <= MOST_PARTNERS else chance.choice(everybody, MOST_PARTNERS)
        there = rows if len(rows) <= MOST_PARTNERS else rows[partners]
        coarse = sums.astype(np.float32)
        product = (coarse[labels[asked]] - 2 * rows[asked]) @ there.T
        towards = rows[asked] @ coarse.T
        own = np.einsum("kd,kd->k", there, coarse[labels[partners]])
        return trade_with_best(self.rows, self.squares, sums, size, labels, asked, partners, product, towards, own)


def nearness(distances: FloatArray, labels: IntArray, groups: int) -> FloatArray:
    """float[groups, items]: the sum of distances from each item to the members of each group."""
    near = np.zeros((groups, len(labels)))
    for group in range(groups):
        near[group] = distances[labels == group].sum(axis=0)
    return near
