"""What would put a cohort right: on cohorts with an answer in which exactly one thing was broken."""

from dataclasses import replace
from datetime import date

import pytest

from bench.cohorts import Spec, make
from matching.engine import form
from matching.engine.diagnose import diagnose
from matching.engine.mending import with_mends
from matching.engine.mends import Cohort, hours_text, in_words, local_hours, mended, span_minutes, span_text
from matching.engine.problem import Problem
from matching.engine.types import Mend
from matching.engine.weeks import parse_hours
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student

MORNINGS = "Mon 09:00-12:00;Tue 09:00-12:00"
SIZES = [(24, 1), (24, 2), (120, 1), (120, 2), (600, 1)]


def one(people, position, **changes):
    """The people with one of them changed, and the id of that one."""
    people = list(people)
    people[position] = replace(people[position], **changes)
    return tuple(people), (people[position].id,)


def all_of(people, **changes):
    return tuple(replace(person, **changes) for person in people)


def no_hours(c):
    students, who = one(c.students, 3, availability=())
    return replace(c, students=students), who


def no_language(c):
    students, who = one(c.students, 3, work_languages={"en": "A2"})
    return replace(c, students=students), who


def language_nobody_leads(c):
    rules = replace(c.constraints, working_languages={**c.constraints.working_languages, "pl": "B2"})
    who = c.planted[0].members
    students = tuple(replace(s, work_languages={"pl": "N"}) if s.id in who else s for s in c.students)
    return replace(c, students=students, constraints=rules), who


def skill_nobody_has(c):
    students = tuple(replace(s, access_needs=("sign",) if n == 3 else ()) for n, s in enumerate(c.students))
    rules = replace(c.constraints, access_hard=("sign",))
    return replace(c, students=students, constraints=rules), (students[3].id,)


def no_capacity(c):
    return replace(c, facilitators=all_of(c.facilitators, max_groups=0)), tuple(s.id for s in c.students)


def one_country(c):
    return replace(c, students=all_of(c.students, country="IT")), tuple(s.id for s in c.students)


def one_institution(c):
    return replace(c, students=all_of(c.students, institution="u")), tuple(s.id for s in c.students)


def together_and_apart(c):
    pair = c.planted[0].members[:2]
    return replace(c, constraints=replace(c.constraints, keep_together=(pair,), keep_apart=(pair,))), pair


def too_many_together(c):
    """One more than a group holds, all with the hours and the language of the first."""
    number, first = c.constraints.size_max + 1, c.students[0]
    alike = tuple(
        replace(s, tz=first.tz, availability=first.availability, work_languages=first.work_languages, access_needs=())
        for s in c.students[:number]
    )
    chain = [s.id for s in alike]
    rules = replace(c.constraints, keep_together=tuple(zip(chain, chain[1:], strict=False)), keep_apart=())
    return replace(c, students=(*alike, *c.students[number:]), constraints=rules), tuple(chain)


def too_small(c):
    few = c.students[: c.constraints.size_min - 1]
    rules = replace(c.constraints, keep_together=(), keep_apart=())
    return replace(c, students=few, constraints=rules), tuple(s.id for s in few)


def alone_at_night(c):
    """Hours at which no facilitator is free, so that nobody can be met."""
    students, who = one(c.students, 3, tz="UTC", availability=parse_hours("Mon 01:00-02:30"))
    awake = tuple(
        replace(f, tz="UTC", availability=parse_hours(";".join(f"{day} 06:00-22:00" for day in DAYS)))
        for f in c.facilitators
    )
    return replace(c, students=students, facilitators=awake), who


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TWINS = {
    "student_no_availability": no_hours,
    "student_no_working_language": no_language,
    "facilitator_language": language_nobody_leads,
    "access_need_unmet": skill_nobody_has,
    "facilitator_capacity": no_capacity,
    "not_enough_countries": one_country,
    "not_enough_institutions": one_institution,
    "keep_together_apart_conflict": together_and_apart,
    "keep_together_too_large": too_many_together,
    "cohort_too_small": too_small,
    "student_no_shared_slot": alone_at_night,
}


@pytest.fixture(scope="module", params=SIZES, ids=lambda p: f"{p[0]}-s{p[1]}")
def feasible(request):
    return make(Spec(*request.param))


@pytest.mark.parametrize("code", TWINS)
def test_one_broken_thing_gives_its_code_its_people_and_a_mend(feasible, code):
    twin, who = TWINS[code](feasible)
    problem = Problem(twin.students, twin.facilitators, twin.constraints)
    (reason,) = with_mends(problem, diagnose(problem))
    assert (reason.code, set(reason.students)) == (code, set(who))
    assert reason.mend
    assert reason.text.startswith(reason.cause)


@pytest.mark.parametrize(
    "code", sorted(TWINS.keys() - {"not_enough_countries", "not_enough_institutions", "cohort_too_small"})
)
def test_after_the_mends_the_plain_checks_find_nothing(feasible, code):
    twin, _ = TWINS[code](feasible)
    problem = Problem(twin.students, twin.facilitators, twin.constraints)
    (reason,) = with_mends(problem, diagnose(problem))
    after = mended(
        Cohort(twin.students, twin.facilitators, twin.constraints), [m for m in reason.mend if not m.instead]
    )
    assert diagnose(Problem(after.students, after.facilitators, after.rules)) == []


def refused(students, facilitators, rules=RULES):
    outcome = form(students, facilitators, rules, steps=10)
    assert not outcome.feasible
    return outcome.reasons


