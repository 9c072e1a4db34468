"""Improving groups that meet already: times and facilitators stay, and only so many people may leave their group.

Annealed swaps and moves, as when groups are formed, with one more price: each person away from home costs something,
more while the number allowed is used up, less while it is not. The limit itself is never passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from matching.engine.arrangement import Meeting
from matching.engine.budget import Budget
from matching.engine.chance import Chance
from matching.engine.kept import NEW, fits
from matching.engine.objective import Objective
from matching.engine.problem import FloatArray, Problem
from matching.engine.quality import Seating, has_second_start, isolates, measure, shrink_chance
from matching.engine.weeks import BoolArray, IntArray

HOT, COLD = 0.25, 0.01
"""Temperatures in points of J for a cohort of 100 (they shrink as 1 / people)."""
STEPS_PER_AGENT = 120
MOVE_SHARE = 0.3
PRICE_FACTOR, LEAST_PRICE = 1.03, 1e-6
"""How fast the price of being away follows how much of the limit is used."""
IDLE_ROUNDS = 24
"""Rounds without a better answer after which the search ends before its time."""


class Careful:
    """Rows with members that change; ``movable`` says who may change rows at all."""

    def __init__(
        self,
        problem: Problem,
        meetings: Sequence[Meeting],
        members: Sequence[Sequence[int]],
        home: Sequence[int],
        movable: BoolArray,
        chance: Chance,
        budget: Budget,
    ) -> None:
        self.problem, self.meetings, self.chance, self.budget = problem, list(meetings), chance, budget
        self.members = [list(people) for people in members]
        self.home: IntArray = np.array(home, dtype=np.int64)
        self.movable = movable & problem.single
        self.row_of: IntArray = np.full(problem.size, -1, dtype=np.int64)
        for row, people in enumerate(self.members):
            self.row_of[people] = row
        self.objective = Objective(problem, len(self.members))
        self.fit: BoolArray = np.array([[fits(problem, p, m) for p in range(problem.size)] for m in self.meetings])
        self.count: IntArray = np.array([len(people) for people in self.members])
        self.sums: FloatArray = np.array([self.objective.features[people].sum(axis=0) for people in self.members])
        self.cost = [self.group_cost(people, m) for people, m in zip(self.members, self.meetings, strict=True)]
        self.away = sum(self.is_away(p, int(self.row_of[p])) for p in range(problem.size) if self.row_of[p] >= 0)
        self.price = 0.0

    def is_away(self, person: int, row: int) -> bool:
        """Whether a seat in this row counts as moved."""
        return bool(self.home[person] != NEW and self.home[person] != row)

    def group_cost(self, members: Sequence[int], meeting: Meeting) -> float:
        """The cost of one group in points of J."""
        problem, objective = self.problem, self.objective
        people = list(members)
        sums = objective.features[people].sum(axis=0)
        seating = Seating(tuple(people), meeting.slot, meeting.facilitator, meeting.language)
        return (
            0.5 * float((sums * sums) @ objective.weight_at[len(people)])
            + objective.isolate * len(isolates(problem, people, meeting.language))
            + objective.shrink * shrink_chance(problem, people)
            + objective.size_cost[len(people)]
            + (0.0 if has_second_start(problem, seating) else objective.slack)
        )

    def allowed(self, members: Sequence[int]) -> bool:
        """The hard rules about who sits together (linked people are never moved here)."""
        problem, rules = self.problem, self.problem.rules
        here = set(members)
        return (
            rules.size_min <= len(members) <= rules.size_max
            and len({problem.institution[p] for p in members}) >= rules.min_institutions
            and len({problem.country[p] for p in members}) >= rules.min_countries
            and not any(problem.apart[p] & here for p in members)
        )

    def run(self, most_away: int) -> None:
        """Anneal in rounds until the budget ends or rounds stop helping; the best state by J is kept."""
        agents = [int(p) for p in np.flatnonzero(self.movable) if most_away > 0 or self.home[p] == NEW]
        if not agents or len(self.members) < 2:
            return
        first = best_members = [list(m) for m in self.members]
        best, idle = self.total(), 0
        while idle < IDLE_ROUNDS and not self.budget.stopped:
            self._cool(agents, most_away)
            total = self.total()
            idle = 0 if total > best + 1e-9 else idle + 1
            if not idle:
                best, best_members = total, [list(m) for m in self.members]
            self._put(best_members if idle % 2 else first)
        self._put(best_members)

    def _cool(self, agents: list[int], most_away: int) -> None:
        steps = STEPS_PER_AGENT * len(agents)
        hottest = HOT * 100 / self.problem.size
        temperature = self.price = hottest
        factor = (COLD / HOT) ** (1 / steps)
        for _ in range(steps):
            if not self.budget.spend("improving the kept groups"):
                break
            temperature *= factor
            self._step(self.chance.pick(agents), temperature, most_away)
            change = PRICE_FACTOR if self.away >= most_away else 1 / PRICE_FACTOR
            self.price = min(hottest, max(LEAST_PRICE, self.price * change))

    def _put(self, members: Sequence[Sequence[int]]) -> None:
        """Back to a state."""
        for row, people in enumerate(members):
            if self.members[row] != people:
                self._reseat(row, list(people))
        self.away = sum(self.is_away(p, int(row)) for p, row in enumerate(self.row_of) if row >= 0)

    def total(self) -> float:
        """J of the state as it is."""
        return measure(self.problem, self.seatings()).total

    def seatings(self) -> list[Seating]:
        """The answer as it stands."""
        return [
            Seating(tuple(sorted(people)), m.slot, m.facilitator, m.language)
            for people, m in zip(self.members, self.meetings, strict=True)
        ]

    # --- one step ----------------------------------------------------------------------------------------

    def _step(self, person: int, temperature: float, most_away: int) -> None:
        if self.chance.share() < MOVE_SHARE:
            self._move(person, temperature, most_away)
        else:
            self._swap(person, temperature, most_away)

    def _swap(self, person: int, temperature: float, most_away: int) -> None:
        row = int(self.row_of[person])
        fitting = self.fit[row] & self.movable & (self.row_of != row)
        others = np.flatnonzero(fitting)
        others = others[self.fit[self.row_of[others], person]]
        if not len(others):
            return
        rows = self.row_of[others]
        mine = self._away(person, rows) - self.is_away(person, row)
        away = mine + self._away_of(others, row) - self._away_of(others, rows)
        keep = self.away + away <= most_away
        others, rows, away = others[keep], rows[keep], away[keep]
        if not len(others):
            return
        prices = self._swap_prices(person, row, others, rows) + self.price * away
        drawn = self._draw(prices, temperature)
        if drawn < 0:
            return
        other, there = int(others[drawn]), int(rows[drawn])
        here = [other if p == person else p for p in self.members[row]]
        gone = [person if p == other else p for p in self.members[there]]
        self._try(((row, here), (there, gone)), int(away[drawn]), float(prices[drawn]), temperature)

    def _move(self, person: int, temperature: float, most_away: int) -> None:
        row, rules = int(self.row_of[person]), self.problem.rules
        if self.count[row] <= rules.size_min:
            return
        rows = np.flatnonzero(self.fit[:, person] & (self.count < rules.size_max))
        rows = rows[rows != row]
        away = self._away(person, rows) - self.is_away(person, row)
        keep = self.away + away <= most_away
        rows, away = rows[keep], away[keep]
        if not len(rows):
            return
        prices = self._move_prices(person, row, rows) + self.price * away
        drawn = self._draw(prices, temperature)
        if drawn < 0:
            return
        there = int(rows[drawn])
        here = [p for p in self.members[row] if p != person]
        groups = ((row, here), (there, [*self.members[there], person]))
        self._try(groups, int(away[drawn]), float(prices[drawn]), temperature)

    def _away(self, person: int, rows: IntArray) -> IntArray:
        """int[rows]: 1 where this person would be away from home."""
        if self.home[person] == NEW:
            return np.zeros(len(rows), dtype=np.int64)
        away: IntArray = (rows != self.home[person]).astype(np.int64)
        return away

    def _away_of(self, people: IntArray, rows: IntArray | int) -> IntArray:
        """int[people]: 1 where each would be away from home in the given row."""
        home = self.home[people]
        away: IntArray = ((home != NEW) & (home != rows)).astype(np.int64)
        return away

    def _swap_prices(self, person: int, row: int, others: IntArray, rows: IntArray) -> FloatArray:
        """Change of mix, topic and balance, and of people alone by gender; the rest is left to the exact check."""
        objective = self.objective
        step = objective.features[others] - objective.features[person]
        here, there = objective.weight_at[self.count[row]], objective.weight_at[self.count[rows]]
        slope = self.sums[row] * here - self.sums[rows] * there
        prices = np.einsum("kd,kd->k", step, slope + 0.5 * (here + there) * step)
        result: FloatArray = prices
        return result

    def _move_prices(self, person: int, row: int, rows: IntArray) -> FloatArray:
        objective, feature = self.objective, self.objective.features[person]
        count, sizes = int(self.count[row]), np.array(objective.size_cost)
        old = float((self.sums[row] ** 2) @ objective.weight_at[count])
        left = float(((self.sums[row] - feature) ** 2) @ objective.weight_at[count - 1])
        before = np.einsum("kd,kd->k", self.sums[rows] ** 2, objective.weight_at[self.count[rows]])
        after = np.einsum("kd,kd->k", (self.sums[rows] + feature) ** 2, objective.weight_at[self.count[rows] + 1])
        steps = sizes[count - 1] - sizes[count] + sizes[self.count[rows] + 1] - sizes[self.count[rows]]
        result: FloatArray = 0.5 * (left - old + after - before) + steps
        return result

    def _draw(self, prices: FloatArray, temperature: float) -> int:
        """Number of the choice, or -1 to stay; Boltzmann weights."""
        weights = np.exp(np.minimum(-prices / temperature, 60.0)).cumsum()
        mark = self.chance.share() * (float(weights[-1]) + 1.0)
        return int(weights.searchsorted(mark, side="right")) if mark < weights[-1] else -1

    def _try(self, groups: Sequence[tuple[int, list[int]]], away: int, price: float, temperature: float) -> None:
        """Exact check of both groups; taken with the probability that corrects the drawn price."""
        if not all(self.allowed(people) for _row, people in groups):
            return
        costs = [self.group_cost(people, self.meetings[row]) for row, people in groups]
        change = sum(costs) - sum(self.cost[row] for row, _people in groups) + self.price * away
        if change > price and self.chance.share() >= exp(max(-60.0, (price - change) / temperature)):
            return
        for (row, people), cost in zip(groups, costs, strict=True):
            self._reseat(row, people, cost)
        self.away += away

    def _reseat(self, row: int, people: list[int], cost: float | None = None) -> None:
        self.members[row] = people
        self.row_of[people] = row
        self.count[row] = len(people)
        self.sums[row] = self.objective.features[people].sum(axis=0)
        self.cost[row] = self.group_cost(people, self.meetings[row]) if cost is None else cost
