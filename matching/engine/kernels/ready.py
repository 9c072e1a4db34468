"""Compiling everything at set-up: a made-up cohort and a made-up matrix go once through every kernel."""

from __future__ import annotations

import fcntl
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from matching.engine.budget import Budget
from matching.engine.kernels.anticluster import anneal_distances, settle_distances, trade_with_best
from matching.engine.kernels.base import FOLDER, HERE, chance_of
from matching.engine.kernels.make import make_cohort, make_few, make_scale
from matching.engine.problem import Problem
from matching.engine.strata import Strata
from matching.engine.types import Constraints, Facilitator, Hours, Student
from matching.engine.walk import Walk


@cache
def compile_all() -> None:
    """Nothing when the machine code is on disk already (a fraction of a second to read it), or in memory.

    Processes that begin while it is being made wait for the first one instead of all doing the same. Once it is
    there, nobody waits for anybody.
    """
    if FOLDER is None or is_made(FOLDER):
        use_every_kernel()
        return
    with (FOLDER / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        use_every_kernel()
        _mark(FOLDER).touch()


def is_made(folder: Path) -> bool:
    """Whether all machine code was stored after the sources were last written (numba makes it anew for others)."""
    mark = _mark(folder)
    return mark.exists() and mark.stat().st_mtime >= max(source.stat().st_mtime for source in HERE.glob("*.py"))


def _mark(folder: Path) -> Path:
    return folder / "made"


def use_every_kernel() -> None:
    """Call each with arguments of the kinds that it has in earnest: other kinds would be compiled again."""
    day = (Hours(600, 900),)
    rules = Constraints(2, 3, 2, 3, 60, 1, 1, {"en": "B2"}, "B2", (date(2026, 2, 2),))
    students = [Student(str(k), "u", "NL", "UTC", ("nl",), {"en": "C1"}, "law", "f", day) for k in range(4)]
    leaders = [Facilitator("f", "u", "NL", "UTC", {"en": "C1"}, day, 2)]
    problem = Problem(students, leaders, rules)
    walk = Walk(make_cohort(problem, Strata.none(problem)), make_scale(problem), 2, 1)
    walk.open(2, 0.1, 1.0, 1)
    walk.anneal(64, 1.0, 0.1)
    walk.keep()
    walk.hold_best()
    walk.ruin(1, problem.size)
    walk.load(walk.seatings())
    walk.move_few(make_few(walk.cohort, walk.groups), 64, 1.0, 0.1, Budget(1.0, 64, lambda: 0.0))
    _use_plain_kernels()


def _use_plain_kernels() -> None:
    rows, labels, sizes = np.ones((4, 2)), np.array([0, 0, 1, 1]), np.array([2, 2])
    near, table, everybody = np.ones((2, 4)), np.ones((4, 4)), np.arange(4)
    anneal_distances(near, table, labels, sizes, 1, 1, 1, 1.0, 0.1, chance_of(1))
    settle_distances(near, table, labels, sizes, 1, 1)
    product, towards, own = (np.ones(shape, dtype=np.float32) for shape in ((4, 4), (4, 2), 4))
    trade_with_best(rows, np.ones(4), np.ones((2, 2)), sizes, labels, everybody, everybody, product, towards, own)
