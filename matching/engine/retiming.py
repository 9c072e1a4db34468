"""Groups that may meet at another time so that who waits can join: integer programming (HiGHS, in SciPy).

The program of ``least_moves.py`` with one more choice for a group: its meeting as it is, or another start, facilitator
or language that somebody who waits could attend. It disturbs as little as can be, weighed as everywhere (a move 1,
another facilitator 2, another time 4). With nobody who may move it is exact: when somebody is left, then no choice of
times and facilitators seats them while every group stays together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.kept import Kept, fits
from matching.engine.least_moves import Block, SeatProgram, Seats
from matching.engine.proposal import FACILITATOR_CHANGE, SLOT_CHANGE
from matching.engine.quality import Meeting
from matching.engine.weeks import BoolArray

GROUPS_TRIED = 150
"""Groups that may change their time: the smallest. All of them up to about a thousand people."""
MOST_MISSING = 2
"""Members who may be moved because the new time does not suit them."""


@dataclass(frozen=True, slots=True)
class Option:
    """Another meeting of a row, with its column in the program."""

    meeting: Meeting
    column: int


def seat_at_other_times(kept: Kept, wanted: Sequence[int], may_move: Iterable[int] = ()) -> Seats:
    """Seats the waiting; groups may change their meeting for the sake of ``wanted``, and ``may_move`` may move."""
    return _RetimingProgram(kept, sorted(set(may_move)), wanted).solve()


class _RetimingProgram(SeatProgram):
    takes_along = False

    def __init__(self, kept: Kept, may_move: Sequence[int], wanted: Sequence[int]) -> None:
        super().__init__(kept, may_move, may_end=False, opened_for=(), ended_for=())
        self.options: dict[int, list[Option]] = {}
        smallest = sorted(range(len(kept.ids)), key=lambda row: (len(kept.members[row]), row))[:GROUPS_TRIED]
        units = [block.people for block in self.blocks if set(wanted).intersection(block.people)]
        for row in sorted(smallest):
            found = sorted(set(self._meetings_for(row, units)), key=lambda m: (m.slot, m.facilitator, m.language))
            if found and row not in self.optional:
                same = self._variable(0.0)
                self.options[row] = [Option(kept.meetings[row], same)]
                self.options[row] += [Option(m, self._variable(self._price_of(row, m))) for m in found]

    def _price_of(self, row: int, meeting: Meeting) -> float:
        now = self.kept.meetings[row]
        return SLOT_CHANGE * (meeting.slot != now.slot) + FACILITATOR_CHANGE * (meeting.facilitator != now.facilitator)

    def _meetings_for(self, row: int, units: Sequence[tuple[int, ...]]) -> list[Meeting]:
        """Other meetings that some who wait could attend, all whose seat is fixed, and all but a few of the others."""
        problem, now, found = self.problem, self.kept.meetings[row], []
        fixed = self.fixed[row]
        mobile = [p for p in self.kept.members[row] if p not in set(fixed)]
        for leader in range(len(problem.facilitators)):
            for language in np.flatnonzero(problem.leads[leader]).tolist():
                good = self._attends(fixed, leader, language).all(axis=0) & problem.facilitator_free[leader]
                good &= (~self._attends(mobile, leader, language)).sum(axis=0) <= MOST_MISSING
                for people in units:
                    starts = good & self._attends(people, leader, language).all(axis=0)
                    found += [Meeting(int(slot), leader, language) for slot in np.flatnonzero(starts)]
        return [meeting for meeting in found if meeting != now]

    def _attends(self, people: Sequence[int], leader: int, language: int) -> BoolArray:
        """bool[people, slots]: free then, with the language, and with needs that this facilitator can meet."""
        problem, rows = self.problem, list(people)
        able = problem.speaks[rows, language] & ((problem.need_bits[rows] & ~problem.skill_bits[leader]) == 0)
        both: BoolArray = problem.free[rows] & able[:, None]
        return both

    def _meetings_of(self, row: int) -> list[Meeting]:
        return [option.meeting for option in self.options[row]] if row in self.options else [self.meetings[row]]

    def _suits(self, block: Block, row: int) -> bool:
        return any(self._attend(block, meeting) for meeting in self._meetings_of(row))

    def _attend(self, block: Block, meeting: Meeting) -> bool:
        return all(fits(self.problem, p, meeting) for p in block.people)

    def _leaders(self) -> None:
        """One meeting for each row, attended by people whom it suits; no facilitator leads too many, or two at once."""
        super()._leaders()
        for row, options in self.options.items():
            self.model.row([(option.column, 1.0) for option in options], 1, 1)
            for number in self.here[row]:
                suitable = [o.column for o in options if self._attend(self.blocks[number], o.meeting)]
                if len(suitable) < len(options):
                    terms = [(column, -1.0) for column in suitable]
                    self.model.row([(self.seat[number, row], 1.0), *terms], -np.inf, 0)
        for leader in range(len(self.problem.facilitators)):
            self._not_too_many(leader)

    def _not_too_many(self, leader: int) -> None:
        """Of groups with a choice; the others were made to fit each other before."""
        problem = self.problem
        mine = [(r, o) for r, options in self.options.items() for o in options if o.meeting.facilitator == leader]
        settled = [m for row, m in enumerate(self.meetings) if row not in self.options and m.facilitator == leader]
        if not mine:
            return
        room = max(0, problem.capacity[leader] - len(settled))
        self.model.row([(option.column, 1.0) for _, option in mine], 0, room)
        for k, (row, one) in enumerate(mine):
            near = problem.near[one.meeting.slot]
            if any(near >> m.slot & 1 for m in settled):
                self.model.row([(one.column, 1.0)], 0, 0)
            for other_row, other in mine[k + 1 :]:
                if other_row != row and near >> other.meeting.slot & 1:
                    self.model.row([(one.column, 1.0), (other.column, 1.0)], 0, 1)

    def _read(self, values: np.ndarray) -> Seats:
        seats = super()._read(values)
        place = {name: k for k, name in enumerate(seats.ids)}
        meetings = list(seats.meetings)
        for row, options in self.options.items():
            chosen = next((o.meeting for o in options if values[o.column] > 0.5), None)
            if chosen is not None:
                meetings[place[self.kept.ids[row]]] = chosen
        return replace(seats, meetings=meetings)
