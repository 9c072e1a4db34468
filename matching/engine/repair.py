"""Finding a place for those left over: join, join by another slot, chains of exchanges, a spare group."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from matching.engine.arrangement import NOBODY, Arrangement, Meeting
from matching.engine.chance import Chance
from matching.engine.opening import Opener, Style
from matching.engine.problem import slots_of

MOST_PLACES = 1500
"""Places looked at in one chain search before giving up."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A person who takes a seat in a row, pushing ``out`` onwards."""

    person: int
    row: int
    out: int
    before: _Link | None


class Repairer:
    """Seats people without a group by changing as little as possible."""

    def __init__(self, seating: Arrangement, opener: Opener, chance: Chance, fixed: frozenset[int] = frozenset()):
        self.seating, self.opener, self.chance = seating, opener, chance
        self.problem = seating.problem
        self.fixed = fixed
        """Rows whose members and slot stay (re-matching)."""

    def seat_all(self, deepest: int = 4) -> list[int]:
        """Try everybody without a group; returns those still without."""
        for person in self._by_scarcity(self.seating.unplaced()):
            if self.seating.row_of[person] == NOBODY:
                self.seat(person, deepest)
        return self.seating.unplaced()

    def seat(self, person: int, deepest: int = 4) -> bool:
        """One person (with those linked to them): the least disturbing way that works."""
        unit = self.problem.units[self.problem.unit_of[person]]
        if self._join(unit) or self._join_by_retiming(unit):
            return True
        if len(unit) == 1 and self._chain(person, deepest):
            return True
        return self._open_with_borrowed(unit)

    def _by_scarcity(self, people: list[int]) -> list[int]:
        return sorted(people, key=lambda p: (self.problem.free_bits[p].bit_count(), p))

    def _join(self, unit: list[int]) -> bool:
        seating, rules = self.seating, self.problem.rules
        best, best_row = np.inf, -1
        for row in np.flatnonzero(seating.fits_by_person[unit].all(axis=0)).tolist():
            if len(seating.members[row]) + len(unit) > rules.size_max:
                continue
            members = seating.members[row] + unit
            if not seating.allowed(members):
                continue
            meeting = seating.meeting[row]
            assert meeting is not None
            change = seating.group_cost(members, meeting) - seating.cost[row]
            if change < best:
                best, best_row = change, row
        if best_row < 0:
            return False
        seating.reseat(best_row, seating.members[best_row] + unit)
        return True

    def _join_by_retiming(self, unit: list[int]) -> bool:
        seating, rules = self.seating, self.problem.rules
        for row in np.flatnonzero(seating.able[:, unit].all(axis=1)).tolist():
            meeting = seating.meeting[row]
            if row in self.fixed or meeting is None or len(seating.members[row]) + len(unit) > rules.size_max:
                continue
            members = seating.members[row] + unit
            bits = seating.shared_bits(members) & seating.leader_free_bits(meeting.facilitator, row)
            if bits and seating.allowed(members):
                slot = self.chance.pick(slots_of(bits))
                seating.move_meeting(row, Meeting(slot, meeting.facilitator, meeting.language))
                seating.reseat(row, members)
                return True
        return False

    def _chain(self, person: int, deepest: int) -> bool:
        """The shortest chain: each takes a seat from the next, the last one finds room."""
        seating = self.seating
        queue: deque[tuple[int, _Link | None, int]] = deque([(person, None, 0)])
        seen = {person}
        places = 0
        while queue:
            mover, before, depth = queue.popleft()
            for row in np.flatnonzero(seating.fits_by_person[mover]).tolist():
                if _uses(before, row):
                    continue
                places += 1
                if places > MOST_PLACES:
                    return False
                if self._has_room(row, mover):
                    self._apply(_Link(mover, row, NOBODY, before))
                    return True
                if depth < deepest and row not in self.fixed:
                    queue.extend(self._pushed(mover, row, before, depth, seen))
        return False

    def _has_room(self, row: int, person: int) -> bool:
        members = self.seating.members[row]
        return len(members) < self.problem.rules.size_max and self.seating.allowed([*members, person])

    def _pushed(
        self, mover: int, row: int, before: _Link | None, depth: int, seen: set[int]
    ) -> list[tuple[int, _Link, int]]:
        found = []
        members = self.seating.members[row]
        for out in members:
            if out in seen or not self.problem.single_list[out]:
                continue
            if self.seating.allowed([mover if p == out else p for p in members]):
                seen.add(out)
                found.append((out, _Link(mover, row, out, before), depth + 1))
        return found

    def _apply(self, link: _Link | None) -> None:
        while link is not None:
            members = [p for p in self.seating.members[link.row] if p != link.out]
            self.seating.reseat(link.row, [*members, link.person])
            link = link.before

    def _open_with_borrowed(self, unit: list[int]) -> bool:
        """A new group around the unit, with waiting people first and then members other groups can spare."""
        seating, problem = self.seating, self.problem
        if len(seating.open_rows()) >= seating.rows:
            return False
        needs = int(np.bitwise_or.reduce(problem.need_bits[unit]))
        shared = seating.shared_bits(unit)
        languages = problem.speaks[unit].all(axis=0).nonzero()[0].tolist()
        for facilitator in self.chance.order(len(problem.facilitators)):
            if needs & ~problem.skill_bits[facilitator]:
                continue
            bits = shared & seating.leader_free_bits(facilitator)
            for slot in slots_of(bits):
                for language in languages:
                    if problem.leads[facilitator, language] and self._open_at(
                        unit, Meeting(slot, facilitator, language)
                    ):
                        return True
        return False

    def _open_at(self, unit: list[int], meeting: Meeting) -> bool:
        problem, seating = self.problem, self.seating
        able = problem.free[:, meeting.slot] & problem.speaks[:, meeting.language] & problem.single
        able &= (problem.need_bits & ~problem.skill_bits[meeting.facilitator]) == 0
        wanted = max(problem.rules.size_min, len(unit))
        people = [p for p in able.nonzero()[0].tolist() if p not in unit]
        if len(people) + len(unit) < wanted:
            return False
        people.sort(key=lambda p: (seating.row_of[p] != NOBODY, problem.free_bits[p].bit_count(), p))
        members, taken = list(unit), dict[int, list[int]]()
        for person in people:
            if len(members) >= wanted and seating.row_of[person] != NOBODY:
                break
            if len(members) < problem.rules.target_max and self._can_spare(person, members, taken):
                members.append(person)
        if not seating.allowed(members):
            return False
        for row, left in taken.items():
            seating.reseat(row, left)
        seating.open(members, meeting)
        return True

    def _can_spare(self, person: int, members: list[int], taken: dict[int, list[int]]) -> bool:
        """Whether a person may be taken for a new group; notes what is left of their old one."""
        seating, problem = self.seating, self.problem
        if problem.apart[person].intersection(members):
            return False
        alike = sum(problem.country[p] == problem.country[person] for p in members)
        if 0 < len(members) == alike and len(members) + 1 >= problem.rules.size_min:
            return False
        row = int(seating.row_of[person])
        if row == NOBODY:
            return True
        left = [p for p in taken.get(row, seating.members[row]) if p != person]
        if row in self.fixed or not seating.allowed(left):
            return False
        taken[row] = left
        return True


def _uses(link: _Link | None, row: int) -> bool:
    while link is not None:
        if link.row == row:
            return True
        link = link.before
    return False


def rebuild(seating: Arrangement, opener: Opener, repairer: Repairer, rows: list[int], style: Style) -> list[int]:
    """Dissolve groups and form them anew, those who waited before choosing first; returns who is left over."""
    urgent = seating.unplaced()
    for row in rows:
        seating.close(row)
    opener.open_groups(style, urgent)
    return repairer.seat_all()
