"""The proven best answer of a small cohort, held against every answer there is."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest

from matching.engine import Constraints, Facilitator, Student, form
from matching.engine.budget import Budget
from matching.engine.exact_partition import linear, prove, size_lists
from matching.engine.forming import _group
from matching.engine.partition_columns import make_columns
from matching.engine.problem import Problem, slots_of
from matching.engine.quality import Seating, measure
from matching.engine.rules import violations
from matching.engine.types import Weights
from tests.matching.engine.cohorts import RULES, cohort, facilitator, leaders, student

TINY = replace(RULES, size_min=3, size_max=4, target_min=3, target_max=4, session_minutes=60, start_grid_minutes=60)
BLOCKS = ("Mon 09:00-12:00", "Tue 14:00-16:00", "Wed 18:00-21:00")
HARSH = Weights(mix=0.05, isolates=0.3, balance=0.4, dropout=0.05, topic=0.1, size=0.05, slack=0.05)


def scattered(count: int, seed: int) -> list[Student]:
    """Students with two of three blocks each, and other risks, topics, languages and genders than their neighbours."""
    chance = random.Random(seed)
    return [
        student(
            number,
            ";".join(chance.sample(BLOCKS, 2)),
            tz="UTC",
            gender=chance.choice("fmx"),
            dropout_risk=chance.random() * 0.5,
            work_languages={"en": "C1", "fr": chance.choice(["A2", "C1"])},
            topics=(chance.choice(["peace", "health", "climate"]),),
        )
        for number in range(count)
    ]


def guides(seed: int) -> list[Facilitator]:
    """One who can lead two groups (not too close), one who can lead one, in French as well."""
    chance = random.Random(seed)
    hours = [";".join(chance.sample(BLOCKS, 2)) for _ in range(2)]
    both = {"en": "C2", "fr": "C2"}
    return [
        facilitator(0, hours[0], tz="UTC", max_groups=2),
        facilitator(1, hours[1], tz="UTC", max_groups=1, languages=both),
    ]


def partitions(people: frozenset[int], rules: Constraints) -> Iterator[list[tuple[int, ...]]]:
    """Every way to part people into groups of the allowed sizes."""
    if not people:
        yield []
        return
    first = min(people)
    for size in range(rules.size_min, rules.size_max + 1):
        for others in combinations(sorted(people - {first}), size - 1):
            for rest in partitions(people - {first, *others}, rules):
                yield [(first, *others), *rest]


def meetings(problem: Problem, members: tuple[int, ...]) -> list[Seating]:
    """Every session that these people could have."""
    found = []
    for leader in range(len(problem.facilitators)):
        free = problem.facilitator_bits[leader]
        for person in members:
            free &= problem.free_bits[person]
        for language in range(len(problem.languages)):
            if problem.leads[leader, language] and problem.speaks[list(members), language].all():
                found += [Seating(members, slot, leader, language) for slot in slots_of(free)]
    return found


def holds(problem: Problem, seatings: Sequence[Seating]) -> bool:
    groups = [_group(problem, f"g{k}", seating) for k, seating in enumerate(seatings)]
    return not violations(problem.students, problem.facilitators, problem.rules, groups)


def best_of_all(problem: Problem) -> float:
    """The highest J of every answer there is; -1 when there is none."""
    best = -1.0
    for groups in partitions(frozenset(range(problem.size)), problem.rules):
        for seatings in product(*(meetings(problem, members) for members in groups)):
            total = measure(problem, seatings).total
            if total > best + 1e-9 and holds(problem, seatings):
                best = total
    return best


def endless() -> Budget:
    return Budget(1e9, None, time.monotonic)


@pytest.mark.parametrize("count", [7, 8])
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weights", [Weights(), HARSH], ids=["plain", "harsh"])
def test_the_proven_answer_is_the_best_of_all(count: int, seed: int, weights: Weights) -> None:
    problem = Problem(scattered(count, seed), guides(seed), TINY, weights)
    proof = prove(problem, -1.0, endless())
    found = measure(problem, proof.seatings).total if proof.seatings else -1.0
    assert proof.proven
    assert found == pytest.approx(best_of_all(problem), abs=2e-6)


def test_linked_people_are_kept_together_and_apart() -> None:
    rules = replace(TINY, keep_together=(("s000", "s004"),), keep_apart=(("s001", "s002"),))
    problem = Problem(scattered(8, 3), leaders(2, ";".join(BLOCKS)), rules)
    proof = prove(problem, -1.0, endless())
    assert proof.seatings is not None
    assert holds(problem, proof.seatings)


def test_an_equally_good_answer_at_hand_stays() -> None:
    problem = Problem(scattered(8, 3), leaders(2, ";".join(BLOCKS)), TINY)
    first = prove(problem, -1.0, endless())
    assert first.seatings is not None
    again = prove(problem, measure(problem, first.seatings).total, endless())
    assert again.proven
    assert again.seatings is None


def test_the_same_cohort_has_the_same_proven_answer() -> None:
    problem = Problem(cohort(8), leaders(2, ";".join(BLOCKS)), TINY)
    assert prove(problem, -1.0, endless()) == prove(problem, -1.0, endless())


def test_without_steps_nothing_is_proven() -> None:
    problem = Problem(scattered(8, 3), leaders(2, ";".join(BLOCKS)), TINY)
    assert not prove(problem, -1.0, Budget(0.0, 1, time.monotonic)).proven


def test_a_cohort_with_too_many_possible_groups_is_left_to_the_search() -> None:
    problem = Problem(cohort(24), leaders(3), RULES)
    assert not prove(problem, -1.0, endless()).proven


def test_a_larger_cohort_is_left_to_the_search() -> None:
    assert not prove(Problem(cohort(31), leaders(4), RULES), -1.0, endless()).proven


def test_the_report_says_what_is_proven_and_its_steps_repeat_the_answer() -> None:
    people, guiding = scattered(8, 3), leaders(2, ";".join(BLOCKS))
    made = form(people, guiding, TINY, seconds=60.0)
    assert made.report is not None
    assert made.report.details["proven"] == 1.0
    again = form(people, guiding, TINY, steps=made.report.steps)
    assert again.groups == made.groups
    assert again.report is not None
    assert again.report.details["proven"] == 1.0


def test_the_report_of_a_short_run_claims_no_proof() -> None:
    made = form(scattered(8, 3), leaders(2, ";".join(BLOCKS)), TINY, steps=100)
    assert made.report is not None
    assert made.report.details["proven"] == 0.0


def test_the_linear_form_is_the_quality() -> None:
    problem = Problem(scattered(8, 3), leaders(2, ";".join(BLOCKS)), TINY)
    seatings = prove(problem, -1.0, endless()).seatings
    assert seatings is not None
    columns, quality = make_columns(problem), measure(problem, seatings)
    cut = frozenset(key for key in ("isolates", "balance", "dropout", "topic") if quality.components[key] <= -1)
    constant, factors = linear(problem, tuple(sorted(len(s.members) for s in seatings)), cut)
    total = constant
    for seating in seatings:
        here = [
            k
            for k in range(len(columns.of))
            if set(columns.people[columns.of[k]].nonzero()[0].tolist()) == set(seating.members)
            and columns.leader[k] == seating.facilitator
        ]
        total += max(float(columns.figures[k] @ factors) for k in here)
    assert total == pytest.approx(quality.total)


def test_every_list_of_sizes_is_there_once() -> None:
    assert list(size_lists(10, 3, 5, 3)) == [(3, 3, 4)]
