"""One answer of ours, timed and judged by the program that shares no code with it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.cohorts import Cohort
from bench.judge import judge
from bench.measure import load_average
from matching.engine import FormedGroup, form

LABELS = ("mix", "isolates", "balance", "dropout", "topic", "size", "slack")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds on the wall and of all cores (threads and ended child processes), and the load at the end."""

    wall: float
    cpu: float
    load: float


def timed[Made](make: Callable[[], Made]) -> tuple[Made, Timing]:
    """What it makes, and what that took."""
    wall, cpu = time.perf_counter(), _cpu()
    made = make()
    return made, Timing(round(time.perf_counter() - wall, 3), round(_cpu() - cpu, 3), load_average())


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


class Curve:
    """What ``form`` tells on its way: J of each better answer, and how long after the call it was there."""

    def __init__(self) -> None:
        self._began, self._cpu = time.perf_counter(), _cpu()
        self.points: list[tuple[float, float]] = []
        self.first: dict[str, float] = {}

    def better(self, total: float) -> None:
        """To be passed as ``on_better``."""
        self.points.append((time.perf_counter() - self._began, total))
        if not self.first:
            cpu = round(_cpu() - self._cpu, 3)
            self.first = {"first_wall": round(self.points[0][0], 3), "first_cpu": cpu, "first_total": round(total, 3)}

    def best_at(self, seconds: float) -> float | None:
        """J of the best answer there was then; None when there was none."""
        return max((total for at, total in self.points if at <= seconds), default=None)


def formed(
    cohort: Cohort, seed: int, seconds: float, curve: Curve | None = None, **more: Any
) -> tuple[tuple[FormedGroup, ...], dict[str, Any]]:
    """Our groups, and the figures of the answer: seconds, steps and what the judge says. ``more`` goes to ``form``."""
    people = cohort.students, cohort.facilitators, cohort.constraints
    curve = curve or Curve()
    outcome, took = timed(lambda: form(*people, seed=seed, seconds=seconds, on_better=curve.better, **more))
    row: dict[str, Any] = {"seconds": seconds, "wall": took.wall, "cpu": took.cpu, "load": took.load, **curve.first}
    if outcome.report is None:
        return (), {**row, "feasible": False, "reasons": [reason.code for reason in outcome.reasons]}
    row |= {"feasible": True, "steps": outcome.report.steps, "told": round(outcome.report.total, 3)}
    return outcome.groups, {**row, **judged(cohort, outcome.groups)}


def judged(cohort: Cohort, groups: tuple[FormedGroup, ...]) -> dict[str, Any]:
    """Broken rules, J and its components, as the judge finds them."""
    if not groups:
        return {"hard": None, "total": None}
    verdict = judge(cohort.students, cohort.facilitators, cohort.constraints, groups)
    parts = {name: round(verdict.components[name], 4) for name in LABELS}
    return {
        "hard": verdict.hard,
        "broken": verdict.broken,
        "total": round(verdict.total, 3),
        "components": parts,
        "groups": len(groups),
        "isolated": verdict.isolated,
        "imbalance": round(verdict.between_variance, 4),
    }


def warm_up() -> None:
    """Machine code and imports are made before anything is measured."""
    from bench.cohorts import Spec, make
    from matching.engine.kernels import compile as compile_kernels

    compile_kernels()
    cohort = make(Spec(24, 1))
    form(cohort.students, cohort.facilitators, cohort.constraints, seconds=0.5)
