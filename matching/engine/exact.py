"""Seating everybody by integer programming, for small cohorts that the search could not seat.

Students x (start, language, facilitator) as yes/no variables with every hard rule as a row; HiGHS (in SciPy) either
finds a seating, proves that there is none, or gives up at a number of nodes (never at a time, so that the answer
does not depend on the machine).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matching.engine.problem import FloatArray, Problem
from matching.engine.quality import Meeting

MOST_PEOPLE = 60
MOST_VARIABLES = 40_000
MOST_NODES = 2_000
FOUND, IMPOSSIBLE = 0, 2
"""Status numbers of ``scipy.optimize.milp``."""

Seated = list[tuple[list[int], Meeting]]
Terms = list[tuple[int, float]]


@dataclass(slots=True)
class _Model:
    """Rows of the program as they are written."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    variables: int = 0

    def variable(self) -> int:
        self.variables += 1
        return self.variables - 1

    def row(self, terms: Terms, low: float, high: float) -> None:
        for column, factor in terms:
            self.rows.append(len(self.low))
            self.columns.append(column)
            self.factors.append(factor)
        self.low.append(low)
        self.high.append(high)


def seat_exactly(problem: Problem) -> tuple[bool, Seated | None]:
    """Whether the question is settled, and the seating if there is one."""
    meetings = _meetings(problem)
    size = sum(1 + len(people) for _, people in meetings)
    if problem.size > MOST_PEOPLE or size > MOST_VARIABLES:
        return False, None
    return _Program(problem, meetings).solve()


def _meetings(problem: Problem) -> list[tuple[Meeting, list[int]]]:
    """Every meeting that enough people could attend, with those people."""
    found = []
    for leader in range(len(problem.facilitators)):
        able = (problem.need_bits & ~problem.skill_bits[leader]) == 0
        for language in np.flatnonzero(problem.leads[leader]):
            for slot in np.flatnonzero(problem.facilitator_free[leader]):
                fits = able & problem.speaks[:, language] & problem.free[:, slot]
                if problem.capacity[leader] and fits.sum() >= problem.rules.size_min:
                    found.append((Meeting(int(slot), leader, int(language)), np.flatnonzero(fits).tolist()))
    return found


class _Program:
    """The integer program of one cohort."""

    def __init__(self, problem: Problem, meetings: list[tuple[Meeting, list[int]]]) -> None:
        self.problem, self.meetings, self.model = problem, meetings, _Model()
        self.opened = [self.model.variable() for _ in meetings]
        self.seat = {(k, p): self.model.variable() for k, (_, people) in enumerate(meetings) for p in people}

    def solve(self) -> tuple[bool, Seated | None]:
        self._one_seat_each()
        for number in range(len(self.meetings)):
            self._size(number)
            self._links(number)
            self._variety(number, "institution", self.problem.rules.min_institutions)
            self._variety(number, "country", self.problem.rules.min_countries)
        self._leaders()
        return self._run()

    def _one_seat_each(self) -> None:
        places: dict[int, Terms] = {person: [] for person in range(self.problem.size)}
        for (_, person), column in self.seat.items():
            places[person].append((column, 1.0))
        for terms in places.values():
            self.model.row(terms, 1, 1)

    def _size(self, number: int) -> None:
        rules = self.problem.rules
        seats: Terms = [(self.seat[number, p], 1.0) for p in self.meetings[number][1]]
        self.model.row([*seats, (self.opened[number], -float(rules.size_min))], 0, np.inf)
        self.model.row([*seats, (self.opened[number], -float(rules.size_max))], -np.inf, 0)

    def _links(self, number: int) -> None:
        problem, people = self.problem, self.meetings[number][1]
        for person in people:
            mine = self.seat[number, person]
            for other in problem.apart[person].intersection(people):
                self.model.row([(mine, 1.0), (self.seat[number, other], 1.0)], -np.inf, 1)
            for other in problem.units[problem.unit_of[person]]:
                if other != person:
                    theirs = self.seat.get((number, other))
                    self.model.row([(mine, 1.0)] + ([] if theirs is None else [(theirs, -1.0)]), -np.inf, 0)

    def _variety(self, number: int, attribute: str, least: int) -> None:
        """At least so many institutions (countries) in an open meeting, each counted when somebody sits there."""
        codes = self.problem.codes[attribute]
        counted: Terms = []
        for code in sorted({int(codes[p]) for p in self.meetings[number][1]}):
            kind = self.model.variable()
            seats: Terms = [(self.seat[number, p], 1.0) for p in self.meetings[number][1] if codes[p] == code]
            self.model.row([*seats, (kind, -1.0)], 0, np.inf)
            counted.append((kind, 1.0))
        self.model.row([*counted, (self.opened[number], -float(least))], 0, np.inf)

    def _leaders(self) -> None:
        """No more than max_groups, and one at most of the meetings that begin within the gap."""
        problem = self.problem
        gap = problem.calendar.clash_slots(problem.rules.facilitator_gap_minutes)
        for leader in range(len(problem.facilitators)):
            mine = [k for k, (meeting, _) in enumerate(self.meetings) if meeting.facilitator == leader]
            self.model.row([(self.opened[k], 1.0) for k in mine], 0, problem.capacity[leader])
            for slot in sorted({self.meetings[k][0].slot for k in mine}):
                close = [k for k in mine if (self.meetings[k][0].slot - slot) % problem.slots < gap]
                self.model.row([(self.opened[k], 1.0) for k in close], 0, 1)

    def _run(self) -> tuple[bool, Seated | None]:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        model = self.model
        if not self.meetings:
            return True, None
        matrix = coo_array((model.factors, (model.rows, model.columns)), shape=(len(model.low), model.variables))
        result = milp(
            np.zeros(model.variables),
            constraints=LinearConstraint(matrix.tocsr(), model.low, model.high),
            integrality=np.ones(model.variables),
            bounds=Bounds(0, 1),
            options={"node_limit": MOST_NODES},
        )
        if result.status == FOUND:
            return True, self._seated(result.x)
        return result.status == IMPOSSIBLE, None

    def _seated(self, values: FloatArray) -> Seated:
        return [
            ([p for p in people if values[self.seat[number, p]] > 0.5], meeting)
            for number, (meeting, people) in enumerate(self.meetings)
            if values[self.opened[number]] > 0.5
        ]
