"""No answer breaks a hard rule, whatever the cohort."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import form
from matching.engine.weeks import parse_hours
from tests.matching.engine.cohorts import RULES, broken_rules, cohort, facilitator, leaders, student

CODES = {
    "student_no_availability",
    "student_no_shared_slot",
    "student_no_working_language",
    "facilitator_language",
    "facilitator_capacity",
    "not_enough_countries",
    "not_enough_institutions",
    "cohort_too_small",
    "access_need_unmet",
    "keep_together_apart_conflict",
    "keep_together_too_large",
}
WIDE = ["Mon 08:00-15:00", "Tue 11:15-20:00", "Wed 17:00-24:00", "Thu 08:00-13:30", "Sun 18:00-24:00"]
NARROW = ["Mon 09:00-11:00", "Tue 17:00-19:00", "Fri 10:00-12:30"]


def hours(choices, least):
    parts = st.lists(st.sampled_from(choices), min_size=least, max_size=4, unique=True)
    return parts.map(lambda chosen: parse_hours(";".join(chosen)))


@st.composite
def people(draw):
    """Cohorts of which about half can be formed; few people have only narrow hours or a rare language."""
    spoken = [{"en": "C1"}] * 6 + [{"en": "B2", "fr": "C1"}] * 3 + [{"fr": "N"}] * draw(st.integers(0, 1))
    free = hours(WIDE + draw(st.sampled_from([[], NARROW])), draw(st.integers(1, 3)))
    students = [
        student(
            number,
            availability=draw(free),
            work_languages=draw(st.sampled_from(spoken)),
            access_needs=draw(st.sampled_from([(), (), (), (), ("captions",)])),
        )
        for number in range(draw(st.integers(4, 26)))
    ]
    facilitators = [
        facilitator(
            number,
            availability=draw(hours(WIDE, 2)),
            languages={"en": "C1", "fr": "C2"} if number < 2 else {"en": "C1"},
            max_groups=draw(st.integers(1, 3)),
            access_skills=draw(st.sampled_from([(), ("captions",)])) if number else ("captions",),
        )
        for number in range(draw(st.integers(2, 7)))
    ]
    ids = st.permutations([s.id for s in students]).map(lambda order: tuple(order[:2]))
    rules = replace(
        RULES, keep_together=tuple(draw(st.lists(ids, max_size=1))), keep_apart=tuple(draw(st.lists(ids, max_size=2)))
    )
    return students, facilitators, rules


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(people(), st.integers(0, 3))
def test_an_answer_breaks_no_hard_rule_and_a_refusal_has_known_codes(made, seed):
    students, facilitators, rules = made
    outcome = form(students, facilitators, rules, seed=seed, steps=400)
    if outcome.feasible:
        assert broken_rules(students, facilitators, rules, outcome.groups) == []
    else:
        assert 1 <= len(outcome.reasons) <= 3
        assert {reason.code for reason in outcome.reasons} <= CODES


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(people())
def test_those_placed_when_some_may_be_left_out_break_no_rule(made):
    students, facilitators, rules = made
    outcome = form(students, facilitators, rules, steps=100, allow_unplaced=True)
    if outcome.feasible:
        left = {student for reason in outcome.unplaced for student in reason.students}
        placed = [s for s in students if s.id not in left]
        known = {s.id for s in placed}
        rules = replace(rules, keep_together=tuple(p for p in rules.keep_together if known.issuperset(p)))
        assert broken_rules(placed, facilitators, rules, outcome.groups) == []


def test_an_easy_cohort_is_formed():
    students, facilitators = cohort(30), leaders(4)
    outcome = form(students, facilitators, RULES, steps=500)
    assert outcome.feasible
    assert broken_rules(students, facilitators, RULES, outcome.groups) == []


def test_people_to_keep_together_share_a_group():
    rules = replace(RULES, keep_together=(("s000", "s001"), ("s001", "s006")))
    outcome = form(cohort(24), leaders(4), rules, steps=2000)
    assert {"s000", "s001", "s006"} <= set(next(g.members for g in outcome.groups if "s000" in g.members))


def test_people_to_keep_apart_share_no_group():
    rules = replace(RULES, keep_apart=(("s000", "s001"), ("s000", "s002")))
    outcome = form(cohort(24), leaders(4), rules, steps=2000)
    assert not {"s001", "s002"} & set(next(g.members for g in outcome.groups if "s000" in g.members))


def test_links_to_people_who_are_not_in_the_cohort_are_left_alone():
    rules = replace(RULES, keep_together=(("s000", "gone"),), keep_apart=(("gone", "s001"),))
    assert form(cohort(12), leaders(2), rules, steps=10).feasible


def test_more_search_never_lowers_the_quality():
    qualities = [form(cohort(30), leaders(4), RULES, steps=steps).report.total for steps in (0, 2000, 6000)]
    assert qualities == sorted(qualities)
