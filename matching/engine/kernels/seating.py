"""Finding a place for those left over: join, join by another slot, chains of exchanges, a spare group."""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.base import below, count_of, inner, lowest
from matching.engine.kernels.change import (
    able,
    choose_slot,
    fits,
    host_starts,
    may_join,
    put,
    reseat,
    single,
)
from matching.engine.kernels.opening import add_unit, may_attend, seated
from matching.engine.kernels.price import figures
from matching.engine.kernels.values import CLOSED, STATS, Bench, Cohort, Groups, Stage

MOST_PLACES = 1500
"""Places looked at in one chain search before giving up."""
LONGEST_CHAIN = 4
HOSTS_ASKED = 60
"""Facilitators asked for a spare group, drawn at random when there are more."""


@inner
def seat_all(c: Cohort, g: Groups, b: Bench, o: Stage, n: int) -> int:
    """Try the first ``n`` waiting people, those with fewest starts first; how many still wait."""
    for k in range(n):
        best = k
        for j in range(k + 1, n):
            if g.row[o.waiting[j]] == CLOSED and rarer(c, o.waiting[j], o.waiting[best]):
                best = j
        o.waiting[k], o.waiting[best] = o.waiting[best], o.waiting[k]
        if g.row[o.waiting[k]] == CLOSED:
            seat(c, g, b, o, n, o.waiting[k])
    left = 0
    for k in range(n):
        if g.row[o.waiting[k]] == CLOSED:
            o.waiting[left] = o.waiting[k]
            left += 1
    return left


@inner
def rarer(c: Cohort, person: int, other: int) -> bool:
    """Whether one has fewer free starts than another."""
    first, second = count_of(c.free[person]), count_of(c.free[other])
    return first < second or (first == second and person < other)


@inner
def seat(c: Cohort, g: Groups, b: Bench, o: Stage, n: int, person: int) -> bool:
    """One person (with those linked to them): the least disturbing way that works."""
    b.moving[1, 0] = person
    units = 1
    for k in range(c.linked.shape[1]):
        if c.linked[person, k] < 0:
            break
        b.moving[1, units] = c.linked[person, k]
        units += 1
    if join(c, g, b, units, False) or join(c, g, b, units, True):
        return True
    if units == 1 and chain(c, g, b, o, person):
        return True
    return spare_group(c, g, b, o, n, person)


@inner
def join(c: Cohort, g: Groups, b: Bench, units: int, retime: bool) -> bool:
    """The unit in ``b.moving[1]`` joins the row where it costs least; with ``retime`` the first that can move."""
    best, found = -np.inf, -1
    for row in range(len(g.slot)):
        if g.slot[row] < 0 or g.count[row] + units > c.rules.size_max or (retime and g.fixed[row]):
            continue
        welcome = True
        for k in range(units):
            person = b.moving[1, k]
            welcome &= able(c, g, person, row) if retime else fits(c, g, person, row)
            welcome &= may_join(c, g, person, row, -1)
        if welcome and joined(c, g, b, row, units, retime):
            gain = 0.0
            for k in range(STATS):
                gain += b.slope[k] * (b.stats[0, k] - g.stats[row, k])
            if gain > best:
                best, found = gain, row
            if retime:
                break
    if found < 0:
        return False
    if not retime:
        joined(c, g, b, found, units, retime)
    reseat(g, found, b.seats[0], b.plan[0, 3], b.plan[0, 1], b.stats[0])
    for k in range(units):
        home = c.home[b.moving[1, k]]
        g.away[0] += home >= 0 and home != found
    return True


@inner
def joined(c: Cohort, g: Groups, b: Bench, row: int, units: int, retime: bool) -> bool:
    """What the row would be with the unit, into side 0 of the plan; False when its rules or times forbid it."""
    n = g.count[row]
    for k in range(n):
        b.seats[0, k] = g.members[row, k]
    for k in range(units):
        b.seats[0, n + k] = b.moving[1, k]
    b.plan[0, 0], b.plan[0, 1], b.plan[0, 3] = row, g.slot[row], n + units
    b.plan[1, 0] = row
    if retime and not choose_slot(c, g, b, 0, CLOSED):
        return False
    return figures(c, b, b.seats[0], n + units, b.plan[0, 1], g.host[row], g.language[row], b.stats[0])