def test_a_proven_mend_lets_everybody_be_seated():
    late = [student(n, "Tue 17:00-21:00", tz="UTC", work_languages={"fr": "C1"}) for n in range(11)]
    others = [student(n) for n in range(11, 27)]
    facilitators = leaders(3)
    (reason,) = refused([*late, *others], facilitators)
    (mend,) = [m for m in reason.mend if not m.instead]
    assert (mend.kind, mend.language, mend.slot, mend.students) == ("facilitator", "fr", "Tue 17:00-20:30", 11)
    assert mend.proven
    assert "One more facilitator in fr on Tue 17:00-20:30 (UTC) for 2 groups places 11 students." in reason.text
    after = mended(Cohort((*late, *others), tuple(facilitators), RULES), [mend])
    assert form(after.students, after.facilitators, after.rules, steps=10).feasible


def test_a_facilitator_with_too_few_hours_is_asked_for_more_instead():
    students = [student(n, "Tue 12:00-20:00", tz="UTC") for n in range(16)]
    (reason,) = refused(students, [facilitator(0, "Tue 16:00-18:00", tz="UTC", max_groups=2)])
    (way,) = [m for m in reason.mend if m.instead]
    assert (way.kind, way.who, way.proven) == ("facilitator_hours", ("f00",), True)
    assert form(
        students,
        mended(Cohort(tuple(students), (facilitator(0, "Tue 16:00-18:00", tz="UTC"),), RULES), [way]).facilitators,
        RULES,
        steps=10,
    ).feasible


def test_a_facilitator_with_hours_for_more_groups_is_asked_for_one_instead():
    (reason,) = refused(cohort(16), [facilitator(0, max_groups=1)])
    (way,) = [m for m in reason.mend if m.instead]
    assert (way.kind, way.amount, way.students, way.proven) == ("facilitator_groups", 1, 8, True)


def test_hours_are_added_beside_those_a_student_has():
    students = [
        student(0, "Mon 16:00-18:00", tz="UTC"),
        *(student(n, "Mon 17:00-19:00", tz="UTC") for n in range(1, 12)),
    ]
    (reason,) = refused(students, [facilitator(n, "Mon 17:30-19:00", tz="UTC") for n in range(2)])
    (mend,) = reason.mend
    assert (mend.kind, mend.slot, mend.amount, mend.who) == ("student_hours", "Mon 18:00-19:00", 60, ("s000",))


def test_a_conflict_names_the_wishes_to_give_up():
    rules = replace(RULES, keep_together=(("s000", "s001"), ("s001", "s002")), keep_apart=(("s002", "s000"),))
    (reason,) = refused(cohort(12), leaders(3), rules)
    assert [(m.kind, m.who, m.proven) for m in reason.mend] == [("unlink_apart", ("s002", "s000"), True)]


def test_the_fewest_wishes_are_given_up_when_too_many_stay_together():
    star = tuple(("s000", f"s{n:03}") for n in range(1, 9))
    (reason,) = refused(cohort(20), leaders(4), replace(RULES, keep_together=star))
    assert [(m.kind, m.amount) for m in reason.mend] == [("unlink_together", 1)]


def test_a_number_that_cannot_be_divided_is_told_the_nearest_ones():
    (reason,) = refused(cohort(13), leaders(3), replace(RULES, size_min=5, size_max=6, target_max=6))
    assert [(m.kind, m.amount, m.instead) for m in reason.mend] == [("add_students", 2, False), ("leave_out", 1, True)]


def test_a_mend_of_which_nothing_is_proven_says_could():
    mend = Mend("facilitator", 1, 5, "Mon 16:00-17:30", "en")
    assert in_words([mend], "UTC").endswith("could place 5 students.")
    assert in_words([replace(mend, proven=True)], "UTC").endswith("places 5 students.")


def test_mends_beyond_the_third_are_counted():
    said = in_words([Mend("facilitator", 1, 5, "Mon 16:00-17:30", "en", proven=True)] * 3, "UTC", 2)
    assert said.endswith("And 2 more such steps.")


def test_the_unplaced_are_told_what_would_help():
    outcome = form([student(0, availability=()), *cohort(13)[1:]], leaders(3), RULES, steps=10, allow_unplaced=True)
    assert [m.kind for reason in outcome.unplaced for m in reason.mend] == ["student_hours"]


def test_a_span_over_midnight_is_read_as_written():
    assert span_minutes(span_text(1410, 1500)) == (1410, 1500)
    assert span_text(1410, 1500) == "Mon 23:30-01:00"


def test_a_span_is_told_on_every_clock_that_summer_time_makes_of_it():
    rules = replace(RULES, session_weeks=parse_weeks("2026-10-19", "2026-10-26"))
    assert local_hours(rules, "Europe/Rome", "Mon 16:00-17:30") == parse_hours("Mon 17:00-18:30;Mon 18:00-19:30")


def parse_weeks(*texts):
    return tuple(date.fromisoformat(text) for text in texts)


def test_the_last_hour_of_the_week_goes_on_on_monday():
    assert local_hours(RULES, "UTC", "Sun 23:30-01:00") == parse_hours("Mon 00:00-01:00;Sun 23:30-24:00")


@pytest.mark.parametrize(("minutes", "text"), [(30, "0.5 hours"), (60, "1 hour"), (120, "2 hours")])
def test_minutes_are_told_as_hours(minutes, text):
    assert hours_text(minutes) == text
