"""How a search begins and what it keeps on its way."""

import time

import pytest

from matching.engine.budget import Budget
from matching.engine.problem import Problem
from matching.engine.search import LADDER, Search, openings_for
from matching.engine.strata import make_strata
from tests.matching.engine.cohorts import RULES, cohort, leaders


def test_the_more_people_the_fewer_openings_are_compared():
    assert [openings_for(people) for people in (600, 1200, 3000, 50_000)] == [8, 4, 1, 1]


@pytest.fixture(scope="module")
def heard():
    """J of each better answer of a search in two parts that ends with the first anneal of its last opening."""
    problem, told = Problem(cohort(60), leaders(8), RULES), []
    steps = openings_for(60) * LADDER[0] * 60
    budget = Budget(0.0, steps, time.monotonic, on_better=told.append)
    search = Search(problem, make_strata(problem, 6, 1), 3, budget)
    search.parts = 2
    search.run()
    return search, told


def test_each_answer_that_is_told_is_better(heard):
    _, told = heard
    assert told == sorted(set(told))


def test_the_best_of_all_openings_is_kept(heard):
    search, told = heard
    assert search.best.total == told[-1]
    assert sorted(p for seating in search.best.seatings for p in seating.members) == list(range(60))
