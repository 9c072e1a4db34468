"""What else one group could be: other times, other facilitators, other groups to merge with, each with its effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language

from matching.board_figures import Measured, changed, difference, measured, seating_of
from matching.board_json import times_in
from matching.board_state import Board
from matching.engine_words import in_words
from matching.hand_changes import support_broken
from matching.hours import starts_of
from matching.models import Group
from matching.services import said_anew

if TYPE_CHECKING:
    from matching.engine.problem import Problem
    from matching.engine.quality import Seating

# Other facilitators are shown for the present time and for this many other ones.
MOST_MEETINGS = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """A time and a facilitator: ``value`` for the form; ``effect`` in points of J."""

    value: str
    time: str
    leader: str
    effect: float | None
    people: int = 0
    language: str = ""

    @property
    def effect_size(self) -> float:
        return abs(self.effect or 0)


@dataclass(frozen=True, slots=True)
class Merging:
    group: Group
    size: int
    effect: float | None
    hard: list[str]

    @property
    def effect_size(self) -> float:
        return abs(self.effect or 0)


def of_group(board: Board, key: int) -> dict[str, Any]:
    """Everything that the dialogue of one group shows."""
    group, known = board.groups[key], measured(board)
    return {
        "exchange": board.exchange,
        "group": group,
        "explanation": in_words(group.explanation),
        "is_empty": not board.members[key],
        "meetings": list(meetings(board, known, key)),
        "supporters": [one for pk, one in board.facilitators.items() if not support_broken(board, group, pk)],
        "mergings": list(mergings(board, known, key)),
        "may_change": group.status == Group.Status.DRAFT,
        "meets": group.status == Group.Status.PUBLISHED,
    }


def meetings(board: Board, known: Measured | None, key: int) -> Iterator[Meeting]:
    """Other facilitators at the same time, then other times with the same facilitator, then the rest."""
    seating = seating_of(board, key) if known is not None else None
    if known is None or seating is None:
        return
    problem = known.effects.problem
    free = bits_of(problem, seating.members)
    same = [(seating.facilitator, slot) for slot in slots(problem, free, board, seating.facilitator, key)]
    leaders = [n for n in able_leaders(problem, seating) if n != seating.facilitator]
    others = [(n, slot) for n in leaders for slot in slots(problem, free, board, n, key)]
    others.sort(key=lambda pair: (pair[1], pair[0]))
    now = [pair for pair in others if pair[1] == seating.slot]
    later = [pair for pair in others if pair[1] != seating.slot]
    for leader, slot in [*now, *[*same, *later][:MOST_MEETINGS]]:
        if (leader, slot) != (seating.facilitator, seating.slot):
            after = known.after({known.rows[key]: replace(seating, slot=slot, facilitator=leader)})
            yield meeting(board, problem, leader, slot, difference(known.whole, after)["total"])


def meeting(board: Board, problem: Problem, leader: int, slot: int, effect: float | None, **more: Any) -> Meeting:
    pk = int(problem.facilitators[leader].id[1:])
    text = problem.calendar.slot_text(slot)
    time = " / ".join(times_of(board, text))
    return Meeting(f"{text} {pk}", time, str(board.facilitators[pk].user), effect, **more)


def times_of(board: Board, slot: str) -> Sequence[str]:
    """A weekly time on the reader's clock."""
    starts = tuple(starts_of(slot, board.rules.given["slot_anchor"], board.rules.weeks))
    return times_in(timezone.get_current_timezone_name(), starts, get_language() or "")


def bits_of(problem: Problem, members: Sequence[int]) -> int:
    free = (1 << problem.slots) - 1
    for one in members:
        free &= problem.free_bits[one]
    return free


def able_leaders(problem: Problem, seating: Seating) -> list[int]:
    """Facilitators who speak the language and have the skills that the group needs."""
    needs = 0
    for one in seating.members:
        needs |= int(problem.need_bits[one])
    found = range(len(problem.facilitators))
    return [n for n in found if problem.leads[n, seating.language] and not needs & ~problem.skill_bits[n]]


def slots(problem: Problem, free: int, board: Board, leader: int, but: int | None) -> list[int]:
    """Starts in ``free`` at which a facilitator could lead one more group, the group ``but`` left out of account."""
    from matching.engine.problem import slots_of

    pk = int(problem.facilitators[leader].id[1:])
    led = [one for one in board.groups.values() if one.facilitator_id == pk and one.pk != but]
    if len(led) >= problem.capacity[leader]:
        return []
    free &= problem.facilitator_bits[leader]
    for one in led:
        slot = problem.calendar.slot_number(one.slot)
        if slot is not None:
            free &= ~problem.near[slot]
    return slots_of(free)


def mergings(board: Board, known: Measured | None, key: int) -> Iterator[Merging]:
    """Groups that could take in everybody of this one, the best first; those that grow too large are left out."""
    inside, most = board.members[key], board.exchange.size_max
    found = []
    for other, group in board.groups.items():
        size = len(inside) + len(board.members[other])
        if other == key or group.is_locked or not inside or size > most or not board.members[other]:
            continue
        found.append(merging(board, known, key, other))
    yield from sorted(found, key=lambda one: (len(one.hard), -(one.effect or 0)))


def merging(board: Board, known: Measured | None, key: int, other: int) -> Merging:
    group, together = board.groups[other], board.members[key] | board.members[other]
    people = [board.cohort.people[pk] for pk in board.by_name(together)]
    broken = said_anew(board.rules, group, board.broken(other), len(board.members[other]), people)
    effect = None
    if known is not None and len(known.rows) > 1:
        after = known.after(changed(board, known, {key: (), other: together}))
        effect = difference(known.whole, after)["total"]
    return Merging(group, len(together), effect, [one.sentence for one in broken if one.hard])


def for_new(board: Board) -> dict[str, Any]:
    """Where a new group could meet: those that suit most people who have no group come first."""
    problem, found = board.cohort.problem, []
    if problem is not None:
        aside = [board.cohort.number(pk) for pk in board.unplaced]
        for leader in range(len(problem.facilitators)):
            for slot in slots(problem, (1 << problem.slots) - 1, board, leader, None):
                for number, code in enumerate(problem.languages):
                    if problem.leads[leader, number]:
                        fit = sum(1 for one in aside if problem.free[one, slot] and problem.speaks[one, number])
                        found.append((-fit, leader, slot, code))
        found.sort()
    shown = [
        meeting(board, problem, leader, slot, None, people=-fit, language=code)
        for fit, leader, slot, code in spread(found)
        if problem is not None
    ]
    return {"exchange": board.exchange, "meetings": shown, "aside": len(board.unplaced)}


def spread(found: Sequence[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    """The first few of each facilitator, so that one with many free hours does not fill the list."""
    taken: dict[int, int] = {}
    shown: list[tuple[int, int, int, str]] = []
    for one in found:
        taken[one[1]] = taken.get(one[1], 0) + 1
        if taken[one[1]] <= 3 and len(shown) < MOST_MEETINGS:
            shown.append(one)
    return shown
