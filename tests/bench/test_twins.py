"""Infeasible twins: one known cause each, and the matcher names it."""

import pytest

from bench.cohorts import Spec, make
from bench.cohorts.changes import leave_and_join
from bench.cohorts.twins import twins
from bench.judge import judge
from matching.engine import form
from matching.engine.files import FileInvalid, read_constraints, read_facilitators, read_students

TWINS = twins(Spec(60, 1))
CODES = {
    *("student_no_availability", "student_no_shared_slot", "student_no_working_language", "facilitator_language"),
    *("facilitator_capacity", "not_enough_countries", "not_enough_institutions", "cohort_too_small"),
    *("access_need_unmet", "keep_together_apart_conflict", "keep_together_too_large", "file_invalid"),
}


def test_every_code_has_a_twin():
    assert {twin.code for twin in TWINS} == CODES


@pytest.mark.parametrize("twin", [t for t in TWINS if t.code != "file_invalid"], ids=lambda twin: twin.name)
def test_the_matcher_names_the_cause_of_a_twin(twin):
    outcome = formed(twin)
    named = {reason.code: set(reason.students) for reason in outcome.reasons}
    assert {*named} == {twin.code}
    assert named[twin.code] >= {*twin.students}


def test_a_twin_with_a_bad_cell_is_refused_while_reading():
    (twin,) = [t for t in TWINS if t.code == "file_invalid"]
    with pytest.raises(FileInvalid, match="line 32, column work_languages") as refusal:
        formed(twin)
    assert refusal.value.code == twin.code


def formed(twin):
    return form(
        read_students("students.csv", twin.files["students.csv"]),
        read_facilitators("facilitators.csv", twin.files["facilitators.csv"]),
        read_constraints("constraints.json", twin.files["constraints.json"]),
        steps=200,
    )


def test_who_leaves_and_who_joins_leaves_an_answer_standing():
    change = leave_and_join(make(Spec(120, 1)), 1)
    assert (len(change.joined), len(change.left)) == (6, 7)
    for cohort in (change.before, change.after):
        verdict = judge(cohort.students, cohort.facilitators, cohort.constraints, cohort.planted)
        assert verdict.broken == {}
