"""One search over groups in compiled code: load or open an answer, cool it, ruin and recreate, keep the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.budget import Budget
from matching.engine.kernels.anneal import anneal
from matching.engine.kernels.base import chance_of
from matching.engine.kernels.change import quality_now, refresh
from matching.engine.kernels.few import Few, move_few
from matching.engine.kernels.make import make_bench, make_groups, make_stage, seatings_of
from matching.engine.kernels.ruin import open_all, ruin_and_recreate
from matching.engine.kernels.values import CLOSED, Cohort, Groups, Scale
from matching.engine.quality import Seating

HOT, COLD = 0.3, 0.03
"""Temperatures of a full anneal, in points of J for a cohort of 100 (they shrink as 1 / people)."""
STEPS_BETWEEN_LOOKS = 20_000
"""Steps in one call of compiled code: 10 ms on a quiet core of 2025, 0.1 s on a slow and busy one."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """One kind of round of ruin and recreate. Heats and tolerance in points of J for a cohort of 100 (they shrink as
    1 / people)."""

    ruined_at_most: int
    steps: int
    """That polish after one ruin."""
    hot: float
    cold: float
    tolerance: float
    """How much worse an answer to go on from may be (mean of an exponential draw)."""


FINE = Rounds(4, 2000, 0.06, 0.01, 0.2)
"""For parts of a large cohort, where the first sessions matter less."""
WIDE = Rounds(6, 8000, 0.15, 0.01, 0.8)
"""For a small cohort, which sticks with the sessions it began with unless much is dissolved and forgiven."""


class Walk:
    """Groups that change; ``best`` is the best complete answer so far, with its J in ``best_total``."""

    def __init__(self, cohort: Cohort, scale: Scale, rows: int, *seed: int) -> None:
        self.cohort, self.scale = cohort, scale
        self.groups, self.held, self.best = (make_groups(cohort, rows) for _ in range(3))
        self.bench = make_bench(cohort, chance_of(*seed))
        self.stage = make_stage(cohort, rows)
        self.best_total = -np.inf

    def load(self, seatings: Sequence[Seating], frozen: Sequence[bool] = ()) -> None:
        """Row k becomes seatings[k]; its slot, facilitator and language stay where ``frozen[k]``."""
        self.clear()
        write_seatings(self.cohort, self.groups, seatings, frozen)
        refresh(self.cohort, self.groups, self.bench)

    def clear(self) -> None:
        """Close every row."""
        copy_into(self.groups, make_groups(self.cohort, len(self.groups.slot)))

    def open(self, aim: int, bend: float, variety: float, ruins: int) -> int:
        """Seat everybody without a group; how many are left (see ``open_all``)."""
        return int(open_all(self.cohort, self.scale, self.groups, self.bench, self.stage, aim, bend, variety, ruins))

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

    def anneal(self, steps: int, hot: float, cold: float) -> None:
        """So many steps (temperatures in points of J)."""
        anneal(self.cohort, self.scale, self.groups, self.bench, steps, hot, cold)

    def cool(self, steps: int, hot: float, cold: float, budget: Budget, text: str) -> bool:
        """One cooling run; False when the budget ended on the way."""
        done = 0
        while done < steps:
            block = budget.take(min(STEPS_BETWEEN_LOOKS, steps - done), text)
            if block == 0:
                return False
            first, last = done / steps, (done + block) / steps
            self.anneal(block, hot * (cold / hot) ** first, hot * (cold / hot) ** last)
            done += block
        return not budget.stopped

    def move_few(self, few: Few, steps: int, hot: float, cold: float, budget: Budget) -> None:
        """One run in which few people move and sessions stay; it may be cut short by the budget."""
        done = 0
        while done < steps:
            block = budget.take(min(STEPS_BETWEEN_LOOKS, steps - done), "improving the groups")
            if block == 0:
                return
            heats = (hot * (cold / hot) ** (at / steps) for at in (done, done + block))
            move_few(self.cohort, self.scale, self.groups, self.bench, few, block, *heats)
            done += block

    def ruin(self, count: int, people: int, rounds: Rounds = FINE) -> None:
        """So many rounds on ``held``, towards ``best``; ``people`` of the whole cohort set the scale."""
        unit = 100.0 / people
        self.best_total = float(
            ruin_and_recreate(
                self.cohort,
                self.scale,
                self.groups,
                self.held,
                self.best,
                self.bench,
                self.stage,
                count,
                rounds.ruined_at_most,
                rounds.steps,
                rounds.hot * unit,
                rounds.cold * unit,
                rounds.tolerance * unit,
            )
        )

    def hold_best(self) -> None:
        """Ruin and recreate goes on from the best answer."""
        copy_into(self.held, self.best)

    def unplaced(self) -> list[int]:
        """People without a group."""
        return [int(p) for p in np.flatnonzero(self.groups.row == CLOSED)]

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
