"""A few people change group while sessions stay: what is kept, what is promised, and how good it is."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.budget import Budget
from matching.engine.few_moves import place_few
from matching.engine.problem import Problem
from matching.engine.quality import Seating, measure
from matching.engine.types import FormedGroup
from tests.matching.engine.cohorts import broken_rules, leaders
from tests.matching.engine.test_proposals import PAIR, first_groups, sparse


def thirty() -> tuple[Problem, list[Seating]]:
    """Groups in which some hours, a pair to keep together and one to keep apart forbid much."""
    students = sparse(30)
    problem = Problem(students, leaders(5), PAIR)
    return problem, [in_numbers(problem, group) for group in first_groups(students, leaders(5), PAIR)]


def in_numbers(problem: Problem, group: FormedGroup) -> Seating:
    slot = problem.calendar.slot_number(group.slot)
    assert slot is not None
    leader = next(k for k, f in enumerate(problem.facilitators) if f.id == group.facilitator_id)
    people = tuple(problem.number[m] for m in group.members)
    return Seating(people, slot, leader, problem.languages.index(group.language))


def rows_of(problem: Problem, seatings: Sequence[Seating]) -> np.ndarray:
    home = np.full(problem.size, -1)
    for row, seating in enumerate(seatings):
        home[list(seating.members)] = row
    return home


def placed(problem: Problem, seatings: Sequence[Seating], steps: int = 4000, **conditions: object) -> list[Seating]:
    given: dict[str, object] = {"home": rows_of(problem, seatings), "most_moved": 30, "movable": [True] * problem.size}
    budget = Budget(0.0, steps, lambda: 0.0)
    return place_few(problem, seatings, seed=1, budget=budget, **{**given, **conditions})  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(limit=st.integers(0, 6), still=st.sets(st.integers(0, 29)), new=st.sets(st.integers(0, 29), max_size=5))
def test_rules_sessions_limits_and_who_may_not_move_are_kept(limit: int, still: set[int], new: set[int]) -> None:
    problem, before = thirty()
    was = rows_of(problem, before)
    home = [-1 if p in new else row for p, row in enumerate(was.tolist())]
    movable = [p not in still for p in range(problem.size)]
    after = placed(problem, before, home=home, most_moved=limit, movable=movable)
    now = rows_of(problem, after)
    assert (now >= 0).all()
    assert [(s.slot, s.facilitator, s.language) for s in after] == [(s.slot, s.facilitator, s.language) for s in before]
    assert sum(a != b for a, b in zip(home, now.tolist(), strict=True) if a >= 0) <= limit
    assert all(now[p] == was[p] for p in still)
    groups = [
        FormedGroup(
            f"g{row}",
            tuple(problem.students[p].id for p in s.members),
            problem.calendar.slot_text(s.slot),
            problem.facilitators[s.facilitator].id,
            problem.languages[s.language],
        )
        for row, s in enumerate(after)
    ]
    assert broken_rules(list(problem.students), leaders(5), PAIR, groups) == []
    assert measure(problem, after).total >= measure(problem, before).total - 1e-9


def test_more_moves_are_worth_more() -> None:
    problem, before = thirty()
    totals = [measure(problem, placed(problem, before, 60_000, most_moved=limit)).total for limit in (0, 1, 2, 4)]
    assert totals == sorted(totals)
    assert totals[0] == pytest.approx(measure(problem, before).total)
    assert totals[2] > totals[0]


def test_the_same_steps_give_the_same_people() -> None:
    problem, before = thirty()
    assert placed(problem, before, most_moved=3) == placed(problem, before, most_moved=3)


def test_nobody_who_could_sit_elsewhere_is_no_fault() -> None:
    problem, before = thirty()
    assert placed(problem, before, movable=[False] * problem.size) == before
