"""The judge of the benchmarks and the product's own measure are two programs that agree."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.cohorts import Spec, make
from bench.judge import judge
from matching.engine import FormedGroup
from matching.engine.problem import Problem
from matching.engine.quality import Seating, measure


@functools.cache
def known(seed, dst):
    cohort = make(Spec(24, seed, dst=dst))
    return cohort, Problem(cohort.students, cohort.facilitators, cohort.constraints)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(1, 6), dst=st.booleans(), order=st.permutations(range(24)), draw=st.data())
def test_judge_and_product_give_one_j(seed, dst, order, draw):
    cohort, problem = known(seed, dst)
    cuts = sorted(draw.draw(st.sets(st.integers(1, 23), min_size=1, max_size=5)))
    parts = [order[a:b] for a, b in zip([0, *cuts], [*cuts, 24], strict=True)]
    seatings = [Seating(tuple(part), *draw.draw(sessions(problem))) for part in parts]
    verdict = judge(cohort.students, cohort.facilitators, cohort.constraints, groups_of(problem, seatings))
    quality = measure(problem, seatings)
    assert verdict.components == pytest.approx(quality.components, abs=1e-9)
    assert verdict.total == pytest.approx(quality.total, abs=1e-6)


def sessions(problem):
    return st.tuples(
        st.integers(0, problem.slots - 1),
        st.integers(0, len(problem.facilitators) - 1),
        st.integers(0, len(problem.languages) - 1),
    )


def groups_of(problem, seatings):
    return [
        FormedGroup(
            id=f"g{number}",
            members=tuple(problem.students[m].id for m in seating.members),
            slot=problem.calendar.slot_text(seating.slot),
            facilitator_id=problem.facilitators[seating.facilitator].id,
            language=problem.languages[seating.language],
        )
        for number, seating in enumerate(seatings)
    ]


def test_the_planted_answer_breaks_no_rule_for_the_judge_either():
    cohort = make(Spec(120, 3, dst=True))
    assert judge(cohort.students, cohort.facilitators, cohort.constraints, cohort.planted).broken == {}
