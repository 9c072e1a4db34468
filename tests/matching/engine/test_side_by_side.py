"""A small cohort: many openings are compared, the best are worked on, and other openings follow."""

import pytest

from matching.engine.budget import Budget
from matching.engine.exact import seat_exactly
from matching.engine.problem import Problem
from matching.engine.quality import measure
from matching.engine.search import Search
from matching.engine.side_by_side import SideBySide
from matching.engine.strata import make_strata
from matching.engine.threads import Team
from tests.matching.engine.cohorts import RULES, cohort, leaders


def search_of(people=12, steps=800_000):
    problem = Problem(cohort(people), leaders(4), RULES)
    told = []
    budget = Budget(0.0, steps, lambda: 0.0, on_better=told.append)
    return Search(problem, make_strata(problem, 6, 1), 3, budget), told


def improved(search):
    """The first answer worked on until the steps are spent."""
    first = search.walks[0]
    assert search.open(first, 0)
    first.keep()
    search.keep(first)
    with Team() as team:
        work = SideBySide(search, team)
        work.run()
    return work


@pytest.fixture(scope="module")
def long():
    """A search that goes on after nothing got better, its work, and the qualities it told."""
    search, told = search_of()
    return search, improved(search), told


def test_a_short_search_compares_openings_once():
    work = improved(search_of(steps=100_000)[0])
    assert work.opened == 1 + work.openings


def test_other_openings_follow_when_nothing_gets_better(long):
    _, work, _ = long
    assert work.opened > 1 + work.openings


def test_the_best_answer_is_kept_when_other_openings_come_out_worse(long):
    search, _, told = long
    assert told == sorted(told)
    assert search.best.total == told[-1] == pytest.approx(measure(search.problem, search.best.seatings).total)


def test_the_more_people_the_fewer_openings():
    with Team() as team:
        few, many = (SideBySide(search_of(people)[0], team).openings for people in (20, 200))
    assert few > many > 1


def test_a_seating_that_was_hard_to_find_is_the_only_start():
    search, _ = search_of(steps=300_000)
    search.run_from(seat_exactly(search.problem)[1])
    assert sorted(p for s in search.best.seatings for p in s.members) == list(range(12))
    assert search.best.total == pytest.approx(measure(search.problem, search.best.seatings).total)
