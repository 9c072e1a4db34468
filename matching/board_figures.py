"""J and its components for the drafts and for each group, and what a change of a few groups would do to them.

Everything is exact: the sums of ``matching.engine.effects``, which are those of ``quality.measure``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.board_state import Board
from matching.models import Group

if TYPE_CHECKING:
    from matching.engine.effects import Effects
    from matching.engine.quality import Seating


@dataclass(frozen=True, slots=True)
class Figures:
    """``total`` is J, 0 to 100; components are 1 at their bound, 0 at random."""

    total: float
    components: dict[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """The board taken apart. ``rows``: groups by key to their place in ``effects``; a group without people, time,
    facilitator or a working language has none and counts in no figure."""

    effects: Effects
    rows: dict[int, int]
    whole: Figures

    def after(self, changes: Mapping[int, Seating | None]) -> Figures:
        """The figures after some rows become something else."""
        from matching.engine.effects import points_of

        components = self.effects.components_after(changes)
        return Figures(points_of(self.effects.problem, components), components)

    def group(self, key: int) -> Figures | None:
        """The figures if every group were like this one, measured with the bounds of them all."""
        from matching.engine.effects import components_of, points_of
        from matching.engine.types import MIX_ATTRIBUTES

        if key not in self.rows:
            return None
        row = self.rows[key]
        bounds, shares = self.effects.bounds[()], self.effects.shares[row].copy()
        people = len(self.effects.seatings[row].members)
        pairs = max(1, people * (people - 1) // 2)
        same, like = range(len(MIX_ATTRIBUTES)), len(MIX_ATTRIBUTES) + 3
        for place in range(len(shares)):
            if place in same or place == like:
                shares[place] *= bounds.pairs / pairs
            elif place == len(MIX_ATTRIBUTES) + 1:
                shares[place] *= bounds.people / people
            else:
                shares[place] *= bounds.groups
        # One group cannot be less mixed than all alike, whatever the scale of the whole says.
        found = {name: max(-1.0, value) for name, value in components_of(self.effects.problem, shares, bounds).items()}
        return Figures(points_of(self.effects.problem, found), found)


def measured(board: Board) -> Measured | None:
    """None when there is nothing to measure: no group is complete, or a person's data is no use to the engine."""
    from matching.engine.effects import effects_of

    if board.cohort.problem is None:
        return None
    found = [(key, made) for key in board.groups if (made := seating_of(board, key)) is not None]
    if not found:
        return None
    effects = effects_of(board.cohort.problem, [made for _key, made in found])
    rows = {key: row for row, (key, _made) in enumerate(found)}
    return Measured(effects, rows, Figures(effects.total, effects.components_after({})))


def seating_of(board: Board, key: int, people: Iterable[int] | None = None) -> Seating | None:
    """A group as the engine knows it, with other people when told so."""
    group = board.groups[key]
    return seating(board, group, board.members[key] if people is None else people)


def seating(board: Board, group: Group, people: Iterable[int]) -> Seating | None:
    from matching.engine.quality import Seating

    problem = board.cohort.problem
    assert problem is not None
    members = tuple(sorted(board.cohort.number(one) for one in people))
    slot = problem.calendar.slot_number(group.slot)
    leader = next((n for n, one in enumerate(problem.facilitators) if one.id == f"f{group.facilitator_id}"), None)
    if not members or slot is None or leader is None or group.language not in problem.languages:
        return None
    return Seating(members, slot, leader, problem.languages.index(group.language))


def changed(board: Board, known: Measured, becomes: Mapping[int, Iterable[int]]) -> dict[int, Seating | None]:
    """Rows of ``known`` after some groups have other people. A group that had none yet opens a new row."""
    changes: dict[int, Seating | None] = {}
    fresh = len(known.rows)
    for key, people in becomes.items():
        made = seating_of(board, key, people)
        if key in known.rows:
            changes[known.rows[key]] = made
        elif made is not None:
            changes[fresh] = made
            fresh += 1
    return changes


def difference(before: Figures, after: Figures) -> dict[str, float]:
    """Points of J and of each component (in hundredths), positive is better."""
    found = {name: 100 * (after.components[name] - value) for name, value in before.components.items()}
    return {"total": after.total - before.total} | found


def rounded(figures: Mapping[str, float], places: int = 2) -> dict[str, float]:
    return {name: round(value, places) + 0.0 for name, value in figures.items()}
