"""Few people change group, sessions stay: annealing over who moves where, with a limit of people away from home.

A step changes several seats at once: somebody takes a seat, who sat there goes elsewhere, and as long as too many
would be away, some who are away go home. So a step from one full list of moves to another is one step; steps that
change one seat or exchange two hardly find them once the limit is reached.
"""

from __future__ import annotations

from typing import NamedTuple

from matching.engine.kernels.base import below, inner, kernel, share
from matching.engine.kernels.change import refused, reseat, set_prices, strays
from matching.engine.kernels.price import figures
from matching.engine.kernels.values import CLOSED, STATS, Array, Bench, Cohort, Groups, Scale

MOST_CHANGED = 8
"""People who change seats in one step."""
NEWCOMER, AWAY = 0.3, 0.5
"""Steps begin with a newcomer, up to the second number with somebody who is away, else with anybody."""
EJECT, REFILL = 0.4, 0.7
"""Who sits there goes elsewhere; up to the second number a newcomer takes the seat that becomes free."""
REFILLS_TRIED, BACK_TRIED = 8, 4
STEPS_BETWEEN_PRICES = 2048


class Few(NamedTuple):
    """Who may change seats, and room for one step of one thread."""

    people: Array
    """int32[m]: who may change row and fits more than one, newcomers first."""
    newcomers: Array
    """int64[1]: how many of them are newcomers."""
    row_start: Array
    """int64[n + 1]: where each person begins in ``rows``."""
    rows: Array
    """int32[...]: the rows that a person (with those linked to them) fits."""
    away: Array
    """int32[n]: who may move and is away from home."""
    count: Array
    """int64[2]: how many are in ``away``, how many change seats in this step."""
    who: Array
    """int32[MOST_CHANGED]: who changes seats."""
    to: Array
    """int64[MOST_CHANGED]: to which row."""
    touched: Array
    """int64[2 * MOST_CHANGED]: rows that change."""
    seats: Array
    """int32[2 * MOST_CHANGED, size_max + 1]: their members afterwards."""
    sizes: Array
    """int64[2 * MOST_CHANGED]"""
    stats: Array
    """float64[2 * MOST_CHANGED, STATS]"""


@inner
def plan(c: Cohort, g: Groups, f: Few, person: int, row: int) -> bool:
    """Note that a person, and those linked to them, go to a row; False when they cannot."""
    if g.row[person] == row:
        return False
    n = f.count[1]
    for k in range(n):
        if f.who[k] == person:
            return False
    f.count[1] = min(n + 1, MOST_CHANGED)
    if n == MOST_CHANGED:
        return False
    f.who[n], f.to[n] = person, row
    for k in range(c.linked.shape[1]):
        mate = c.linked[person, k]
        if mate < 0:
            break
        n = f.count[1]
        if n == MOST_CHANGED or not c.movable[mate]:
            return False
        f.who[n], f.to[n] = mate, row
        f.count[1] = n + 1
    return True


@inner
def some_row(f: Few, b: Bench, person: int) -> int:
    """One of the rows that a person fits, or CLOSED."""
    first = f.row_start[person]
    n = f.row_start[person + 1] - first
    return f.rows[first + below(b.chance, n)] if n > 0 else CLOSED


@inner
def may_sit(f: Few, person: int, row: int) -> bool:
    """Whether a person, with those linked to them, fits a row."""
    for k in range(f.row_start[person], f.row_start[person + 1]):
        if f.rows[k] == row:
            return True
    return False


@inner
def draw_person(f: Few, b: Bench) -> int:
    """With whom a step begins."""
    new, m = f.newcomers[0], len(f.people)
    dice = share(b.chance)
    if new > 0 and (dice < NEWCOMER or new == m):
        return f.people[below(b.chance, new)]
    if f.count[0] > 0 and dice < AWAY:
        return f.away[below(b.chance, f.count[0])]
    return f.people[new + below(b.chance, m - new)]


@inner
def draw_plan(c: Cohort, g: Groups, b: Bench, f: Few) -> bool:
    """Draw who goes where; False when the draw leads to nothing."""
    f.count[1] = 0
    person = draw_person(f, b)
    row, old = some_row(f, b, person), g.row[person]
    if row == CLOSED or not plan(c, g, f, person, row):
        return False
    dice = share(b.chance)
    if dice < EJECT:
        if not eject(c, g, b, f, row, old, dice < EJECT / 2):
            return False
    elif dice < REFILL and f.newcomers[0] > 0:
        refill(c, g, b, f, old)
    return keep_limit(c, g, b, f)


@inner
def eject(c: Cohort, g: Groups, b: Bench, f: Few, row: int, old: int, home: bool) -> bool:
    """Somebody of the row goes home or anywhere (with ``home``), else to the old row in exchange or anywhere."""
    other = g.members[row, below(b.chance, g.count[row])]
    if not c.movable[other]:
        return False
    if home and c.home[other] >= 0 and c.home[other] != row and may_sit(f, other, c.home[other]):
        there = c.home[other]
    elif not home and may_sit(f, other, old):
        there = old
    else:
        there = some_row(f, b, other)
    return there != CLOSED and plan(c, g, f, other, there)


