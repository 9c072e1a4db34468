"""The same people, seed and steps give the same groups."""

import os
import random
import time
from contextlib import contextmanager

import numpy as np
import pytest

from matching.engine import form
from matching.engine.budget import Budget
from matching.engine.problem import Problem
from matching.engine.search import Search
from matching.engine.strata import make_strata
from tests.matching.engine.cohorts import RULES, cohort, leaders


def test_the_same_seed_gives_the_same_groups():
    first, second = (form(cohort(30), leaders(4), RULES, seed=5, steps=3000) for _ in range(2))
    assert first.groups == second.groups


def test_the_order_of_rows_changes_nothing():
    students, facilitators = cohort(30), leaders(4)
    expected = form(students, facilitators, RULES, steps=3000).groups
    random.Random(4).shuffle(students)
    random.Random(5).shuffle(facilitators)
    assert form(students, facilitators, RULES, steps=3000).groups == expected


def test_the_steps_of_a_report_repeat_a_run_stopped_by_the_clock():
    ticks = iter(np.arange(0.0, 10.0, 0.05))
    stopped = form(cohort(30), leaders(4), RULES, seconds=2.0, clock=lambda: float(next(ticks)))
    repeated = form(cohort(30), leaders(4), RULES, steps=stopped.report.steps)
    assert (stopped.groups, stopped.report.steps) == (repeated.groups, repeated.report.steps)


def test_a_caller_can_cancel():
    outcome = form(cohort(30), leaders(4), RULES, steps=5000, progress=lambda share, text: False)
    assert outcome.cancelled
    assert not outcome.groups


def test_progress_is_told_as_a_rising_share():
    told = []
    form(cohort(30), leaders(4), RULES, seconds=0.5, progress=lambda share, text: not told.append(share))
    assert told
    assert told == sorted(told)


@contextmanager
def one_core():
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def searched(parts, people=60, steps=400_000):
    problem = Problem(cohort(people), leaders(8), RULES)
    search = Search(problem, make_strata(problem, 6, 1), 3, Budget(0.0, steps, time.monotonic))
    search.parts = parts
    search.run()
    return search.best


@pytest.mark.parametrize(("parts", "people", "steps"), [(1, 12, 600_000), (2, 60, 400_000)])
def test_one_core_gives_the_same_groups_as_two(parts, people, steps):
    with one_core():
        alone = searched(parts, people, steps)
    assert searched(parts, people, steps) == alone


def test_a_cohort_cut_into_parts_loses_nobody():
    assert sorted(p for s in searched(2).seatings for p in s.members) == list(range(60))
