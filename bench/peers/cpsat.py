"""OR-tools CP-SAT: people to the sessions of our start, which is its hint; two workers, a limit of time.

The cost is J made linear: pairs alike in country, institution, first language and discipline, lone women and men,
uneven shares of gender and discipline, and uneven sums of level and risk.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.judge import MIX, WEIGHTS
from bench.peers.case import Case
from matching.engine import FormedGroup
from matching.engine.problem import MIX_ATTRIBUTES

UNIT = 1_000_000
WORKERS = 2


def cp_sat(case: Case, seconds: float) -> tuple[FormedGroup, ...]:
    """The best that CP-SAT finds in time; our start, which is its hint, when the time is up before that."""
    from ortools.sat.python import cp_model

    built = Model(case, cp_model.CpModel())
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = case.seed
    status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return case.start
    labels = case.labels()
    for (person, row), seat in built.seats.items():
        if solver.value(seat):
            labels[person] = row
    return case.named(labels, case.sessions())


class Model:
    """Seats, rules and cost."""

    def __init__(self, case: Case, model: Any) -> None:
        self.case, self.model, self.problem = case, model, case.problem
        self.start = case.labels()
        rows, allowed = range(case.groups), case.allowed()
        self.seats: dict[tuple[int, int], Any] = {
            (p, row): model.new_bool_var("") for p in range(self.problem.size) for row in rows if allowed[p, row]
        }
        self.by_row: list[list[int]] = [[p for p in range(self.problem.size) if allowed[p, row]] for row in rows]
        self.cost: list[Any] = []
        self._rules()
        for row in rows:
            self._alike(row)
            self._lone(row)
            self._even(row)
        for (person, row), seat in self.seats.items():
            model.add_hint(seat, int(self.start[person] == row))
        model.minimize(sum(self.cost))

    def _rules(self) -> None:
        rules, model = self.problem.rules, self.model
        size = np.bincount(self.start, minlength=self.case.groups)
        places: dict[int, list[Any]] = {}
        for (person, _), seat in self.seats.items():
            places.setdefault(person, []).append(seat)
        for seats in places.values():
            model.add_exactly_one(seats)
        for row, people in enumerate(self.by_row):
            model.add(sum(self.seats[p, row] for p in people) == int(size[row]))
            for codes, least in (
                (self.problem.country, rules.min_countries),
                (self.problem.institution, rules.min_institutions),
            ):
                self._several(row, codes, least)
        self._links()

    def _several(self, row: int, codes: list[int], least: int) -> None:
        present = []
        for code in {codes[p] for p in self.by_row[row]}:
            there = self.model.new_bool_var("")
            self.model.add(there <= sum(self.seats[p, row] for p in self.by_row[row] if codes[p] == code))
            present.append(there)
        self.model.add(sum(present) >= least)

    def _links(self) -> None:
        for unit in self.problem.units.values():
            for a, b in zip(unit, unit[1:], strict=False):
                for row in range(self.case.groups):
                    self.model.add(self._seat(a, row) == self._seat(b, row))
        for a, others in enumerate(self.problem.apart):
            for b in others:
                for row in range(self.case.groups):
                    if (a, row) in self.seats and (b, row) in self.seats:
                        self.model.add_at_most_one(self.seats[a, row], self.seats[b, row])

    def _seat(self, person: int, row: int) -> Any:
        return self.seats.get((person, row), 0)

    def _alike(self, row: int) -> None:
        """The second of a class in a group makes one pair, the third two more, and so on."""
        pairs = sum(len(g.members) * (len(g.members) - 1) / 2 for g in self.case.start)
        for key in MIX_ATTRIBUTES:
            price = int(UNIT * WEIGHTS["mix"] / 100 * MIX[key] / pairs)
            self._steps(row, self.problem.codes[key].tolist(), price)

    def _even(self, row: int) -> None:
        """Squares of counts of gender, by steps; sums of level and risk by their distance from the mean."""
        price = int(UNIT * WEIGHTS["balance"] / 100 / 6 / self.case.groups)
        self._steps(row, self.problem.gender_list, price)
        for family in self.problem.families:
            if family.name in ("level", "risk", "experience"):
                values = np.rint(10 * family.columns[:, 0]).astype(int)
                away = self.model.new_int_var(0, 2000, "")
                total = sum(int(values[p]) * self.seats[p, row] for p in self.by_row[row])
                self.model.add(away >= total)
                self.model.add(away >= -total)
                self.cost.append(price // 20 * away)

    def _steps(self, row: int, codes: list[int], price: int) -> None:
        classes: dict[int, list[int]] = {}
        for person in self.by_row[row]:
            classes.setdefault(codes[person], []).append(person)
        for people in classes.values():
            most = min(len(people), self.problem.rules.size_max)
            more = [self.model.new_bool_var("") for _ in range(1, most)]
            if more:
                self.model.add(sum(self.seats[p, row] for p in people) <= 1 + sum(more))
                self.cost += [price * number * step for number, step in enumerate(more, 1)]

    def _lone(self, row: int) -> None:
        price = int(UNIT * WEIGHTS["isolates"] / 100 / self.problem.size / 0.30)
        for kind in (1, 2):
            people = [p for p in self.by_row[row] if self.problem.gender_list[p] == kind]
            if people:
                alone, several = self.model.new_bool_var(""), self.model.new_bool_var("")
                count = sum(self.seats[p, row] for p in people)
                self.model.add(count >= 2).only_enforce_if(several)
                self.model.add(count == 0).only_enforce_if(several.negated(), alone.negated())
                self.cost.append(price * alone)