@inner
def refill(c: Cohort, g: Groups, b: Bench, f: Few, old: int) -> None:
    """A newcomer who fits takes the seat that becomes free, when one is drawn."""
    for _ in range(REFILLS_TRIED):
        other = f.people[below(b.chance, f.newcomers[0])]
        if g.row[other] != old and may_sit(f, other, old):
            plan(c, g, f, other, old)
            break


@inner
def keep_limit(c: Cohort, g: Groups, b: Bench, f: Few) -> bool:
    """As long as too many would be away, somebody who is away goes home; False when it does not come right."""
    astray = 0
    for k in range(f.count[1]):
        astray += strays(c, f.who[k], g.row[f.who[k]], f.to[k])
    for _ in range(BACK_TRIED):
        if astray <= 0 or g.away[0] + astray <= g.away[1]:
            return True
        if f.count[0] == 0:
            return False
        back = f.away[below(b.chance, f.count[0])]
        if may_sit(f, back, c.home[back]) and plan(c, g, f, back, c.home[back]):
            astray -= 1
    return astray <= 0 or g.away[0] + astray <= g.away[1]


@inner
def touch(f: Few, n: int, row: int) -> int:
    """Note a row that changes, once; how many are noted."""
    for k in range(n):
        if f.touched[k] == row:
            return n
    f.touched[n] = row
    return n + 1


@inner
def write_row(c: Cohort, g: Groups, b: Bench, f: Few, y: int) -> bool:
    """The members of a changed row and their figures; False when a hard rule would be broken."""
    row, n = f.touched[y], 0
    for i in range(g.count[row]):
        stays = True
        for k in range(f.count[1]):
            stays &= g.members[row, i] != f.who[k]
        if stays:
            f.seats[y, n] = g.members[row, i]
            n += 1
    first = n
    for k in range(f.count[1]):
        if f.to[k] == row:
            if n == c.rules.size_max:
                return False
            f.seats[y, n] = f.who[k]
            n += 1
    f.sizes[y] = n
    return n >= c.rules.size_min and not quarrel(c, f.seats[y], first, n) and figures(
        c, b, f.seats[y], n, g.slot[row], g.host[row], g.language[row], f.stats[y]
    )  # fmt: skip


@inner
def quarrel(c: Cohort, seats: Array, first: int, n: int) -> bool:
    """Whether one of the last seats holds somebody who is to be kept apart from another of the row."""
    for j in range(first, n):
        for k in range(c.apart.shape[1]):
            other = c.apart[seats[j], k]
            if other < 0:
                break
            for i in range(n):
                if seats[i] == other:
                    return True
    return False


@inner
def carry_out(c: Cohort, g: Groups, b: Bench, f: Few, heat: float) -> bool:
    """Make the change if the hard rules allow it and its price is taken at this heat."""
    n = 0
    for k in range(f.count[1]):
        n = touch(f, n, g.row[f.who[k]])
        n = touch(f, n, f.to[k])
    gain = 0.0
    for y in range(n):
        if not write_row(c, g, b, f, y):
            return False
        for k in range(STATS):
            gain += b.slope[k] * (f.stats[y, k] - g.stats[f.touched[y], k])
    if refused(b, gain + resizing(g, b, f, n), heat):
        return False
    for k in range(f.count[1]):
        note_away(c, g, f, f.who[k], f.to[k])
    for y in range(n):
        row = f.touched[y]
        reseat(g, row, f.seats[y], f.sizes[y], g.slot[row], f.stats[y])
    return True


@inner
def note_away(c: Cohort, g: Groups, f: Few, person: int, row: int) -> None:
    """Keep the list of those who are away, before a person changes row."""
    change = strays(c, person, g.row[person], row)
    g.away[0] += change
    if change > 0:
        f.away[f.count[0]] = person
        f.count[0] += 1
    elif change < 0:
        last = f.count[0] - 1
        for k in range(last):
            if f.away[k] == person:
                f.away[k] = f.away[last]
                break
        f.count[0] = last


@inner
def resizing(g: Groups, b: Bench, f: Few, n: int) -> float:
    """Points of J for the changed sizes: seats go from rows that lose some to rows that win some, one by one."""
    price = 0.0
    y = z = lost = won = 0
    while True:
        while y < n and g.count[f.touched[y]] - lost <= f.sizes[y]:
            y, lost = y + 1, 0
        while z < n and g.count[f.touched[z]] + won >= f.sizes[z]:
            z, won = z + 1, 0
        if y == n or z == n:
            return price
        price += b.resize[g.count[f.touched[y]] - lost, g.count[f.touched[z]] + won]
        lost, won = lost + 1, won + 1


@kernel
def move_few(c: Cohort, s: Scale, g: Groups, b: Bench, f: Few, steps: int, hot: float, cold: float) -> int:
    """So many steps while the temperature falls from ``hot`` to ``cold`` (points of J); how many were taken."""
    f.count[0] = 0
    for person in range(len(c.home)):
        if c.movable[person] and c.home[person] >= 0 and g.row[person] != c.home[person]:
            f.away[f.count[0]] = person
            f.count[0] += 1
    heat, taken = hot, 0
    factor = (cold / hot) ** (1.0 / max(1, steps // 64))
    for number in range(steps):
        if number % STEPS_BETWEEN_PRICES == 0:
            set_prices(s, g, b)
        if number % 64 == 63:
            heat *= factor
        if draw_plan(c, g, b, f):
            taken += carry_out(c, g, b, f, heat)
    return taken
