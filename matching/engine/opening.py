"""Opening groups from the meetings outwards, rarest person first.

The person with the fewest possible meetings chooses first: of their starts, the one that rescues the most other
scarce people; of the facilitators, the one with least freedom. The group is then filled with scarce people who
differ (one of a stratum, at most two of a country while that is possible).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrangement import Arrangement, Meeting
from matching.engine.chance import Chance
from matching.engine.problem import FloatArray, Problem
from matching.engine.strata import Strata
from matching.engine.weeks import BoolArray, IntArray

STARTS_TRIED = 6
"""Starts tried for one person before they are left for repair."""
PEOPLE_FOR_ONE_COUNT = 300
"""Up to this many waiting people, scarcity is counted anew for each group; above, more rarely."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one opening is done: the size aimed at and how far chance may bend the order (0 = not)."""

    aim: int
    bend: float = 0.0
    variety: float = 1.0


class Opener:
    """Opens groups for the people of an arrangement who have none."""

    def __init__(self, seating: Arrangement, strata: Strata, chance: Chance) -> None:
        self.seating, self.strata, self.chance = seating, strata, chance
        self.problem: Problem = seating.problem
        self.free_numbers = self.problem.free.astype(np.float32)
        self.patterns = sorted({int(bits) for bits in self.problem.need_bits})

    def open_groups(self, style: Style, urgent: Sequence[int] = ()) -> list[int]:
        """Open groups until nobody waiting can start one; returns the rows. ``urgent`` people choose first."""
        waiting = np.array(self.seating.unplaced(), dtype=np.int64)
        tried = np.zeros(self.problem.size, dtype=bool)
        hurry = np.zeros(self.problem.size, dtype=bool)
        hurry[list(urgent)] = True
        rows: list[int] = []
        scarcity, age = np.zeros(0), 0
        while len(waiting) >= self.problem.rules.size_min and len(self.seating.open_rows()) < self.seating.rows:
            if age == 0:
                possible = self._possible_starts()
                options = self._options(possible, waiting)
                scarcity = 1.0 / (1.0 + options)
                age = 1 + len(waiting) // PEOPLE_FOR_ONE_COUNT
            age -= 1
            chooser = self._rarest(waiting, options, tried, hurry, style)
            if chooser is None:
                break
            tried[chooser] = True
            row = self._open_for(chooser, waiting, scarcity, possible, style)
            if row is not None:
                rows.append(row)
                waiting = waiting[self.seating.row_of[waiting] < 0]
        return rows

    def _possible_starts(self) -> dict[int, BoolArray]:
        """For each pattern of access needs, bool[languages, slots]: some facilitator could lead there."""
        problem, seating = self.problem, self.seating
        free = np.zeros_like(problem.facilitator_free)
        for facilitator in range(len(problem.facilitators)):
            bits = seating.leader_free_bits(facilitator)
            if bits:
                raw = np.frombuffer(bits.to_bytes(-(-problem.slots // 8), "little"), dtype=np.uint8)
                free[facilitator] = np.unpackbits(raw, bitorder="little")[: problem.slots]
        self.leader_free = free
        skills = np.array(problem.skill_bits, dtype=np.int64)
        result = {}
        for pattern in self.patterns:
            able = (pattern & ~skills) == 0
            result[pattern] = np.array(
                [free[able & problem.leads[:, code]].any(axis=0) for code in range(len(problem.languages))]
            )
        return result

    def _options(self, possible: dict[int, BoolArray], waiting: IntArray) -> FloatArray:
        """float[students]: how many (start, language) pairs each waiting person could still have."""
        problem = self.problem
        options = np.zeros(problem.size)
        for pattern, starts in possible.items():
            people = waiting[problem.need_bits[waiting] == pattern]
            reach = self.free_numbers[people] @ starts.T.astype(np.float32)
            options[people] = (reach * problem.speaks[people]).sum(axis=1)
        return options

    def _rarest(
        self, waiting: IntArray, options: FloatArray, tried: BoolArray, hurry: BoolArray, style: Style
    ) -> int | None:
        left = waiting[~tried[waiting] & (options[waiting] > 0)]
        if not len(left):
            return None
        order = options[left] * (1.0 + style.bend * self.chance.noise(len(left)))
        order[hurry[left]] -= 1e6
        return int(left[order.argmin()])

    def _open_for(
        self, chooser: int, waiting: IntArray, scarcity: FloatArray, possible: dict[int, BoolArray], style: Style
    ) -> int | None:
        problem = self.problem
        starts = possible[int(problem.need_bits[chooser])] & problem.free[chooser]
        starts &= problem.speaks[chooser][:, None]
        languages, slots = starts.nonzero()
        if not len(slots):
            return None
        scores = np.zeros(len(slots))
        for language in np.unique(languages):
            speakers = waiting[problem.speaks[waiting, language]]
            here = languages == language
            weights = scarcity[speakers] ** 1.5
            scores[here] = weights @ self.free_numbers[np.ix_(speakers, slots[here])]
        scores *= 1.0 + style.bend * self.chance.noise(len(scores))
        for choice in np.argsort(-scores, kind="stable")[:STARTS_TRIED]:
            meeting = self._leader(chooser, int(slots[choice]), int(languages[choice]), style)
            if meeting is None:
                continue
            members = self.fill(chooser, meeting, waiting, scarcity, style)
            if members:
                return self.seating.open(members, meeting)
        return None

    def _leader(self, chooser: int, slot: int, language: int, style: Style) -> Meeting | None:
        """The facilitator with the least freedom who can lead there; skilled ones are spared for those in need."""
        problem = self.problem
        need = int(problem.need_bits[chooser])
        able = self.leader_free[:, slot] & problem.leads[:, language]
        fitting = [int(f) for f in able.nonzero()[0] if not need & ~problem.skill_bits[f]]
        fitting = [f for f in fitting if self.seating.leader_free_bits(f) >> slot & 1]
        if not fitting:
            return None
        noise = self.chance.noise(len(fitting))

        def freedom(k: int) -> float:
            f = fitting[k]
            room = problem.capacity[f] - len(self.seating.led[f])
            spared = 200.0 if problem.skill_bits[f] and not need else 0.0
            return (float(self.leader_free[f].sum()) * room + spared) * (1 + style.bend * float(noise[k]))

        return Meeting(slot, fitting[min(range(len(fitting)), key=freedom)], language)

    def fill(
        self, chooser: int, meeting: Meeting, waiting: IntArray, scarcity: FloatArray, style: Style
    ) -> list[int] | None:
        """Members for a meeting around one person, or None when the hard rules cannot be met."""
        problem = self.problem
        fits = problem.free[waiting, meeting.slot] & problem.speaks[waiting, meeting.language]
        fits &= (problem.need_bits[waiting] & ~problem.skill_bits[meeting.facilitator]) == 0
        people = waiting[fits]
        if len(people) < problem.rules.size_min:
            return None
        eligible = set(people.tolist())
        members = list(problem.units[problem.unit_of[chooser]])
        if not eligible.issuperset(members):
            return None
        base = scarcity[people] / scarcity[people].max() * (1.0 + style.bend * self.chance.noise(len(people)))
        free = ~np.isin(people, members)
        while len(members) < style.aim and free.any():
            scores = np.where(free, base - style.variety * self._crowding(people, members), -np.inf)
            best = int(scores.argmax())
            free[best] = False
            unit = problem.units[problem.unit_of[int(people[best])]]
            fitting = eligible.issuperset(unit) and len(members) + len(unit) <= problem.rules.size_max
            if fitting and not any(problem.apart[p].intersection(members) for p in unit):
                members += unit
                free &= ~np.isin(people, unit)
        return members if self.seating.allowed(members) else None

    def _crowding(self, people: IntArray, members: list[int]) -> FloatArray:
        """How much each person repeats what the group has: country, stratum, institution."""
        problem = self.problem
        country, alike = problem.codes["country"], self.strata.alike
        total = np.zeros(len(people))
        for codes, price in ((country, 0.5), (alike, 0.4), (problem.codes["institution"], 0.2)):
            counts = np.bincount(codes[members], minlength=int(codes.max()) + 1)
            total += price * counts[codes[people]]
        counts = np.bincount(country[members], minlength=int(country.max()) + 1)
        return total + 2.0 * (counts[country[people]] >= 2)
