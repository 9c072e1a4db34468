"""Why somebody who waits has no seat when nobody is moved, and how many would have to move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.engine.kept import NEW, Kept, fits
from matching.engine.least_moves import Seats

MOST_ASKED = 6
"""People for whom the fewest moves are looked for one by one (some tenths of a second each at 120 students)."""
MOST_PEOPLE = 400
"""In larger cohorts the fewest moves are only told of all who wait together."""


class Cause(StrEnum):
    """The first thing that no group has, in this order."""

    LANGUAGE = "language"
    ACCESS = "access"
    HOURS = "hours"
    PAIR = "pair"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody without a seat while nobody moves. ``groups``: how many meet when they can (and suit otherwise).

    ``moves``: the fewest people who would have to move to give this one a seat; None when no way was found, or when
    it was not looked for.
    """

    student: str
    cause: Cause
    groups: int
    moves: int | None = None

    @property
    def sentence(self) -> str:
        """In plain English, for reports."""
        said = SAID[self.cause].format(name=self.student, n=self.groups)
        if self.moves is None:
            return said
        people = "1 person" if self.moves == 1 else f"{self.moves} people"
        return f"{said} Moving {people} would place {self.student}."


SAID = {
    Cause.LANGUAGE: "{name} fits no free seat: no group speaks a language that {name} knows well enough.",
    Cause.ACCESS: "{name} fits no free seat: no facilitator of a group can meet the access needs of {name}.",
    Cause.HOURS: "{name} fits no free seat: no group meets when {name} is free.",
    Cause.PAIR: "{name} fits no free seat: who is to be kept apart sits in every group that meets when {name} is free.",
    Cause.FULL: "{name} fits no free seat: no group with a seat meets when {name} is free ({n} without a seat).",
}


def why_waiting(kept: Kept, left: Sequence[int], least: Callable[[Kept], Seats]) -> tuple[Waits, ...]:
    """One line for each of ``left``; ``least`` seats everybody who waits with the fewest people moved."""
    looks = len(left) <= MOST_ASKED and kept.problem.size <= MOST_PEOPLE
    lines = []
    for person in left:
        cause, groups = _cause(kept, person)
        lines.append(
            Waits(kept.problem.students[person].id, cause, groups, _moves(kept, person, left, least) if looks else None)
        )
    return tuple(lines)


def _cause(kept: Kept, person: int) -> tuple[Cause, int]:
    problem = kept.problem
    unit = problem.units[problem.unit_of[person]]
    rows = [row for row, m in enumerate(kept.meetings) if all(problem.speaks[p, m.language] for p in unit)]
    if not rows:
        return Cause.LANGUAGE, 0
    rows = [r for r in rows if not _needs(kept, unit) & ~problem.skill_bits[kept.meetings[r].facilitator]]
    if not rows:
        return Cause.ACCESS, 0
    rows = [r for r in rows if all(fits(problem, p, kept.meetings[r]) for p in unit)]
    if not rows:
        return Cause.HOURS, 0
    open_to = [r for r in rows if not any(problem.apart[p].intersection(kept.members[r]) for p in unit)]
    return (Cause.FULL, len(open_to)) if open_to else (Cause.PAIR, len(rows))


def _needs(kept: Kept, unit: Sequence[int]) -> int:
    needs = 0
    for person in unit:
        needs |= int(kept.problem.need_bits[person])
    return needs


def _moves(kept: Kept, person: int, left: Sequence[int], least: Callable[[Kept], Seats]) -> int | None:
    """With the others of ``left`` still waiting."""
    unit = kept.problem.units[kept.problem.unit_of[person]]
    others = set(left) - set(unit)
    alone = replace(kept, waiting=[p for p in kept.waiting if p not in others])
    seats = least(alone)
    return None if seats.left or seats.short else len([p for p in seats.moved() if kept.home[p] != NEW])
