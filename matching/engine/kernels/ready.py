"""Compiling everything at set-up: a made-up cohort goes once through every kernel."""

from __future__ import annotations

from datetime import date
from functools import cache

from matching.engine.budget import Budget
from matching.engine.problem import Problem
from matching.engine.strata import Strata
from matching.engine.types import Constraints, Facilitator, Hours, Student


@cache
def compile_all() -> None:
    """Nothing when the machine code is on disk already (a fraction of a second to read it), or in memory."""
    from matching.engine.search import Search

    day = (Hours(600, 900),)
    rules = Constraints(2, 3, 2, 3, 60, 1, 1, {"en": "B2"}, "B2", (date(2026, 2, 2),))
    students = [Student(str(k), "u", "NL", "UTC", ("nl",), {"en": "C1"}, "law", "f", day) for k in range(4)]
    leaders = [Facilitator("f", "u", "NL", "UTC", {"en": "C1"}, day, 2)]
    problem = Problem(students, leaders, rules)
    search = Search(problem, Strata.none(problem), 1, Budget(0.0, 100_000, lambda: 0.0))
    search.run()
    search.walks[0].load(search.walks[0].seatings())
