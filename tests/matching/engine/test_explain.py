"""A group in words: what it lacks, and what its best single change would do to J."""

import re
from dataclasses import replace

import pytest

from matching.engine import form
from matching.engine.alternatives import NOBODY, exchange, group_breaks, person_breaks
from matching.engine.changes import Ranking
from matching.engine.effects import effects_of
from matching.engine.explain import explain, explain_all
from matching.engine.problem import Problem
from matching.engine.quality import Seating, measure
from tests.matching.engine.answers import seatings_of
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student


@pytest.fixture(scope="module")
def answer():
    outcome = form(cohort(30), leaders(5), RULES, steps=50)
    problem = Problem(cohort(30), leaders(5), RULES)
    return problem, seatings_of(problem, outcome.groups), [g.id for g in outcome.groups]


def test_the_best_change_has_its_exact_effect_and_keeps_the_rules(answer):
    problem, seatings, _ = answer
    ranking = Ranking(effects_of(problem, seatings))
    for row in range(len(seatings)):
        change = ranking.best(row)
        after = exchange(seatings, row, change.group, change.student, change.partner)
        changed = [after.get(number, seating) for number, seating in enumerate(seatings)]
        assert measure(problem, changed).total - measure(problem, seatings).total == pytest.approx(change.effect)
        assert [group_breaks(problem, s) for s in changed] == [()] * len(changed)
        assert not any(person_breaks(problem, p, s) for s in changed for p in s.members)


def test_in_a_small_cohort_no_exchange_is_better_than_the_one_found(answer):
    problem, seatings, _ = answer
    effects = effects_of(problem, seatings)
    ways = (
        exchange(seatings, 0, other, student, partner)
        for student in seatings[0].members
        for other in range(1, len(seatings))
        for partner in seatings[other].members
    )
    allowed = [way for way in ways if not any(group_breaks(problem, s) for s in way.values())]
    assert Ranking(effects).best(0).effect >= max(effects.effect(way) for way in allowed) - 1e-9


def test_every_group_of_a_report_is_told_its_best_change():
    report = form(cohort(24), leaders(4), RULES, steps=50).report
    assert all("The best single change found, s" in text for text in report.explain.values())


def test_a_group_that_can_change_nothing_says_so():
    report = form(cohort(5), leaders(1), RULES, steps=5).report
    (text,) = report.explain.values()
    assert text.endswith("No single exchange or move keeps every rule.")


def seating(people, rules=RULES, slot="Mon 10:00", facilitators=None):
    problem = Problem(people, facilitators or leaders(2), rules)
    return problem, Seating(tuple(range(len(people))), problem.calendar.slot_number(slot), 0, 0)


def test_who_stands_alone_is_counted_and_not_named():
    people = [student(n, gender="f" if n in (0, 7) else "m") for n in range(8)]
    problem = Problem(people, leaders(2), RULES)
    text = explain(problem, Seating((0, 1, 2, 3), 20, 0, 0))
    assert "Students who are the only one of a kind here: 1." in text
    assert "gender" not in text


def test_a_group_outside_the_target_says_so():
    assert "misses the target of 5 to 7 students" in explain(*seating(cohort(4)))
    assert "misses" not in explain(*seating(cohort(5)))


def test_other_starts_heed_the_other_groups_of_the_facilitator():
    hours = "Mon 10:00-14:00"
    people = [student(n, hours, tz="UTC") for n in range(12)]
    problem = Problem(people, [facilitator(0, hours, tz="UTC")], replace(RULES, session_weeks=RULES.session_weeks[:1]))
    start = problem.calendar.slot_number
    first, second = (
        Seating(tuple(range(6)), start("Mon 10:00"), 0, 0),
        Seating(tuple(range(6, 12)), start("Mon 12:00"), 0, 0),
    )
    assert "Other starts that suit all" in explain(problem, first)
    assert "No other start suits all" in explain(problem, first, [first, second])


def test_nothing_private_is_told(answer):
    problem, seatings, names = answer
    for text in explain_all(problem, seatings, names):
        assert not re.search(r"risk|drop|gender|captions|\b(wo)?man\b", text)


def test_a_move_and_an_exchange_are_told_apart():
    people = [student(n) for n in range(13)]
    outcome = form(people, leaders(3), RULES, steps=1)
    problem = Problem(people, leaders(3), RULES)
    seatings, names = seatings_of(problem, outcome.groups), [g.id for g in outcome.groups]
    best = [Ranking(effects_of(problem, seatings)).best(row) for row in range(len(seatings))]
    for change, text in zip(best, explain_all(problem, seatings, names), strict=True):
        assert (" for s" in text.split("found, ")[1]) == (change.partner != NOBODY)
