"""Who meets whom: everybody once, nobody alone, nobody again while that can be, and across countries."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.pairing import Couple, Groups, assign, couples_of, every_way, number_of_ways, sizes_of, weight_of
from tests.dialogue.depth import DEPTH

COUNTRIES = st.sampled_from(["NL", "IT", "EG", ""])


@st.composite
def people(draw: st.DrawFn, most: int = 8) -> tuple[list[int], dict[int, str], set[Couple]]:
    """Seats, where they come from, and who met before."""
    seats = sorted(draw(st.sets(st.integers(1, 30), min_size=2, max_size=most)))
    countries = {seat: draw(COUNTRIES) for seat in seats}
    met = draw(st.sets(st.sampled_from(list(combinations(seats, 2)))))
    return seats, countries, met


# -- an independent reference: all matchings by removing one couple after the other ----------------------------------


def all_pairings(seats: tuple[int, ...]) -> Iterator[list[set[int]]]:
    """Every way to make pairs, and one group of three when odd."""
    if len(seats) in (2, 3):
        yield [set(seats)]
    if len(seats) % 2 and len(seats) > 3:
        for three in combinations(seats, 3):
            rest = tuple(seat for seat in seats if seat not in three)
            yield from ([set(three), *others] for others in even_pairings(rest))
    elif len(seats) > 3:
        yield from even_pairings(seats)


def even_pairings(seats: tuple[int, ...]) -> Iterator[list[set[int]]]:
    if not seats:
        yield []
        return
    for other in seats[1:]:
        rest = tuple(seat for seat in seats[1:] if seat != other)
        yield from ([{seats[0], other}, *others] for others in even_pairings(rest))


def reference_weight(pairing: list[set[int]], countries: dict[int, str], met: set[Couple]) -> tuple[int, int]:
    again = sum(set(two) <= group for group in pairing for two in met)
    same = 0
    for group in pairing:
        for country in filter(None, set(countries.values())):
            together = sum(countries[seat] == country for seat in group)
            same += together * (together - 1) // 2
    return again, same


@DEPTH
@given(people())
def test_pairs_are_as_good_as_the_best_of_all(told: tuple[list[int], dict[int, str], set[Couple]]) -> None:
    seats, countries, met = told
    best = min(reference_weight(pairing, countries, met) for pairing in all_pairings(tuple(seats)))
    assert weight_of(assign(seats, 2, countries, met), countries, met) == best


@DEPTH
@given(people(), st.integers(2, 6), st.integers(0, 20))
def test_everybody_is_placed_once_and_nobody_alone(
    told: tuple[list[int], dict[int, str], set[Couple]], size: int, turn: int
) -> None:
    seats, countries, met = told
    groups = assign(seats, size, countries, met, turn)
    assert sorted(sum(groups, ())) == seats
    assert all(2 <= len(group) <= size + 1 for group in groups)


@DEPTH
@given(people())
def test_two_meet_again_only_when_there_is_no_other_way(
    told: tuple[list[int], dict[int, str], set[Couple]],
) -> None:
    seats, countries, met = told
    possible = any(reference_weight(one, countries, met)[0] == 0 for one in all_pairings(tuple(seats)))
    again = set(couples_of(assign(seats, 2, countries, met))) & met
    assert bool(again) != possible


@DEPTH
@given(people(), st.integers(0, 30))
def test_the_next_best_is_never_better_than_the_one_before(
    told: tuple[list[int], dict[int, str], set[Couple]], turn: int
) -> None:
    seats, countries, met = told
    turn %= max(1, number_of_ways(sizes_of(len(seats), 2)) - 1)
    one, other = (weight_of(assign(seats, 2, countries, met, turn + more), countries, met) for more in (0, 1))
    assert one <= other


@pytest.mark.parametrize("size", [2, 3])
def test_asked_often_enough_every_way_comes_once(size: int) -> None:
    ways = number_of_ways(sizes_of(6, size))
    given_ = [assign(range(1, 7), size, {}, set(), turn) for turn in range(ways)]
    assert len(set(given_)) == ways
    assert assign(range(1, 7), size, {}, set(), ways) == given_[0]


@pytest.mark.parametrize(("people", "size"), [(4, 2), (7, 2), (9, 3), (8, 3), (10, 4), (11, 6), (5, 6)])
def test_the_ways_are_counted_rightly(people: int, size: int) -> None:
    sizes = sizes_of(people, size)
    cost = dict.fromkeys(combinations(range(people), 2), 0)
    ways = [groups for _, groups in every_way(tuple(range(people)), sizes, cost)]
    assert len(ways) == len(set(ways)) == number_of_ways(sizes)


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [
        (2, 2, (2,)),
        (3, 2, (3,)),
        (7, 2, (3, 2, 2)),
        (8, 3, (3, 3, 2)),
        (7, 3, (4, 3)),
        (10, 4, (4, 3, 3)),
        (11, 6, (6, 5)),
        (3, 6, (3,)),
    ],
)
def test_one_person_over_makes_one_group_larger(people: int, size: int, sizes: tuple[int, ...]) -> None:
    assert sizes_of(people, size) == sizes


@pytest.mark.parametrize("size", range(2, 7))
def test_no_number_of_people_leaves_one_alone(size: int) -> None:
    for people in range(2, 40):
        sizes = sizes_of(people, size)
        assert sum(sizes) == people
        assert min(sizes) >= 2
        assert max(sizes) <= size + 1


def test_everybody_meets_everybody_before_anybody_meets_again() -> None:
    met: set[Couple] = set()
    for _ in range(7):
        groups = assign(range(1, 9), 2, {}, met)
        assert not met & set(couples_of(groups))
        met |= set(couples_of(groups))
    assert len(met) == 28


def test_a_large_group_is_paired_across_countries_without_a_repeat() -> None:
    countries = {seat: "NL" if seat % 2 else "IT" for seat in range(40)}
    met = set(couples_of(assign(range(40), 2, countries, set())))
    groups = assign(range(40), 2, countries, met)
    assert weight_of(groups, countries, met) == (0, 0)


def test_the_same_people_always_give_the_same_answer() -> None:
    def answer() -> Groups:
        return assign([9, 4, 7, 1, 3], 2, {9: "NL", 4: "NL"}, {(1, 3)}, 2)

    assert answer() == answer()
