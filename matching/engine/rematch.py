"""Forming again after people left and others came: kept groups keep their people, slot and facilitator.

Newcomers take free seats first; only when that does not do, groups are opened or people moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from matching.engine.arrangement import Arrangement, Meeting
from matching.engine.opening import Opener, Style
from matching.engine.problem import Problem
from matching.engine.repair import Repairer
from matching.engine.types import FormedGroup

STEPS_OF_LOOSENING = ((0, True), (1, False), (3, False))
"""How deep chains may go, and whether kept groups are held; each tried in turn while somebody waits."""


def restore_groups(seating: Arrangement, previous: Sequence[FormedGroup]) -> list[int]:
    """Open again every earlier group that still obeys the rules, filled up with newcomers where it shrank."""
    problem = seating.problem
    leaders = {f.id: k for k, f in enumerate(problem.facilitators)}
    earlier = {member for group in previous for member in group.members}
    newcomers = [p for p in range(problem.size) if problem.students[p].id not in earlier]
    rows = []
    for group in sorted(previous, key=lambda g: g.id):
        meeting = _meeting(problem, group, leaders)
        members = [problem.number[m] for m in sorted(group.members) if m in problem.number]
        if meeting is None or not members or not _still_leads(seating, meeting):
            continue
        members = [p for p in members if _fits(problem, p, meeting)]
        filled = _filled(seating, members, meeting, [p for p in newcomers if seating.row_of[p] < 0])
        if filled is not None and len(seating.open_rows()) < seating.rows:
            rows.append(seating.open(filled, meeting))
    return rows


def seat_newcomers(seating: Arrangement, opener: Opener, repairer: Repairer, rows: Sequence[int], aim: int) -> None:
    """Seat everybody without a group, disturbing as little as works."""
    for deepest, held in STEPS_OF_LOOSENING:
        repairer.fixed = frozenset(rows) if held else frozenset()
        if not repairer.seat_all(deepest):
            break
        opener.open_groups(Style(aim))
    repairer.fixed = frozenset()


def named_rows(
    previous: Sequence[FormedGroup], members: Mapping[int, Sequence[str]]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Ids for rows, kept from the earlier group with the largest overlap, and the students whose group changed."""
    before = {member: group.id for group in previous for member in group.members}
    overlap = Counter((before[m], row) for row, people in members.items() for m in people if m in before)
    names: dict[int, str] = {}
    for (group, row), _ in sorted(overlap.items(), key=lambda item: (-item[1], item[0])):
        if row not in names and group not in names.values():
            names[row] = group
    moved = tuple(
        sorted(m for row, people in members.items() for m in people if m in before and before[m] != names.get(row))
    )
    return names, moved


def _meeting(problem: Problem, group: FormedGroup, leaders: Mapping[str, int]) -> Meeting | None:
    slot = problem.calendar.slot_number(group.slot)
    if slot is None or group.facilitator_id not in leaders or group.language not in problem.languages:
        return None
    return Meeting(slot, leaders[group.facilitator_id], problem.languages.index(group.language))


def _still_leads(seating: Arrangement, meeting: Meeting) -> bool:
    free = seating.leader_free_bits(meeting.facilitator) >> meeting.slot & 1
    return bool(free) and bool(seating.problem.leads[meeting.facilitator, meeting.language])


def _fits(problem: Problem, person: int, meeting: Meeting) -> bool:
    needs = int(problem.need_bits[person])
    return bool(
        problem.free[person, meeting.slot]
        and problem.speaks[person, meeting.language]
        and not needs & ~problem.skill_bits[meeting.facilitator]
    )


def _filled(seating: Arrangement, members: list[int], meeting: Meeting, newcomers: list[int]) -> list[int] | None:
    """The members, with newcomers while the rules about size or variety are not met; None when they cannot be."""
    problem = seating.problem
    people = _without_split_links(problem, members)
    for person in newcomers:
        if seating.allowed(people):
            return people
        unit = problem.units[problem.unit_of[person]]
        if all(_fits(problem, p, meeting) and p not in people and seating.row_of[p] < 0 for p in unit):
            people = _without_split_links(problem, [*people, *unit])
    return people if seating.allowed(people) else None


def _without_split_links(problem: Problem, members: list[int]) -> list[int]:
    """Leaves out linked people whose partner is not here; they are seated together afterwards."""
    here = set(members)
    return [p for p in members if here.issuperset(problem.units[problem.unit_of[p]])]
