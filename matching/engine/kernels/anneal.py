"""Annealed swaps, moves, re-timings and re-hostings: one small change at a time, worse ones taken while it is hot."""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.base import any_of, below, has, inner, kernel, pick_bit, share
from matching.engine.kernels.change import (
    able,
    apart_from,
    exchange,
    fits,
    give_session,
    host_starts,
    may_join,
    plan_exchange,
    set_prices,
    single,
)
from matching.engine.kernels.price import shared
from matching.engine.kernels.values import CLOSED, Array, Bench, Cohort, Groups, Scale

MOVE, RETIMED, REHOST, TRADE = 0.08, 0.14, 0.05, 0.01
"""Shares of the steps: moves without exchange, changes that may re-time both sessions, another session for a group,
two groups that trade facilitators. The rest are plain swaps."""
FROM_POOL = 0.5
"""Share of partners taken from one's own time pool; the others are drawn from everybody."""
ROWS_TRIED = 12
"""Rows drawn to find one that a person fits."""
HOSTS_TRIED = 6
STEPS_BETWEEN_PRICES = 2048
PRICE_RATE = 1.03
"""How fast the price of being away follows how much of the limit is used, each 64 steps."""


@inner
def cool(
    c: Cohort, s: Scale, g: Groups, b: Bench, focus: Array, n: int, width: float, steps: int, hot: float, cold: float
) -> int:
    """Steps around the first ``n`` people of ``focus`` (a share ``width`` around anybody); how many were taken.

    The temperature falls from ``hot`` to ``cold`` (points of J) in equal ratios.
    """
    people, taken = len(c.free), 0
    heat = hot
    blocks = max(1, steps // 64)
    factor = (cold / hot) ** (1.0 / blocks)
    for number in range(steps):
        if number % STEPS_BETWEEN_PRICES == 0:
            set_prices(s, g, b)
        if number % 64 == 63:
            heat *= factor
            follow_limit(g, b, heat)
        person = below(b.chance, people) if n == 0 or share(b.chance) < width else focus[below(b.chance, n)]
        taken += step(c, g, b, person, heat)
    return taken


@inner
def follow_limit(g: Groups, b: Bench, heat: float) -> None:
    """The price of being away from home rises while the most allowed is nearly reached, and falls while it is not."""
    if g.away[1] < len(g.row):
        rate = PRICE_RATE if g.away[0] > 0.9 * g.away[1] else 1.0 / PRICE_RATE
        b.away_price[0] = min(1e3 * heat, max(1e-3 * heat, b.away_price[0] * rate))


@inner
def step(c: Cohort, g: Groups, b: Bench, person: int, heat: float) -> bool:
    """One step around one person."""
    row = g.row[person]
    if row == CLOSED or not c.movable[person]:
        return False
    dice = share(b.chance)
    if dice < REHOST + TRADE:
        return sessions(c, g, b, row, dice < TRADE, heat)
    dice -= REHOST + TRADE
    retime = True
    if not single(c, person):
        planned = unit_step(c, g, b, person, row, dice < 0.4)
    elif dice < MOVE:
        retime = dice < MOVE / 2
        planned = move(c, g, b, person, row, retime)
    elif dice < MOVE + RETIMED:
        planned = swap_retimed(c, g, b, person, row)
    else:
        retime = False
        planned = swap(c, g, b, person, row)
    return planned and exchange(c, g, b, retime, heat)


@inner
def partner(c: Cohort, g: Groups, b: Bench, person: int, row: int) -> int:
    """Somebody of another row: from the same time pool, or anybody."""
    pool = c.pool[person]
    if pool >= 0 and share(b.chance) < FROM_POOL:
        first = c.pool_start[pool]
        other = c.pool_people[first + below(b.chance, c.pool_start[pool + 1] - first)]
    else:
        other = below(b.chance, len(c.free))
    return other if g.row[other] != row and g.row[other] != CLOSED and single(c, other) else -1


@inner
def row_that_fits(c: Cohort, g: Groups, b: Bench, person: int, row: int) -> int:
    """Another row that this person could join as it meets, or CLOSED when none was drawn."""
    for _ in range(ROWS_TRIED):
        other = below(b.chance, len(g.slot))
        if other != row and g.slot[other] >= 0 and fits(c, g, person, other):
            return other
    return CLOSED


@inner
def swap(c: Cohort, g: Groups, b: Bench, person: int, row: int) -> bool:
    """Exchange with somebody of another row; both sessions stay where they are."""
    other = row_that_fits(c, g, b, person, row)
    if other == CLOSED:
        return False
    n = g.count[other]
    first = below(b.chance, n)
    for k in range(n):
        mate = g.members[other, (first + k) % n]
        if single(c, mate) and fits(c, g, mate, row):
            if not (may_join(c, g, person, other, mate) and may_join(c, g, mate, row, person)):
                return False
            b.moving[0, 0], b.moving[1, 0] = person, mate
            return plan_exchange(b, row, other, 1, 1)
    return False


@inner
def swap_retimed(c: Cohort, g: Groups, b: Bench, person: int, row: int) -> bool:
    """Exchange with somebody of another row; both sessions may move to other slots of their facilitators."""
    mate = partner(c, g, b, person, row)
    if mate < 0:
        return False
    other = g.row[mate]
    if not (able(c, g, person, other) and able(c, g, mate, row)):
        return False
    if not (may_join(c, g, person, other, mate) and may_join(c, g, mate, row, person)):
        return False
    b.moving[0, 0], b.moving[1, 0] = person, mate
    return plan_exchange(b, row, other, 1, 1)


@inner
def move(c: Cohort, g: Groups, b: Bench, person: int, row: int, retime: bool) -> bool:
    """To another row without exchange."""
    if g.count[row] <= c.rules.size_min:
        return False
    if retime:
        other = below(b.chance, len(g.slot))
        if other == row or g.slot[other] < 0 or not able(c, g, person, other):
            return False
    else:
        other = row_that_fits(c, g, b, person, row)
        if other == CLOSED:
            return False
    if g.count[other] >= c.rules.size_max or not may_join(c, g, person, other, -1):
        return False
    b.moving[0, 0] = person
    return plan_exchange(b, row, other, 1, 0)


@inner
def unit_step(c: Cohort, g: Groups, b: Bench, person: int, row: int, alone: bool) -> bool:
    """Linked people go together, for as many single people of another row or for nobody; either may re-time."""
    b.moving[0, 0] = person
    n = 1
    for k in range(c.linked.shape[1]):
        mate = c.linked[person, k]
        if mate < 0:
            break
        if not c.movable[mate]:
            return False
        b.moving[0, n] = mate
        n += 1
    other = below(b.chance, len(g.slot))
    if other == row or g.slot[other] < 0 or n >= g.count[row] or n > g.count[other]:
        return False
    for k in range(n):
        if not (able(c, g, b.moving[0, k], other) and may_join(c, g, b.moving[0, k], other, -1)):
            return False
    back = 0
    if not alone:
        m = g.count[other]
        first = below(b.chance, m)
        for k in range(m):
            mate = g.members[other, (first + k) % m]
            if back < n and single(c, mate) and able(c, g, mate, row) and may_join(c, g, mate, row, -1):
                if apart_from(c, mate, b.moving[1], back):
                    return False
                b.moving[1, back] = mate
                back += 1
        if back < n:
            return False
    return plan_exchange(b, row, other, n, back)


@inner
def common(c: Cohort, g: Groups, row: int, free: Array) -> tuple[int, int]:
    """Languages that all members speak and needs that any has; their common starts into ``free``."""
    speaks, needs = -1, 0
    for k in range(g.count[row]):
        speaks &= c.speaks[g.members[row, k]]
        needs |= c.needs[g.members[row, k]]
    shared(c, g.members[row], g.count[row], free)
    return speaks, needs


@inner
def language_of(speaks: int, chance: Array) -> int:
    """One of the set bits, drawn."""
    count = 0
    for code in range(63):
        count += (speaks >> code) & 1
    left = below(chance, count)
    for code in range(63):
        if (speaks >> code) & 1:
            if left == 0:
                return code
            left -= 1
    return -1


@inner
def sessions(c: Cohort, g: Groups, b: Bench, row: int, traded: bool, heat: float) -> bool:
    """Another session for a group, or two groups exchange facilitators (whatever it costs); opens other swaps."""
    other = below(b.chance, len(g.slot)) if traded else row
    if g.fixed[row] or g.fixed[other] or g.slot[other] < 0:
        return False
    if traded:
        if other == row or g.host[row] == g.host[other] or not trade(c, g, b, row, other):
            return False
        heat = np.inf
    elif not rehost(c, g, b, row):
        return False
    for side in range(2 if traded else 1):
        row, slot, host, language = b.plan[side]
        if not give_session(c, g, b, row, slot, host, language, heat):
            return False
    return True


@inner
def rehost(c: Cohort, g: Groups, b: Bench, row: int) -> bool:
    """Plan another slot, facilitator or language for a group."""
    speaks, needs = common(c, g, row, b.free[2])
    host = g.host[row]
    for attempt in range(HOSTS_TRIED):
        if attempt > 0 or share(b.chance) < 0.5:
            host = below(b.chance, len(c.host_free))
        languages = speaks & c.host_speaks[host]
        if languages == 0 or needs & ~c.host_skills[host] != 0:
            continue
        if not host_starts(c, g, host, row, row, b.free[1]):
            continue
        for k in range(len(b.free[1])):
            b.free[1, k] &= b.free[2, k]
        if any_of(b.free[1]):
            b.plan[0] = row, pick_bit(b.free[1], b.chance), host, language_of(languages, b.chance)
            return True
    return False


@inner
def trade(c: Cohort, g: Groups, b: Bench, row: int, other: int) -> bool:
    """Plan that two groups exchange facilitators, each at a slot that suits; the facilitators are exchanged at once."""
    slot = slot_under(c, g, b, row, g.host[other], other)
    there = slot_under(c, g, b, other, g.host[row], row)
    if slot == CLOSED or there == CLOSED:
        return False
    swap_hosts(g, row, other)
    b.plan[0] = row, slot, g.host[row], g.language[row]
    b.plan[1] = other, there, g.host[other], g.language[other]
    return True


@inner
def slot_under(c: Cohort, g: Groups, b: Bench, row: int, host: int, other: int) -> int:
    """A slot for a row under the facilitator of another row (which gives that facilitator up)."""
    speaks, needs = common(c, g, row, b.free[2])
    if (speaks & c.host_speaks[host]) >> g.language[row] & 1 == 0 or needs & ~c.host_skills[host] != 0:
        return CLOSED
    if not host_starts(c, g, host, row, other, b.free[1]):
        return CLOSED
    for k in range(len(b.free[1])):
        b.free[1, k] &= b.free[2, k]
    if has(b.free[1], g.slot[row]):
        return g.slot[row]
    return pick_bit(b.free[1], b.chance) if any_of(b.free[1]) else CLOSED


@inner
def swap_hosts(g: Groups, row: int, other: int) -> None:
    first, second = g.host[row], g.host[other]
    for k in range(g.led_count[first]):
        if g.led[first, k] == row:
            g.led[first, k] = other
            break
    for k in range(g.led_count[second]):
        if g.led[second, k] == other:
            g.led[second, k] = row
            break
    g.host[row], g.host[other] = second, first


@kernel
def anneal(c: Cohort, s: Scale, g: Groups, b: Bench, steps: int, hot: float, cold: float) -> int:
    """A cooling run around everybody; how many changes were taken."""
    return cool(c, s, g, b, b.seats[0], 0, 1.0, steps, hot, cold)
