"""Groups at another time so that who waits can join: nobody is moved, and as little as can be changes."""

from dataclasses import replace

from matching.engine import Constraints, Facilitator, FormedGroup, Student
from matching.engine.kept import Kept, restore
from matching.engine.least_moves import Seats
from matching.engine.problem import Problem
from matching.engine.retiming import seat_at_other_times
from tests.matching.engine import cohorts
from tests.matching.engine.cohorts import RULES

BOTH = "Mon 09:00-21:00;Tue 09:00-21:00"


def student(number: int, hours: str) -> Student:
    """With hours told in UTC."""
    return cohorts.student(number, hours, tz="UTC")


def facilitator(number: int, hours: str = cohorts.DAILY) -> Facilitator:
    return cohorts.facilitator(number, hours, tz="UTC")


def kept_of(
    students: list[Student], groups: list[FormedGroup], leaders: list[Facilitator], rules: Constraints = RULES
) -> Kept:
    return restore(Problem(students, leaders, rules), groups)


def group(number: int, people: range, slot: str = "Mon 12:00", leader: str = "f00") -> FormedGroup:
    return FormedGroup(f"g{number}", tuple(f"s{n:03d}" for n in people), slot, leader, "en")


def retimed(kept: Kept, moving: bool = False) -> Seats:
    return seat_at_other_times(kept, kept.waiting, kept.kept_people() if moving else ())


def changed(kept: Kept, seats: Seats) -> list[str]:
    return [name for name, a, b in zip(seats.ids, kept.meetings, seats.meetings, strict=True) if a != b]


def test_two_groups_change_their_time_for_two_people_who_fit_together_nowhere() -> None:
    """One comes on Tuesday, one on Wednesday; no group could have both."""
    students = [student(n, f"{BOTH};Wed 09:00-21:00") for n in range(10)]
    late = [student(10, "Tue 09:00-21:00"), student(11, "Wed 09:00-21:00")]
    groups = [group(1, range(5)), group(2, range(5, 10), leader="f01")]
    kept = kept_of([*students, *late], groups, [facilitator(0), facilitator(1)])
    seats = retimed(kept)
    assert seats.complete
    assert seats.moved() == []
    assert changed(kept, seats) == ["g1", "g2"]


def test_one_group_changes_when_it_can_take_both() -> None:
    students = [student(n, BOTH) for n in range(10)]
    late = [student(n, "Tue 09:00-21:00") for n in (10, 11)]
    groups = [group(1, range(5)), group(2, range(5, 10), leader="f01")]
    kept = kept_of([*students, *late], groups, [facilitator(0), facilitator(1)])
    assert len(changed(kept, retimed(kept))) == 1


def test_a_facilitator_never_leads_two_groups_at_a_time() -> None:
    students = [student(n, f"{BOTH};Wed 09:00-21:00") for n in range(10)]
    late = [student(10, "Tue 10:00-11:30"), student(11, "Tue 10:00-11:30")]
    groups = [group(1, range(5)), group(2, range(5, 10), "Mon 16:00")]
    kept = kept_of([*students, *late], groups, [facilitator(0)], replace(RULES, size_max=6))
    seats = retimed(kept)
    assert len(seats.left) == 1
    assert len(changed(kept, seats)) == 1


def test_no_time_is_taken_that_a_member_cannot_come_to() -> None:
    students = [student(n, BOTH) for n in range(4)] + [student(4, "Mon 09:00-21:00")]
    kept = kept_of([*students, student(5, "Tue 09:00-21:00")], [group(1, range(5))], [facilitator(0)])
    seats = retimed(kept)
    assert [kept.problem.students[p].id for p in seats.left] == ["s005"]
    assert changed(kept, seats) == []


def test_another_facilitator_leads_when_the_own_one_cannot_come_then() -> None:
    students = [student(n, BOTH) for n in range(5)]
    leaders = [facilitator(0, "Mon 09:00-21:00"), facilitator(1, "Tue 09:00-21:00")]
    kept = kept_of([*students, student(5, "Tue 09:00-21:00")], [group(1, range(5))], leaders)
    seats = retimed(kept)
    assert seats.complete
    assert seats.meetings[0].facilitator == 1


def test_a_member_whom_the_new_time_does_not_suit_moves_when_that_is_allowed() -> None:
    students = [student(n, BOTH) for n in range(5)] + [student(5, "Mon 09:00-21:00")]
    others = [student(n, "Mon 09:00-21:00") for n in range(6, 11)]
    late = student(11, "Tue 09:00-21:00")
    groups = [group(1, range(6)), group(2, range(6, 11), "Mon 16:00", "f01")]
    kept = kept_of([*students, *others, late], groups, [facilitator(0), facilitator(1)])
    seats = retimed(kept, moving=True)
    assert seats.complete
    assert [kept.problem.students[p].id for p in seats.moved()] == ["s005"]
    assert changed(kept, seats) == ["g1"]


def test_nothing_changes_when_everybody_has_a_seat() -> None:
    students = [student(n, BOTH) for n in range(5)]
    kept = kept_of(students, [group(1, range(5))], [facilitator(0)])
    assert changed(kept, retimed(kept)) == []
