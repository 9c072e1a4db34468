"""Compiled code keeps the rules, and its figures are those of the plain definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.kernels.make import make_cohort, make_scale, seatings_of
from matching.engine.kernels.values import CLOSED
from matching.engine.problem import Problem
from matching.engine.quality import measure
from matching.engine.strata import Strata, make_strata
from matching.engine.types import Weights
from matching.engine.walk import Walk
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student


def walk_of(students, facilitators, rules=RULES, seed=1, weights=None, **walks):
    problem = Problem(students, facilitators, rules, *([weights] if weights else []))
    rows = min(sum(problem.capacity), problem.size // rules.size_min)
    walk = Walk(make_cohort(problem, make_strata(problem, 6, 1)), make_scale(problem), rows, seed)
    return problem, walk


def opened(seed=1, people=42):
    problem, walk = walk_of(cohort(people), leaders(5), seed=seed)
    assert walk.open(6, 0.3, 1.0, 50) == 0
    return problem, walk


def assert_kept(walk):
    """Everything kept beside the members follows from them."""
    groups = walk.groups
    for row in np.flatnonzero(groups.slot >= 0):
        people = groups.members[row, : groups.count[row]]
        assert (groups.row[people] == row).all()
        assert row in groups.led[groups.host[row], : groups.led_count[groups.host[row]]]
    assert groups.sizes.sum() == (groups.slot >= 0).sum()
    assert groups.sums == pytest.approx(groups.stats[groups.slot >= 0].sum(axis=0))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 3000), heat=st.floats(0.01, 5.0))
def test_the_quality_kept_through_changes_equals_the_definition(seed, steps, heat):
    problem, walk = opened(seed)
    walk.anneal(steps, heat, heat)
    assert walk.total() == pytest.approx(measure(problem, walk.seatings()).total)
    assert_kept(walk)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_ruin_and_recreate_keeps_everybody_seated_and_its_best_is_what_it_says(seed):
    problem, walk = opened(seed)
    walk.keep()
    walk.hold_best()
    walk.ruin(3, problem.size)
    walk.back_to_best()
    assert not walk.unplaced()
    assert walk.best_total == pytest.approx(measure(problem, walk.seatings()).total)
    assert_kept(walk)


def test_other_weights_are_another_quality():
    weights = Weights(mix=0.5, balance=0.05)
    problem, walk = walk_of(cohort(42), leaders(5), weights=weights)
    walk.open(6, 0.1, 1.0, 50)
    assert walk.total() == pytest.approx(measure(problem, walk.seatings()).total)


def test_the_same_seed_does_the_same_changes():
    answers = []
    for _ in range(2):
        _, walk = opened()
        walk.anneal(2000, 0.5, 0.1)
        answers.append(seatings_of(walk.groups))
    assert answers[0] == answers[1]


def test_a_closed_row_frees_its_people_and_its_facilitator():
    _, walk = opened()
    walk.clear()
    assert (walk.groups.row == CLOSED).all()
    assert not walk.groups.led_count.any()


def test_without_clustering_nobody_has_a_stratum_or_a_pool():
    problem = Problem(cohort(12), leaders(2), RULES)
    strata = Strata.none(problem)
    assert set(strata.alike) == set(strata.pool) == {-1}


def test_members_are_borrowed_for_a_group_that_somebody_needs():
    early, late = "Mon 09:00-12:00", "Tue 09:00-12:00"
    hours = [early] * 3 + [f"{early};{late}"] * 6 + [late] * 3
    people = [student(n, spans, tz="UTC") for n, spans in enumerate(hours)]
    guides = [facilitator(0, early, tz="UTC"), facilitator(1, late, tz="UTC")]
    _, walk = walk_of(people, guides)
    assert walk.open(8, 0.1, 1.0, 50) == 0
