"""The same people, seed and steps give the same groups."""

import random

import numpy as np

from matching.engine import form
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
