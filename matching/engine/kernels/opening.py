"""Opening groups from the meetings outwards, rarest person first.

The person with the fewest possible meetings chooses first: of their starts, the one that rescues the most other
scarce people; of the facilitators, the one with least freedom. The group is then filled with scarce people who
differ (of other strata, at most two of a country while that is possible).
"""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.base import count_of, has, inner, lowest, ones, share
from matching.engine.kernels.change import apart_from, host_starts, put
from matching.engine.kernels.price import figures
from matching.engine.kernels.values import CLOSED, Array, Bench, Cohort, Groups, Stage

STARTS_TRIED = 6
"""Starts tried for one person before they are left for repair."""
PEOPLE_FOR_ONE_COUNT = 300
"""Up to this many waiting people, scarcity is counted anew for each group; above, more rarely."""
PEOPLE_ASKED = 1000
"""Waiting people whose demand for starts is added up for one group."""
SPARED = 200.0
"""Skilled facilitators are spared for those who need them: worth so many free starts."""


@inner
def open_groups(
    c: Cohort, g: Groups, b: Bench, o: Stage, n: int, urgent: bool, aim: int, bend: float, variety: float
) -> int:
    """Open groups until none of the first ``n`` waiting people can start one; how many still wait.

    ``bend`` says how far chance may change the order, ``variety`` how much likeness counts against a member.
    ``urgent``: those marked choose first.
    """
    age, row = 0, 0
    for k in range(n):
        o.options[o.waiting[k]] = 0.0
    while n >= c.rules.size_min:
        while row < len(g.slot) and g.slot[row] >= 0:
            row += 1
        if row == len(g.slot):
            break
        if age == 0:
            count_options(c, g, o, n)
            age = 1 + n // PEOPLE_FOR_ONE_COUNT
        age -= 1
        chooser = rarest(b, o, n, urgent, bend)
        if chooser < 0:
            break
        if open_for(c, g, b, o, n, chooser, row, aim, bend, variety):
            kept = 0
            for k in range(n):
                if g.row[o.waiting[k]] == CLOSED:
                    o.waiting[kept] = o.waiting[k]
                    kept += 1
            n = kept
        o.options[chooser] = -1.0
    return n


@inner
def count_options(c: Cohort, g: Groups, o: Stage, n: int) -> None:
    """Where somebody could lead, and how many (start, language) pairs each waiting person could have (-1: tried)."""
    for host in range(len(c.host_free)):
        if not host_starts(c, g, host, CLOSED, CLOSED, o.host_open[host]):
            o.host_open[host] = np.uint64(0)
    patterns, languages, width = o.possible.shape
    for p in range(patterns):
        for code in range(languages):
            o.possible[p, code] = np.uint64(0)
            for host in range(len(c.host_free)):
                if c.patterns[p] & ~c.host_skills[host] == 0 and (c.host_speaks[host] >> code) & 1:
                    for k in range(width):
                        o.possible[p, code, k] |= o.host_open[host, k]
    for j in range(n):
        person = o.waiting[j]
        if o.options[person] < 0.0:
            continue
        total = 0
        for code in range(languages):
            if (c.speaks[person] >> code) & 1:
                for k in range(width):
                    total += ones(o.possible[c.pattern[person], code, k] & c.free[person, k])
        o.options[person] = total


@inner
def rarest(b: Bench, o: Stage, n: int, urgent: bool, bend: float) -> int:
    """Who has the fewest options, nearly; -1 when nobody has any."""
    best, found = np.inf, -1
    for k in range(n):
        person = o.waiting[k]
        if o.options[person] > 0.0:
            rank = o.options[person] * (1.0 + bend * share(b.chance))
            if urgent and o.marked[person]:
                rank -= 1e6
            if rank < best:
                best, found = rank, person
    return found


