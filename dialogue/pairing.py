"""Who meets whom in breakouts: an assignment as a calculation on plain values.

What counts, the heavier first: two who met before, two from the same country. Small groups are tried in full, so
that nothing better exists; larger ones are improved by swaps. The same people always give the same answer; ``turn``
asks for the next best one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from math import factorial, prod
from zlib import crc32

type Couple = tuple[int, int]
type Groups = tuple[tuple[int, ...], ...]
type Weight = tuple[int, int]

# Up to 10 people, in pairs or threes: 12 ms at most. All ways of twelve in pairs would hold the event loop for 60 ms.
TRIED_IN_FULL_MOST = 3_500
STARTS = 8
# One couple that meets again weighs more than all couples of one country together.
HEAVIER = 10_000


def couple(one: int, other: int) -> Couple:
    return (one, other) if one < other else (other, one)


def couples_of(groups: Iterable[Sequence[int]]) -> Iterator[Couple]:
    """Everybody who is together with somebody."""
    for group in groups:
        for one, other in combinations(group, 2):
            yield couple(one, other)


def sizes_of(people: int, size: int) -> tuple[int, ...]:
    """How large the groups are: of ``size``; one over makes one group larger, more make one group more. Never 1."""
    groups, over = divmod(people, size)
    if groups == 0:
        return (people,)
    if over > 1:
        groups += 1
    small, larger = divmod(people, groups)
    return (small + 1,) * larger + (small,) * (groups - larger)


def assign(
    seats: Iterable[int],
    size: int,
    attribute: Mapping[int, str],
    met: AbstractSet[Couple],
    turn: int = 0,
) -> Groups:
    """At least two seats in groups; ``attribute`` should differ within a group, ``met`` should not meet again.

    ``turn`` 0 is the best, 1 the next best, and so on; after the last one it begins anew.
    """
    people = sorted(seats)
    sizes = sizes_of(len(people), size)
    ways = number_of_ways(sizes)
    if ways > TRIED_IN_FULL_MOST:
        return improved(people, sizes, attribute, met, turn)
    cost = {two: weighed((two,), attribute, met) for two in combinations(people, 2)}
    every = sorted(every_way(tuple(people), sizes, cost))
    level = every[turn % ways][0]
    first = bisect_left(every, (level, ()))
    equals = [groups for weight, groups in every[first:] if weight == level]
    return sorted(equals, key=scrambled)[turn % ways - first]


def scrambled(groups: Groups) -> tuple[int, Groups]:
    """Equals stand in an order that mixes the people, so that the next one looks different."""
    return crc32(repr(groups).encode()), groups


def weight_of(groups: Groups, attribute: Mapping[int, str], met: AbstractSet[Couple]) -> Weight:
    """How many meet again, and how many meet somebody of the same attribute (an unknown one differs from all)."""
    again = same = 0
    for one, other in couples_of(groups):
        again += (one, other) in met
        same += alike(one, other, attribute)
    return again, same


def weighed(groups: Groups, attribute: Mapping[int, str], met: AbstractSet[Couple]) -> int:
    """The weight as one number."""
    again, same = weight_of(groups, attribute, met)
    return again * HEAVIER + same


def alike(one: int, other: int, attribute: Mapping[int, str]) -> bool:
    return bool(attribute.get(one)) and attribute.get(one) == attribute.get(other)


# -- all ways -----------------------------------------------------------------------------------------------------


def number_of_ways(sizes: tuple[int, ...]) -> int:
    """In how many ways people can be put into groups of these sizes."""
    equal = prod(factorial(times) for times in Counter(sizes).values())
    return factorial(sum(sizes)) // (prod(map(factorial, sizes)) * equal)


def every_way(
    people: tuple[int, ...], sizes: tuple[int, ...], cost: Mapping[Couple, int]
) -> Iterator[tuple[int, Groups]]:
    """Each once, with its weight: the first of the people chooses a size and company, then the rest."""
    if not people:
        yield 0, ()
        return
    first, others = people[0], people[1:]
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for company in combinations(others, size - 1):
            rest = tuple(seat for seat in others if seat not in company)
            own = sum(cost[two] for two in combinations((first, *company), 2))
            for weight, groups in every_way(rest, tuple(left), cost):
                yield own + weight, ((first, *company), *groups)


# -- many people --------------------------------------------------------------------------------------------------


def improved(
    people: Sequence[int], sizes: tuple[int, ...], attribute: Mapping[int, str], met: AbstractSet[Couple], turn: int
) -> Groups:
    """The best of several mixed starts, each improved by swapping two people while that helps."""

    def weight(groups: Groups) -> Weight:
        return weight_of(groups, attribute, met)

    tries = [swapped(mixed(people, sizes, turn * STARTS + start), attribute, met) for start in range(STARTS)]
    best = min(tries, key=weight)
    return tuple(sorted(tuple(sorted(group)) for group in best))


def mixed(people: Sequence[int], sizes: tuple[int, ...], seed: int) -> list[list[int]]:
    order = sorted(people, key=lambda seat: crc32(f"{seed} {seat}".encode()))
    return [[order.pop() for _ in range(size)] for size in sizes]


def swapped(groups: list[list[int]], attribute: Mapping[int, str], met: AbstractSet[Couple]) -> Groups:
    while swap_helps(groups, attribute, met):
        pass
    return tuple(map(tuple, groups))


def swap_helps(groups: list[list[int]], attribute: Mapping[int, str], met: AbstractSet[Couple]) -> bool:
    """Makes the first swap of two people that lowers the weight of their two groups."""
    for one, other in combinations(groups, 2):
        before = weight_of((tuple(one), tuple(other)), attribute, met)
        for place in range(len(one)):
            for there in range(len(other)):
                one[place], other[there] = other[there], one[place]
                if weight_of((tuple(one), tuple(other)), attribute, met) < before:
                    return True
                one[place], other[there] = other[there], one[place]
    return False
