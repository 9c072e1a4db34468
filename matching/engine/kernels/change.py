"""Changing groups: put, close, exchange people between two rows, give a row another session.

Nothing here breaks a hard rule that held before: a change is checked whole before it is made.
"""

from __future__ import annotations

from matching.engine.kernels.base import any_of, below, has, inner, kernel, pick_bit
from matching.engine.kernels.price import figures, set_frame, shared, slopes, total
from matching.engine.kernels.values import CLOSED, STATS, Array, Bench, Cohort, Groups, Scale


@inner
def copy_groups(source: Groups, target: Groups) -> None:
    """Make ``target`` the same as ``source``."""
    copy_table(source.members, target.members)
    copy_table(source.stats, target.stats)
    copy_table(source.led, target.led)
    copy_list(source.count, target.count)
    copy_list(source.slot, target.slot)
    copy_list(source.host, target.host)
    copy_list(source.language, target.language)
    copy_list(source.row, target.row)
    copy_list(source.led_count, target.led_count)
    copy_list(source.fixed, target.fixed)
    copy_list(source.sums, target.sums)
    copy_list(source.sizes, target.sizes)
    copy_list(source.away, target.away)


@inner
def copy_list(source: Array, target: Array) -> None:
    """Entry by entry (an assignment of whole arrays would make room for a copy)."""
    for k in range(len(source)):
        target[k] = source[k]


@inner
def copy_table(source: Array, target: Array) -> None:
    """The same for two dimensions."""
    for i in range(source.shape[0]):
        for k in range(source.shape[1]):
            target[i, k] = source[i, k]


@inner
def put(
    c: Cohort, g: Groups, row: int, members: Array, n: int, slot: int, host: int, language: int, stats: Array
) -> None:
    """Open a closed row with people who have no row."""
    for i in range(n):
        person = members[i]
        g.members[row, i] = person
        g.row[person] = row
        g.away[0] += c.home[person] >= 0 and c.home[person] != row
    g.count[row], g.slot[row], g.host[row], g.language[row] = n, slot, host, language
    g.led[host, g.led_count[host]] = row
    g.led_count[host] += 1
    g.sizes[n] += 1
    for k in range(STATS):
        g.stats[row, k] = stats[k]
        g.sums[k] += stats[k]


@inner
def close(c: Cohort, g: Groups, row: int) -> None:
    """Its people are without a row afterwards."""
    n, host = g.count[row], g.host[row]
    for i in range(n):
        person = g.members[row, i]
        g.row[person] = CLOSED
        g.away[0] -= c.home[person] >= 0 and c.home[person] != row
    _leave(g, host, row)
    g.sizes[n] -= 1
    for k in range(STATS):
        g.sums[k] -= g.stats[row, k]
    g.count[row], g.slot[row], g.host[row], g.language[row] = 0, CLOSED, CLOSED, CLOSED


@inner
def _leave(g: Groups, host: int, row: int) -> None:
    last = g.led_count[host] - 1
    for k in range(last):
        if g.led[host, k] == row:
            g.led[host, k] = g.led[host, last]
            break
    g.led_count[host] = last


@inner
def host_starts(c: Cohort, g: Groups, host: int, row: int, other: int, out: Array) -> bool:
    """Starts at which a facilitator could lead one (more) group, two rows left out of account, into ``out``."""
    for k in range(len(out)):
        out[k] = c.host_free[host, k]
    busy = 0
    for j in range(g.led_count[host]):
        led = g.led[host, j]
        if led != row and led != other:
            busy += 1
            for k in range(len(out)):
                out[k] &= ~c.near[g.slot[led], k]
    return busy < c.host_limit[host]


@inner
def able(c: Cohort, g: Groups, person: int, row: int) -> bool:
    """Speaks the language of the row, and its facilitator has the skills."""
    return (c.speaks[person] >> g.language[row]) & 1 == 1 and c.needs[person] & ~c.host_skills[g.host[row]] == 0


@inner
def fits(c: Cohort, g: Groups, person: int, row: int) -> bool:
    """Could sit in the row as it meets."""
    return has(c.free[person], g.slot[row]) and able(c, g, person, row)


@inner
def single(c: Cohort, person: int) -> bool:
    """May change group, and alone."""
    return c.movable[person] and (c.linked.shape[1] == 0 or c.linked[person, 0] < 0)