@inner
def chain(c: Cohort, g: Groups, b: Bench, o: Stage, person: int) -> bool:
    """The shortest chain: each takes the seat of the next, the last finds room. Everybody fits where they come."""
    o.marked[:] = False
    write_link(o, 0, person, CLOSED, CLOSED)
    first, last, places = 0, 1, 0
    while first < last:
        depth, link = 0, o.queue[first, 2]
        while link >= 0:
            depth += 1
            link = o.queue[link, 2]
        mover = o.queue[first, 0]
        for row in range(len(g.slot)):
            if g.slot[row] < 0 or not fits(c, g, mover, row) or used(o, first, row):
                continue
            places += 1
            if places > MOST_PLACES:
                return False
            has_room = g.count[row] < c.rules.size_max and may_join(c, g, mover, row, -1)
            if has_room and take_seats(c, g, b, o, first, row):
                return True
            if depth < LONGEST_CHAIN:
                last = push_out(c, g, o, first, last, row)
        first += 1
    return False


@inner
def write_link(o: Stage, at: int, person: int, leaves: int, before: int) -> None:
    """An entry: who moves, the row they leave, and the entry of the one who takes that seat."""
    o.queue[at, 0], o.queue[at, 1], o.queue[at, 2] = person, leaves, before
    o.marked[person] = True


@inner
def used(o: Stage, link: int, row: int) -> bool:
    """Whether a chain changes this row already."""
    while link >= 0:
        if o.queue[link, 1] == row:
            return True
        link = o.queue[link, 2]
    return False


@inner
def push_out(c: Cohort, g: Groups, o: Stage, first: int, last: int, row: int) -> int:
    """Add everybody who could give their seat in the row to the mover; the new end of the queue."""
    mover = o.queue[first, 0]
    for k in range(g.count[row]):
        out = g.members[row, k]
        if o.marked[out] or not single(c, out) or not may_join(c, g, mover, row, out) or last >= len(o.queue):
            continue
        write_link(o, last, out, row, first)
        last += 1
    return last


@inner
def take_seats(c: Cohort, g: Groups, b: Bench, o: Stage, link: int, row: int) -> bool:
    """Carry out the chain that ends with the entry's person joining ``row``; False (nothing done) if a rule breaks."""
    for attempt in range(2):
        at, target = link, row
        while at >= 0:
            person, leaves, before = o.queue[at, 0], o.queue[at, 1], o.queue[at, 2]
            n = 0
            for k in range(g.count[target]):
                member = g.members[target, k]
                if not (at != link and member == gone(o, link, at)):
                    b.seats[0, n] = member
                    n += 1
            b.seats[0, n] = person
            n += 1
            slot, host, code = g.slot[target], g.host[target], g.language[target]
            if not figures(c, b, b.seats[0], n, slot, host, code, b.stats[0]):
                return False
            if attempt == 1:
                home = c.home[person]
                g.away[0] += int(home >= 0 and home != target)
                if leaves >= 0:
                    g.away[0] -= int(home >= 0 and home != leaves)
                reseat(g, target, b.seats[0], n, slot, b.stats[0])
            at, target = before, leaves
    return True


@inner
def gone(o: Stage, link: int, at: int) -> int:
    """Who gave up the seat that the person of entry ``at`` takes."""
    while o.queue[link, 2] != at:
        link = o.queue[link, 2]
    return o.queue[link, 0]


@inner
def spare_group(c: Cohort, g: Groups, b: Bench, o: Stage, n: int, person: int) -> bool:
    """A new group around one unit, with waiting people first and then members that other groups can spare."""
    row = 0
    while row < len(g.slot) and g.slot[row] >= 0:
        row += 1
    if row == len(g.slot):
        return False
    hosts = len(c.host_free)
    start = below(b.chance, hosts)
    for k in range(min(hosts, HOSTS_ASKED)):
        host = (start + k) % hosts
        speaks = c.speaks[person] & c.host_speaks[host]
        if speaks == 0 or c.needs[person] & ~c.host_skills[host] != 0:
            continue
        if not host_starts(c, g, host, CLOSED, CLOSED, b.free[2]):
            continue
        for w in range(len(b.free[2])):
            b.free[2, w] &= c.free[person, w]
        for w in range(len(b.free[2])):
            while b.free[2, w] != 0:
                slot = w * 64 + lowest(b.free[2, w])
                b.free[2, w] &= b.free[2, w] - np.uint64(1)
                for code in range(len(c.language_tongue)):
                    if (speaks >> code) & 1 and open_at(c, g, b, o, n, person, row, slot, host, code):
                        return True
    return False


