"""Whole answers for tests: seatings that keep or break rules as they come."""

from collections.abc import Sequence

import numpy as np

from matching.engine import FormedGroup
from matching.engine.problem import Problem
from matching.engine.quality import Seating


def seatings_of(problem: Problem, groups: Sequence[FormedGroup]) -> list[Seating]:
    """Formed groups in numbers."""
    leaders = {f.id: k for k, f in enumerate(problem.facilitators)}
    return [
        Seating(
            tuple(problem.number[m] for m in g.members),
            problem.calendar.slot_number(g.slot) or 0,
            leaders[g.facilitator_id],
            problem.languages.index(g.language),
        )
        for g in groups
    ]


def random_seatings(problem: Problem, chance: np.random.Generator) -> list[Seating]:
    """Everybody in a group of allowed size; times, languages and facilitators at random."""
    rules = problem.rules
    least, most = -(-problem.size // rules.size_max), problem.size // rules.size_min
    sizes = np.full(int(chance.integers(least, most + 1)), rules.size_min)
    while sizes.sum() < problem.size:
        sizes[chance.choice(np.flatnonzero(sizes < rules.size_max))] += 1
    people = np.split(chance.permutation(problem.size), np.cumsum(sizes)[:-1])
    return [
        Seating(
            tuple(int(p) for p in members),
            int(chance.integers(problem.slots)),
            int(chance.integers(len(problem.facilitators))),
            int(chance.integers(len(problem.languages))),
        )
        for members in people
    ]
