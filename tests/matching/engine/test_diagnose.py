"""A cohort that cannot be formed is refused with the cause, the people and a way out."""

from dataclasses import replace
from itertools import combinations

import pytest

from matching.engine import form
from matching.engine.diagnose import diagnose
from matching.engine.problem import Problem
from matching.engine.weeks import parse_hours
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student

MORNINGS = "Mon 09:00-12:00;Tue 09:00-12:00"


def changed(count, **changes):
    """A cohort whose first student differs."""
    return [student(0, **changes), *cohort(count)[1:]]


def codes(students, facilitators, rules=RULES):
    outcome = form(students, facilitators, rules, steps=200)
    assert not outcome.feasible
    assert outcome.groups == ()
    return {reason.code: reason for reason in outcome.reasons}


def test_a_student_without_hours_is_named():
    reason = codes(changed(12, availability=()), leaders(3))["student_no_availability"]
    assert reason.students == ("s000",)
    assert "90 minutes" in reason.text


def test_a_student_whose_spans_are_too_short_is_named():
    short = parse_hours("Mon 09:00-10:00;Tue 09:00-10:15")
    assert codes(changed(12, availability=short), leaders(3))["student_no_availability"].students == ("s000",)


def test_a_student_without_a_working_language_is_named():
    found = codes(changed(12, work_languages={"en": "B1"}), leaders(3))
    assert found["student_no_working_language"].students == ("s000",)


def test_a_student_alone_in_their_hours_is_told_hours_that_would_do():
    lonely = parse_hours("Sun 02:00-04:00")
    students = [student(0, availability=lonely), *cohort(16, MORNINGS)[1:]]
    reason = codes(students, leaders(3, "Sun 00:00-24:00;" + MORNINGS))["student_no_shared_slot"]
    assert reason.students == ("s000",)
    assert "1.5 hours more on Mon" in reason.text


def test_facilitators_who_offer_no_group_are_a_lack_of_capacity():
    reason = codes(cohort(12), [replace(f, max_groups=0) for f in leaders(3)])["facilitator_capacity"]
    assert reason.facilitators == ("f00", "f01", "f02")


def test_a_language_whose_facilitators_offer_no_group_is_a_lack_of_capacity():
    students = [student(n, work_languages={"fr": "N"}) if n < 6 else student(n) for n in range(18)]
    facilitators = [facilitator(0, languages={"fr": "C2"}, max_groups=0), *leaders(6)[1:]]
    found = codes(students, facilitators)
    assert list(found) == ["facilitator_capacity"]
    assert found["facilitator_capacity"].students == tuple(s.id for s in students[:6])
    assert found["facilitator_capacity"].facilitators == ("f00",)


def test_a_lack_of_facilitators_for_others_is_told_beside_a_student_without_hours():
    early = [student(n, "Mon 08:00-10:00", tz="UTC") for n in range(12)]
    late = [student(n, "Thu 12:00-20:00", tz="UTC") for n in range(12, 24)]
    one = [facilitator(0, "Mon 08:00-10:00", tz="UTC"), *(facilitator(n, "Thu 12:00-20:00", tz="UTC") for n in (1, 2))]
    found = codes([*early, *late[1:], replace(late[0], availability=())], one)
    assert list(found) == ["student_no_availability", "facilitator_capacity"]
    assert found["facilitator_capacity"].students == tuple(s.id for s in early)


def test_students_whose_language_no_facilitator_leads_are_named():
    students = [student(n, work_languages={"fr": "N"}) if n < 4 else student(n) for n in range(16)]
    found = codes(students, leaders(4))
    assert found["facilitator_language"].students == ("s000", "s001", "s002", "s003")


def test_too_few_facilitators_are_counted():
    reason = codes(cohort(40), leaders(2))["facilitator_capacity"]
    assert "4 groups" in reason.text
    assert reason.facilitators == ("f00", "f01")


def test_a_facilitator_with_one_short_span_leads_one_group_only():
    found = codes(cohort(16), [facilitator(0, "Mon 12:00-14:30", max_groups=5)])
    assert "facilitator_capacity" in found


def test_a_bottleneck_of_hours_is_found_by_flow():
    early = [student(n, "Mon 08:00-10:00") for n in range(12)]
    late = [student(n, "Thu 12:00-20:00") for n in range(12, 24)]
    utc = [replace(s, tz="UTC") for s in early + late]
    facilitators = [
        facilitator(0, "Mon 08:00-10:00", tz="UTC"),
        *(facilitator(n, "Thu 12:00-20:00", tz="UTC") for n in range(1, 5)),
    ]
    reason = codes(utc, facilitators)["facilitator_capacity"]
    assert set(reason.students) == {s.id for s in early}


def test_one_country_is_not_enough():
    students = [student(n, country="NL") for n in range(12)]
    assert list(codes(students, leaders(3))) == ["not_enough_countries"]


def test_one_institution_is_not_enough():
    students = [student(n, institution="u_leiden") for n in range(12)]
    assert "not_enough_institutions" in codes(students, leaders(3))


