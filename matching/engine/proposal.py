"""A proposal for groups that meet already, what it disturbs, and how that is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matching.engine.problem import Problem
from matching.engine.quality import Quality, Seating
from matching.engine.types import FormedGroup
from matching.engine.waits import Waits

MOVE, FACILITATOR_CHANGE, SLOT_CHANGE = 1.0, 2.0, 4.0
"""Weights of disturbance. A new facilitator is felt by a whole group, but nobody has to rearrange anything; a new time
makes everybody of the group rearrange their week."""


class Kind(StrEnum):
    """What a proposal does."""

    NOBODY_MOVED = "nobody_moved"
    RETIMED = "retimed"
    FEW_MOVED = "few_moved"
    LEAST_MOVED = "least_moved"
    MERGED = "merged"
    CURVE = "curve"
    AFRESH = "afresh"


@dataclass(frozen=True, slots=True)
class Figures:
    """J and its parts."""

    total: float
    components: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who stays and changes group."""

    student: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to go on. ``before``: the groups without those who left; ``after`` seats those who joined as well.

    ``reasons`` say why somebody has to be disturbed whatever is done. ``left_out`` has no seat (only when the caller
    allowed that); ``waits`` says why. ``steps`` repeats this very proposal when passed back as ``steps``.
    """

    kind: Kind
    groups: tuple[FormedGroup, ...]
    moves: tuple[Move, ...]
    joined: tuple[str, ...]
    slot_changes: tuple[str, ...]
    facilitator_changes: tuple[str, ...]
    ended: tuple[str, ...]
    opened: tuple[str, ...]
    left_out: tuple[str, ...]
    before: Figures
    after: Figures
    reasons: tuple[str, ...] = ()
    waits: tuple[Waits, ...] = ()
    seconds: float = 0.0
    steps: int = 0

    @property
    def moved(self) -> tuple[str, ...]:
        """Those who stay and change group."""
        return tuple(move.student for move in self.moves)

    @property
    def disturbance(self) -> float:
        """Moves, changes of facilitator and of time, weighed."""
        changes = FACILITATOR_CHANGE * len(self.facilitator_changes) + SLOT_CHANGE * len(self.slot_changes)
        return MOVE * len(self.moves) + changes

    @property
    def gain(self) -> float:
        """Points of J won."""
        return self.after.total - self.before.total

    @property
    def gain_per_disturbance(self) -> float:
        """Points of J for each unit of disturbance; infinite when there is none."""
        return self.gain / self.disturbance if self.disturbance else float("inf")


def figures_of(quality: Quality) -> Figures:
    """J and components as reported: rounded."""
    parts = {key: round(float(value), 4) for key, value in quality.components.items()}
    return Figures(round(float(quality.total), 3), parts)


def seating_of(problem: Problem, group: FormedGroup) -> Seating:
    """A group in numbers; a slot, facilitator or language that is gone counts as the first one there is."""
    leaders = {f.id: k for k, f in enumerate(problem.facilitators)}
    language = problem.languages.index(group.language) if group.language in problem.languages else 0
    members = tuple(problem.number[m] for m in group.members)
    slot = problem.calendar.slot_number(group.slot)
    return Seating(members, slot or 0, leaders.get(group.facilitator_id, 0), language)