@inner
def open_at(
    c: Cohort, g: Groups, b: Bench, o: Stage, n: int, person: int, row: int, slot: int, host: int, code: int
) -> bool:
    """Open a row for the unit at this meeting, with people who wait or can be spared."""
    size = add_unit(c, o.seats, 0, person, slot, host, code)
    if size == 0:
        return False
    for k in range(size):
        if g.row[o.seats[k]] != CLOSED:
            return False
    for j in range(n):
        other = o.waiting[j]
        if size >= c.rules.target_max or g.row[other] != CLOSED or seated(o.seats, size, other):
            continue
        if single(c, other) and may_attend(c, other, slot, host, code):
            size = max(size, add_unit(c, o.seats, size, other, slot, host, code))
    people = len(c.free)
    start = below(b.chance, people)
    for j in range(people):
        if size >= c.rules.size_min and varied(c, o, size):
            break
        other = (start + j) % people
        if size >= c.rules.size_max or g.row[other] == CLOSED or not single(c, other):
            continue
        if may_attend(c, other, slot, host, code) and helps(c, o, size, other) and can_spare(c, g, b, o, size, other):
            size = max(size, add_unit(c, o.seats, size, other, slot, host, code))
    if size < c.rules.size_min or not figures(c, b, o.seats, size, slot, host, code, b.stats[1]):
        return False
    for k in range(size):
        if g.row[o.seats[k]] != CLOSED:
            take_out(c, g, b, o.seats[k])
    put(c, g, row, o.seats, size, slot, host, code, b.stats[1])
    return True


@inner
def varied(c: Cohort, o: Stage, size: int) -> bool:
    """Whether there are enough countries and institutions."""
    countries = institutions = 0
    for i in range(size):
        own_country = own_institution = True
        for j in range(i):
            differ = c.codes[o.seats[i]] ^ c.codes[o.seats[j]]
            own_country &= differ & np.uint64(0xFFFF) != 0
            own_institution &= (differ >> np.uint64(16)) & np.uint64(0xFFFF) != 0
        countries += own_country
        institutions += own_institution
    return countries >= c.rules.countries and institutions >= c.rules.institutions


@inner
def helps(c: Cohort, o: Stage, size: int, person: int) -> bool:
    """Not one more of the only country when that would fill the group to its least size."""
    if size + 1 < c.rules.size_min or c.rules.countries < 2:
        return True
    for k in range(size):
        if (c.codes[o.seats[k]] ^ c.codes[person]) & np.uint64(0xFFFF) != 0:
            return True
    return False


@inner
def can_spare(c: Cohort, g: Groups, b: Bench, o: Stage, size: int, person: int) -> bool:
    """Whether the group of a person obeys the rules without them and without those taken already."""
    row = g.row[person]
    n = 0
    for k in range(g.count[row]):
        member = g.members[row, k]
        if member != person and not seated(o.seats, size, member):
            b.seats[0, n] = member
            n += 1
    if n < c.rules.size_min:
        return False
    return figures(c, b, b.seats[0], n, g.slot[row], g.host[row], g.language[row], b.stats[0])


@inner
def take_out(c: Cohort, g: Groups, b: Bench, person: int) -> None:
    """A person leaves their group, which goes on without them."""
    row = g.row[person]
    n = 0
    for k in range(g.count[row]):
        if g.members[row, k] != person:
            b.seats[0, n] = g.members[row, k]
            n += 1
    figures(c, b, b.seats[0], n, g.slot[row], g.host[row], g.language[row], b.stats[0])
    g.away[0] -= int(c.home[person] >= 0 and c.home[person] != row)
    reseat(g, row, b.seats[0], n, g.slot[row], b.stats[0])
    g.row[person] = CLOSED