@inner
def may_join(c: Cohort, g: Groups, person: int, row: int, but: int) -> bool:
    """Nobody in the row is to be kept apart from this person (one member left out of account)."""
    for k in range(c.apart.shape[1]):
        other = c.apart[person, k]
        if other < 0:
            break
        if other != but and g.row[other] == row:
            return False
    return True


@inner
def apart_from(c: Cohort, person: int, others: Array, n: int) -> bool:
    """Whether this person is to be kept apart from one of the others."""
    for k in range(c.apart.shape[1]):
        for j in range(n):
            if c.apart[person, k] == others[j]:
                return True
    return False


@inner
def strays(c: Cohort, person: int, source: int, target: int) -> int:
    """How many more are away from home when this person changes row."""
    home = c.home[person]
    return int(home >= 0 and home == source) - int(home >= 0 and home == target)


@inner
def plan_exchange(b: Bench, row: int, other: int, over: int, back: int) -> bool:
    """Note that ``over`` people (in ``b.moving[0]``) leave row for other, and ``back`` (in ``[1]``) come."""
    b.plan[0, 0], b.plan[0, 2] = row, over
    b.plan[1, 0], b.plan[1, 2] = other, back
    return True


@inner
def write_seats(g: Groups, b: Bench, side: int) -> None:
    """The members that a row of the plan would have, into ``b.seats``."""
    row, leave, come = b.plan[side, 0], b.plan[side, 2], b.plan[1 - side, 2]
    n = 0
    for i in range(g.count[row]):
        stays = True
        for k in range(leave):
            stays &= g.members[row, i] != b.moving[side, k]
        if stays:
            b.seats[side, n] = g.members[row, i]
            n += 1
    for k in range(come):
        b.seats[side, n] = b.moving[1 - side, k]
        n += 1
    b.plan[side, 1], b.plan[side, 3] = g.slot[row], n


@inner
def choose_slot(c: Cohort, g: Groups, b: Bench, side: int, taken: int) -> bool:
    """The row's own slot if its people and facilitator can have it, else one drawn; False when there is none.

    ``taken`` is the slot that the other row will have when the same facilitator leads both, else CLOSED.
    """
    row, other = b.plan[side, 0], b.plan[1 - side, 0]
    free = b.free[0]
    shared(c, b.seats[side], b.plan[side, 3], free)
    if g.fixed[row]:
        return has(free, g.slot[row])
    if not host_starts(c, g, g.host[row], row, other, b.free[1]):
        return False
    for k in range(len(free)):
        free[k] &= b.free[1, k]
        if taken >= 0:
            free[k] &= ~c.near[taken, k]
    if not has(free, g.slot[row]):
        if not any_of(free):
            return False
        b.plan[side, 1] = pick_bit(free, b.chance)
    return True


@inner
def exchange(c: Cohort, g: Groups, b: Bench, retime: bool, heat: float) -> bool:
    """Carry out the plan if the hard rules allow it and its price is taken at this heat.

    Without ``retime`` everybody fits where they go (asked before); with it both sessions may move to other slots.
    """
    astray = 0
    for side in range(2):
        n = g.count[b.plan[side, 0]] - b.plan[side, 2] + b.plan[1 - side, 2]
        if not c.rules.size_min <= n <= c.rules.size_max:
            return False
        write_seats(g, b, side)
        for k in range(b.plan[side, 2]):
            astray += strays(c, b.moving[side, k], b.plan[side, 0], b.plan[1 - side, 0])
    if astray > 0 and g.away[0] + astray > g.away[1]:
        return False
    if retime:
        if not choose_slot(c, g, b, 0, CLOSED):
            return False
        same = g.host[b.plan[0, 0]] == g.host[b.plan[1, 0]]
        if not choose_slot(c, g, b, 1, b.plan[0, 1] if same else CLOSED):
            return False
    gain = resize_price(g, b) - b.away_price[0] * astray
    for side in range(2):
        row, n, slot = b.plan[side, 0], b.plan[side, 3], b.plan[side, 1]
        if not figures(c, b, b.seats[side], n, slot, g.host[row], g.language[row], b.stats[side]):
            return False
        for k in range(STATS):
            gain += b.slope[k] * (b.stats[side, k] - g.stats[row, k])
    if refused(b, gain, heat):
        return False
    g.away[0] += astray
    for side in range(2):
        reseat(g, b.plan[side, 0], b.seats[side], b.plan[side, 3], b.plan[side, 1], b.stats[side])
    return True


