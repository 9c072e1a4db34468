"""J in kernels: the figures of one group, and the total from the sums over groups. ``quality.py`` is the definition.

For a given list of group sizes J is linear in the sums (while no component is clipped); ``slopes`` gives the prices.
"""

from __future__ import annotations

import numpy as np

from matching.engine.kernels.base import any_of, inner, lowest, ones
from matching.engine.kernels.values import (
    BETWEEN,
    ISOLATED,
    LIKENESS,
    ON_TARGET,
    SAME,
    SECOND,
    SHRINKS,
    STATS,
    Array,
    Bench,
    Cohort,
    Scale,
)

GROUPS, PEOPLE, PAIRS, MIX, BALANCE, TOPIC = 0, 1, 2, 3, 7, 8
"""Places in a frame: the number of groups and of people, pairs, four bounds of mix, of balance, of topic."""


@inner
def shared(c: Cohort, members: Array, n: int, out: Array) -> None:
    """Starts at which all of them are free, into ``out`` uint64[w]."""
    width = c.free.shape[1]
    first = members[0]
    for k in range(width):
        out[k] = c.free[first, k]
    for i in range(1, n):
        person = members[i]
        for k in range(width):
            out[k] &= c.free[person, k]


@inner
def figures(c: Cohort, b: Bench, members: Array, n: int, slot: int, host: int, language: int, out: Array) -> bool:
    """The STATS of a group; False when there are too few institutions or countries (then ``out`` is not to be used)."""
    mask = np.uint64(0xFFFF)
    same_country = same_institution = same_tongue = same_discipline = 0
    countries = institutions = 0
    likeness = 0.0
    topic_words = c.topics.shape[1]
    for i in range(n):
        mine = c.codes[members[i]]
        own_country = own_institution = 1
        for j in range(i):
            other = c.codes[members[j]] ^ mine
            if other & mask == 0:
                same_country += 1
                own_country = 0
            if (other >> np.uint64(16)) & mask == 0:
                same_institution += 1
                own_institution = 0
            same_tongue += (other >> np.uint64(32)) & mask == 0
            same_discipline += other >> np.uint64(48) == 0
            both = either = 0
            for k in range(topic_words):
                x, y = c.topics[members[i], k], c.topics[members[j], k]
                both += ones(x & y)
                either += ones(x | y)
            likeness += both / either
        countries += own_country
        institutions += own_institution
    if countries < c.rules.countries or institutions < c.rules.institutions:
        return False
    out[SAME], out[SAME + 1], out[SAME + 2], out[SAME + 3] = (
        same_country,
        same_institution,
        same_tongue,
        same_discipline,
    )
    out[LIKENESS] = likeness
    out[ISOLATED] = alone(c, members, n, language, same_country >= 3)
    out[BETWEEN] = between(c, b, members, n)
    out[SHRINKS] = shrinks(c, b, members, n)
    out[ON_TARGET] = c.rules.target_min <= n <= c.rules.target_max
    free = b.free[3]
    shared(c, members, n, free)
    for k in range(len(free)):
        free[k] &= c.host_free[host, k] & ~c.close[slot, k]
    out[SECOND] = any_of(free)
    return True


@inner
def between(c: Cohort, b: Bench, members: Array, n: int) -> float:
    """The group's part of B times (groups - 1)."""
    width = c.balance.shape[1]
    for d in range(width):
        b.pad[d] = 0.0
    for i in range(n):
        person = members[i]
        for d in range(width):
            b.pad[d] += c.balance[person, d]
    total = 0.0
    for d in range(width):
        total += b.pad[d] * b.pad[d]
    return total / n


@inner
def shrinks(c: Cohort, b: Bench, members: Array, n: int) -> float:
    """P(fewer than size_min + 1 stay), everybody leaving on their own."""
    most = n - c.rules.size_min - 1
    if most < 0:
        return 1.0
    leave = b.pad
    leave[0] = 1.0
    for k in range(1, most + 1):
        leave[k] = 0.0
    for i in range(n):
        risk = c.risk[members[i]]
        for k in range(most, 0, -1):
            leave[k] += risk * (leave[k - 1] - leave[k])
        leave[0] *= 1.0 - risk
    total = 0.0
    for k in range(most + 1):
        total += leave[k]
    return 1.0 - total


@inner
def alone(c: Cohort, members: Array, n: int, language: int, crowd_possible: bool) -> int:
    """How many are the only one of their gender, of their country beside three of another, or beside a bloc."""
    women = men = 0
    for i in range(n):
        women += c.gender[members[i]] == 1
        men += c.gender[members[i]] == 2
    crowd = crowd_possible and crowded(c, members, n)
    words = c.tongues.shape[1]
    bloc = has_bloc(c, members, n, language)
    found = 0
    for i in range(n):
        person = members[i]
        gender = c.gender[person]
        lone = c.company[person] & 1 and ((gender == 1 and women == 1) or (gender == 2 and men == 1))
        if lone or (crowd and c.company[person] & 2 and only_one(c, members, n, person)):
            found += 1
        elif bloc:
            shares = False
            for j in range(n):
                if j != i:
                    for k in range(words):
                        shares |= c.tongues[members[j], k] & c.tongues[person, k] != 0
            found += not shares
    return found


