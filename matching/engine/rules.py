"""The hard rules, checked on a finished answer straight from the people's own statements.

Used as the last gate before an answer is given; it reads nothing that the search kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from matching.engine.types import LEVELS, Constraints, Facilitator, FormedGroup, Student
from matching.engine.weeks import Calendar


def violations(
    students: Sequence[Student],
    facilitators: Sequence[Facilitator],
    rules: Constraints,
    groups: Sequence[FormedGroup],
) -> list[str]:
    """A sentence for each broken hard rule; empty when the answer holds. Students without a group count."""
    calendar = Calendar(rules.session_weeks, rules.session_minutes, rules.start_grid_minutes, rules.slot_anchor)
    people = {s.id: s for s in students}
    leaders = {f.id: f for f in facilitators}
    found: list[str] = []
    seats = Counter(member for group in groups for member in group.members)
    found += [f"{student} has {seats[student]} groups" for student in people if seats[student] != 1]
    found += [f"{student} is nobody we know" for student in seats if student not in people]
    for group in groups:
        leader = leaders.get(group.facilitator_id)
        if leader is None:
            found.append(f"{group.id} has no facilitator")
        elif all(member in people for member in group.members):
            found += _group(group, [people[m] for m in group.members], leader, rules, calendar)
    return found + _loads(groups, leaders, rules, calendar) + _links(groups, rules)


def _group(
    group: FormedGroup, members: list[Student], leader: Facilitator, rules: Constraints, calendar: Calendar
) -> list[str]:
    found = []
    if not rules.size_min <= len(members) <= rules.size_max:
        found.append(f"{group.id} has {len(members)} members")
    if len({m.institution for m in members}) < rules.min_institutions:
        found.append(f"{group.id} has too few institutions")
    if len({m.country for m in members}) < rules.min_countries:
        found.append(f"{group.id} has too few countries")
    least = rules.working_languages.get(group.language, "N")
    found += [
        f"{m.id} has not the language of {group.id}"
        for m in members
        if not at_least(m.work_languages.get(group.language), least)
    ]
    if not at_least(leader.languages.get(group.language), rules.facilitator_min_level):
        found.append(f"the facilitator of {group.id} has not its language")
    slot = calendar.slot_number(group.slot)
    people: list[Student | Facilitator] = [*members, leader]
    found += [
        f"{person.id} is not free for {group.id}"
        for person in people
        if slot is None or not calendar.holds(person.tz, person.availability, slot)
    ]
    needs = {need for m in members for need in m.access_needs} & set(rules.access_hard)
    if needs - set(leader.access_skills):
        found.append(f"the facilitator of {group.id} has not the access skill")
    return found


def at_least(level: str | None, least: str) -> bool:
    """Whether a CEFR level (or none) reaches another."""
    return level is not None and LEVELS.index(level) >= LEVELS.index(least)


def _loads(
    groups: Sequence[FormedGroup], leaders: dict[str, Facilitator], rules: Constraints, calendar: Calendar
) -> list[str]:
    found = []
    apart = calendar.clash_slots(rules.facilitator_gap_minutes)
    led: dict[str, list[int]] = defaultdict(list)
    for group in groups:
        led[group.facilitator_id].append(calendar.slot_number(group.slot) or 0)
    for leader in leaders.values():
        slots = led[leader.id]
        if len(slots) > leader.max_groups:
            found.append(f"{leader.id} leads {len(slots)} groups")
        for first in range(len(slots)):
            for second in range(first):
                distance = abs(slots[first] - slots[second])
                if min(distance, calendar.slots - distance) < apart:
                    found.append(f"{leader.id} has two groups too close together")
    return found


def _links(groups: Sequence[FormedGroup], rules: Constraints) -> list[str]:
    group_of = {member: group.id for group in groups for member in group.members}
    split = [
        f"{a} and {b} are not together"
        for a, b in rules.keep_together
        if a in group_of and b in group_of and group_of[a] != group_of[b]
    ]
    joined = [
        f"{a} and {b} are not apart"
        for a, b in rules.keep_apart
        if a != b and a in group_of and group_of[a] == group_of.get(b)
    ]
    return split + joined
