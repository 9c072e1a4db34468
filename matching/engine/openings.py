"""Where one more facilitator, or more of one who is there, would place people who have no seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.bottleneck import Cut
from matching.engine.mends import span_text
from matching.engine.person_checks import Shared, groups_in
from matching.engine.problem import FloatArray, Problem
from matching.engine.types import Mend
from matching.engine.weeks import MINUTES_IN_DAY, BoolArray, IntArray

MOST_OPENINGS = 200
MOST_GROUPS_MORE = 3
"""More groups than this are not asked of one person."""
MOST_STARTS_TRIED = 60
"""Starts looked at for one facilitator's longer hours."""
WINDOW_MINUTES = 5 * 60
"""Two groups that begin within this are asked of one person."""
WAKING = (8 * 60, 22 * 60)
"""A session inside these minutes of the day is not at night."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One more group: when, in which language, and the people without a seat whom it takes."""

    language: int
    slot: int
    people: tuple[int, ...]


def openings(problem: Problem, shared: Shared, people: Sequence[int], missing: int) -> list[Opening]:
    """Greedily the (language, start) that takes most of ``people``, until ``missing`` of them have a place.

    Only where enough people of enough countries and institutions are free (others of the cohort may join them).
    """
    varied, waking = shared.varied(), _waking_slots(problem)
    left = list(people)
    made: list[Opening] = []
    while missing > 0 and left and len(made) < MOST_OPENINGS:
        there = _counts(problem, left) * varied
        taken = np.minimum(there, min(problem.rules.size_max, missing))
        worth = taken * 1e6 + (waking & (taken > 0)) * 1e5 + _beside(problem, made) * 5e4 + np.minimum(there, 4e4)
        language, slot = np.unravel_index(int(worth.argmax()), worth.shape)
        count = int(taken[language, slot])
        if count == 0:
            break
        free = [p for p in left if problem.free[p, slot] and problem.speaks[p, language]]
        chosen = sorted(free, key=lambda p: (problem.free_bits[p].bit_count(), p))[:count]
        made.append(Opening(int(language), int(slot), tuple(chosen)))
        left = [p for p in left if p not in chosen]
        missing -= count
    return made


def _counts(problem: Problem, people: Sequence[int]) -> IntArray:
    rows = list(people)
    counts: IntArray = (problem.speaks[rows].T.astype(np.float32) @ problem.free[rows].astype(np.float32)).astype(int)
    return counts


def _waking_slots(problem: Problem) -> BoolArray:
    grid, session = problem.calendar.grid_minutes, problem.rules.session_minutes
    minute = np.arange(problem.slots) * grid % MINUTES_IN_DAY
    waking: BoolArray = (minute >= WAKING[0]) & (minute + session <= WAKING[1])
    return waking


def _beside(problem: Problem, made: Sequence[Opening]) -> BoolArray:
    """bool[languages, slots]: one person could lead this after or before an opening made already."""
    found = np.zeros((len(problem.languages), problem.slots), dtype=bool)
    clash = problem.calendar.clash_slots(problem.rules.facilitator_gap_minutes)
    for opening in made:
        distance = np.abs(np.arange(problem.slots) - opening.slot)
        found[opening.language] |= (distance >= clash) & (distance * problem.calendar.grid_minutes <= WINDOW_MINUTES)
    return found


def is_beside(problem: Problem, one: Opening, other: Opening) -> bool:
    """Whether one person could lead both, one after the other."""
    distance = abs(one.slot - other.slot)
    clash = problem.calendar.clash_slots(problem.rules.facilitator_gap_minutes)
    near = distance * problem.calendar.grid_minutes <= WINDOW_MINUTES
    return one.language == other.language and distance >= clash and near


def as_mends(problem: Problem, made: Sequence[Opening]) -> list[Mend]:
    """Openings near each other in one language become one facilitator with several groups; most people first."""
    clash = problem.calendar.clash_slots(problem.rules.facilitator_gap_minutes)
    window = WINDOW_MINUTES // problem.calendar.grid_minutes
    rows: list[list[Opening]] = []
    for opening in sorted(made, key=lambda o: (o.language, o.slot)):
        for row in rows:
            near = opening.slot - row[0].slot <= window and opening.slot - row[-1].slot >= clash
            if row[0].language == opening.language and near:
                row.append(opening)
                break
        else:
            rows.append([opening])
    return sorted((_as_mend(problem, row) for row in rows), key=lambda m: (-m.students, m.slot))


