"""From nothing to the best answer found: openings, annealing, then ruin and recreate while time lasts.

A small cohort is searched by two walks side by side; a large one is cut into parts that are worked on side by side
and cut anew each time (see ``parts.py``). The order of work depends on steps alone, never on the clock or the number
of cores, so that the same seed and number of steps give the same answer. Figures: docs/explanation/matching.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.engine.budget import Budget
from matching.engine.exact import Seated
from matching.engine.kernels.make import make_cohort, make_scale, seatings_of
from matching.engine.parts import Cutter, cohort_part, groups_part, joined, parts_for, set_rest
from matching.engine.problem import FloatArray, Problem
from matching.engine.quality import Seating
from matching.engine.side_by_side import IMPROVING, SideBySide
from matching.engine.strata import Strata
from matching.engine.threads import Team
from matching.engine.walk import COLD, FINE, HOT, Walk, copy_into

WALKS = 2
STARTS_WITHOUT_ANSWER = 2
"""Openings after which a cohort that could not be seated is given up."""
MOST_REBUILD_TRIES = 400
"""Dissolve-and-rebuild rounds to seat the last people before an opening is given up."""
LADDER = (150, 300, 600, 1200, 2400, 4800, 9600)
"""Steps for each person of the anneals of a large cohort; each is cut anew ``CUTS`` times."""
WARM = 0.2
"""Temperature at which all of these but the first begin."""
OPENINGS, PEOPLE_OPENED = 8, 5000
"""Openings of a large cohort that go through the first anneal, the best of which goes on: 8, or as many as hold so
many people together. What they reach differs (600 people: deviation 0.8 J after 3 million steps from one opening, 0.4
from the best of 8), and less the more people there are: at 3,000 more than one gained nothing."""
CUTS = 8
ROUNDS_PER_PART = 60
"""Rounds of ruin and recreate in each part between two cuts."""
STEPS_OF_PARTS = 300_000
"""Steps of all parts together between two looks at the clock."""


@dataclass(slots=True)
class Found:
    """The best complete answer so far."""

    seatings: list[Seating]
    total: float


class Search:
    """One search for one seed; ``best`` is None until every person has a seat."""

    def __init__(
        self,
        problem: Problem,
        strata: Strata,
        seed: int,
        budget: Budget,
        tries: int = MOST_REBUILD_TRIES,
        proves: bool = False,
    ) -> None:
        self.problem, self.strata, self.seed, self.budget, self.tries = problem, strata, seed, budget, tries
        self.unit = 100.0 / problem.size
        self.best: Found | None = None
        self.proves, self.proven = proves, False
        """Whether to look for a proof in a small cohort, and whether no answer is better than ``best``."""
        self.fewest_left: tuple[int, list[Seating], list[int]] | None = None
        rules = problem.rules
        room = sum(problem.capacity)
        least = max(rules.size_min, -(-problem.size // max(1, room)))
        self.aims = [a for a in range(rules.target_min, rules.target_max + 1) if a >= least] or [
            min(rules.size_max, least)
        ]
        self.cohort, self.scale = make_cohort(problem, strata), make_scale(problem)
        self.rows = max(1, min(room, problem.size // rules.size_min))
        self.parts, self.cuts, self.fresh = parts_for(problem.size), 0, True
        count = WALKS if self.parts == 1 else 1
        self.walks = [Walk(self.cohort, self.scale, self.rows, seed, number) for number in range(count)]

    # --- whole runs --------------------------------------------------------------------------------------

    def run(self) -> None:
        """Search until the budget ends."""
        if self._start():
            self._improve()

    def run_from(self, seated: Seated) -> None:
        """Take over a complete seating and improve it."""
        for walk in self.walks:
            walk.load([Seating(tuple(people), m.slot, m.facilitator, m.language) for people, m in seated])
            walk.keep()
            self.keep(walk)
        self.fresh = False
        self._improve()

    def _improve(self) -> None:
        with Team() as team:
            if self.parts == 1:
                SideBySide(self, team).run()
            else:
                self._improve_parts(team)

    def fewest_left_people(self) -> list[int]:
        """Who had no group in the seating that left out the fewest."""
        assert self.fewest_left is not None
        return self.fewest_left[2]

    def fewest_left_seatings(self) -> list[Seating]:
        """That seating."""
        assert self.fewest_left is not None
        return self.fewest_left[1]

    # --- openings ----------------------------------------------------------------------------------------

    def _start(self) -> bool:
        """The first complete answer (at once kept); False when there is none after some openings."""
        walk = self.walks[0]
        for number in range(STARTS_WITHOUT_ANSWER):
            if self.open(walk, number):
                walk.keep()
                self.keep(walk)
                return True
        return False

    def open(self, walk: Walk, number: int) -> bool:
        """Other groups, opened anew; the number makes the aim. False when somebody is left out."""
        walk.clear()
        aim = self.aims[(number + len(self.aims) // 2) % len(self.aims)]
        left = walk.open(aim, 0.1 if number == 0 else 0.3, 1.0, self.tries)
        if left and self.best is None and (self.fewest_left is None or left < self.fewest_left[0]):
            self.fewest_left = (left, walk.seatings(), walk.unplaced())
        return left == 0

    def keep(self, walk: Walk) -> None:
        """Note the walk's best answer when it is the best of all."""
        if self.best is None or walk.best_total > self.best.total + 1e-9:
            self.best = Found(seatings_of(walk.best), walk.best_total)
            self.budget.found(walk.best_total)

    # --- large cohorts: parts side by side ---------------------------------------------------------------

    def _improve_parts(self, team: Team) -> None:
        walk = self.walks[0]
        cutter = Cutter(self.cohort, self._hours(), self.parts, self.seed)
        for number in range(openings_for(self.problem.size) if self.fresh else 1):
            if (number == 0 or self.open(walk, number)) and not self._cool_parts(team, cutter, LADDER[0], HOT):
                return
        for steps in LADDER[1:]:
            walk.back_to_best()
            if not self._cool_parts(team, cutter, steps, WARM):
                return
        walk.back_to_best()
        rounds = ROUNDS_PER_PART
        while self._work(team, cutter, partial(_ruin_part, self.problem.size), rounds * FINE.steps):
            walk.back_to_best()

    def _cool_parts(self, team: Team, cutter: Cutter, steps_per_person: int, hot: float) -> bool:
        """One anneal of the whole, cut anew ``CUTS`` times on the way; False when the budget ended."""
        heats = [hot * self.unit * (COLD / hot) ** (k / CUTS) for k in range(CUTS + 1)]
        steps = steps_per_person * self.problem.size // self.parts // CUTS
        return all(self._work(team, cutter, partial(_anneal_part, heats[k], heats[k + 1]), steps) for k in range(CUTS))

    def _hours(self) -> FloatArray | None:
        """float[n, slots + languages]: the mean hours of each person's time pool; None without clustering."""
        pool = self.strata.pool
        if pool.min(initial=0) < 0:
            return None
        rows = np.hstack((self.problem.free, self.problem.speaks)).astype(np.float64)
        sums = np.zeros((int(pool.max()) + 1, rows.shape[1]))
        np.add.at(sums, pool, rows)
        return (sums / np.maximum(np.bincount(pool), 1)[:, None])[pool]

    def _work(self, team: Team, cutter: Cutter, job: Callable[[Walk, float, float, int], None], steps: int) -> bool:
        """Cut, do the job in each part, put together, keep; False when the budget ended."""
        walk = self.walks[0]
        self.cuts += 1
        pieces = []
        for k, part in enumerate(cutter.cut(walk.groups)):
            cohort = cohort_part(self.cohort, part)
            groups = groups_part(cohort, walk.groups, part)
            piece = Walk(cohort, self.scale, len(groups.slot), self.seed, 1000 + self.cuts, k)
            copy_into(piece.groups, groups)
            set_rest(piece.bench, walk.groups, groups)
            pieces.append((part, piece))
        for _, piece in pieces:
            copy_into(piece.best, piece.groups)
            piece.hold_best()
        block = max(FINE.steps, STEPS_OF_PARTS // self.parts // FINE.steps * FINE.steps)
        for first in range(0, steps, block):
            last = min(steps, first + block)
            if self.budget.take((last - first) * self.parts, IMPROVING) < (last - first) * self.parts:
                break
            team.do([partial(job, piece, first / steps, last / steps, last - first) for _, piece in pieces])
        joined(walk.groups, [(part, piece.groups) for part, piece in pieces])
        walk.keep()
        self.keep(walk)
        return not self.budget.stopped


def openings_for(people: int) -> int:
    """How many openings of a large cohort are compared."""
    return max(1, min(OPENINGS, PEOPLE_OPENED // people))


def _anneal_part(hot: float, cold: float, piece: Walk, first: float, last: float, steps: int) -> None:
    """The stretch from ``first`` to ``last`` (shares) of a cooling run."""
    piece.anneal(steps, hot * (cold / hot) ** first, hot * (cold / hot) ** last)


def _ruin_part(people: int, piece: Walk, first: float, last: float, steps: int) -> None:
    piece.ruin(steps // FINE.steps, people)
    piece.back_to_best()
