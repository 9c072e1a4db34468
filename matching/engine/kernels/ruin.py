"""Ruin and recreate: dissolve a few related groups, form and polish them anew, keep what is better or hardly worse.

Schrimpf, Schneider, Stamm-Wilbrandt, Dueck (2000), Record breaking optimization results using the ruin and recreate
principle, Journal of Computational Physics 159.
"""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.anneal import cool
from matching.engine.kernels.base import below, inner, kernel, share
from matching.engine.kernels.change import close, copy_groups, fits, quality, set_prices
from matching.engine.kernels.opening import open_groups
from matching.engine.kernels.seating import seat_all
from matching.engine.kernels.values import CLOSED, STATS, Bench, Cohort, Groups, Scale, Stage

BEND = 0.4
"""How far chance changes the order in which people choose when groups are formed anew."""
AROUND = 0.2
"""Share of polishing steps around anybody; the others are around the people of the ruined groups."""


@kernel
def open_all(
    c: Cohort, s: Scale, g: Groups, b: Bench, o: Stage, aim: int, bend: float, variety: float, ruins: int
) -> int:
    """Seat everybody without a group; how many are left. At most ``ruins`` groups are dissolved again for the last."""
    o.marked[:] = False
    left = seat_waiting(c, s, g, b, o, gather(g, o), False, aim, bend, variety)
    for number in range(ruins):
        if left == 0:
            break
        centre = o.waiting[below(b.chance, left)]
        ruin_around(c, g, b, o, centre, 2 + number % 5)
        o.marked[:] = False
        for k in range(left):
            o.marked[o.waiting[k]] = True
        left = seat_waiting(c, s, g, b, o, gather(g, o), True, aim, 0.5, share(b.chance))
    return left


@inner
def gather(g: Groups, o: Stage) -> int:
    """Everybody without a group into ``o.waiting``; how many."""
    n = 0
    for person in range(len(g.row)):
        if g.row[person] == CLOSED:
            o.waiting[n] = person
            n += 1
    return n


@inner
def seat_waiting(
    c: Cohort, s: Scale, g: Groups, b: Bench, o: Stage, n: int, urgent: bool, aim: int, bend: float, variety: float
) -> int:
    """Open groups for the waiting people and find places for the rest; how many are left."""
    n = open_groups(c, g, b, o, n, urgent, aim, bend, variety)
    set_prices(s, g, b)
    return seat_all(c, g, b, o, n)


@inner
def ruin_around(c: Cohort, g: Groups, b: Bench, o: Stage, person: int, count: int) -> None:
    """Dissolve groups that a person could attend, or nearly."""
    for row in range(len(g.slot)):
        o.score[row] = -1.0
        if g.slot[row] >= 0 and not g.fixed[row]:
            meets = 0
            for k in range(c.free.shape[1]):
                meets |= c.free[person, k] & c.host_free[g.host[row], k] != 0
            o.score[row] = share(b.chance) + fits(c, g, person, row) + 0.5 * meets
    close_highest(c, g, o, count)


@inner
def close_highest(c: Cohort, g: Groups, o: Stage, count: int) -> int:
    """Close the rows with the highest scores (below 0: never); their people into ``o.focus``; how many people."""
    people = 0
    for _ in range(count):
        best = -1
        for row in range(len(g.slot)):
            if o.score[row] >= 0.0 and (best < 0 or o.score[row] > o.score[best]):
                best = row
        if best < 0:
            break
        o.score[best] = -1.0
        for k in range(g.count[best]):
            o.focus[people] = g.members[best, k]
            people += 1
        close(c, g, best)
    return people


@inner
def ruin_related(c: Cohort, g: Groups, b: Bench, o: Stage, count: int) -> int:
    """Dissolve a poor group and others that share its times, its facilitator or its time pool; how many people."""
    centre, worst = -1, -np.inf
    for row in range(len(g.slot)):
        if g.slot[row] >= 0 and not g.fixed[row]:
            loss = 0.0
            for k in range(STATS):
                loss -= b.slope[k] * g.stats[row, k]
            loss += b.slope[8] + b.slope[9]
            loss *= share(b.chance)
            if loss > worst:
                centre, worst = row, loss
    if centre < 0:
        return 0
    for row in range(len(g.slot)):
        o.score[row] = -1.0
        if g.slot[row] >= 0 and not g.fixed[row] and row != centre:
            o.score[row] = related(c, g, centre, row) * (0.3 + share(b.chance))
    o.score[centre] = np.inf
    return close_highest(c, g, o, count)


@inner
def related(c: Cohort, g: Groups, row: int, other: int) -> float:
    """How easily two groups could exchange people: shares of members who fit there, same pool, same facilitator."""
    here = there = pool = 0
    for k in range(g.count[row]):
        here += fits(c, g, g.members[row, k], other)
        for j in range(g.count[other]):
            mine = c.pool[g.members[row, k]]
            pool += mine >= 0 and mine == c.pool[g.members[other, j]]
    for k in range(g.count[other]):
        there += fits(c, g, g.members[other, k], row)
    score = here / g.count[row] + there / g.count[other] + pool / (g.count[row] * g.count[other])
    return score + 0.5 * (g.host[row] == g.host[other])


@kernel
def ruin_and_recreate(
    c: Cohort,
    s: Scale,
    g: Groups,
    held: Groups,
    best: Groups,
    b: Bench,
    o: Stage,
    rounds: int,
    most_ruined: int,
    steps: int,
    hot: float,
    cold: float,
    tolerance: float,
) -> float:
    """Work on ``held``; the best answer met is written to ``best``; its J. ``g`` is room to try things in.

    Each round polishes with ``steps`` steps. An answer may be worse than ``held`` by an exponential draw with mean
    ``tolerance`` (points of J). Everybody has a group before and after.
    """
    top = quality(s, best, b)
    copy_groups(held, g)
    current = quality(s, g, b)
    low, high = c.rules.target_min, c.rules.target_max
    for _ in range(rounds):
        set_prices(s, g, b)
        n = ruin_related(c, g, b, o, 1 + below(b.chance, most_ruined))
        for k in range(n):
            o.waiting[k] = o.focus[k]
        aim = low + below(b.chance, high - low + 1)
        left = seat_waiting(c, s, g, b, o, n, False, aim, BEND, 0.5 + share(b.chance))
        if left > 0:
            copy_groups(held, g)
            continue
        cool(c, s, g, b, o.focus, n, AROUND, steps, hot, cold)
        total = quality(s, g, b)
        if total > current - tolerance * b.exponential[below(b.chance, 4096)]:
            copy_groups(g, held)
            current = total
            if total > top + 1e-9:
                copy_groups(g, best)
                top = total
        else:
            copy_groups(held, g)
    return top
