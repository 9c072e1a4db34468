"""Why somebody who waits has no seat, in the first thing that is missing."""

from dataclasses import replace

import pytest

from matching.engine import Constraints, FormedGroup, Student
from matching.engine.proposal import Kind, Proposal
from matching.engine.proposals import propose
from tests.matching.engine import cohorts
from tests.matching.engine.cohorts import RULES, facilitator

MONDAY = "Mon 09:00-21:00"
FULL = replace(RULES, size_max=5)
APART = replace(RULES, keep_apart=(("s000", "s010"), ("s005", "s010")))


def student(number: int, hours: str, **more: object) -> Student:
    """With hours told in UTC."""
    return cohorts.student(number, hours, tz="UTC", **more)


def proposals(late: Student, rules: Constraints) -> tuple[Proposal, ...]:
    """Two groups of five on Monday: of the second the first could come at the hour of the first group."""
    students = [
        student(n, MONDAY if n in (0, 5) else "Mon 12:00-13:30" if n < 5 else "Mon 16:00-17:30") for n in range(10)
    ]
    groups = [
        FormedGroup("g1", tuple(f"s{n:03d}" for n in range(5)), "Mon 12:00", "f00", "en"),
        FormedGroup("g2", tuple(f"s{n:03d}" for n in range(5, 10)), "Mon 16:00", "f01", "en"),
    ]
    leaders = [facilitator(0, MONDAY, access_skills=()), facilitator(1, MONDAY, access_skills=())]
    return propose([*students, late], leaders, rules, groups, steps=10, compare=False, allow_left_out=True)


def nobody_moved(late: Student, rules: Constraints) -> Proposal:
    return next(one for one in proposals(late, rules) if one.kind == Kind.NOBODY_MOVED)


@pytest.mark.parametrize(
    ("late", "rules", "cause"),
    [
        (student(10, MONDAY, work_languages={"fr": "C1"}), RULES, "language"),
        (student(10, MONDAY, access_needs=("captions",)), RULES, "access"),
        (student(10, "Sun 03:00-05:00"), RULES, "hours"),
        (student(10, MONDAY), APART, "pair"),
        (student(10, MONDAY), FULL, "full"),
    ],
)
def test_the_cause_is_the_first_thing_that_is_missing(late: Student, rules: Constraints, cause: str) -> None:
    still = nobody_moved(late, rules)
    assert [(one.student, one.cause) for one in still.waits] == [("s010", cause)]
    assert still.left_out == ("s010",)
    assert still.moves == ()


def test_one_move_that_makes_room_is_told_and_offered() -> None:
    students = [student(n, MONDAY if n == 0 else "Mon 12:00-13:30") for n in range(6)]
    students += [student(n, "Mon 16:00-17:30") for n in range(6, 10)]
    late = student(10, "Mon 12:00-13:30")
    groups = [
        FormedGroup("g1", tuple(f"s{n:03d}" for n in range(6)), "Mon 12:00", "f00", "en"),
        FormedGroup("g2", tuple(f"s{n:03d}" for n in range(6, 10)), "Mon 16:00", "f01", "en"),
    ]
    leaders, rules = [facilitator(0), facilitator(1)], replace(RULES, size_max=6)
    found = propose([*students, late], leaders, rules, groups, steps=10, compare=False, allow_left_out=True)
    kinds = {one.kind: one for one in found}
    assert kinds[Kind.NOBODY_MOVED].waits[0].moves == 1
    assert kinds[Kind.NOBODY_MOVED].waits[0].sentence == (
        "s010 fits no free seat: no group with a seat meets when s010 is free (1 without a seat). "
        "Moving 1 person would place s010."
    )
    assert kinds[Kind.LEAST_MOVED].moved == ("s000",)
    assert kinds[Kind.LEAST_MOVED].left_out == ()
