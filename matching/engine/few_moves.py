"""The best use of free seats and of a few moves, with sessions as they are (``kernels/few.py``).

Measured against an exact search (``bench/matcher/exact_moves.py``): with two moves at 120 students every try of some
50,000 steps ends in the proven best.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.budget import Budget
from matching.engine.problem import Problem
from matching.engine.quality import Seating
from matching.engine.strata import Strata

HOT, COLD = 0.25, 0.01
"""Temperatures in points of J for a cohort of 100 (they shrink as 1 / people)."""
LEAST_STEPS, STEPS_PER_PERSON = 20_000, 150
"""Length of the first tries, each from the start."""
TRIES_OF_A_LENGTH, MOST_TRIES = 3, 24
"""So many tries are equally long, the next twice as long."""
FOUND_AGAIN = 4
"""Tries that end in the same best answer before it is believed."""
SAME = 1e-6


def place_few(
    problem: Problem,
    seatings: Sequence[Seating],
    *,
    seed: int,
    budget: Budget,
    home: Sequence[int],
    most_moved: int,
    movable: Sequence[bool],
) -> list[Seating]:
    """The same rows with better people in them; never worse in J, and never breaking a hard rule that held.

    Row k of the answer is row k of ``seatings`` with its session. Every person of the problem sits in exactly one row.

    - ``home[person]``: the row where they sat before, -1 for newcomers. At most ``most_moved`` people with a home sit
      elsewhere (if more do at the start, the number never rises).
    - ``movable[person]``: False keeps them in their row. Linked people move together or not at all.

    Ends when the same best was found several times, or with ``budget``; the same seed and steps give the same answer.
    Raises ``Cancelled``.
    """
    from matching.engine.kernels.make import make_cohort, make_few, make_scale
    from matching.engine.walk import Walk

    cohort = make_cohort(problem, Strata.none(problem))
    cohort = cohort._replace(home=np.array(home, dtype=np.int32), movable=np.array(movable, dtype=np.bool_))
    walk = Walk(cohort, make_scale(problem), len(seatings), seed, 1)
    walk.load(seatings, [True] * len(seatings))
    few = make_few(cohort, walk.groups)
    if not len(few.people):
        return list(seatings)
    walk.keep()
    unit, steps, again = 100.0 / problem.size, first_steps(problem), 0
    for number in range(MOST_TRIES):
        walk.load(seatings, [True] * len(seatings))
        walk.groups.away[1] = max(most_moved, int(walk.groups.away[0]))
        before = walk.best_total
        walk.move_few(few, steps << number // TRIES_OF_A_LENGTH, HOT * unit, COLD * unit, budget)
        total = walk.keep()
        budget.found(walk.best_total)
        again = again + (total > before - SAME) if total <= before + SAME else 1
        if budget.stopped or again == FOUND_AGAIN:
            break
    walk.back_to_best()
    return walk.seatings()


def first_steps(problem: Problem) -> int:
    """The length of one of the first tries."""
    return LEAST_STEPS + STEPS_PER_PERSON * problem.size
