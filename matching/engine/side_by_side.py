"""A small cohort: walks side by side, from many openings to the best few, then ruin and recreate.

Which sessions are opened first decides more than what is done later, so many openings are compared. Answers from the
same opening go on differing by tenths of a point, those from different openings by points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.exact_partition import prove
from matching.engine.kernels.make import make_groups
from matching.engine.kernels.values import Groups
from matching.engine.threads import Team
from matching.engine.walk import COLD, HOT, STEPS_BETWEEN_LOOKS, WIDE, Walk, copy_into

if TYPE_CHECKING:
    from matching.engine.search import Search

MOST_OPENINGS, PEOPLE_OPENED = 48, 5760
"""Openings that are compared: so many, or as many as hold so many people together (one opening takes about as long
as 400 steps for each of its people)."""
HEATS = ((1, 100), (4, 500), (12, 2000))
"""Of the openings one in so many is annealed by so many steps for each person: the best of the heat before. J after
the second and after the third goes together (correlation .7 to .98 in five cohorts of 120)."""
HEATS_BEFORE_PROOF = 2
BLOCK_ROUNDS = 4
"""Rounds of ruin and recreate in one call of compiled code."""
ALONE, PATIENCE = 8_000, 16_000
"""Steps of each walk for each person after which the walk that lags goes on from the better answer; and those without
a better answer after which everything begins anew with other openings."""
IMPROVING, TRYING = "improving the groups", "trying other groups"


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the answers that are compared before the best are worked on."""

    total: float
    groups: Groups


class SideBySide:
    """The work of one ``Search`` whose cohort is not cut; it holds the best answer and the budget."""

    def __init__(self, search: Search, team: Team) -> None:
        self.search, self.team = search, team
        self.walks, self.budget, self.size = search.walks, search.budget, search.problem.size
        self.openings = max(len(self.walks), min(MOST_OPENINGS, PEOPLE_OPENED // self.size))
        self.opened = 1
        """Openings so far; the first answer was the first."""

    def run(self) -> None:
        """Until the budget ends or no answer can be better."""
        while self._choose() and not self.budget.stopped:
            self._ruin_while_it_gains()

    # --- the best of many openings -----------------------------------------------------------------------

    def _choose(self) -> bool:
        """Work a little on many openings, more on the best of them; False when the search ended."""
        known = [Contender(walk.best_total, self._copy(walk.best)) for walk in self.walks]
        field: Sequence[Contender | int] = known
        if self.search.fresh:
            field = range(self.opened, self.opened + self.openings)
            self.opened += self.openings
        for heat, (share, steps) in enumerate(HEATS):
            starts = field[: max(len(self.walks), self.openings // share)]
            ranked = self._heat(starts, steps * self.size)
            if self.budget.stopped or (heat + 1 == HEATS_BEFORE_PROOF and self._prove()):
                return False
            field = ranked
        self._go_on_from(ranked or known[:1])
        return True

    def _heat(self, starts: Sequence[Contender | int], steps: int) -> list[Contender]:
        """The answers after an anneal each, as many at a time as there are walks; the best first."""
        field: list[Contender] = []
        for first in range(0, len(starts), len(self.walks)):
            pairs = list(zip(self.walks, starts[first:], strict=False))
            self.team.do([partial(self._enter, walk, start) for walk, start in pairs])
            ready = [(walk, start) for walk, start in pairs if not walk.unplaced()]
            self._anneal([walk for walk, _ in ready], steps)
            for walk, start in ready:
                done = Contender(walk.keep(), self._copy(walk.groups))
                self.search.keep(walk)
                field.append(max(done, start, key=_total) if isinstance(start, Contender) else done)
            if self.budget.stopped:
                break
        return sorted(field, key=_total, reverse=True)

    def _enter(self, walk: Walk, start: Contender | int) -> None:
        """Bring the groups of a contender, or open some (which may leave somebody out)."""
        if isinstance(start, int):
            self.search.open(walk, start)
        else:
            copy_into(walk.groups, start.groups)

    def _copy(self, groups: Groups) -> Groups:
        copy = make_groups(self.search.cohort, self.search.rows)
        copy_into(copy, groups)
        return copy

    def _anneal(self, walks: list[Walk], steps: int) -> None:
        for first, last in blocks(steps):
            share = self.budget.take(len(self.walks) * (last - first), IMPROVING) // len(self.walks)
            if share:
                heats = [HOT * self.search.unit * (COLD / HOT) ** (at / steps) for at in (first, last)]
                self.team.do([partial(walk.anneal, share, *heats) for walk in walks])
            if self.budget.stopped or not share:
                break

    def _go_on_from(self, field: Sequence[Contender]) -> None:
        """Each walk takes its own, as far as there are enough."""
        for k, walk in enumerate(self.walks):
            contender = field[min(k, len(field) - 1)]
            copy_into(walk.best, contender.groups)
            walk.best_total = contender.total
            walk.hold_best()

    def _prove(self) -> bool:
        """Take the best answer of all where it can be had (asked once); True when nothing is left to do."""
        search = self.search
        if not search.proves:
            return False
        assert search.best is not None
        search.proves = False
        proof = prove(search.problem, search.best.total, self.budget)
        if proof.seatings is not None:
            for walk in self.walks:
                walk.load(proof.seatings)
                walk.keep()
                search.keep(walk)
        search.proven = proof.proven
        return proof.proven or self.budget.stopped

    # --- ruin and recreate -------------------------------------------------------------------------------

    def _ruin_while_it_gains(self) -> None:
        """Without other openings (a seating that was hard to find) until the budget ends."""
        block = last_gain = 0
        best = -np.inf
        while self._ruin() and (block - last_gain < self._blocks(PATIENCE) or not self.search.fresh):
            block += 1
            if block % self._blocks(ALONE) == 0:
                self._help_laggard()
            reached = max(walk.best_total for walk in self.walks)
            if reached > best + 1e-9:
                best, last_gain = reached, block

    def _blocks(self, steps_per_person: int) -> int:
        return max(1, steps_per_person * self.size // (BLOCK_ROUNDS * WIDE.steps))

    def _ruin(self) -> bool:
        steps = self.budget.take(BLOCK_ROUNDS * WIDE.steps * len(self.walks), TRYING)
        rounds = steps // WIDE.steps // len(self.walks)
        if rounds:
            self.team.do([partial(walk.ruin, rounds, self.size, WIDE) for walk in self.walks])
            for walk in self.walks:
                self.search.keep(walk)
        return not self.budget.stopped

    def _help_laggard(self) -> None:
        best = max(self.walks, key=lambda walk: walk.best_total)
        for walk in self.walks:
            if walk.best_total < best.best_total - 1e-9:
                copy_into(walk.best, best.best)
                walk.best_total = best.best_total
                walk.hold_best()


def _total(contender: Contender) -> float:
    return contender.total


def blocks(steps: int) -> Iterator[tuple[int, int]]:
    """From and to which step each call of compiled code goes."""
    for first in range(0, steps, STEPS_BETWEEN_LOOKS):
        yield first, min(steps, first + STEPS_BETWEEN_LOOKS)
