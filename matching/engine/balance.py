"""Anticlustering on a plain matrix: K groups of equal size, each like the whole.

Objective, to be maximised: the sum of squared Euclidean distances over pairs inside groups, which is
sum over groups of n_g * sum |x|^2 - |sum x|^2. Start: rows sorted by distance from the centre are dealt in rounds
of K, each round assigned at best to the present group sums (the idea of assignment-based anticlustering,
arXiv 2601.06351). Then best-partner swaps: each row is exchanged with the partner that gains most.
"""

from __future__ import annotations

import numpy as np

from matching.engine.problem import FloatArray
from matching.engine.threads import one_thread
from matching.engine.weeks import IntArray

PARTNERS = 300
"""Partners priced for one row; with more rows, a window that moves round all of them."""
PRICES_AT_MOST = 12_000_000
"""Prices worked out in all rounds together: about 3 s for 50 columns. Small matrices end long before."""
ROUNDS = 60
SMALL_GAIN = 2e-7
"""A round that gains less than this share of the objective is the last."""
ASSIGNMENT_UP_TO = 1500
"""Above this many groups the rounds are dealt in opposite directions instead (assignment grows as K cubed)."""


def balance(features: FloatArray, groups: int, *, seed: int = 1) -> IntArray:
    """int[rows]: a group 0..groups-1 for each row, sizes differing by one at most. Same seed, same answer.

    Raises ValueError when there are not 1 to rows groups.
    """
    rows = np.ascontiguousarray(features, dtype=float)
    if not 1 <= groups <= len(rows):
        raise ValueError(f"{groups} groups cannot be made of {len(rows)} rows.")
    with one_thread():
        centred = rows - rows.mean(axis=0)
        labels = _deal(centred, groups)
        _exchange(centred, labels, groups, np.random.default_rng(seed))
    return labels


def within(features: FloatArray, labels: IntArray) -> float:
    """The objective: sum over groups of squared distances of all pairs inside."""
    total = 0.0
    for label in np.unique(labels):
        part = features[labels == label]
        total += len(part) * float((part**2).sum()) - float((part.sum(axis=0) ** 2).sum())
    return total


def _deal(rows: FloatArray, groups: int) -> IntArray:
    from scipy.optimize import linear_sum_assignment

    order = np.argsort(-(rows**2).sum(axis=1), kind="stable")
    labels = np.empty(len(rows), dtype=np.int64)
    sums = np.zeros((groups, rows.shape[1]))
    for number, begin in enumerate(range(0, len(rows), groups)):
        batch = order[begin : begin + groups]
        if groups <= ASSIGNMENT_UP_TO and number:
            _, chosen = linear_sum_assignment(rows[batch] @ sums.T)
        else:
            chosen = np.arange(len(batch)) if number % 2 == 0 else np.arange(groups)[::-1][: len(batch)]
        labels[batch] = chosen
        sums[chosen] += rows[batch]
    return labels


def _exchange(rows: FloatArray, labels: IntArray, groups: int, chance: np.random.Generator) -> None:
    """Best-partner swaps until a whole round gains next to nothing."""
    squares = (rows**2).sum(axis=1)
    sizes = np.bincount(labels, minlength=groups).astype(float)
    sums = np.zeros((groups, rows.shape[1]))
    np.add.at(sums, labels, rows)
    whole = float(squares.sum() * sizes.mean()) + 1e-300
    rounds = max(2, min(ROUNDS, PRICES_AT_MOST // (len(rows) * min(len(rows), PARTNERS))))
    for _ in range(rounds):
        gained = 0.0
        window = chance.permutation(len(rows))
        for step, row in enumerate(chance.permutation(len(rows))):
            partners = _window(window, step * PARTNERS)
            gains = _gains(rows, squares, sizes, sums, labels, int(row), partners)
            best = int(gains.argmax())
            if gains[best] > 1e-12 * whole:
                _swap(rows, sums, labels, int(row), int(partners[best]))
                gained += float(gains[best])
        if gained <= SMALL_GAIN * whole:
            return


def _window(order: IntArray, begin: int) -> IntArray:
    if len(order) <= PARTNERS:
        return order
    return np.take(order, np.arange(begin, begin + PARTNERS), mode="wrap")


def _gains(
    rows: FloatArray,
    squares: FloatArray,
    sizes: FloatArray,
    sums: FloatArray,
    labels: IntArray,
    row: int,
    partners: IntArray,
) -> FloatArray:
    """Gain of the objective for an exchange with each partner; partners of the same group gain nothing."""
    here, there = labels[row], labels[partners]
    step = rows[partners] - rows[row]
    change = squares[partners] - squares[row]
    gains = (sizes[here] - sizes[there]) * change
    gains -= 2 * np.einsum("kd,kd->k", step, sums[here] - sums[there] + step)
    gains[there == here] = 0.0
    result: FloatArray = gains
    return result


def _swap(rows: FloatArray, sums: FloatArray, labels: IntArray, row: int, partner: int) -> None:
    step = rows[partner] - rows[row]
    sums[labels[row]] += step
    sums[labels[partner]] -= step
    labels[row], labels[partner] = labels[partner], labels[row]
