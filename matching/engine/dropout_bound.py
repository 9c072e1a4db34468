"""How safe against leaving any seating can be: a lower bound of the mean chance that a group shrinks too far."""

from __future__ import annotations

import numpy as np

from matching.engine.problem import FloatArray
from matching.engine.weeks import IntArray

GRID = 48
"""Steps of the sum of risks of one group; more make the bound tighter by less than 0.001."""
CLIPS = (1.0, 0.97, 0.9, 0.8)
"""Shares of the people whose risks are taken as they are; higher risks are lowered to the highest of those."""


def least_mean_shrink(risks: FloatArray, sizes: IntArray, stay_least: int) -> float:
    """A lower bound of the mean over groups of P(fewer than ``stay_least`` stay), whoever sits where.

    1. P rises with every risk, so lowering the highest risks can only lower it: bounds for clipped risks hold.
    2. One group of n people whose risks lie in [a, b] and add up to s: P is linear in each risk and symmetric, so
       moving two risks towards or away from each other changes it by a quadratic without a linear term; at the least
       value no two risks strictly between a and b differ (W. Hoeffding 1956, "On the distribution of the number of
       successes in independent trials", Annals of Mathematical Statistics 27). So i people at a, j at b, the rest
       alike: all (i, j) are tried, which gives h_n(s). It does not fall as s rises, so on a grid the value at the
       step before is a lower bound, and so is the lower convex hull of that.
    3. The s of all groups add up to the sum of all risks: the least sum of convex functions, found by taking the
       flattest pieces first.
    """
    if not len(sizes):
        return 0.0
    best = 0.0
    for share in CLIPS:
        clipped = np.minimum(risks, np.quantile(risks, share, method="lower"))
        best = max(best, _for_range(clipped, sizes, stay_least))
    return best


def _for_range(risks: FloatArray, sizes: IntArray, stay_least: int) -> float:
    low, high = float(risks.min()), float(risks.max())
    kinds, counts = np.unique(sizes, return_counts=True)
    total, pieces = 0.0, []
    for size, count in zip(kinds.tolist(), counts.tolist(), strict=True):
        sums = np.linspace(size * low, size * high, GRID)
        hull = _convex_hull(sums, _stairs(least_shrink(size, stay_least, low, high, sums)))
        total += count * hull[0][1]
        steps = zip(hull, hull[1:], strict=False)
        pieces += [((y2 - y1) / (x2 - x1), count * (x2 - x1)) for (x1, y1), (x2, y2) in steps if x2 > x1]
    left = float(risks.sum()) - low * float(sizes.sum())
    for slope, width in sorted(pieces):
        taken = min(max(0.0, left), width)
        total += slope * taken
        left -= taken
    return total / len(sizes)


def least_shrink(size: int, stay_least: int, low: float, high: float, sums: FloatArray) -> FloatArray:
    """float[sums]: least P(fewer than ``stay_least`` of ``size`` stay) with risks in [low, high] of each sum."""
    best = np.full(len(sums), np.inf)
    for at_low in range(size + 1):
        for at_high in range(size + 1 - at_low):
            rest = size - at_low - at_high
            middle = (sums - at_low * low - at_high * high) / max(1, rest)
            fits = (middle >= low - 1e-12) & (middle <= high + 1e-12) if rest else np.abs(middle) < 1e-9
            chance = _shrink(at_low, low, at_high, high, rest, middle, stay_least)
            best = np.where(fits, np.minimum(best, chance), best)
    return best


def _shrink(
    at_low: int, low: float, at_high: int, high: float, rest: int, middle: FloatArray, stay_least: int
) -> FloatArray:
    stays = np.zeros((len(middle), stay_least + 1))
    stays[:, 0] = 1.0
    fixed = [np.full(len(middle), low)] * at_low + [np.full(len(middle), high)] * at_high
    for risk in (*fixed, *([np.clip(middle, low, high)] * rest)):
        stays[:, 1:] = stays[:, 1:] * risk[:, None] + stays[:, :-1] * (1 - risk)[:, None]
        stays[:, 0] *= risk
    result: FloatArray = stays[:, :stay_least].sum(axis=1)
    return result


def _stairs(values: FloatArray) -> FloatArray:
    """At each step the value of the step before: a lower bound between the two, as the values do not fall."""
    return np.concatenate((values[:1], np.minimum.accumulate(values[::-1])[::-1][:-1]))


def _convex_hull(xs: FloatArray, ys: FloatArray) -> list[tuple[float, float]]:
    """The corners of the lower convex hull of points with rising x."""
    hull: list[tuple[float, float]] = []
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        while len(hull) > 1 and _turns_down(hull[-2], hull[-1], (x, y)):
            hull.pop()
        hull.append((x, y))
    return hull


def _turns_down(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[1] - a[1]) * (c[0] - b[0]) >= (c[1] - b[1]) * (b[0] - a[0])
