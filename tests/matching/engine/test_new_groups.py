"""Where else a new group could meet: for somebody who fits no group, at a start that many others have."""

from matching.engine import FormedGroup, Student
from matching.engine.kept import Kept, restore
from matching.engine.least_moves import LASTING, seat
from matching.engine.new_groups import other_openings
from matching.engine.problem import Problem
from matching.engine.proposal import Kind
from matching.engine.proposals import propose
from tests.matching.engine.cohorts import RULES, facilitator, student

MONDAY, THURSDAY, FRIDAY = "Mon 12:00-16:00", "Thu 12:00-14:00", "Fri 12:00-14:00"
GUIDES = [
    facilitator(0, f"{MONDAY};Tue 12:00-16:00", tz="UTC"),
    facilitator(1, THURSDAY, tz="UTC"),
    facilitator(2, FRIDAY, tz="UTC"),
]


def people() -> list[Student]:
    """Fifteen are free on Monday and Tuesday; more of them on Friday than on Thursday. The last has those days only."""
    hours = [f"{MONDAY};Tue 12:00-16:00" + (f";{FRIDAY}" if n % 2 else f";{THURSDAY}" * (n < 8)) for n in range(15)]
    return [*(student(n, h, tz="UTC") for n, h in enumerate(hours)), student(15, f"{THURSDAY};{FRIDAY}", tz="UTC")]


GROUPS = [
    FormedGroup("g1", tuple(f"s{n:03d}" for n in range(8)), "Mon 12:00", "f00", "en"),
    FormedGroup("g2", tuple(f"s{n:03d}" for n in range(8, 15)), "Tue 12:00", "f00", "en"),
]


def kept() -> Kept:
    return restore(Problem(people(), GUIDES, RULES), GROUPS)


def test_every_other_opening_suits_who_needs_it_and_has_a_facilitator() -> None:
    now = kept()
    problem, late = now.problem, now.waiting
    seats = seat(now, range(15), may_end=True, opened_for=late, below_target=LASTING)
    assert seats.complete
    taken = seats.meetings[seats.ids.index("")]
    found = other_openings(now, seats, late)
    assert found
    for (meeting,) in found:
        assert meeting != taken
        assert problem.free[late[0], meeting.slot]
        assert now.leader_bits(meeting.facilitator) >> meeting.slot & 1


def test_nothing_else_is_opened_when_nothing_is_opened() -> None:
    now = kept()
    assert other_openings(now, seat(now), now.waiting) == []


def test_the_better_of_two_openings_is_offered() -> None:
    """What is offered with everybody seated is never worse than from the opening that the fewest moves choose."""
    found = propose(people(), GUIDES, RULES, GROUPS, steps=2000, most_moved_share=0.34, allow_left_out=True)
    few = [one for one in found if one.kind == Kind.FEW_MOVED and not one.left_out]
    least = [one for one in found if one.kind == Kind.LEAST_MOVED]
    assert few
    assert least
    assert few[0].after.total >= least[0].after.total - 1e-6
    assert len(few[0].moves) <= 5
