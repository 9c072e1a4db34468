"""One search over groups in compiled code: load an answer, cool it, keep the best. Steps are counted by a budget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.engine.budget import Budget
from matching.engine.kernels.anneal import anneal
from matching.engine.kernels.base import chance_of
from matching.engine.kernels.change import quality_now, refresh
from matching.engine.kernels.make import make_bench, make_groups, seatings_of
from matching.engine.kernels.values import CLOSED, Cohort, Groups, Scale
from matching.engine.quality import Seating

STEPS_BETWEEN_LOOKS = 20_000
"""Steps in one call of compiled code: 10 ms on a quiet core of 2025, 0.1 s on a slow and busy one."""


class Walk:
    """Groups that change; ``best`` is the best complete answer so far, with its J in ``best_total``."""

    def __init__(self, cohort: Cohort, scale: Scale, rows: int, *seed: int) -> None:
        self.cohort, self.scale = cohort, scale
        self.groups = make_groups(cohort, rows)
        self.bench = make_bench(cohort, chance_of(*seed))
        self.best = make_groups(cohort, rows)
        self.best_total = -np.inf

    def load(self, seatings: Sequence[Seating], frozen: Sequence[bool] = ()) -> None:
        """Row k becomes seatings[k]; its slot, facilitator and language stay where ``frozen[k]``."""
        write_seatings(self.cohort, self.groups, seatings, frozen)
        refresh(self.cohort, self.groups, self.bench)

    def total(self) -> float:
        """J of the groups as they are."""
        return float(quality_now(self.scale, self.groups, self.bench))

    def keep(self) -> float:
        """Remember the groups if they are the best so far; their J."""
        total = self.total()
        if total > self.best_total + 1e-9:
            self.best_total = total
            copy_into(self.best, self.groups)
        return total

    def back_to_best(self) -> None:
        """Go on from the best answer."""
        copy_into(self.groups, self.best)

    def cool(self, steps: int, hot: float, cold: float, budget: Budget, text: str) -> bool:
        """One cooling run (temperatures in points of J); False when the budget ended on the way."""
        done = 0
        while done < steps:
            block = budget.take(min(STEPS_BETWEEN_LOOKS, steps - done), text)
            if block == 0:
                return False
            first, last = done / steps, (done + block) / steps
            ratio = cold / hot
            anneal(self.cohort, self.scale, self.groups, self.bench, block, hot * ratio**first, hot * ratio**last)
            done += block
        return not budget.stopped

    def seatings(self) -> list[Seating]:
        """The open rows."""
        return seatings_of(self.groups)


def copy_into(target: Groups, source: Groups) -> None:
    """Make ``target`` the same as ``source``."""
    for to, given in zip(target, source, strict=True):
        to[...] = given


def write_seatings(cohort: Cohort, groups: Groups, seatings: Sequence[Seating], frozen: Sequence[bool] = ()) -> None:
    """Fill rows that are all closed; figures are left to ``refresh``."""
    for row, seating in enumerate(seatings):
        people, host = list(seating.members), seating.facilitator
        groups.members[row, : len(people)] = people
        groups.count[row], groups.slot[row] = len(people), seating.slot
        groups.host[row], groups.language[row] = host, seating.language
        groups.row[people] = row
        groups.led[host, groups.led_count[host]] = row
        groups.led_count[host] += 1
        groups.sizes[len(people)] += 1
    groups.fixed[: len(frozen)] = frozen
    groups.away[0] = int(((cohort.home != CLOSED) & (cohort.home != groups.row)).sum())
