"""Improving a complete answer under conditions: who may move, how many may be moved, which sessions stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.budget import Budget
from matching.engine.problem import Problem
from matching.engine.quality import Seating
from matching.engine.strata import Strata

HOT, COLD = 0.25, 0.01
"""Temperatures in points of J for a cohort of 100 (they shrink as 1 / people)."""
FIRST_STEPS_PER_PERSON = 100
"""Length of the first cooling run; each further one is twice as long."""


def improve(
    problem: Problem,
    seatings: Sequence[Seating],
    *,
    seed: int,
    budget: Budget,
    strata: Strata | None = None,
    home: Sequence[int] | None = None,
    most_moved: int | None = None,
    movable: Sequence[bool] | None = None,
    frozen: Sequence[bool] | None = None,
    patience: int | None = None,
    stream: int = 1,
    hot: float = HOT,
) -> list[Seating]:
    """The same rows with better people in them; never worse in J, and never breaking a hard rule that held.

    Row k of the answer is row k of ``seatings``; every person of the problem sits in exactly one row, before and
    after. No row ends and none is opened.

    - ``home[person]``: the row where they sat before, -1 for newcomers. While ``most_moved`` is given, at most that
      many people with a home sit elsewhere (if more do at the start, the number never rises).
    - ``movable[person]``: False keeps them in their row. Linked people move together or not at all.
    - ``frozen[row]``: True keeps slot, facilitator and language of the row. Without it any row may get another
      session, as when groups are formed.
    - ``strata``: time pools for finding partners faster; not needed.
    - ``patience``: so many cooling runs one after the other may find nothing better; then it ends.
    - ``stream``: which random numbers of the seed; ``hot``: the first temperature, as ``HOT``.

    Runs until ``budget`` ends (the last, unfinished cooling run counts for nothing); the same seed and steps give
    the same answer. Raises ``Cancelled``.
    """
    from matching.engine.kernels.make import make_cohort, make_scale
    from matching.engine.walk import Walk

    cohort = make_cohort(problem, strata or Strata.none(problem))
    if home is not None:
        cohort = cohort._replace(home=np.array(home, dtype=np.int32))
    if movable is not None:
        cohort = cohort._replace(movable=np.array(movable, dtype=np.bool_))
    walk = Walk(cohort, make_scale(problem), len(seatings), seed, stream)
    walk.load(seatings, [False] * len(seatings) if frozen is None else list(frozen))
    if home is not None and most_moved is not None:
        walk.groups.away[1] = max(most_moved, int(walk.groups.away[0]))
    walk.keep()
    steps, unit = FIRST_STEPS_PER_PERSON * problem.size, 100.0 / problem.size
    in_vain = 0
    while walk.cool(steps, hot * unit, COLD * unit, budget, "improving the groups"):
        before = walk.best_total
        walk.keep()
        walk.back_to_best()
        budget.found(walk.best_total)
        in_vain = 0 if walk.best_total > before else in_vain + 1
        if in_vain == patience:
            break
        steps *= 2
    walk.back_to_best()
    return walk.seatings()
