"""Earlier groups read again with the people who are still there: what holds, and what no longer does and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.problem import Problem, slots_of
from matching.engine.quality import Meeting
from matching.engine.types import FormedGroup

NEW, HOMELESS = -1, -2
"""In ``Kept.home``: somebody who had no group before; somebody whose group cannot go on."""


@dataclass(slots=True)
class Kept:
    """Earlier groups as rows. ``home`` is each person's row; ``waiting`` are the people without a seat.

    ``reasons`` say in sentences why somebody has to be disturbed whatever is done.
    """

    problem: Problem
    ids: list[str] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    slot_changes: list[str] = field(default_factory=list)
    facilitator_changes: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def leader_bits(self, facilitator: int, but_row: int = -1) -> int:
        """Starts at which a facilitator could lead one more group."""
        led = [m for row, m in enumerate(self.meetings) if m.facilitator == facilitator and row != but_row]
        if len(led) >= self.problem.capacity[facilitator]:
            return 0
        bits = self.problem.facilitator_bits[facilitator]
        for meeting in led:
            bits &= ~self.problem.near[meeting.slot]
        return bits

    def kept_people(self) -> list[int]:
        """Everybody who had a group before."""
        return [p for p, row in enumerate(self.home) if row != NEW]


def restore(problem: Problem, previous: Sequence[FormedGroup]) -> Kept:
    """Every earlier group whose meeting still holds, or holds with another facilitator or at another time."""
    kept = Kept(problem, home=[NEW] * problem.size)
    leaders = {f.id: k for k, f in enumerate(problem.facilitators)}
    taken: set[int] = set()
    for group in sorted(previous, key=lambda g: g.id):
        people = [problem.number[m] for m in sorted(group.members) if m in problem.number]
        people = [p for p in people if p not in taken]
        taken.update(people)
        if people:
            _restore_group(kept, group, people, leaders)
    _unseat_wrong_pairs(kept)
    seated = {p for members in kept.members for p in members}
    kept.waiting = [p for p in range(problem.size) if p not in seated]
    return kept


def fits(problem: Problem, person: int, meeting: Meeting) -> bool:
    """Free at the start, able in the language, needs met by the facilitator."""
    return bool(
        problem.free[person, meeting.slot]
        and problem.speaks[person, meeting.language]
        and not int(problem.need_bits[person]) & ~problem.skill_bits[meeting.facilitator]
    )


def _restore_group(kept: Kept, group: FormedGroup, people: list[int], leaders: Mapping[str, int]) -> None:
    problem = kept.problem
    meeting = _meeting(kept, group, leaders, people)
    if meeting is None:
        kept.reasons.append(f"{group.id} cannot go on: no facilitator can lead its {len(people)} people at any time.")
        for person in people:
            kept.home[person] = HOMELESS
        return
    row = len(kept.ids)
    kept.ids.append(group.id)
    kept.meetings.append(meeting)
    stay = [p for p in people if fits(problem, p, meeting)]
    for person in people:
        kept.home[person] = row
        if person not in stay:
            kept.reasons.append(f"{problem.students[person].id} can no longer meet at the time of {group.id}.")
    kept.members.append(stay)


def _meeting(kept: Kept, group: FormedGroup, leaders: Mapping[str, int], people: list[int]) -> Meeting | None:
    """The meeting as it was; else led by somebody else; else at another time (both are noted)."""
    problem = kept.problem
    slot = problem.calendar.slot_number(group.slot)
    if slot is None or group.language not in problem.languages:
        return _another_time(kept, group, people)
    language, leader = problem.languages.index(group.language), leaders.get(group.facilitator_id, -1)
    if leader >= 0 and problem.leads[leader, language] and kept.leader_bits(leader) >> slot & 1:
        return Meeting(slot, leader, language)
    needs = _needs(problem, people)
    for other in _by_freedom(kept):
        able = problem.leads[other, language] and not needs & ~problem.skill_bits[other]
        if able and kept.leader_bits(other) >> slot & 1:
            kept.facilitator_changes.append(group.id)
            kept.reasons.append(f"{group.id} needs another facilitator.")
            return Meeting(slot, other, language)
    return _another_time(kept, group, people)


def _another_time(kept: Kept, group: FormedGroup, people: list[int]) -> Meeting | None:
    problem = kept.problem
    shared, needs = (1 << problem.slots) - 1, _needs(problem, people)
    for person in people:
        shared &= problem.free_bits[person]
    first = [k for k, f in enumerate(problem.facilitators) if f.id == group.facilitator_id]
    for leader in [*first, *_by_freedom(kept)]:
        free = slots_of(shared & kept.leader_bits(leader))
        spoken = [
            code for code in range(len(problem.languages))
            if problem.leads[leader, code] and problem.speaks[people, code].all()
        ]  # fmt: skip
        if free and spoken and not needs & ~problem.skill_bits[leader]:
            kept.slot_changes.append(group.id)
            kept.reasons.append(f"{group.id} needs another time: nobody can lead it at {group.slot}.")
            if problem.facilitators[leader].id != group.facilitator_id:
                kept.facilitator_changes.append(group.id)
            return Meeting(free[0], leader, spoken[0])
    return None


def _by_freedom(kept: Kept) -> list[int]:
    """Facilitators with the fewest possible starts first: the others are kept for later."""
    return sorted(range(len(kept.problem.facilitators)), key=lambda f: (kept.leader_bits(f).bit_count(), f))


def _needs(problem: Problem, people: list[int]) -> int:
    return int(np.bitwise_or.reduce(problem.need_bits[people])) if people else 0


def _unseat_wrong_pairs(kept: Kept) -> None:
    """Rules about pairs that came after the groups: who breaks one waits for another seat."""
    problem = kept.problem
    place = {p: row for row, members in enumerate(kept.members) for p in members}
    out: set[int] = set()
    for unit in problem.units.values():
        if len({place[p] for p in unit if p in place}) > 1 or any(p not in place for p in unit):
            out.update(p for p in unit if p in place and len({place[q] for q in unit if q in place}) > 1)
    for person in sorted(place):
        if person not in out and any(place.get(q) == place[person] and q not in out for q in problem.apart[person]):
            out.add(person)
    for person in sorted(out):
        kept.members[place[person]].remove(person)
        kept.reasons.append(
            f"{problem.students[person].id} cannot stay: a rule about two people came after the groups."
        )