@inner
def refused(b: Bench, gain: float, heat: float) -> bool:
    """Whether a change is left: worse ones are taken with the chance exp(gain / heat) (Metropolis 1953)."""
    return gain < 0.0 and -gain > heat * b.exponential[below(b.chance, 4096)]


@inner
def resize_price(g: Groups, b: Bench) -> float:
    """Points of J for the change of sizes alone."""
    row, other = b.plan[0, 0], b.plan[1, 0]
    change = b.plan[0, 2] - b.plan[1, 2]
    if change > 0:
        return change * b.resize[g.count[row], g.count[other]]
    return -change * b.resize[g.count[other], g.count[row]]


@inner
def reseat(g: Groups, row: int, members: Array, n: int, slot: int, stats: Array) -> None:
    """Write the new members of an open row (those who left are written where they came)."""
    g.sizes[g.count[row]] -= 1
    g.sizes[n] += 1
    g.count[row] = n
    g.slot[row] = slot
    for i in range(n):
        g.members[row, i] = members[i]
        g.row[members[i]] = row
    for k in range(STATS):
        g.sums[k] += stats[k] - g.stats[row, k]
        g.stats[row, k] = stats[k]


@inner
def give_session(c: Cohort, g: Groups, b: Bench, row: int, slot: int, host: int, language: int, heat: float) -> bool:
    """Another session for the same people (they and the facilitator can have it: asked before)."""
    n = g.count[row]
    for i in range(n):
        b.seats[0, i] = g.members[row, i]
    figures(c, b, b.seats[0], n, slot, host, language, b.stats[0])
    gain = 0.0
    for k in range(STATS):
        gain += b.slope[k] * (b.stats[0, k] - g.stats[row, k])
    if refused(b, gain, heat):
        return False
    _leave(g, g.host[row], row)
    g.host[row], g.language[row] = host, language
    g.led[host, g.led_count[host]] = row
    g.led_count[host] += 1
    reseat(g, row, b.seats[0], n, slot, b.stats[0])
    return True


@inner
def everything(g: Groups, b: Bench) -> None:
    """The sizes of all groups of the cohort, those outside this part too, into ``b.trial``."""
    for size in range(len(b.trial)):
        b.trial[size] = g.sizes[size] + b.rest_sizes[size]


@inner
def quality(s: Scale, g: Groups, b: Bench) -> float:
    """J of the whole cohort with these groups in it."""
    everything(g, b)
    set_frame(s, b.trial, b.frame)
    for k in range(STATS):
        b.stats[0, k] = g.sums[k] + b.rest_sums[k]
    return total(s, b.frame, b.stats[0])


@inner
def set_prices(s: Scale, g: Groups, b: Bench) -> None:
    """Slopes of J and prices of changed sizes, for the groups as they are; sums are taken anew (no drift)."""
    for k in range(STATS):
        g.sums[k] = 0.0
    for row in range(len(g.slot)):
        if g.slot[row] >= 0:
            for k in range(STATS):
                g.sums[k] += g.stats[row, k]
    now = quality(s, g, b)
    for k in range(STATS):
        b.stats[1, k] = g.sums[k] + b.rest_sums[k]
    slopes(s, b.frame, b.slope)
    for a in range(len(b.trial)):
        for z in range(len(b.trial)):
            b.resize[a, z] = 0.0
            if a < 1 or z + 1 >= len(b.trial) or b.trial[a] == 0 or b.trial[z] == 0 or (a == z and b.trial[a] < 2):
                continue
            for size, change in ((a, -1), (z, -1), (a - 1, 1), (z + 1, 1)):
                b.trial[size] += change
            set_frame(s, b.trial, b.frame)
            b.resize[a, z] = total(s, b.frame, b.stats[1]) - now
            for size, change in ((a, 1), (z, 1), (a - 1, -1), (z + 1, -1)):
                b.trial[size] += change


@kernel
def refresh(c: Cohort, g: Groups, b: Bench) -> None:
    """Work out the stats of every open row from its members (after groups were written from outside)."""
    for row in range(len(g.slot)):
        if g.slot[row] >= 0:
            figures(c, b, g.members[row], g.count[row], g.slot[row], g.host[row], g.language[row], g.stats[row])
    for k in range(STATS):
        g.sums[k] = 0.0
    for row in range(len(g.slot)):
        if g.slot[row] >= 0:
            for k in range(STATS):
                g.sums[k] += g.stats[row, k]


@kernel
def quality_now(s: Scale, g: Groups, b: Bench) -> float:
    """J of the groups as they are."""
    return quality(s, g, b)
