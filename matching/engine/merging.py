"""Joining a group that became too small with another one: at that group's time, with its facilitator."""

from __future__ import annotations

from dataclasses import replace

from matching.engine.kept import HOMELESS, Kept, fits

PARTNERS = 25
"""Groups looked at for each small one: those with most room."""


def merged(kept: Kept, under: int, may_move: frozenset[int]) -> Kept | None:
    """The rows after every group with fewer than ``under`` people joined another one; None when none can.

    Both together have at most size_max people. All who change must be allowed to; nobody is parted from anybody.
    The smaller group ends; of equals the one whose people fit elsewhere.
    """
    now = replace(kept, home=list(kept.home), members=[list(m) for m in kept.members], reasons=list(kept.reasons))
    gone: set[int] = set()
    for row in sorted(range(len(now.ids)), key=lambda r: (len(now.members[r]), r)):
        if row in gone or not 0 < len(now.members[row]) < under:
            continue
        partner = _partner(now, row, gone, may_move)
        if partner is not None:
            for person in now.members[row]:
                now.home[person] = HOMELESS
            now.members[partner] = sorted([*now.members[partner], *now.members[row]])
            now.members[row] = []
            gone.add(row)
    return _without(now, gone) if gone else None


def _partner(kept: Kept, row: int, gone: set[int], may_move: frozenset[int]) -> int | None:
    """The other group with the fewest people that all of this one could join."""
    problem, people = kept.problem, kept.members[row]
    if not may_move.issuperset(people):
        return None
    others = [r for r in range(len(kept.ids)) if r != row and r not in gone and kept.members[r]]
    for other in sorted(others, key=lambda r: (len(kept.members[r]), r))[:PARTNERS]:
        there = set(kept.members[other])
        same_language = kept.meetings[other].language == kept.meetings[row].language
        has_room = len(people) + len(there) <= problem.rules.size_max
        if same_language and has_room and all(_may_sit(kept, p, other, there) for p in people):
            return other
    return None


def _may_sit(kept: Kept, person: int, row: int, there: set[int]) -> bool:
    return fits(kept.problem, person, kept.meetings[row]) and not kept.problem.apart[person] & there


def _without(kept: Kept, gone: set[int]) -> Kept:
    """The rows that go on, numbered anew."""
    rows = [row for row in range(len(kept.ids)) if row not in gone]
    place = {row: k for k, row in enumerate(rows)}
    return replace(
        kept,
        ids=[kept.ids[r] for r in rows],
        meetings=[kept.meetings[r] for r in rows],
        members=[kept.members[r] for r in rows],
        home=[place.get(h, HOMELESS) if h >= 0 else h for h in kept.home],
    )