@inner
def count_demand(c: Cohort, b: Bench, o: Stage, n: int, chooser: int, bend: float) -> None:
    """For each language and start that the chooser could have, how much scarcity it would relieve; else -1."""
    languages, slots = o.demand.shape
    stride = max(1, n // PEOPLE_ASKED)
    for code in range(languages):
        for slot in range(slots):
            o.demand[code, slot] = -1.0
        if (c.speaks[chooser] >> code) & 1 == 0:
            continue
        for slot in range(slots):
            if has(c.free[chooser], slot) and has(o.possible[c.pattern[chooser], code], slot):
                o.demand[code, slot] = 0.0
        for j in range(0, n, stride):
            person = o.waiting[j]
            if (c.speaks[person] >> code) & 1 == 0:
                continue
            scarcity = 1.0 / (1.0 + max(0.0, o.options[person]))
            weight = scarcity * np.sqrt(scarcity)
            for k in range(c.free.shape[1]):
                word = c.free[person, k] & c.free[chooser, k]
                while word != 0:
                    slot = k * 64 + lowest(word)
                    word &= word - np.uint64(1)
                    if o.demand[code, slot] >= 0.0:
                        o.demand[code, slot] += weight
        for slot in range(slots):
            o.demand[code, slot] *= 1.0 + bend * share(b.chance)


@inner
def open_for(
    c: Cohort, g: Groups, b: Bench, o: Stage, n: int, chooser: int, row: int, aim: int, bend: float, variety: float
) -> bool:
    """Open a row with this person in it, at one of the starts most in demand."""
    count_demand(c, b, o, n, chooser, bend)
    languages, slots = o.demand.shape
    for _ in range(STARTS_TRIED):
        best, slot, code = 0.0, -1, -1
        for x in range(languages):
            for y in range(slots):
                if o.demand[x, y] > best:
                    best, slot, code = o.demand[x, y], y, x
        if slot < 0:
            return False
        o.demand[code, slot] = -1.0
        host = leader(c, g, b, o, chooser, slot, code, bend)
        if host < 0:
            continue
        size = fill(c, b, o, n, chooser, slot, host, code, aim, bend, variety)
        if size and figures(c, b, o.seats, size, slot, host, code, b.stats[0]):
            put(c, g, row, o.seats, size, slot, host, code, b.stats[0])
            return True
    return False


@inner
def leader(c: Cohort, g: Groups, b: Bench, o: Stage, chooser: int, slot: int, code: int, bend: float) -> int:
    """The facilitator with the least freedom who can lead there; -1 when there is none."""
    need = c.needs[chooser]
    best, found = np.inf, -1
    for host in range(len(c.host_free)):
        if not (has(o.host_open[host], slot) and (c.host_speaks[host] >> code) & 1):
            continue
        if need & ~c.host_skills[host] != 0 or not host_starts(c, g, host, CLOSED, CLOSED, b.free[1]):
            continue
        if not has(b.free[1], slot):
            continue
        room = c.host_limit[host] - g.led_count[host]
        spared = SPARED if c.host_skills[host] != 0 and need == 0 else 0.0
        rank = (count_of(o.host_open[host]) * room + spared) * (1.0 + bend * share(b.chance))
        if rank < best:
            best, found = rank, host
    return found


@inner
def may_attend(c: Cohort, person: int, slot: int, host: int, code: int) -> bool:
    """Free then, speaks the language, needs met."""
    spoken = (c.speaks[person] >> code) & 1 == 1
    return spoken and c.needs[person] & ~c.host_skills[host] == 0 and has(c.free[person], slot)


@inner
def add_unit(c: Cohort, seats: Array, size: int, person: int, slot: int, host: int, code: int) -> int:
    """Seat a person and all linked to them; the new size, or 0 when one of them cannot."""
    seats[size] = person
    added = size + 1
    for k in range(c.linked.shape[1]):
        mate = c.linked[person, k]
        if mate < 0:
            break
        if added >= c.rules.size_max or not may_attend(c, mate, slot, host, code):
            return 0
        seats[added] = mate
        added += 1
    for k in range(size, added):
        if apart_from(c, seats[k], seats, added):
            return 0
    return added


@inner
def fill(
    c: Cohort,
    b: Bench,
    o: Stage,
    n: int,
    chooser: int,
    slot: int,
    host: int,
    code: int,
    aim: int,
    bend: float,
    variety: float,
) -> int:
    """Members for a meeting around one person, into ``o.seats``; how many, or 0 when there are too few."""
    size = add_unit(c, o.seats, 0, chooser, slot, host, code)
    if size == 0:
        return 0
    count, most = 0, 0.0
    for j in range(n):
        person = o.waiting[j]
        if may_attend(c, person, slot, host, code) and not seated(o.seats, size, person):
            o.crowd[count] = person
            o.worth[count] = 1.0 / (1.0 + max(0.0, o.options[person]))
            most = max(most, o.worth[count])
            count += 1
    if count + size < c.rules.size_min:
        return 0
    for j in range(count):
        o.worth[j] = o.worth[j] / most * (1.0 + bend * share(b.chance))
        for k in range(size):
            o.worth[j] -= variety * likeness(c, o.crowd[j], o.seats[k])
    while size < aim:
        best = -1
        for j in range(count):
            if o.worth[j] > -np.inf and (best < 0 or o.worth[j] > o.worth[best]):
                best = j
        if best < 0:
            break
        person = o.crowd[best]
        o.worth[best] = -np.inf
        if seated(o.seats, size, person):
            continue
        added = add_unit(c, o.seats, size, person, slot, host, code)
        for k in range(size, added):
            for j in range(count):
                o.worth[j] -= variety * likeness(c, o.crowd[j], o.seats[k])
        size = max(size, added)
    return size if size >= c.rules.size_min else 0


@inner
def seated(seats: Array, size: int, person: int) -> bool:
    """Whether a person is among the members."""
    for k in range(size):
        if seats[k] == person:
            return True
    return False


@inner
def likeness(c: Cohort, person: int, other: int) -> float:
    """How much two people repeat each other: country, institution, stratum."""
    mask = np.uint64(0xFFFF)
    differ = c.codes[person] ^ c.codes[other]
    total = 0.0
    if differ & mask == 0:
        total += 0.8
    if (differ >> np.uint64(16)) & mask == 0:
        total += 0.2
    if c.alike[person] >= 0 and c.alike[person] == c.alike[other]:
        total += 0.4
    return total
