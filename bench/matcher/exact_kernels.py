"""Compiled loops of the exact search for the best re-match with two moves (``exact_moves.py``)."""

from __future__ import annotations

from matching.engine.kernels.base import has, inner, kernel
from matching.engine.kernels.few import quarrel
from matching.engine.kernels.price import figures, set_frame, total
from matching.engine.kernels.values import ISOLATED, SECOND, STATS, Array, Bench, Cohort, Scale

BITS = 5
"""Of a key for each size: fewer than 32 groups have it."""
IMPOSSIBLE = -1.0
"""In place of the first figure of a group that breaks a hard rule."""


@inner
def _seated(members: Array, guests: Array, late: Array, joined: int, x: int, y: int, seats: Array) -> int:
    """Who sits in a row after the changes x and y (0: none, then a member who leaves, then a guest); how many."""
    n, m = 0, len(members)
    for i in range(m):
        if x != 1 + i and y != 1 + i and n < len(seats):
            seats[n] = members[i]
            n += 1
    for i in range(len(guests)):
        if (x == 1 + m + i or y == 1 + m + i) and n < len(seats):
            seats[n] = guests[i]
            n += 1
    for i in range(len(late)):
        if (joined >> i) & 1 and n < len(seats):
            seats[n] = late[i]
            n += 1
    return n


@inner
def _attend(c: Cohort, seats: Array, n: int, slot: int, host: int, language: int) -> bool:
    for i in range(n):
        person = seats[i]
        able = (c.speaks[person] >> language) & 1 == 1 and c.needs[person] & ~c.host_skills[host] == 0
        if not able or not has(c.free[person], slot):
            return False
    return True


@kernel
def fill_row(
    c: Cohort, b: Bench, members: Array, guests: Array, late: Array, sessions: Array, table: Array, seats: Array,
    figure: Array,
) -> None:  # fmt: skip
    """Figures of a row for every set of newcomers and every two changes x <= y; the best of any session.

    ``table`` is float64[2^newcomers * width * width, STATS], width = 1 + members + guests.
    """
    width = 1 + len(members) + len(guests)
    for joined in range(1 << len(late)):
        for x in range(width):
            for y in range(x, width):
                out = table[(joined * width + x) * width + y]
                out[0] = IMPOSSIBLE
                n = _seated(members, guests, late, joined, x, y, seats)
                if n == 0 and len(members) == 0:  # a group that is not opened
                    out[0] = 0.0
                if (x == y and x > 0) or not c.rules.size_min <= n <= c.rules.size_max or quarrel(c, seats, 0, n):
                    continue
                for k in range(len(sessions)):
                    slot, host, language = sessions[k]
                    can = _attend(c, seats, n, slot, host, language)
                    if can and figures(c, b, seats, n, slot, host, language, figure):
                        _take_best(figure, out)


@inner
def _take_best(figure: Array, out: Array) -> None:
    """Only isolates and the second start depend on the session."""
    if out[0] == IMPOSSIBLE:
        for k in range(STATS):
            out[k] = figure[k]
    out[ISOLATED] = min(out[ISOLATED], figure[ISOLATED])
    out[SECOND] = max(out[SECOND], figure[SECOND])


@inner
def _key_of(size: int) -> int:
    return 1 << (BITS * size) if size > 0 else 0


@inner
def _frame(s: Scale, key: int, keys: Array, frames: Array, trial: Array) -> int:
    """Where the bounds for a list of sizes stand (worked out once)."""
    at = key * 0x9E3779B97F4A7C1 >> 20 & (len(keys) - 1)
    while keys[at] != 0 and keys[at] != key:
        at = (at + 1) & (len(keys) - 1)
    if keys[at] == 0:
        keys[at] = key
        for size in range(len(trial)):
            trial[size] = (key >> (BITS * size)) & ((1 << BITS) - 1)
        set_frame(s, trial, frames[at])
    return at


@inner
def _meet(change: Array, n: int, row: int, code: int) -> int:
    """Note a change of a row (row, smaller code, larger code); how many rows change."""
    for k in range(n):
        if change[k, 0] == row:
            change[k, 1], change[k, 2] = min(change[k, 2], code), max(change[k, 2], code)
            return n
    change[n, 0], change[n, 1], change[n, 2] = row, 0, code
    return n + 1


@kernel
def scan(
    s: Scale, table: Array, start: Array, width: Array, size: Array, places: Array, moves: Array, mate: Array,
    keys: Array, frames: Array, trial: Array, best: Array, which: Array, work: Array, sums: Array, change: Array,
) -> None:  # fmt: skip
    """Every place of the newcomers with no, one and two moves: the best J into ``best``, and of which into ``which``.

    ``work`` int64[2, rows]: where the unchanged row stands, and its size; ``sums`` float64[2, STATS];
    ``change`` int64[4, 3].
    """
    rows = len(size)
    for p in range(len(places)):
        key, broken = 0, 0
        sums[0, :] = 0.0
        for r in range(rows):
            joined = places[p, r]
            work[0, r], work[1, r] = start[r] + joined * width[r] * width[r], size[r]
            while joined:
                work[1, r] += joined & 1
                joined >>= 1
            key += _key_of(work[1, r])
            broken += table[work[0, r], 0] == IMPOSSIBLE
            for k in range(STATS):
                sums[0, k] += table[work[0, r], k]
        if broken == 0:
            value = total(s, frames[_frame(s, key, keys, frames, trial)], sums[0])
            if value > best[0]:
                best[0], which[0, 0] = value, p
        for a in range(len(moves)):
            for z in range(a, len(moves)):
                alone = a == z
                if not alone and moves[a, 0] == moves[z, 0]:
                    continue
                if alone and mate[a] != -1 or not alone and (mate[a] != -1 or mate[z] != -1) and mate[a] != z:
                    continue
                n = _meet(change, _meet(change, 0, moves[a, 1], moves[a, 2]), moves[a, 3], moves[a, 4])
                if not alone:
                    n = _meet(change, _meet(change, n, moves[z, 1], moves[z, 2]), moves[z, 3], moves[z, 4])
                value = _value(s, table, width, size, keys, frames, trial, work, sums, change, n, key, broken)
                if value > best[2 - alone]:
                    best[2 - alone] = value
                    which[2 - alone, 0], which[2 - alone, 1], which[2 - alone, 2] = p, a, z


@inner
def _value(
    s: Scale, table: Array, width: Array, size: Array, keys: Array, frames: Array, trial: Array, work: Array,
    sums: Array, change: Array, n: int, key: int, broken: int,
) -> float:  # fmt: skip
    """J with the changed rows; -1e9 when a hard rule is broken."""
    for k in range(STATS):
        sums[1, k] = sums[0, k]
    for y in range(n):
        row, x, z = change[y]
        at = work[0, row] + x * width[row] + z
        if table[at, 0] == IMPOSSIBLE:
            return -1e9
        broken -= table[work[0, row], 0] == IMPOSSIBLE
        for k in range(STATS):
            sums[1, k] += table[at, k] - table[work[0, row], k]
        now = work[1, row] + (0 if x == 0 else -1 if x <= size[row] else 1) + (-1 if z <= size[row] else 1)
        key += _key_of(now) - _key_of(work[1, row])
    if broken > 0:
        return -1e9
    return total(s, frames[_frame(s, key, keys, frames, trial)], sums[1])
