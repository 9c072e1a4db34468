"""Compiling everything at set-up: a made-up cohort goes once through every kernel."""

from __future__ import annotations

import fcntl
from contextlib import ExitStack
from datetime import date
from functools import cache

from matching.engine.budget import Budget
from matching.engine.kernels.base import FOLDER
from matching.engine.problem import Problem
from matching.engine.strata import Strata
from matching.engine.types import Constraints, Facilitator, Hours, Student


@cache
def compile_all() -> None:
    """Nothing when the machine code is on disk already (a fraction of a second to read it), or in memory.

    Processes that begin at the same time wait for the first one instead of all doing the same.
    """
    with ExitStack() as held:
        if FOLDER is not None:
            guard = held.enter_context(open(FOLDER / "lock", "w"))
            fcntl.flock(guard, fcntl.LOCK_EX)
        _use_every_kernel()


def _use_every_kernel() -> None:
    from matching.engine.search import Search

    day = (Hours(600, 900),)
    rules = Constraints(2, 3, 2, 3, 60, 1, 1, {"en": "B2"}, "B2", (date(2026, 2, 2),))
    students = [Student(str(k), "u", "NL", "UTC", ("nl",), {"en": "C1"}, "law", "f", day) for k in range(4)]
    leaders = [Facilitator("f", "u", "NL", "UTC", {"en": "C1"}, day, 2)]
    problem = Problem(students, leaders, rules)
    search = Search(problem, Strata.none(problem), 1, Budget(0.0, 100_000, lambda: 0.0))
    search.run()
    search.walks[0].load(search.walks[0].seatings())
