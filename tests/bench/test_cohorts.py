"""The made-up cohorts of the benchmarks: the same for a seed, and with an answer that breaks no rule."""

import pytest

from bench.cohorts import Spec, make
from bench.cohorts.figures import figures
from bench.cohorts.files import texts
from matching.engine.files import read_constraints, read_facilitators, read_groups, read_students
from tests.matching.engine.cohorts import broken_rules

KINDS = [Spec(24, 1), Spec(60, 2), Spec(120, 1, tight=True), Spec(120, 3, dst=True), Spec(300, 4, tight=True, dst=True)]


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.name)
def test_the_planted_answer_breaks_no_rule(spec):
    cohort = make(spec)
    assert broken_rules(cohort.students, cohort.facilitators, cohort.constraints, cohort.planted) == []


def test_a_seed_makes_one_cohort():
    assert make(Spec(60, 5)) == make(Spec(60, 5))


def test_another_seed_makes_another_cohort():
    assert make(Spec(60, 5)).students != make(Spec(60, 6)).students


def test_the_files_hold_the_whole_cohort():
    cohort = make(Spec(120, 2, dst=True))
    files = texts(cohort)
    assert tuple(read_students("students.csv", files["students.csv"])) == cohort.students
    assert tuple(read_facilitators("facilitators.csv", files["facilitators.csv"])) == cohort.facilitators
    assert read_constraints("constraints.json", files["constraints.json"]) == cohort.constraints
    assert tuple(read_groups("planted.csv", files["planted.csv"])) == cohort.planted


def test_cohorts_of_600_are_as_hard_as_real_ones():
    cohort = make(Spec(600, 1))
    found = figures(cohort.students, cohort.facilitators, cohort.constraints)
    assert 0.09 < found["share of the week offered"] < 0.11
    assert found["six who share one, of 1000"] < 2
    assert found["groups they can lead / groups of 7"] < 1.2