@inner
def crowded(c: Cohort, members: Array, n: int) -> bool:
    """Whether three or more are of one country."""
    for i in range(n):
        same = 0
        for j in range(n):
            same += (c.codes[members[i]] ^ c.codes[members[j]]) & np.uint64(0xFFFF) == 0
        if same >= 3:
            return True
    return False


@inner
def only_one(c: Cohort, members: Array, n: int, person: int) -> bool:
    """Whether nobody else is of this person's country."""
    same = 0
    for j in range(n):
        same += (c.codes[person] ^ c.codes[members[j]]) & np.uint64(0xFFFF) == 0
    return same == 1


@inner
def has_bloc(c: Cohort, members: Array, n: int, language: int) -> bool:
    """Whether 60 % or more share a first language that is not the working language."""
    working = c.language_tongue[language]
    for k in range(c.tongues.shape[1]):
        spoken = twice = np.uint64(0)
        for i in range(n):
            mine = c.tongues[members[i], k]
            twice |= spoken & mine
            spoken |= mine
        while twice != 0:
            tongue = lowest(twice)
            twice &= twice - np.uint64(1)
            count = 0
            for i in range(n):
                count += (c.tongues[members[i], k] >> np.uint64(tongue)) & np.uint64(1) != 0
            if count >= 0.6 * n and k * 64 + tongue != working:
                return True
    return False


@inner
def set_frame(s: Scale, sizes: Array, frame: Array) -> None:
    """Bounds for a list of group sizes, as in ``bounds.py``."""
    groups = people = pairs = 0
    for size in range(len(sizes)):
        groups += sizes[size]
        people += size * sizes[size]
        pairs += sizes[size] * (size * (size - 1) // 2)
    frame[GROUPS], frame[PEOPLE], frame[PAIRS] = groups, people, max(1, pairs)
    for a in range(4):
        same = 0
        for k in range(s.class_start[a], s.class_start[a + 1]):
            left, room = s.classes[k], groups
            for level in range(len(sizes)):
                room -= sizes[level]  # groups larger than this level
                taken = min(left, room)
                same += taken * level
                left -= taken
                if left == 0 or room == 0:
                    break
        frame[MIX + a] = 1.0 - same / frame[PAIRS]
    frame[BALANCE] = least_between(s, sizes, people) / (groups - 1) if groups > 1 else 0.0
    frame[TOPIC] = s.topic_best[max(0, round(people / max(1, groups)) - 1)]


@inner
def least_between(s: Scale, sizes: Array, people: int) -> float:
    """The least between-group variance of the yes/no columns, each seat of a class as cheap as possible."""
    total = 0.0
    for column in range(len(s.binary)):
        left, cost = min(s.binary[column], people), 0.0
        ratio = s.binary[column] / people
        spread = people * ratio * ratio - 2.0 * ratio * left
        for k in range(len(s.seat_size)):
            if left == 0:
                break
            taken = min(left, sizes[s.seat_size[k]])
            cost += taken * s.seat_cost[k]
            left -= taken
        total += (cost + spread) * s.binary_price[column]
    return total


@inner
def total(s: Scale, frame: Array, sums: Array) -> float:
    """J."""
    mix = 0.0
    for a in range(4):
        best = frame[MIX + a]
        mix += s.mix_shares[a] * ((1.0 - sums[SAME + a] / frame[PAIRS]) / best if best > 0.0 else 1.0)
    isolates = max(-1.0, 1.0 - sums[ISOLATED] / frame[PEOPLE] / 0.3)
    balance = 1.0
    if frame[BALANCE] < 1.0:
        value = sums[BETWEEN] / max(1.0, frame[GROUPS] - 1.0)
        balance = min(1.0, max(-1.0, 1.0 - (value - frame[BALANCE]) / (1.0 - frame[BALANCE])))
    stays = max(-1.0, 1.0 - sums[SHRINKS] / frame[GROUPS] / 0.15)
    topic = 1.0
    if frame[TOPIC] > s.topic_random:
        topic = (sums[LIKENESS] / frame[PAIRS] - s.topic_random) / (frame[TOPIC] - s.topic_random)
        topic = min(1.0, max(-1.0, topic))
    size, slack = sums[ON_TARGET] / frame[GROUPS], sums[SECOND] / frame[GROUPS]
    w = s.weights
    return w[0] * mix + w[1] * isolates + w[2] * balance + w[3] * stays + w[4] * topic + w[5] * size + w[6] * slack


@inner
def slopes(s: Scale, frame: Array, out: Array) -> None:
    """Points of J for one more of each of the sums, sizes as they are."""
    w = s.weights
    for k in range(STATS):
        out[k] = 0.0
    for a in range(4):
        if frame[MIX + a] > 0.0:
            out[SAME + a] = -w[0] * s.mix_shares[a] / frame[MIX + a] / frame[PAIRS]
    out[ISOLATED] = -w[1] / 0.3 / frame[PEOPLE]
    if frame[BALANCE] < 1.0:
        out[BETWEEN] = -w[2] / (1.0 - frame[BALANCE]) / max(1.0, frame[GROUPS] - 1.0)
    out[SHRINKS] = -w[3] / 0.15 / frame[GROUPS]
    if frame[TOPIC] > s.topic_random:
        out[LIKENESS] = w[4] / (frame[TOPIC] - s.topic_random) / frame[PAIRS]
    out[ON_TARGET] = w[5] / frame[GROUPS]
    out[SECOND] = w[6] / frame[GROUPS]
