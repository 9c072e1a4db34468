"""Swaps for groups that are as unlike inside as can be: annealed on a table of distances, or the best on plain rows.

Both keep what a price needs at hand, so that a swap is priced without looking at the groups' members.
"""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.base import below, inner, kernel, share
from matching.engine.kernels.values import Array

STEPS_AT_ONE_HEAT = 256
MOVES = 0.25
"""The share of steps that move one item, where sizes may differ."""


@kernel
def anneal_distances(
    near: Array,
    distance: Array,
    label: Array,
    size: Array,
    least: int,
    most: int,
    steps: int,
    hot: float,
    cold: float,
    chance: Array,
) -> float:
    """Swaps (and moves where sizes may differ) while the heat falls from ``hot`` to ``cold``; the sum of all gains.

    ``near`` is float[groups, items]: the sum of distances from an item to the members of a group.
    """
    items, groups = len(label), len(size)
    total, heat = 0.0, hot
    factor = (cold / hot) ** (STEPS_AT_ONE_HEAT / max(1, steps))
    free = least < most
    for number in range(steps):
        if number % STEPS_AT_ONE_HEAT == STEPS_AT_ONE_HEAT - 1:
            heat *= factor
        a = below(chance, items)
        here = label[a]
        if free and share(chance) < MOVES:
            there = below(chance, groups)
            if there == here or size[here] <= least or size[there] >= most:
                continue
            gain = near[there, a] - near[here, a]
            if taken(gain, heat, chance):
                move(near, distance, label, size, a, there)
                total += gain
            continue
        b = below(chance, items)
        there = label[b]
        if there == here:
            continue
        gain = near[there, a] - near[here, a] + near[here, b] - near[there, b] - 2.0 * distance[a, b]
        if taken(gain, heat, chance):
            swap(near, distance, label, a, b)
            total += gain
    return total


@inner
def taken(gain: float, heat: float, chance: Array) -> bool:
    """Metropolis: what gains always, what loses with chance exp(gain / heat)."""
    if gain >= 0.0:
        return gain > 0.0
    if gain < -12.0 * heat:
        return False
    return share(chance) < np.exp(gain / heat)


@inner
def swap(near: Array, distance: Array, label: Array, a: int, b: int) -> None:
    """Exchange two items of different groups."""
    here, there = label[a], label[b]
    for k in range(len(label)):
        change = distance[a, k] - distance[b, k]
        near[here, k] -= change
        near[there, k] += change
    label[a], label[b] = there, here


@inner
def move(near: Array, distance: Array, label: Array, size: Array, a: int, there: int) -> None:
    """Put an item into another group."""
    here = label[a]
    for k in range(len(label)):
        near[here, k] -= distance[a, k]
        near[there, k] += distance[a, k]
    size[here] -= 1
    size[there] += 1
    label[a] = there


@kernel
def settle_distances(near: Array, distance: Array, label: Array, size: Array, least: int, most: int) -> float:
    """Take every gaining swap and move until there is none; the sum of all gains.

    What counts as a gain is more than a billionth of what comes in, which rounding never makes: of what goes out it
    could be a billionth of nothing (somebody alone in a group), and two would be swapped for ever.
    """
    items, groups = len(label), len(size)
    total, found = 0.0, True
    while found:
        found = False
        for a in range(items):
            for b in range(a + 1, items):
                here, there = label[a], label[b]
                if here == there:
                    continue
                comes = near[there, a] + near[here, b]
                gain = comes - near[here, a] - near[there, b] - 2.0 * distance[a, b]
                if gain > 1e-9 * comes:
                    swap(near, distance, label, a, b)
                    total += gain
                    found = True
            if least == most:
                continue
            for there in range(groups):
                here = label[a]
                if there == here or size[here] <= least or size[there] >= most:
                    continue
                gain = near[there, a] - near[here, a]
                if gain > 1e-9 * near[there, a]:
                    move(near, distance, label, size, a, there)
                    total += gain
                    found = True
    return total


@kernel
def trade_with_best(
    rows: Array,
    square: Array,
    sums: Array,
    size: Array,
    label: Array,
    asked: Array,
    partners: Array,
    product: Array,
    towards: Array,
    own: Array,
) -> float:
    """Each asked row trades with the partner who gains most, if any gains; the sum of all gains.

    ``product`` float[asked, partners]: (sum of the asker's group - 2 x asker) . partner; ``towards`` float[asked,
    groups]: asker . sum of the group; ``own`` float[partners]: partner . sum of the partner's group. All three were
    made before the first trade, so the chosen trade is priced again, sizes included.
    """
    total = 0.0
    for number in range(len(asked)):
        a = asked[number]
        here = label[a]
        best, least = -1, np.inf
        for k in range(len(partners)):
            b = partners[k]
            price = product[number, k] - own[k] + towards[number, label[b]] + square[b]
            if price < least and label[b] != here:
                best, least = b, price
        if best >= 0:
            total += trade(rows, square, sums, size, label, a, best)
    return total


@inner
def trade(rows: Array, square: Array, sums: Array, size: Array, label: Array, a: int, b: int) -> float:
    """Exchange two rows when that gains; the gain."""
    here, there = label[a], label[b]
    if here == there:
        return 0.0
    gain = (size[here] - size[there]) * (square[b] - square[a])
    for k in range(rows.shape[1]):
        step = rows[b, k] - rows[a, k]
        gain -= 2.0 * step * (sums[here, k] - sums[there, k] + step)
    if gain <= 1e-12:
        return 0.0
    for k in range(rows.shape[1]):
        step = rows[b, k] - rows[a, k]
        sums[here, k] += step
        sums[there, k] -= step
    label[a], label[b] = there, here
    return gain
