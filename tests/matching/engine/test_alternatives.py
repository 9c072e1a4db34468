"""Where else a student could be, and what it would cost: the figures are those of a whole measurement."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import form
from matching.engine.alternatives import NOBODY, alternatives, exchange
from matching.engine.effects import effects_of
from matching.engine.problem import Problem
from matching.engine.quality import Seating, measure
from tests.matching.engine.answers import random_seatings, seatings_of
from tests.matching.engine.cohorts import RULES, cohort, leaders, student

PROBLEM = Problem(cohort(33), leaders(5), RULES)


def after(seatings, changes):
    """The whole answer after a change, opened groups last."""
    changed = [changes.get(number, seating) for number, seating in enumerate(seatings)]
    return [s for s in [*changed, *(changes[n] for n in sorted(changes) if n >= len(seatings))] if s is not None]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_taking_an_answer_apart_gives_the_same_quality(seed):
    seatings = random_seatings(PROBLEM, np.random.default_rng(seed))
    assert effects_of(PROBLEM, seatings).total == pytest.approx(measure(PROBLEM, seatings).total)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_effect_of_a_change_is_the_difference_of_two_measurements(seed):
    chance = np.random.default_rng(seed)
    seatings = random_seatings(PROBLEM, chance)
    first, second = (int(x) for x in chance.choice(len(seatings), 2, replace=False))
    student = int(chance.choice(seatings[first].members))
    partner = int(chance.choice([NOBODY, *seatings[second].members]))
    changes = exchange(seatings, first, second, student, partner)
    difference = measure(PROBLEM, after(seatings, changes)).total - measure(PROBLEM, seatings).total
    assert effects_of(PROBLEM, seatings).effect(changes) == pytest.approx(difference, abs=1e-9)


def test_closing_and_opening_groups_are_changes_too():
    seatings = random_seatings(PROBLEM, np.random.default_rng(4))
    everybody = seatings[0].members + seatings[1].members
    changes = {0: None, 1: None, len(seatings): Seating(everybody, 3, 0, 0)}
    difference = measure(PROBLEM, after(seatings, changes)).total - measure(PROBLEM, seatings).total
    assert effects_of(PROBLEM, seatings).effect(changes) == pytest.approx(difference, abs=1e-9)


def formed(students, facilitators, rules=RULES):
    outcome = form(students, facilitators, rules, steps=100)
    problem = Problem(students, facilitators, rules)
    return problem, seatings_of(problem, outcome.groups)


def test_every_other_group_is_told_once_best_first():
    problem, seatings = formed(cohort(24), leaders(4))
    found = alternatives(problem, seatings, 0)
    home = next(g for g, s in enumerate(seatings) if 0 in s.members)
    assert sorted(a.group for a in found) == [g for g in range(len(seatings)) if g != home]
    allowed = [a.effect for a in found if a.is_allowed]
    assert allowed == sorted(allowed, reverse=True)


def test_no_allowed_way_into_a_group_is_better_than_the_one_told():
    problem, seatings = formed(cohort(24), leaders(4))
    effects = effects_of(problem, seatings)
    home = next(g for g, s in enumerate(seatings) if 0 in s.members)
    for told in alternatives(problem, seatings, 0, effects):
        ways = [exchange(seatings, home, told.group, 0, p) for p in seatings[told.group].members]
        assert told.effect >= max(effects.effect(way) for way in ways) - 1e-9


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"availability": ()}, "availability"),
        ({"work_languages": {"en": "B1"}}, "language"),
        ({"access_needs": ("captions",)}, "access"),
    ],
)
def test_a_rule_of_the_person_forbids_every_group(changes, rule):
    facilitators = [replace(f, access_skills=()) for f in leaders(4)]
    _, seatings = formed(cohort(24), facilitators)
    problem = Problem([student(0, **changes), *cohort(24)[1:]], facilitators, RULES)
    found = alternatives(problem, seatings, 0)
    assert [a.broken for a in found] == [(rule,)] * len(found)


def test_somebody_to_be_kept_apart_forbids_their_group():
    _, seatings = formed(cohort(24), leaders(4))
    home, other = seatings[0], seatings[1]
    rules = replace(RULES, keep_apart=tuple((f"s{home.members[0]:03}", f"s{p:03}") for p in other.members))
    problem = Problem(cohort(24), leaders(4), rules)
    told = {a.group: a.broken for a in alternatives(problem, seatings, home.members[0])}
    assert "keep_apart" in told[1]


def test_a_linked_student_does_not_go_alone():
    rules = replace(RULES, keep_together=(("s000", "s001"),))
    problem, seatings = formed(cohort(24), leaders(4), rules)
    assert {"keep_together"} == {code for a in alternatives(problem, seatings, 0) for code in a.broken}


def test_a_student_without_a_group_can_join_one():
    _, seatings = formed(cohort(22), leaders(4))
    problem = Problem(cohort(23), leaders(4), RULES)
    found = alternatives(problem, seatings, 22)
    assert len(found) == len(seatings)
    assert {a.partner for a in found} == {NOBODY}
    assert found[0].is_allowed
