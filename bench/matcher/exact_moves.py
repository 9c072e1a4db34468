"""The best that any re-match with at most two people moved can reach: every way is looked at, none is guessed.

Everybody who stays has a seat; at most two of them change group (any two, anywhere they fit, in exchange or not; a
pair who asked to stay together goes together), every newcomer goes to any group they fit. J depends on the figures of
each group and on the list of sizes only, so the figures of every group with every possible change are worked out once,
and every combination is added up: some millions at 120 students.

A group may be opened besides (by any facilitator who is free for one more). No group ends: that would move more.

With ``free`` every group may instead meet at any start, with any facilitator and language that suits its members then,
all groups independently of each other. Facilitators may then lead too many groups, so that is an upper bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from bench.matcher.exact_kernels import fill_row, scan
from matching.engine.kept import Kept, fits
from matching.engine.kernels.base import chance_of
from matching.engine.kernels.make import make_bench, make_cohort, make_scale
from matching.engine.kernels.values import STATS, Array
from matching.engine.problem import Problem
from matching.engine.quality import Meeting, Seating
from matching.engine.strata import Strata

MOST_MOVED = 2
MOST_FRAMES = 1 << 16


@dataclass(frozen=True, slots=True)
class Best:
    """The best J with nobody, one and two moved (-1e9: no such way), and how many ways were looked at.

    ``seatings``: the best with two, sessions as they were.
    """

    totals: tuple[float, float, float]
    ways: int
    seatings: tuple[Seating, ...]


def best_of(kept: Kept, left: Sequence[int], *, free: bool = False) -> Best | None:
    """None when those who wait, but for ``left``, cannot all be seated. ``kept``: sessions and who stays in them."""
    problem, out = kept.problem, set(left)
    seated = Problem(
        [s for p, s in enumerate(problem.students) if p not in out], problem.facilitators, problem.rules,
        problem.weights,
    )  # fmt: skip
    number = {p: seated.number[s.id] for p, s in enumerate(problem.students) if p not in out}
    members = [[number[p] for p in people] for people in kept.members]
    meetings = [
        every_meeting(seated, people, m) if free else [m] for people, m in zip(members, kept.meetings, strict=True)
    ]
    if not free and (opened := open_meetings(kept, left)):
        members.append([])
        meetings.append(opened)
    return _Search(seated, members, meetings, [number[p] for p in kept.waiting if p not in out]).best()


def every_meeting(problem: Problem, people: Sequence[int], now: Meeting) -> list[Meeting]:
    """The meeting as it is, and every other that all of these people but two could attend."""
    found = [now]
    for leader in range(len(problem.facilitators)):
        for language in np.flatnonzero(problem.leads[leader]).tolist():
            able = problem.speaks[people, language] & ((problem.need_bits[people] & ~problem.skill_bits[leader]) == 0)
            come = (problem.free[people] & able[:, None]).sum(axis=0) >= len(people) - MOST_MOVED
            for slot in np.flatnonzero(come & problem.facilitator_free[leader]).tolist():
                found += [m for m in [Meeting(slot, leader, language)] if m != now]
    return found


def open_meetings(kept: Kept, left: Sequence[int]) -> list[Meeting]:
    """Where newcomers and at most two others could make a group, whichever facilitator is free for one more."""
    problem, least, found = kept.problem, kept.problem.rules.size_min, list[Meeting]()
    late = [p for p in kept.waiting if p not in left]
    for leader in range(len(problem.facilitators)):
        open_to = np.array([kept.leader_bits(leader) >> slot & 1 for slot in range(problem.slots)], dtype=bool)
        for language in np.flatnonzero(problem.leads[leader]).tolist():
            able = problem.speaks[:, language] & ((problem.need_bits & ~problem.skill_bits[leader]) == 0)
            there = problem.free & able[:, None] & open_to
            enough = (there[late].sum(axis=0) >= max(1, least - MOST_MOVED)) & (there.sum(axis=0) >= least)
            found += [Meeting(slot, leader, language) for slot in np.flatnonzero(enough).tolist()]
    return found


class _Search:
    """One cohort, all of it seated in the end."""

    def __init__(
        self, problem: Problem, members: list[list[int]], meetings: list[list[Meeting]], late: list[int]
    ) -> None:
        self.problem, self.members, self.meetings, self.late = problem, members, meetings, late
        rows = range(len(members))
        home = {p: row for row in rows for p in members[row]}
        suits = [{p for p in range(problem.size) if any(fits(problem, p, m) for m in meetings[row])} for row in rows]
        self.home = home
        self.guests = [[p for p in sorted(home) if home[p] != row and p in suits[row]] for row in rows]
        self.joiners = [[p for p in late if p in suits[row]] for row in rows]

    def best(self) -> Best | None:
        places = self._places()
        if not places:
            return None
        problem, rows = self.problem, len(self.members)
        cohort = make_cohort(problem, Strata.none(problem))
        bench = make_bench(cohort, chance_of(1))
        width = np.array([1 + len(self.members[r]) + len(self.guests[r]) for r in range(rows)], dtype=np.int64)
        cells = [int(w) ** 2 << len(late) for w, late in zip(width, self.joiners, strict=True)]
        start = np.cumsum([0, *cells]).astype(np.int64)
        table = np.zeros((int(start[-1]), STATS))
        seats = np.zeros(problem.rules.size_max + 1, dtype=np.int32)
        for r in range(rows):
            here, guests, late = (
                np.array(x, dtype=np.int32) for x in (self.members[r], self.guests[r], self.joiners[r])
            )
            sessions = np.array([(m.slot, m.facilitator, m.language) for m in self.meetings[r]], dtype=np.int64)
            part = table[start[r] : start[r + 1]]
            fill_row(cohort, bench, here, guests, late, sessions, part, seats, np.zeros(STATS))
        sizes = np.array([len(x) for x in self.members], dtype=np.int64)
        moves, ends = self._moves()
        totals, which = np.full(3, -1e9), np.full((3, 3), -1, dtype=np.int64)
        room = np.zeros(MOST_FRAMES, dtype=np.int64), np.zeros((MOST_FRAMES, 16)), bench.trial
        work = np.zeros((2, rows), dtype=np.int64), np.zeros((2, STATS)), np.zeros((4, 3), dtype=np.int64)
        scan(
            make_scale(problem), table, start, width, sizes, np.array(places), moves, ends, *room, totals, which, *work
        )
        seatings = self._seatings(np.array(places)[which[2, 0]], moves[which[2, 1:]]) if which[2, 0] >= 0 else ()
        return Best((totals[0], totals[1], totals[2]), len(places) * (len(moves) * (len(moves) + 1) // 2), seatings)

    def _places(self) -> list[list[int]]:
        """Every way to seat the newcomers: for each row the set of its ``joiners`` as bits."""
        problem, found = self.problem, []
        for rows in product(*([r for r, late in enumerate(self.joiners) if p in late] for p in self.late)):
            place = dict(zip(self.late, rows, strict=True))
            mates = {p: problem.units[problem.unit_of[p]] for p in self.late}
            if all(place.get(q, self.home.get(q)) == place[p] for p in self.late for q in mates[p]):
                bits = [0] * len(self.members)
                for person, row in place.items():
                    bits[row] |= 1 << self.joiners[row].index(person)
                found.append(bits)
        return found

    def _moves(self) -> tuple[Array, Array]:
        """Every move as (who moves, home, seat there, row, guest there), twice for pairs; where two moves make one.

        The second answer is for each move the number of the move that must come with it, or -1.
        """
        problem, found, mate = self.problem, [], []
        for row, people in enumerate(self.members):
            for target, guests in enumerate(self.guests):
                for seat, person in enumerate(people, start=1):
                    if person in guests:
                        guest = 1 + len(self.members[target]) + guests.index(person)
                        found.append((person, row, seat, target, guest))
        index = {(move[0], move[3]): k for k, move in enumerate(found)}
        for person, _, _, target, _ in found:
            others = [q for q in problem.units[problem.unit_of[person]] if q != person]
            known = index.get((others[0], target), -2) if len(others) == 1 else -2
            mate.append(-1 if not others else known)
        return np.array(found, dtype=np.int64).reshape(-1, 5), np.array(mate, dtype=np.int64)

    def _seatings(self, place: Array, moves: Array) -> tuple[Seating, ...]:
        seats = [list(people) for people in self.members]
        for row, late in enumerate(self.joiners):
            seats[row] += [p for k, p in enumerate(late) if place[row] >> k & 1]
        for person, home, _, row, _ in moves.tolist():
            seats[home].remove(person)
            seats[row].append(person)
        found = []
        for people, meetings in zip(seats, self.meetings, strict=True):
            if people:
                m = next(m for m in meetings if all(fits(self.problem, p, m) for p in people))
                found.append(Seating(tuple(sorted(people)), m.slot, m.facilitator, m.language))
        return tuple(found)
