"""The exact search for the best two moves, against every way tried one by one, and the search that is used."""

from dataclasses import replace
from itertools import combinations

import pytest

from bench.matcher.exact_moves import best_of, open_meetings
from matching.engine.budget import Budget
from matching.engine.few_moves import place_few
from matching.engine.kept import Kept, fits, restore
from matching.engine.problem import Problem
from matching.engine.quality import Seating, measure
from matching.engine.types import FormedGroup
from tests.matching.engine.cohorts import RULES, cohort, leaders

MINE = replace(RULES, size_min=3, keep_together=(("s001", "s004"),), keep_apart=(("s003", "s013"),))
GROUPS = [
    FormedGroup("g1", ("s000", "s001", "s002", "s004"), "Mon 12:00", "f00", "en"),
    FormedGroup("g2", ("s003", "s005", "s006", "s007"), "Tue 12:00", "f00", "en"),
    FormedGroup("g3", ("s008", "s009", "s010", "s011"), "Wed 12:00", "f01", "en"),
]


def thirteen() -> Kept:
    """Twelve people in three groups, and one who comes late."""
    return restore(Problem(cohort(13), [leaders(2)[0], leaders(2, "Wed 09:00-21:00")[1]], MINE), GROUPS)


def one_by_one(kept: Kept, most: int) -> float:
    """The best J with exactly so many moved, by trying everything."""
    problem, best = kept.problem, -1e9
    home = {p: row for row, people in enumerate(kept.members) for p in people}
    for late in range(3):
        for movers in combinations(sorted(home), most):
            for code in range(3**most):
                to = [code // 3**k % 3 for k in range(most)]
                place = home | dict(zip(movers, to, strict=True)) | {kept.waiting[0]: late}
                if any(home[p] == row for p, row in zip(movers, to, strict=True)) or broken(kept, place):
                    continue
                seats = [[p for p in sorted(place) if place[p] == row] for row in range(3)]
                best = max(best, measure(problem, seatings(kept, seats)).total)
    return best


def broken(kept: Kept, place: dict[int, int]) -> bool:
    problem, rules = kept.problem, kept.problem.rules
    parted = any(len({place[p] for p in unit}) > 1 for unit in problem.units.values())
    joined = any(place[p] == place[q] for p in place for q in problem.apart[p])
    misfit = any(not fits(problem, p, kept.meetings[row]) for p, row in place.items())
    for row in range(3):
        people = [p for p in place if place[p] == row]
        few = len({problem.country[p] for p in people}) < rules.min_countries
        if not rules.size_min <= len(people) <= rules.size_max or few:
            return True
    return parted or joined or misfit


def seatings(kept: Kept, seats: list[list[int]]) -> list[Seating]:
    meetings = zip(seats, kept.meetings, strict=True)
    return [Seating(tuple(people), m.slot, m.facilitator, m.language) for people, m in meetings]


def test_it_finds_what_trying_everything_finds() -> None:
    kept = thirteen()
    best = best_of(kept, [])
    assert best is not None
    assert best.totals == pytest.approx([one_by_one(kept, most) for most in (0, 1, 2)])
    assert measure(kept.problem, best.seatings).total == pytest.approx(best.totals[2])


def test_a_group_may_be_opened() -> None:
    """Four come late, and a facilitator leads no group."""
    kept = restore(Problem(cohort(16), leaders(3), MINE), GROUPS)
    assert open_meetings(kept, [])
    assert open_meetings(kept, kept.waiting) == []
    best = best_of(kept, [])
    assert best is not None
    assert len(best.seatings) in (3, 4)
    assert measure(kept.problem, best.seatings).total == pytest.approx(best.totals[2])


def test_free_sessions_are_never_worse() -> None:
    kept = thirteen()
    best, free = best_of(kept, []), best_of(kept, [], free=True)
    assert best is not None
    assert free is not None
    assert all(a <= b + 1e-9 for a, b in zip(best.totals, free.totals, strict=True))


def test_the_search_that_is_used_finds_the_best_with_two_moves() -> None:
    kept = thirteen()
    problem = kept.problem
    seats = [list(people) for people in kept.members]
    seats[0].append(kept.waiting[0])
    found = place_few(
        problem,
        seatings(kept, seats),
        seed=1,
        budget=Budget(0.0, 100_000, lambda: 0.0),
        home=kept.home,
        most_moved=2,
        movable=[True] * problem.size,
    )
    best = best_of(kept, [])
    assert best is not None
    assert measure(problem, found).total == pytest.approx(max(best.totals))
