"""What every peer is given: the cohort as arrays, and the first feasible answer of ours as a start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.cohorts import Cohort
from matching.engine import FormedGroup
from matching.engine.problem import Problem

type Ints = np.ndarray
type Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Case:
    """``start`` breaks no rule; ``groups`` is how many groups it has, which peers that know no slots make too."""

    cohort: Cohort
    problem: Problem
    start: tuple[FormedGroup, ...]
    seed: int

    @property
    def groups(self) -> int:
        """The number of groups to make."""
        return len(self.start)

    def labels(self) -> Ints:
        """int[people]: the start as a group number for each person of the problem."""
        row = {member: number for number, group in enumerate(self.start) for member in group.members}
        return np.array([row[s.id] for s in self.problem.students])

    def sessions(self) -> list[tuple[int, int, int]]:
        """(slot, facilitator, language) of each group of the start, in numbers of the problem."""
        leaders = {f.id: number for number, f in enumerate(self.problem.facilitators)}
        slot = self.problem.calendar.slot_number
        languages = self.problem.languages.index
        return [(slot(g.slot) or 0, leaders[g.facilitator_id], languages(g.language)) for g in self.start]

    def named(self, labels: Ints, sessions: Sequence[tuple[int, int, int]]) -> tuple[FormedGroup, ...]:
        """Groups from numbers; empty ones are left out."""
        problem = self.problem
        members = [[problem.students[p].id for p in np.flatnonzero(labels == row)] for row in range(len(sessions))]
        return tuple(
            FormedGroup(
                id=f"g{row:04d}",
                members=tuple(members[row]),
                slot=problem.calendar.slot_text(slot),
                facilitator_id=problem.facilitators[leader].id,
                language=problem.languages[language],
            )
            for row, (slot, leader, language) in enumerate(sessions)
            if members[row]
        )

    def allowed(self) -> np.ndarray:
        """bool[people, groups]: may sit in that group's session (hours, language, access need)."""
        problem = self.problem
        columns = [
            problem.free[:, slot]
            & problem.speaks[:, language]
            & ((problem.need_bits & ~problem.skill_bits[leader]) == 0)
            for slot, leader, language in self.sessions()
        ]
        return np.column_stack(columns)

    def features(self) -> Floats:
        """Scaled columns of what should be mixed and balanced: what a tool without our objective is given."""
        problem = self.problem
        columns = [family.columns for family in problem.families]
        for codes in problem.codes.values():
            present = np.unique(codes)
            if len(present) > 1:
                columns.append((codes[:, None] == present[None, :]).astype(float))
        made = np.column_stack(columns)
        spread = made.std(axis=0)
        return (made - made.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
