"""What would happen to one person's move or swap, for every group at once: asked when somebody is picked up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matching.board_figures import Measured, changed, difference, measured, rounded, seating_of
from matching.board_state import Board
from matching.checks import Broken
from matching.services import said_anew

ASIDE = 0
"""Stands for "without a group" where a group's key is expected."""


def effects_for(board: Board, person: int) -> dict[str, Any]:
    """``moves``: by group key (0: without a group) what a move there does; ``swaps``: by person, in points of J or
    the codes of the hard rules that forbid it. Figures are None where there is nothing to measure."""
    known = measured(board)
    home = board.group_of.get(person)
    leaving = left_behind(board, person, home)
    targets = [key for key in board.groups if key != home]
    moves = {str(key): move_to(board, known, person, home, key, leaving) for key in targets}
    if home is not None:
        moves[str(ASIDE)] = move_to(board, known, person, home, None, leaving)
    return {"person": person, "moves": moves, "swaps": swaps_with(board, known, person, home)}


def left_behind(board: Board, person: int, home: int | None) -> list[Broken]:
    """What leaving breaks at home, the same for every target."""
    if home is None:
        return []
    inside = board.enrolments(home)
    rest = [one for one in inside if one.pk != person]
    return said_anew(board.rules, board.groups[home], board.broken(home), len(inside), rest) if rest else []


def move_to(
    board: Board, known: Measured | None, person: int, home: int | None, target: int | None, leaving: Sequence[Broken]
) -> dict[str, Any]:
    broken = list(leaving)
    becomes = {}
    if home is not None:
        becomes[home] = board.members[home] - {person}
    if target is not None:
        becomes[target] = board.members[target] | {person}
        inside = board.enrolments(target)
        joined = sorted([*inside, board.cohort.people[person]], key=lambda one: (str(one.user).casefold(), one.pk))
        broken += said_anew(board.rules, board.groups[target], board.broken(target), len(inside), joined)
    figures = None
    if known is not None:
        changes = changed(board, known, becomes)
        figures = rounded(difference(known.whole, known.after(changes))) if remains(known, changes) else None
    return {
        "effect": figures,
        "hard": [one.sentence for one in broken if one.hard],
        "soft": [one.sentence for one in broken if not one.hard],
    }


def remains(known: Measured, changes: dict[int, Any]) -> bool:
    """Whether any group is left to measure."""
    return len(known.rows) > sum(1 for row, made in changes.items() if made is None and row < len(known.rows))


def swaps_with(board: Board, known: Measured | None, person: int, home: int | None) -> dict[str, Any]:
    if known is None or home is None or home not in known.rows:
        return {}
    from matching.engine.alternatives import exchange, group_breaks, person_breaks

    problem, seatings = known.effects.problem, known.effects.seatings
    own, here = board.cohort.number(person), known.rows[home]
    found: dict[str, Any] = {}
    for key, there in known.rows.items():
        if key == home or board.groups[key].is_locked:
            continue
        alone = person_breaks(problem, own, seatings[there])
        for other in board.members[key] - board.locked:
            partner = board.cohort.number(other)
            codes = {*alone, *person_breaks(problem, partner, seatings[here])}
            if not codes:
                after = exchange(seatings, here, there, own, partner)
                codes = {code for one in after.values() if one is not None for code in group_breaks(problem, one)}
            found[str(other)] = sorted(codes) if codes else round(known.effects.effect(after), 2) + 0.0
    return found


def swap_in_full(board: Board, one: int, other: int) -> dict[str, Any]:
    """What a swap does, with every sentence and every component."""
    known = measured(board)
    here, there = board.group_of[one], board.group_of[other]
    broken: list[Broken] = []
    becomes = {
        here: (board.members[here] - {one}) | {other},
        there: (board.members[there] - {other}) | {one},
    }
    for key, people in becomes.items():
        inside = [board.cohort.people[pk] for pk in board.by_name(people)]
        broken += said_anew(board.rules, board.groups[key], board.broken(key), len(inside), inside)
    figures = None
    if known is not None and seating_of(board, here) and seating_of(board, there):
        figures = rounded(difference(known.whole, known.after(changed(board, known, becomes))))
    return {
        "effect": figures,
        "hard": [one.sentence for one in broken if one.hard],
        "soft": [one.sentence for one in broken if not one.hard],
    }