def _as_mend(problem: Problem, row: Sequence[Opening]) -> Mend:
    people = [p for opening in row for p in opening.people]
    hard = set(problem.rules.access_hard)
    needs = sorted({need for p in people for need in problem.students[p].access_needs} & hard)
    return Mend(
        "facilitator",
        len(row),
        students=len(people),
        slot=_span(problem, row[0].slot, row[-1].slot),
        language=problem.languages[row[0].language],
        detail=", ".join(needs),
    )


def _span(problem: Problem, first: int, last: int) -> str:
    grid = problem.calendar.grid_minutes
    return span_text(first * grid, last * grid + problem.rules.session_minutes)


def existing_leaders(problem: Problem, shared: Shared, cut: Cut) -> list[Mend]:
    """A facilitator who is there already, who places all that are missing: more groups inside
    their hours, or more hours. At most one."""
    ways = [*_more_groups(problem, shared, cut), *_more_hours(problem, shared, cut)]
    enough = [way for way in ways if way.students >= cut.missing]
    return sorted(enough, key=lambda m: (m.kind != "facilitator_groups", m.amount, m.who))[:1]


def _more_groups(problem: Problem, shared: Shared, cut: Cut) -> list[Mend]:
    """Their hours hold more groups than they offered to lead."""
    made = []
    size_max = problem.rules.size_max
    counts = _counts(problem, cut.people)
    wanted = min(MOST_GROUPS_MORE, -(-cut.missing // size_max))
    for leader, facilitator in enumerate(problem.facilitators):
        now = shared.groups[leader]
        if now < problem.capacity[leader]:
            continue
        groups = groups_in(problem, problem.facilitator_bits[leader], now + wanted) - now
        room = int((counts * problem.leads[leader][:, None] * problem.facilitator_free[leader]).max(initial=0))
        placed = min(room * groups, groups * size_max, cut.missing)
        if placed > 0:
            made.append(Mend("facilitator_groups", groups, students=placed, who=(facilitator.id,)))
    return made


def _more_hours(problem: Problem, shared: Shared, cut: Cut) -> list[Mend]:
    """They offered more groups than they have hours for; the start that takes most people, nearest to their hours."""
    made = []
    counts = _counts(problem, cut.people) * shared.varied() * _waking_slots(problem)
    taken = np.minimum(counts, min(problem.rules.size_max, cut.missing))
    for leader, facilitator in enumerate(problem.facilitators):
        own = taken * problem.leads[leader][:, None] * ~problem.facilitator_free[leader]
        if shared.groups[leader] >= problem.capacity[leader] or not own.any():
            continue
        added, spans = extension(problem, problem.facilitator_free[leader])
        place = _first_that_adds(problem, shared, leader, own * 1e4 - added)
        if place is not None:
            language, slot = place
            minutes, students = int(added[slot]), int(own[language, slot])
            code = problem.languages[language]
            made.append(Mend("facilitator_hours", minutes, students, spans[slot], code, (facilitator.id,)))
    return made


def _first_that_adds(problem: Problem, shared: Shared, leader: int, worth: FloatArray) -> tuple[int, int] | None:
    """The best (language, start) with which one more group fits into the facilitator's week."""
    free = problem.facilitator_bits[leader]
    for place in np.argsort(-worth, axis=None, kind="stable")[:MOST_STARTS_TRIED].tolist():
        language, slot = divmod(place, problem.slots)
        if worth[language, slot] <= 0:
            return None
        if groups_in(problem, free | 1 << slot, shared.groups[leader] + 1) > shared.groups[leader]:
            return language, slot
    return None


def extension(problem: Problem, free: BoolArray) -> tuple[IntArray, list[str]]:
    """For each start the minutes that must be added to a person's hours, and the span they would be added at."""
    grid, session = problem.calendar.grid_minutes, problem.rules.session_minutes
    added = np.full(problem.slots, session, dtype=np.int64)
    first = np.arange(problem.slots) * grid
    last = first + session
    for start in np.flatnonzero(free).tolist():
        for step in range(-(session // grid), session // grid + 1):
            slot, minutes = (start + step) % problem.slots, abs(step) * grid
            if 0 < minutes < added[slot]:
                added[slot] = minutes
                first[slot] = slot * grid + (session - minutes if step > 0 else 0)
                last[slot] = first[slot] + minutes
    return added, [span_text(int(a), int(b)) for a, b in zip(first, last, strict=True)]
