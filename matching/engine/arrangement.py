"""A seating of people in groups that can be changed cheaply: every figure a swap needs is kept up to date.

Rows are groups. A row without a session is closed. All changes go through ``open``, ``close`` and ``reseat``;
they keep the hard rules only if asked first (``allowed``, ``session_for``), so callers ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.objective import Objective
from matching.engine.problem import FloatArray, Problem, words_of
from matching.engine.quality import Seating, isolates
from matching.engine.weeks import BoolArray

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and by whom a group is led: slot, facilitator, working language (all numbers of the problem)."""

    slot: int
    facilitator: int
    language: int


class Arrangement:
    """Groups, their meetings and everything derived from them."""

    def __init__(self, problem: Problem, objective: Objective) -> None:
        self.problem = problem
        self.objective = objective
        size, rules = problem.size, problem.rules
        self.rows = max(1, min(sum(problem.capacity), size // rules.size_min))
        self.members: list[list[int]] = [[] for _ in range(self.rows)]
        self.meeting: list[Meeting | None] = [None] * self.rows
        self.led: list[list[int]] = [[] for _ in problem.facilitators]
        """Rows led by each facilitator."""
        self.row_of = np.full(size + 1, NOBODY, dtype=np.int64)
        self.seats = np.full((self.rows, rules.size_max), size, dtype=np.int64)
        """int[rows, size_max]: members, the rest filled with ``size`` (a person who is never allowed)."""
        self.count = np.zeros(self.rows, dtype=np.int64)
        self.fits: BoolArray = np.zeros((self.rows, size + 1), dtype=bool)
        """bool[rows, people]: free at the slot, speaks the language, needs met by the facilitator."""
        self.fits_by_person: BoolArray = np.zeros((size, self.rows), dtype=bool)
        self.able: BoolArray = np.zeros((self.rows, size + 1), dtype=bool)
        """As ``fits`` without the slot: the meeting could move."""
        self._allocate_figures()

    def _allocate_figures(self) -> None:
        size, width = self.problem.size, self.problem.free_words.shape[1]
        self.cost = [0.0] * self.rows
        self.isolated = [0] * self.rows
        self.pull: FloatArray = np.zeros((self.rows, self.objective.features.shape[1]))
        """float[rows, d]: weighted feature sums, the slope of the cost."""
        self.sums: FloatArray = np.zeros_like(self.pull)
        self.edge: FloatArray = np.zeros(size)
        """P(exactly size_min of the others stay): how much a person's own risk matters to their group."""
        self.gender_table = np.zeros((self.rows, 3, 3))
        """Gender isolates of the row after a member of class a leaves and one of class b comes."""
        self.others_free = np.zeros((size, width), dtype=np.uint64)
        """Starts shared by all the other members of a person's group."""
        self.leader_free = np.zeros((self.rows, width), dtype=np.uint64)

    # --- reading -----------------------------------------------------------------------------------------

    def open_rows(self) -> list[int]:
        """Rows that meet."""
        return [row for row in range(self.rows) if self.meeting[row] is not None]

    def unplaced(self) -> list[int]:
        """People without a group."""
        return np.flatnonzero(self.row_of[:-1] == NOBODY).tolist()

    def total(self) -> float:
        """Sum of group costs in points of J (only differences mean anything)."""
        return sum(self.cost)

    def seatings(self) -> list[Seating]:
        """The answer as it stands."""
        return [
            Seating(tuple(members), meeting.slot, meeting.facilitator, meeting.language)
            for members, meeting in zip(self.members, self.meeting, strict=True)
            if meeting is not None
        ]

    def allowed(self, members: Sequence[int]) -> bool:
        """The hard rules about who sits together: size, institutions, countries, keep apart, keep together."""
        problem, rules = self.problem, self.problem.rules
        if not rules.size_min <= len(members) <= rules.size_max:
            return False
        if len({problem.institution[p] for p in members}) < rules.min_institutions:
            return False
        if len({problem.country[p] for p in members}) < rules.min_countries:
            return False
        return self.may_sit_together(members)

    def may_sit_together(self, members: Sequence[int]) -> bool:
        """Nobody beside someone to be kept apart, and linked people all here or all elsewhere."""
        problem = self.problem
        here = set(members)
        return all(
            not (problem.apart[p] and problem.apart[p] & here)
            and (problem.single_list[p] or here.issuperset(problem.units[problem.unit_of[p]]))
            for p in members
        )

    def leader_free_bits(self, facilitator: int, but_row: int = NOBODY) -> int:
        """Starts at which a facilitator could lead one (more) group, the given row left out of account."""
        problem = self.problem
        others = [row for row in self.led[facilitator] if row != but_row]
        if len(others) >= problem.capacity[facilitator]:
            return 0
        free = problem.facilitator_bits[facilitator]
        for row in others:
            meeting = self.meeting[row]
            if meeting is not None:
                free &= ~problem.near[meeting.slot]
        return free

    def shared_bits(self, members: Iterable[int]) -> int:
        """Starts at which all these people are free."""
        bits = (1 << self.problem.slots) - 1
        for person in members:
            bits &= self.problem.free_bits[person]
        return bits

    # --- changing ----------------------------------------------------------------------------------------

    def open(self, members: Sequence[int], meeting: Meeting) -> int:
        """Open a free row; returns it."""
        row = next(row for row in range(self.rows) if self.meeting[row] is None)
        self.put(row, members, meeting)
        return row

    def put(self, row: int, members: Sequence[int], meeting: Meeting) -> None:
        """Open a given free row."""
        self.meeting[row] = meeting
        self.led[meeting.facilitator].append(row)
        self._refresh_meeting(row)
        self.reseat(row, members)
        self._refresh_leader(meeting.facilitator)

    def close(self, row: int) -> list[int]:
        """Close a row; its people are without a group then and are returned."""
        people = self.members[row]
        meeting = self.meeting[row]
        assert meeting is not None
        self.reseat(row, [])
        self.meeting[row] = None
        self.led[meeting.facilitator].remove(row)
        self.fits[row] = False
        self.fits_by_person[:, row] = False
        self.able[row] = False
        self._refresh_leader(meeting.facilitator)
        return people

    def move_meeting(self, row: int, meeting: Meeting) -> None:
        """Another slot, facilitator or language for the same people."""
        before = self.meeting[row]
        assert before is not None
        self.led[before.facilitator].remove(row)
        self.led[meeting.facilitator].append(row)
        self.meeting[row] = meeting
        self._refresh_meeting(row)
        self._refresh_leader(before.facilitator)
        self._refresh_leader(meeting.facilitator)
        self.cost[row] = self.group_cost(self.members[row], meeting)

    def reseat(self, row: int, members: Sequence[int]) -> None:
        """Give a row other members (people who leave it must be seated elsewhere by the caller)."""
        for person in self.members[row]:
            if self.row_of[person] == row:
                self.row_of[person] = NOBODY
        people = list(members)
        self.members[row] = people
        self.row_of[people] = row
        self.count[row] = len(people)
        self.seats[row] = self.problem.size
        self.seats[row, : len(people)] = people
        if people:
            self._refresh_figures(row, people)
        else:
            self.sums[row] = self.pull[row] = 0.0
            self.cost[row] = 0.0
            self.isolated[row] = 0

    def use_objective(self, objective: Objective) -> None:
        """Change prices, such as after the number of groups changed."""
        if objective is self.objective:
            return
        self.objective = objective
        width = objective.features.shape[1]
        if width != self.sums.shape[1]:
            self.sums = np.zeros((self.rows, width))
            self.pull = np.zeros((self.rows, width))
        for row in self.open_rows():
            self._refresh_figures(row, self.members[row])

    # --- figures -----------------------------------------------------------------------------------------

    def group_cost(self, members: Sequence[int], meeting: Meeting) -> float:
        """The exact cost of one group in points of J."""
        objective = self.objective
        sums = objective.features[members].sum(axis=0)
        smooth = 0.5 * float((sums * sums) @ objective.weight_at[len(members)])
        alone = len(isolates(self.problem, members, meeting.language))
        return smooth + self.step_cost(members, meeting, alone) + objective.shrink * self._shrink(members)[0]

    def step_cost(self, members: Sequence[int], meeting: Meeting, alone: int) -> float:
        """The parts that jump: isolates, size off target, no second common start."""
        objective, problem = self.objective, self.problem
        free = problem.facilitator_bits[meeting.facilitator] & ~problem.two_hours_off[meeting.slot]
        for person in members:
            if not free:
                break
            free &= problem.free_bits[person]
        return objective.isolate * alone + objective.size_cost[len(members)] + (0.0 if free else objective.slack)

    def _shrink(self, members: Sequence[int]) -> tuple[float, list[float]]:
        """P(fewer than size_min + 1 stay) and the distribution of how many leave, as far as it is needed."""
        risks = self.problem.risk_list
        most = max(0, len(members) - self.problem.rules.size_min - 1)
        leave = [1.0] + [0.0] * most
        for person in members:
            risk = risks[person]
            for count in range(most, 0, -1):
                leave[count] += risk * (leave[count - 1] - leave[count])
            leave[0] *= 1.0 - risk
        if len(members) <= self.problem.rules.size_min:
            return 1.0, leave
        return 1.0 - sum(leave), leave

    def _refresh_figures(self, row: int, people: list[int]) -> None:
        objective, problem = self.objective, self.problem
        meeting = self.meeting[row]
        assert meeting is not None
        sums = objective.features[people].sum(axis=0)
        self.sums[row] = sums
        self.pull[row] = sums * objective.weight_at[len(people)]
        shrink, leave = self._shrink(people)
        alone = len(isolates(problem, people, meeting.language))
        self.isolated[row] = alone
        smooth = 0.5 * float(sums @ self.pull[row])
        self.cost[row] = smooth + self.step_cost(people, meeting, alone) + objective.shrink * shrink
        self.edge[people] = self._edges(people, leave)
        self._refresh_gender(row, people)
        self._refresh_others_free(people)

    def _edges(self, people: list[int], leave: list[float]) -> FloatArray:
        """For each member P(exactly size_min of the others stay), by taking them out of the distribution."""
        risk = np.minimum(self.problem.risk[people], 0.95)
        wanted = len(people) - 1 - self.problem.rules.size_min
        if wanted < 0:
            return np.zeros(len(people))
        without = leave[0] / (1.0 - risk)
        for count in range(1, wanted + 1):
            without = (leave[count] - risk * without) / (1.0 - risk)
        return np.clip(without, 0.0, 1.0)

    def _refresh_gender(self, row: int, people: list[int]) -> None:
        gender, totals = self.problem.gender_list, self.problem.gender_totals
        have = [0, 0, 0]
        for person in people:
            have[gender[person]] += 1
        table = self.gender_table[row]
        for leaves in range(3):
            for comes in range(3):
                alone = 0
                for kind in (1, 2):
                    left = have[kind] - (leaves == kind) + (comes == kind)
                    alone += left == 1 and totals[kind] > 1
                table[leaves, comes] = alone

    def _refresh_others_free(self, people: list[int]) -> None:
        words = self.problem.free_words[people]
        last = len(people) - 1
        ones = np.full((1, words.shape[1]), np.iinfo(np.uint64).max, dtype=np.uint64)
        before = np.concatenate((ones, np.bitwise_and.accumulate(words[:last], axis=0)))
        after = np.concatenate((np.bitwise_and.accumulate(words[:0:-1], axis=0)[::-1], ones))
        self.others_free[people] = before & after

    def _refresh_meeting(self, row: int) -> None:
        problem, meeting = self.problem, self.meeting[row]
        assert meeting is not None
        skills = problem.skill_bits[meeting.facilitator]
        able = problem.speaks[:, meeting.language] & ((problem.need_bits & ~skills) == 0)
        self.able[row, :-1] = able
        fits = able & problem.free[:, meeting.slot]
        self.fits[row, :-1] = fits
        self.fits_by_person[:, row] = fits

    def _refresh_leader(self, facilitator: int) -> None:
        width = self.leader_free.shape[1]
        for row in self.led[facilitator]:
            self.leader_free[row] = words_of(self.leader_free_bits(facilitator, row), width)

    # --- going back --------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The groups as they are; cheap to take and to go back to."""
        return Snapshot(tuple(tuple(m) for m in self.members), tuple(self.meeting))

    def restore(self, snapshot: Snapshot) -> None:
        """Go back; only rows that differ are worked on."""
        changed = [
            row
            for row in range(self.rows)
            if self.meeting[row] != snapshot.meeting[row] or tuple(self.members[row]) != snapshot.members[row]
        ]
        for row in changed:
            if self.meeting[row] is not None:
                self.close(row)
        for row in changed:
            meeting = snapshot.meeting[row]
            if meeting is not None:
                self.put(row, snapshot.members[row], meeting)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Members and meeting by row."""

    members: tuple[tuple[int, ...], ...]
    meeting: tuple[Meeting | None, ...]

    def groups(self) -> int:
        """How many rows meet."""
        return sum(meeting is not None for meeting in self.meeting)
