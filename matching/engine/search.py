"""From nothing to the best answer found: several openings, annealing, then ruin and recreate while time lasts.

The order of work depends on steps alone, never on the clock, so that the same seed and number of steps give the
same answer. Measured figures stand in docs/reference/group-files.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.engine.anneal import Annealer
from matching.engine.arrangement import Arrangement, Snapshot
from matching.engine.budget import Budget
from matching.engine.chance import Chance
from matching.engine.exact import Seated
from matching.engine.objective import Objective
from matching.engine.opening import Opener, Style
from matching.engine.problem import Problem
from matching.engine.quality import measure
from matching.engine.repair import Repairer, rebuild
from matching.engine.strata import Strata

HOT, COLD = 0.3, 0.03
"""Temperatures of a full anneal, in points of J for a cohort of 100 (they shrink as 1 / people)."""
STARTS = 6
PEOPLE_OPENED = 3600
"""Openings tried before the best is worked on: at most STARTS, and this many people in all (at least one opening)."""
STEPS_PER_PERSON_FIRST = 25
STEPS_PER_PERSON_LONG = 150
RUINED_AT_MOST = 4
POLISH_HOT = 0.15
POLISH_STEPS_PER_PERSON, POLISH_STEPS = 6, 100
WORSE_TAKEN = 0.6
"""How much worse an answer may be to be worked on (mean of an exponential draw, in points for 100 people)."""
STARTS_WITHOUT_ANSWER = 2
"""Starts after which a cohort that could not be seated is given up."""
MOST_REBUILD_TRIES = 400
"""Dissolve-and-rebuild rounds to seat the last people before a start is given up."""


@dataclass(slots=True)
class Found:
    """The best complete answer so far."""

    snapshot: Snapshot
    total: float


class Search:
    """One search for one seed; ``best`` is None until every person has a seat."""

    def __init__(
        self, problem: Problem, strata: Strata, seed: int, budget: Budget, tries: int = MOST_REBUILD_TRIES
    ) -> None:
        self.problem, self.strata, self.budget, self.tries = problem, strata, budget, tries
        self.chance = Chance(seed)
        self.objectives: dict[int, Objective] = {}
        self.unit = 100.0 / problem.size
        self.best: Found | None = None
        self.fewest_left: tuple[int, Snapshot] | None = None
        rules = problem.rules
        room = sum(problem.capacity)
        self.least_aim = max(rules.size_min, -(-problem.size // max(1, room)))
        self.aims = [a for a in range(rules.target_min, rules.target_max + 1) if a >= self.least_aim] or [
            min(rules.size_max, self.least_aim)
        ]
        self._use(Arrangement(problem, self.objective(problem.size // self.aims[0])))

    def _use(self, seating: Arrangement) -> None:
        self.seating = seating
        self.opener = Opener(seating, self.strata, self.chance)
        self.repairer = Repairer(seating, self.opener, self.chance)
        self.annealer = Annealer(seating, self.chance)

    def objective(self, groups: int) -> Objective:
        """Prices for a number of groups (kept, since ruin and recreate returns to the same numbers)."""
        if groups not in self.objectives:
            if len(self.objectives) > 24:
                self.objectives.clear()
            self.objectives[groups] = Objective(self.problem, groups)
        return self.objectives[groups]

    # --- whole runs --------------------------------------------------------------------------------------

    def run_from(self, seated: Seated) -> None:
        """Take over a complete seating and improve it."""
        for row in self.seating.open_rows():
            self.seating.close(row)
        for members, meeting in seated:
            self.seating.open(members, meeting)
        self.seating.use_objective(self.objective(len(seated)))
        self._keep()
        self._anneal(STEPS_PER_PERSON_LONG, HOT)
        self._ruin_and_recreate()

    def finish_present(self) -> bool:
        """Complete the seating as it stands (re-matching); False when somebody stays without a group."""
        if not self._seat_the_last():
            return False
        self._keep()
        return True

    def back_to_best(self) -> None:
        """Put the best answer back into ``seating``."""
        assert self.best is not None
        self._back_to(self.best.snapshot)

    def fewest_left_people(self) -> list[int]:
        """Who had no group in the seating that left out the fewest; that seating is put back."""
        assert self.fewest_left is not None
        self.seating.restore(self.fewest_left[1])
        return self.seating.unplaced()

    def run(self) -> None:
        """Search until the budget ends."""
        starts: list[Found] = []
        openings = max(1, min(STARTS, PEOPLE_OPENED // self.problem.size))
        for number in range(max(openings, STARTS_WITHOUT_ANSWER)):
            if number >= (STARTS_WITHOUT_ANSWER if self.best is None else openings):
                break
            if self._open(number) and self._anneal(STEPS_PER_PERSON_FIRST, HOT):
                starts.append(self._keep())
            if self.budget.stopped and self.best is not None:
                return
        if not starts:
            return
        self._back_to(max(starts, key=lambda found: found.total).snapshot)
        self._anneal(STEPS_PER_PERSON_LONG, HOT)
        self._ruin_and_recreate()

    def _open(self, number: int) -> bool:
        """A fresh opening; keeps the first complete answer at once, so that there is one to give."""
        style = Style(aim=self.aims[(number + len(self.aims) // 2) % len(self.aims)], bend=0.1 if number == 0 else 0.3)
        for row in self.seating.open_rows():
            self.seating.close(row)
        self.opener.open_groups(style)
        self.repairer.seat_all()
        if not self._seat_the_last():
            return False
        self.seating.use_objective(self.objective(len(self.seating.open_rows())))
        self._keep()
        return True

    def _keep(self) -> Found:
        found = Found(self.seating.snapshot(), measure(self.problem, self.seating.seatings()).total)
        if self.best is None or found.total > self.best.total + 1e-9:
            self.best = found
            self.budget.found(found.total)
        return found

    def _back_to(self, snapshot: Snapshot) -> None:
        self.seating.restore(snapshot)
        self.seating.use_objective(self.objective(snapshot.groups()))

    # --- seating the last ones ---------------------------------------------------------------------------

    def _seat_the_last(self) -> bool:
        """Dissolve a few groups around those left over and form them anew until nobody is left."""
        seating = self.seating
        left = seating.unplaced()
        for number in range(min(self.tries, 60 + self.problem.size)):
            self._note_left(left)
            if not left:
                return True
            if not self.budget.spend("seating the last people") and self.best is not None:
                return False
            before = seating.snapshot()
            width = 2 + number % 6
            rows = self._rows_around(self.chance.pick(left), width)
            style = Style(self.chance.pick(self.aims), bend=0.5, variety=self.chance.share())
            now = rebuild(seating, self.opener, self.repairer, rows, style)
            if len(now) > len(left):
                seating.restore(before)
            else:
                left = now
        return not left

    def _note_left(self, left: list[int]) -> None:
        if self.fewest_left is None or len(left) < self.fewest_left[0]:
            self.fewest_left = (len(left), self.seating.snapshot())

    def _rows_around(self, person: int, width: int) -> list[int]:
        """Open rows that a person could attend by time, or whose facilitator could take them."""
        seating, problem = self.seating, self.problem
        rows = np.array(seating.open_rows(), dtype=np.int64)
        if not len(rows):
            return []
        near = seating.fits[rows, person] * 2.0 + seating.able[rows, person] + self.chance.noise(len(rows)) * 2.0
        free = problem.free[person].astype(np.float32)
        leaders = [meeting.facilitator for row in rows if (meeting := seating.meeting[row]) is not None]
        near += np.minimum(problem.facilitator_free[leaders] @ free, 4.0) / 4.0
        return [int(row) for row in rows[np.argsort(-near, kind="stable")[:width]]]

    # --- improving ---------------------------------------------------------------------------------------

    def _anneal(self, steps_per_person: int, hot: float) -> bool:
        """A cooling run from the present state; False when the budget ended on the way."""
        steps = steps_per_person * self.problem.size
        return self._cool(steps, hot, COLD, lambda: self.chance.below(self.problem.size), "improving the groups")

    def _cool(self, steps: int, hot: float, cold: float, person: Callable[[], int], text: str) -> bool:
        seating = self.seating
        temperature = hot * self.unit
        factor = (cold / hot) ** (1.0 / max(1, steps))
        lowest, lowest_at = seating.total(), None
        for number in range(steps):
            if not self.budget.spend(text):
                break
            temperature *= factor
            if self.annealer.step(person(), temperature) and number > 0.7 * steps:
                total = seating.total()
                if total < lowest - 1e-9:
                    lowest, lowest_at = total, seating.snapshot()
        if lowest_at is not None and lowest < seating.total() - 1e-9:
            self._back_to(lowest_at)
        if self.budget.stopped:
            self._keep()
        return not self.budget.stopped

    def _ruin_and_recreate(self) -> None:
        """Dissolve a few related groups, form and polish them anew; keep what is better or hardly worse."""
        assert self.best is not None
        held = self._keep()
        self._back_to(held.snapshot)
        while not self.budget.stopped:
            rows = self._related_rows(1 + self.chance.below(RUINED_AT_MOST))
            people = [p for row in rows for p in self.seating.members[row]]
            style = Style(self.chance.pick(self.aims), bend=0.4, variety=0.5 + self.chance.share())
            if rebuild(self.seating, self.opener, self.repairer, rows, style):
                self.budget.spend("trying other groups")
                self._back_to(held.snapshot)
                continue
            self.seating.use_objective(self.objective(len(self.seating.open_rows())))
            self._polish(people)
            found = self._keep()
            if found.total > held.total - self._tolerance():
                held = found
            else:
                self._back_to(held.snapshot)

    def _tolerance(self) -> float:
        return -WORSE_TAKEN * self.unit * float(np.log(1.0 - self.chance.share()))

    def _polish(self, people: list[int]) -> None:
        steps = POLISH_STEPS_PER_PERSON * len(people) + POLISH_STEPS
        whole = self.problem.size

        def person() -> int:
            return self.chance.pick(people) if self.chance.share() < 0.8 else self.chance.below(whole)

        self._cool(steps, POLISH_HOT, COLD, person, "trying other groups")

    def _related_rows(self, count: int) -> list[int]:
        """A dear group and others that share its times, its facilitator or its time pool."""
        seating = self.seating
        rows = np.array(seating.open_rows(), dtype=np.int64)
        costs = np.array([seating.cost[row] for row in rows])
        centre = int(rows[np.argmax(costs * self.chance.noise(len(rows)))])
        meeting = seating.meeting[centre]
        assert meeting is not None
        mine = seating.members[centre]
        near = seating.fits[np.ix_(rows, mine)].mean(axis=1)
        near += np.array([seating.fits[centre, seating.members[row]].mean() for row in rows])
        near += np.array([other in seating.led[meeting.facilitator] for other in rows]) * 0.5
        pool = self.strata.pool
        wanted = np.bincount(pool[mine], minlength=int(pool.max()) + 1) / len(mine)
        near += np.array([wanted[pool[seating.members[row]]].mean() for row in rows])
        near = near * (0.3 + self.chance.noise(len(rows)))
        near[rows == centre] = np.inf
        return [int(row) for row in rows[np.argsort(-near, kind="stable")[:count]]]
