"""A group in words for the coordinator: who, when for whom, what it lacks, and what the best alternative would cost.

Nothing about risk, gender or access needs of a person is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from matching.engine.alternatives import NOBODY
from matching.engine.changes import Change, Ranking
from matching.engine.effects import effects_of
from matching.engine.problem import Problem, slots_of
from matching.engine.quality import Seating, isolates

MOST_OTHER_STARTS = 3


def explain_all(problem: Problem, seatings: Sequence[Seating], names: Sequence[str]) -> list[str]:
    """Every group of an answer; ``names`` are the groups' ids. Some 0.1 s at 600 students, 3 s at 10,000."""
    ranking = Ranking(effects_of(problem, seatings))
    led: dict[int, list[Seating]] = defaultdict(list)
    for seating in seatings:
        led[seating.facilitator].append(seating)
    return [
        f"{explain(problem, seating, led[seating.facilitator])} {_best(problem, ranking.best(row), names)}"
        for row, seating in enumerate(seatings)
    ]


def explain(problem: Problem, seating: Seating, seatings: Sequence[Seating] = ()) -> str:
    """A few sentences about one group; with ``seatings``, other starts heed the facilitator's other groups there."""
    parts = [
        _who(problem, seating),
        _when(problem, seating),
        _scarce(problem, seating),
        _others(problem, seating, seatings),
        _off_target(problem, seating),
        _alone(problem, seating),
    ]
    return " ".join(part for part in parts if part)


def _who(problem: Problem, seating: Seating) -> str:
    people = [problem.students[p] for p in seating.members]
    countries = sorted({s.country for s in people})
    return (
        f"{len(people)} students from {_count(len(countries), 'country', 'countries')} ({', '.join(countries)}), "
        f"{_count(len({s.institution for s in people}), 'institution', 'institutions')} and "
        f"{_count(len({s.discipline for s in people}), 'discipline', 'disciplines')}; "
        f"they speak {problem.languages[seating.language]} and are led by "
        f"{problem.facilitators[seating.facilitator].id}."
    )


def _when(problem: Problem, seating: Seating) -> str:
    """The slot in the anchor and on every member's own clock, also where the clock changes between weeks."""
    calendar = problem.calendar
    zones = sorted({problem.students[p].tz for p in seating.members})
    local = "; ".join(f"{zone} {_local(problem, seating.slot, zone)}" for zone in zones)
    weeks = len(problem.rules.session_weeks)
    return (
        f"They meet {calendar.slot_text(seating.slot)} ({problem.rules.slot_anchor}), inside everybody's stated hours "
        f"in {'the one session week' if weeks == 1 else f'all {weeks} session weeks'}: {local}."
    )


def _local(problem: Problem, slot: int, zone: str) -> str:
    texts = [problem.calendar.local_text(slot, zone, week) for week in range(len(problem.rules.session_weeks))]
    changes = [texts[0]]
    for week, text in zip(problem.rules.session_weeks[1:], texts[1:], strict=True):
        if text != changes[-1].split(" from ")[0]:
            changes.append(f"{text} from the week of {week}")
    return ", ".join(changes)


def _scarce(problem: Problem, seating: Seating) -> str:
    """Who decided the slot: the member with the fewest starts."""
    person = min(seating.members, key=lambda p: (problem.free_bits[p].bit_count(), p))
    starts = problem.free_bits[person].bit_count()
    return f"{problem.students[person].id} has the fewest possible starts ({starts}), so the slot was sought there."


def _others(problem: Problem, seating: Seating, seatings: Sequence[Seating]) -> str:
    free = problem.facilitator_bits[seating.facilitator] & ~(1 << seating.slot)
    for other in seatings:
        if other is not seating and other.facilitator == seating.facilitator:
            free &= ~problem.near[other.slot]
    for person in seating.members:
        free &= problem.free_bits[person]
    if not free:
        return "No other start suits all of them and the facilitator."
    starts = slots_of(free)
    shown = ", ".join(problem.calendar.slot_text(slot) for slot in _first(starts))
    more = f" and {len(starts) - MOST_OTHER_STARTS} more" if len(starts) > MOST_OTHER_STARTS else ""
    return f"Other starts that suit all: {shown}{more}."


def _off_target(problem: Problem, seating: Seating) -> str:
    low, high = problem.rules.target_min, problem.rules.target_max
    if low <= len(seating.members) <= high:
        return ""
    return f"The group misses the target of {low} to {high} students."


def _alone(problem: Problem, seating: Seating) -> str:
    """How many stand alone, not in what: that could tell a gender."""
    alone = len(isolates(problem, seating.members, seating.language))
    return f"Students who are the only one of a kind here: {alone}." if alone else ""


def _best(problem: Problem, change: Change | None, names: Sequence[str]) -> str:
    if change is None:
        return "No single exchange or move keeps every rule."
    effect = f"would {'gain' if change.effect > 0 else 'cost'} {abs(change.effect):.2f} points of 100"
    student = problem.students[change.student].id
    if change.partner == NOBODY:
        return f"The best single change found, {student} to {names[change.group]}, {effect}."
    partner = problem.students[change.partner].id
    return f"The best single change found, {student} for {partner} of {names[change.group]}, {effect}."


def _first(starts: list[int]) -> Iterable[int]:
    return starts[:MOST_OTHER_STARTS]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
