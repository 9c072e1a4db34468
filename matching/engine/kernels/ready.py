"""Compiling everything at set-up: a made-up cohort goes once through every kernel."""

from __future__ import annotations


def compile_all() -> None:
    """Nothing when the machine code is on disk already (a fraction of a second to read it)."""
    from datetime import date

    from matching.engine.budget import Budget
    from matching.engine.improving import improve
    from matching.engine.problem import Problem
    from matching.engine.quality import Seating
    from matching.engine.types import Constraints, Facilitator, Hours, Student

    day = (Hours(600, 900),)
    rules = Constraints(
        *(2, 3, 2, 3, 60, 1, 1, {"en": "B2"}, "B2", (date(2026, 2, 2),)),
    )
    students = [Student(str(k), "u", "NL", "UTC", ("nl",), {"en": "C1"}, "law", "f", day) for k in range(4)]
    leaders = [Facilitator("f", "u", "NL", "UTC", {"en": "C1"}, day, 2)]
    problem = Problem(students, leaders, rules)
    improve(
        problem,
        [Seating((0, 1), 20, 0, 0), Seating((2, 3), 25, 0, 0)],
        seed=1,
        budget=Budget(0.0, 10, lambda: 0.0),
    )