def test_a_language_strand_of_one_country_is_named():
    strand = [student(n, country="TR", work_languages={"fr": "N"}) for n in range(6)]
    students = strand + [student(n) for n in range(6, 24)]
    facilitators = [facilitator(0, languages={"fr": "C2"}), *leaders(6)[1:]]
    assert codes(students, facilitators)["not_enough_countries"].students == tuple(s.id for s in strand)


def test_three_students_are_too_few():
    assert list(codes(cohort(3), leaders(3))) == ["cohort_too_small"]


def test_no_students_are_too_few():
    assert list(codes([], leaders(3))) == ["cohort_too_small"]


def test_a_number_that_cannot_be_divided_is_refused():
    assert list(codes(cohort(9), leaders(3), replace(RULES, size_min=5, size_max=8, target_max=8))) == [
        "cohort_too_small"
    ]


def test_an_access_need_nobody_has_the_skill_for_is_named():
    unskilled = [replace(f, access_skills=()) for f in leaders(4)]
    reason = codes(changed(16, access_needs=("captions",)), unskilled)["access_need_unmet"]
    assert reason.students == ("s000",)
    assert "captions" in reason.text


def test_an_access_need_whose_skill_is_there_at_other_hours_is_named():
    skilled = facilitator(0, "Sun 10:00-20:00")
    others = [facilitator(n, MORNINGS, access_skills=()) for n in range(1, 4)]
    students = [student(n, MORNINGS, access_needs=("captions",) if n == 3 else ()) for n in range(12)]
    assert codes(students, [skilled, *others])["access_need_unmet"].students == ("s003",)


def test_together_and_apart_at_once_is_a_conflict():
    rules = replace(RULES, keep_together=(("s000", "s001"), ("s001", "s002")), keep_apart=(("s000", "s002"),))
    reason = codes(cohort(12), leaders(3), rules)["keep_together_apart_conflict"]
    assert {"s000", "s002"} <= set(reason.students)


def test_a_linked_set_larger_than_a_group_is_refused():
    links = tuple((f"s{n:03d}", f"s{n + 1:03d}") for n in range(9))
    reason = codes(cohort(20), leaders(4), replace(RULES, keep_together=links))["keep_together_too_large"]
    assert len(reason.students) == 10


def test_linked_people_without_a_shared_start_are_named():
    students = [student(0, "Mon 09:00-12:00"), student(1, "Tue 09:00-12:00"), *cohort(16, MORNINGS)[2:]]
    rules = replace(RULES, keep_together=(("s000", "s001"),))
    assert codes(students, leaders(4), rules)["student_no_shared_slot"].students == ("s000", "s001")


def test_at_most_three_reasons_come_most_upstream_first():
    students = [
        student(0, availability=()),
        student(1, work_languages={}),
        student(2, work_languages={"fr": "N"}),
        student(3, access_needs=("captions",)),
        *cohort(20)[4:],
    ]
    unskilled = [replace(f, access_skills=()) for f in leaders(4)]
    assert list(codes(students, unskilled)) == [
        "student_no_availability",
        "student_no_working_language",
        "facilitator_language",
    ]


@pytest.mark.parametrize("broken", [{"availability": ()}, {"work_languages": {}}])
def test_the_others_are_formed_when_some_may_be_left_out(broken):
    outcome = form(changed(13, **broken), leaders(3), RULES, steps=100, allow_unplaced=True)
    assert outcome.feasible
    assert [reason.students for reason in outcome.unplaced] == [("s000",)]
    assert sum(len(group.members) for group in outcome.groups) == 12


NIGHT = parse_hours("Sun 02:00-04:00")
CHAIN = tuple((f"s{n:03}", f"s{n + 1:03}") for n in range(4, 12))
PAIR = (("s002", "s003"),)
BREAKS = {  # most upstream first: (students by number, rules, facilitators)
    "student_no_availability": ({0: {"availability": ()}}, {}, {}),
    "student_no_working_language": ({1: {"work_languages": {"en": "A2"}}}, {}, {}),
    "keep_together_apart_conflict": ({}, {"keep_together": PAIR, "keep_apart": PAIR}, {}),
    "keep_together_too_large": ({}, {"keep_together": CHAIN}, {}),
    "facilitator_language": ({13: {"work_languages": {"fr": "N"}}}, {}, {}),
    "facilitator_capacity": ({}, {}, {"max_groups": 0}),
    "access_need_unmet": ({14: {"access_needs": ("captions",)}}, {}, {"access_skills": ()}),
    "student_no_shared_slot": ({15: {"availability": NIGHT, "tz": "UTC"}}, {}, {}),
}


@pytest.mark.parametrize(("first", "second"), list(combinations(BREAKS, 2)))
def test_of_two_causes_the_most_upstream_comes_first(first, second):
    people, facilitators, rules = {}, {}, {}
    for code in (first, second):
        changed, ruled, led = BREAKS[code]
        people |= changed
        facilitators |= led
        rules = {key: (*rules.get(key, ()), *ruled.get(key, ())) for key in {*rules, *ruled}}
    students = [student(n, **people.get(n, {})) for n in range(24)]
    leading = [replace(f, **facilitators) for f in leaders(4)]
    found = [reason.code for reason in diagnose(Problem(students, leading, replace(RULES, **rules)))]
    nobody_leads = first == "facilitator_capacity"  # which hides what comes after it
    assert found == ([first] if nobody_leads else [first, second])
