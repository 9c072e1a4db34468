"""Annealed swaps, moves and re-timings. One step prices all partners of one person at once and draws among them.

A person's possible partners are found through the meetings they could attend; each is priced from the two group
sums (mix, balance, topic), the drop-out edge and the gender table. One is drawn with the Boltzmann weights of those
prices (staying put weighs 1), then priced exactly and taken with the probability that corrects the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from matching.engine.arrangement import NOBODY, Arrangement, Meeting
from matching.engine.chance import Chance
from matching.engine.problem import slots_of

MOVE_SHARE = 0.15
"""Share of steps that move one person without an exchange (changes two sizes)."""
RETIME_SHARE = 0.25
"""Share of swap steps that may move the meetings' slots as well; dearer, and needed where hours are sparse."""
REHOST_SHARE = 0.03
"""Share of steps that give a group another slot, facilitator or language."""
ROWS_LOOKED_AT = 48
"""Groups tried in one re-timing step, drawn at random when there are more."""


class Annealer:
    """Changes an arrangement step by step; never breaks a hard rule that held before."""

    def __init__(self, arrangement: Arrangement, chance: Chance) -> None:
        self.seating = arrangement
        self.chance = chance
        self.problem = arrangement.problem

    def step(self, person: int, temperature: float) -> bool:
        """One step around one person; True when something changed."""
        row = int(self.seating.row_of[person])
        if row == NOBODY:
            return False
        if not self.problem.single_list[person]:
            return self._swap_unit(person, row, temperature)
        draw = self.chance.share()
        if draw < REHOST_SHARE:
            return self.rehost(row, temperature)
        if draw < REHOST_SHARE + MOVE_SHARE:
            return self._move(person, row, temperature)
        if draw > 1 - RETIME_SHARE * (1 - MOVE_SHARE):
            return self._swap_with_retiming(person, row, temperature)
        return self._swap(person, row, temperature)

    # --- swap --------------------------------------------------------------------------------------------

    def _swap(self, person: int, row: int, temperature: float) -> bool:
        seating = self.seating
        rows = seating.fits_by_person[person].nonzero()[0]
        others = seating.seats[rows].ravel()
        others = others[seating.fits[row, others]]
        others = others[self.problem.single[others] & (seating.row_of[others] != row)]
        if not len(others):
            return False
        prices = self._swap_prices(person, row, others)
        drawn = self._draw(prices, temperature)
        if drawn < 0:
            return False
        other = int(others[drawn])
        there = int(seating.row_of[other])
        return self._try_swap(person, row, other, there, None, None, float(prices[drawn]), temperature)

    def _swap_prices(self, person: int, row: int, others: np.ndarray) -> np.ndarray:
        """Approximate change of the total cost for each possible partner (isolates by country or bloc left out)."""
        seating, objective, problem = self.seating, self.seating.objective, self.problem
        rows = seating.row_of[others]
        step = objective.features[others] - objective.features[person]
        slope = seating.pull[row] - seating.pull[rows]
        curve = 0.5 * (objective.weight_at[len(seating.members[row])] + objective.weight_at[seating.count[rows]])
        prices = np.einsum("kd,kd->k", step, slope + curve * step)
        risk = problem.risk[others] - problem.risk[person]
        prices += objective.shrink * (seating.edge[person] - seating.edge[others]) * risk
        mine, theirs = problem.gender_list[person], problem.gender[others]
        table = seating.gender_table
        before = table[row, 0, 0] + table[rows, 0, 0]
        after = table[row, mine, theirs] + table[rows, theirs, mine]
        prices += objective.isolate * (after - before)
        result: np.ndarray = prices
        return result

    def _draw(self, prices: np.ndarray, temperature: float) -> int:
        """Number of the choice, or -1 to stay; Boltzmann weights."""
        weights = np.exp(np.minimum(-prices / temperature, 60.0)).cumsum()
        mark = self.chance.share() * (float(weights[-1]) + 1.0)
        return int(weights.searchsorted(mark, side="right")) if mark < weights[-1] else -1

    def _try_swap(
        self,
        person: int,
        row: int,
        other: int,
        there: int,
        here_meeting: Meeting | None,
        there_meeting: Meeting | None,
        price: float,
        temperature: float,
    ) -> bool:
        """Exact check of both groups; the meetings are kept unless new ones are given."""
        seating = self.seating
        here = [other if p == person else p for p in seating.members[row]]
        away = [person if p == other else p for p in seating.members[there]]
        if not (seating.allowed(here) and seating.allowed(away)):
            return False
        exact = self._exact_change(((row, here, here_meeting), (there, away, there_meeting)))
        if exact > price and self.chance.share() >= exp(max(-60.0, (price - exact) / temperature)):
            return False
        if here_meeting is not None and here_meeting != seating.meeting[row]:
            seating.move_meeting(row, here_meeting)
        if there_meeting is not None and there_meeting != seating.meeting[there]:
            seating.move_meeting(there, there_meeting)
        seating.reseat(row, here)
        seating.reseat(there, away)
        return True

    def _exact_change(self, groups: Sequence[tuple[int, list[int], Meeting | None]]) -> float:
        change = 0.0
        for row, members, meeting in groups:
            held = meeting or self.seating.meeting[row]
            assert held is not None
            change += self.seating.group_cost(members, held) - self.seating.cost[row]
        return change

    # --- swap with another slot --------------------------------------------------------------------------

    def _swap_with_retiming(self, person: int, row: int, temperature: float) -> bool:
        seating, problem = self.seating, self.problem
        rows = seating.able[:, person].nonzero()[0]
        if len(rows) > ROWS_LOOKED_AT:
            rows = np.sort(rows[np.argsort(self.chance.noise(len(rows)))[:ROWS_LOOKED_AT]])
        others = seating.seats[rows].ravel()
        others = others[seating.able[row, others]]
        others = others[problem.single[others] & (seating.row_of[others] != row)]
        if not len(others):
            return False
        here = seating.others_free[person] & seating.leader_free[row]
        meets = ((problem.free_words[others] & here) != 0).any(axis=1)
        others = others[meets]
        there = seating.others_free[others] & seating.leader_free[seating.row_of[others]]
        others = others[((there & problem.free_words[person]) != 0).any(axis=1)]
        if not len(others):
            return False
        prices = self._swap_prices(person, row, others)
        drawn = self._draw(prices, temperature)
        if drawn < 0:
            return False
        other = int(others[drawn])
        return self._retime_and_swap(person, row, other, float(prices[drawn]), temperature)

    def _retime_and_swap(self, person: int, row: int, other: int, price: float, temperature: float) -> bool:
        seating = self.seating
        there = int(seating.row_of[other])
        here_meeting = self._meeting_for(row, [other if p == person else p for p in seating.members[row]])
        if here_meeting is None:
            return False
        there_members = [person if p == other else p for p in seating.members[there]]
        there_meeting = self._meeting_for(there, there_members, here_meeting)
        if there_meeting is None:
            return False
        return self._try_swap(person, row, other, there, here_meeting, there_meeting, price, temperature)

    def _meeting_for(self, row: int, members: list[int], taken: Meeting | None = None) -> Meeting | None:
        """The same meeting if its slot still holds, or one at a drawn slot of the same facilitator."""
        seating = self.seating
        meeting = seating.meeting[row]
        assert meeting is not None
        bits = seating.shared_bits(members) & seating.leader_free_bits(meeting.facilitator, row)
        if taken is not None and taken.facilitator == meeting.facilitator:
            bits &= ~self.problem.near[taken.slot]
        if bits >> meeting.slot & 1:
            return meeting
        if not bits:
            return None
        return Meeting(self.chance.pick(slots_of(bits)), meeting.facilitator, meeting.language)

    # --- move --------------------------------------------------------------------------------------------

    def _move(self, person: int, row: int, temperature: float) -> bool:
        seating, rules = self.seating, self.problem.rules
        if len(seating.members[row]) <= rules.size_min:
            return False
        rows = seating.fits_by_person[person].nonzero()[0]
        rows = rows[(seating.count[rows] < rules.size_max) & (rows != row)]
        if not len(rows):
            return False
        prices = self._move_prices(person, row, rows)
        drawn = self._draw(prices, temperature)
        if drawn < 0:
            return False
        return self._try_move([person], row, int(rows[drawn]), float(prices[drawn]), temperature)

    def _move_prices(self, person: int, row: int, rows: np.ndarray) -> np.ndarray:
        """Change of the total for each row a person could join; drop-out is left to the exact check."""
        seating, objective, problem = self.seating, self.seating.objective, self.problem
        count = len(seating.members[row])
        left = seating.sums[row] - objective.features[person]
        leaving = 0.5 * float((left * left) @ objective.weight_at[count - 1]) - 0.5 * float(
            seating.sums[row] @ seating.pull[row]
        )
        joined = seating.sums[rows] + objective.features[person]
        weights = objective.weight_at[seating.count[rows] + 1]
        coming = 0.5 * np.einsum("kd,kd->k", joined * joined, weights)
        coming -= 0.5 * np.einsum("kd,kd->k", seating.sums[rows], seating.pull[rows])
        sizes = np.array(objective.size_cost)
        steps = sizes[count - 1] - sizes[count] + sizes[seating.count[rows] + 1] - sizes[seating.count[rows]]
        kind = problem.gender_list[person]
        table = seating.gender_table
        alone = table[row, kind, 0] - table[row, 0, 0] + table[rows, 0, kind] - table[rows, 0, 0]
        result: np.ndarray = leaving + coming + steps + objective.isolate * alone
        return result

    def _try_move(self, people: list[int], row: int, there: int, price: float, temperature: float) -> bool:
        seating = self.seating
        here = [p for p in seating.members[row] if p not in people]
        away = seating.members[there] + people
        if not (seating.allowed(here) and seating.allowed(away)):
            return False
        exact = self._exact_change(((row, here, None), (there, away, None)))
        if exact > price and self.chance.share() >= exp(max(-60.0, (price - exact) / temperature)):
            return False
        seating.reseat(there, away)
        seating.reseat(row, here)
        return True

    # --- linked people -----------------------------------------------------------------------------------

    def _swap_unit(self, person: int, row: int, temperature: float) -> bool:
        """Linked people go together, for as many single people of another group or for nobody."""
        seating, problem = self.seating, self.problem
        unit = problem.units[problem.unit_of[person]]
        fitting = seating.fits_by_person[unit].all(axis=0)
        rows = [int(r) for r in fitting.nonzero()[0] if r != row]
        if not rows:
            return False
        there = self.chance.pick(rows)
        if self.chance.share() < 0.3:
            return self._try_move(unit, row, there, 0.0, temperature)
        singles = [p for p in seating.members[there] if problem.single_list[p] and seating.fits[row, p]]
        if len(singles) < len(unit):
            return False
        back = [singles[k] for k in self.chance.order(len(singles))[: len(unit)]]
        here = [p for p in seating.members[row] if p not in unit] + back
        away = [p for p in seating.members[there] if p not in back] + unit
        if not (seating.allowed(here) and seating.allowed(away)):
            return False
        exact = self._exact_change(((row, here, None), (there, away, None)))
        if exact > 0 and self.chance.share() >= exp(max(-60.0, -exact / temperature)):
            return False
        seating.reseat(row, here)
        seating.reseat(there, away)
        return True

    # --- another meeting for the same people -------------------------------------------------------------

    def rehost(self, row: int, temperature: float) -> bool:
        """Another slot, facilitator or language for a group; it opens other swaps later."""
        seating = self.seating
        members = seating.members[row]
        meeting = self.any_meeting(row, members)
        if meeting is None or meeting == seating.meeting[row]:
            return False
        change = seating.group_cost(members, meeting) - seating.cost[row]
        if change > 0 and self.chance.share() >= exp(max(-60.0, -change / temperature)):
            return False
        seating.move_meeting(row, meeting)
        return True

    def any_meeting(self, row: int, members: list[int]) -> Meeting | None:
        """A meeting drawn among all that these people could have (``row`` gives up its own)."""
        seating, problem = self.seating, self.problem
        bits = seating.shared_bits(members)
        if not bits:
            return None
        needs = int(np.bitwise_or.reduce(problem.need_bits[members]))
        languages = problem.speaks[members].all(axis=0).nonzero()[0].tolist()
        for facilitator in self.chance.order(len(problem.facilitators)):
            if needs & ~problem.skill_bits[facilitator]:
                continue
            led = [code for code in languages if problem.leads[facilitator, code]]
            if not led:
                continue
            free = bits & seating.leader_free_bits(facilitator, row)
            if free:
                return Meeting(self.chance.pick(slots_of(free)), facilitator, self.chance.pick(led))
        return None
