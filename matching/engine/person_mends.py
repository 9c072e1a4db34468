"""What single people, pairs and the size of the cohort could change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from matching.engine.mends import span_text
from matching.engine.openings import WAKING, extension
from matching.engine.person_checks import Shared
from matching.engine.problem import Problem
from matching.engine.types import LEVELS, Mend
from matching.engine.weeks import MINUTES_IN_DAY, BoolArray, IntArray

MOST_PEOPLE = 40
"""People for whom hours are sought one by one; a cohort where more are stuck needs another answer first."""


def hours_for(problem: Problem, shared: Shared, people: Sequence[int]) -> list[Mend]:
    """For each person (or linked set) the fewest more minutes with which they could meet a group and a facilitator.

    Awake hours on their own clock come first, then the fewest minutes, then the start where most others can come.
    People with the same span are asked together.
    """
    spans: dict[str, list[int]] = {}
    minutes: dict[str, int] = {}
    placed: dict[str, set[int]] = {}
    units = sorted({problem.unit_of[p] for p in people})
    for root in units[:MOST_PEOPLE]:
        unit = problem.units[root]
        slot = _best_start(problem, shared, unit)
        if slot is None:
            continue
        for person in unit:
            if not problem.free[person, slot]:
                added, texts = extension(problem, problem.free[person])
                spans.setdefault(texts[slot], []).append(person)
                minutes[texts[slot]] = int(added[slot])
                placed.setdefault(texts[slot], set()).update(unit)
    made = [
        Mend("student_hours", minutes[span], len(placed[span]), span, who=tuple(problem.students[p].id for p in who))
        for span, who in spans.items()
    ]
    return sorted(made, key=lambda m: (-m.students, m.slot))


def _best_start(problem: Problem, shared: Shared, unit: list[int]) -> int | None:
    rules = problem.rules
    others = shared.pools() - _counted(problem, unit)
    enough = (others + len(unit) >= rules.size_min) & shared.unit_starts(unit)
    for attribute, least in (("country", rules.min_countries), ("institution", rules.min_institutions)):
        enough &= shared.kinds(attribute) + _news(problem, unit, attribute) >= least
    if not enough.any():
        return None
    away = np.zeros(problem.slots)
    awake = np.ones(problem.slots, dtype=bool)
    for person in unit:
        away += extension(problem, problem.free[person])[0] * ~problem.free[person]
        awake &= _awake(problem, problem.students[person].tz)
    worth = np.where(enough, awake * 1e6 - away + np.minimum(others, 99) / 100, -np.inf)
    return int(np.unravel_index(int(worth.argmax()), worth.shape)[1])


def _counted(problem: Problem, unit: list[int]) -> IntArray:
    """int[languages, slots]: members of the unit who are counted in the pools already."""
    counts: IntArray = problem.speaks[unit].T.astype(np.int64) @ problem.free[unit].astype(np.int64)
    return counts


def _news(problem: Problem, unit: list[int], attribute: str) -> IntArray:
    """int[languages, slots]: classes that the unit would bring to a pool that has none of them."""
    codes = problem.codes[attribute]
    found = np.zeros((len(problem.languages), problem.slots), dtype=np.int64)
    for code in sorted({int(codes[p]) for p in unit}):
        whose = codes == code
        found += ~((problem.speaks[whose].T.astype(np.float32) @ problem.free[whose].astype(np.float32)) > 0)
    return found


def _awake(problem: Problem, tz: str) -> BoolArray:
    """Starts whose session lies in the waking hours of the zone (in the first week)."""
    monday = problem.rules.session_weeks[0]
    wall = datetime(monday.year, monday.month, monday.day, 12) + timedelta(days=2)  # noqa: DTZ001
    anchor = wall.replace(tzinfo=ZoneInfo(problem.rules.slot_anchor)).utcoffset() or timedelta()
    own = wall.replace(tzinfo=ZoneInfo(tz)).utcoffset() or timedelta()
    shift = int((own - anchor).total_seconds()) // 60
    minute = (np.arange(problem.slots) * problem.calendar.grid_minutes + shift) % MINUTES_IN_DAY
    awake: BoolArray = (minute >= WAKING[0]) & (minute + problem.rules.session_minutes <= WAKING[1])
    return awake


def newcomers_for(problem: Problem, shared: Shared, people: Sequence[int]) -> list[Mend]:
    """How many students of other countries and institutions their best pool lacks. Only counted, not proven."""
    rules = problem.rules
    lacks = {
        "country": rules.min_countries - shared.kinds("country"),
        "institution": rules.min_institutions - shared.kinds("institution"),
    }
    missing = np.maximum(lacks["country"], lacks["institution"])
    there = problem.speaks[people].T.astype(np.float32) @ problem.free[people].astype(np.float32)
    worth = np.where((there > 0) & shared.led(0), there - 1000.0 * np.maximum(missing, 0), -np.inf)
    if not people or not np.isfinite(worth).any():
        return []
    language, slot = np.unravel_index(int(worth.argmax()), worth.shape)
    detail = "country" if lacks["country"][language, slot] > 0 else "institution"
    minute = int(slot) * problem.calendar.grid_minutes
    return [
        Mend(
            "add_students",
            max(1, int(missing[language, slot])),
            slot=span_text(minute, minute + rules.session_minutes),
            language=problem.languages[language],
            detail=detail,
        )
    ]


def levels_for(problem: Problem, people: Sequence[int], led: BoolArray | None = None) -> list[Mend]:
    """The working language (among those ``led``) in which each is nearest to the least level."""
    wanted: dict[str, list[int]] = {}
    open_to_all = np.ones(len(problem.languages), dtype=bool) if led is None or not led.any() else led
    least = np.array([LEVELS.index(problem.rules.working_languages[code]) for code in problem.languages])
    for person in people:
        missing = np.where(open_to_all, least - problem.levels[person], len(LEVELS) + 1)
        wanted.setdefault(problem.languages[int(np.argmin(missing))], []).append(person)
    return [
        Mend(
            "student_level",
            len(who),
            len(who),
            language=code,
            who=tuple(problem.students[p].id for p in who),
            detail=problem.rules.working_languages[code],
        )
        for code, who in sorted(wanted.items())
    ]


def skill_for(problem: Problem, shared: Shared, people: Sequence[int]) -> list[Mend]:
    """Facilitators who could lead these people if they had the skill: the one who reaches most of them first."""
    left = list(people)
    made: list[Mend] = []
    enough = shared.varied()
    while left:
        reach = [_reached(problem, shared, enough, leader, left) for leader in range(len(problem.facilitators))]
        best = max(range(len(reach)), key=lambda k: (len(reach[k]), -k), default=-1)
        if best < 0 or not reach[best]:
            return []
        who = reach[best]
        hard = set(problem.rules.access_hard)
        needs = sorted({n for p in who for n in problem.students[p].access_needs} & hard)
        made.append(
            Mend("facilitator_skill", 1, len(who), who=(problem.facilitators[best].id,), detail=", ".join(needs))
        )
        left = [p for p in left if p not in who]
    return made


def _reached(problem: Problem, shared: Shared, enough: BoolArray, leader: int, people: list[int]) -> list[int]:
    """Whom a facilitator could lead, no more than their groups hold."""
    needs = int(np.bitwise_or.reduce(problem.need_bits[people]))
    if not shared.groups[leader] or not needs & ~problem.skill_bits[leader]:
        return []
    starts = enough & problem.leads[leader][:, None] & problem.facilitator_free[leader]
    able = [p for p in people if (starts & problem.speaks[p][:, None] & problem.free[p]).any()]
    return able[: shared.groups[leader] * problem.rules.size_max]


def unlink_apart(problem: Problem) -> list[Mend]:
    """The wishes to be apart that stand against wishes to stay together."""
    pairs = [
        (a, b)
        for a, b in problem.rules.keep_apart
        if a in problem.number
        and b in problem.number
        and a != b
        and problem.unit_of[problem.number[a]] == problem.unit_of[problem.number[b]]
    ]
    return [Mend("unlink_apart", len(pairs), who=tuple(person for pair in pairs for person in pair))] if pairs else []


def unlink_together(problem: Problem) -> list[Mend]:
    """The fewest wishes to stay together (found one by one) after which every linked set fits into a group."""
    known = [(a, b) for a, b in problem.rules.keep_together if a in problem.number and b in problem.number and a != b]
    pairs = list(dict.fromkeys(known))
    gone: list[tuple[str, str]] = []
    while pairs and _largest(pairs) > problem.rules.size_max:
        worst = min(range(len(pairs)), key=lambda k: (_largest(pairs[:k] + pairs[k + 1 :]), k))
        gone.append(pairs.pop(worst))
    return [Mend("unlink_together", len(gone), who=tuple(person for pair in gone for person in pair))] if gone else []


def _largest(pairs: Sequence[tuple[str, str]]) -> int:
    part: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = part.get(a, {a}) | part.get(b, {b})
        part.update(dict.fromkeys(joined, joined))
    return max(map(len, part.values()), default=1)


def size_mends(problem: Problem) -> list[Mend]:
    """The nearest numbers of students, and the nearest sizes, with which the cohort can be divided."""
    people, least, most = problem.size, problem.rules.size_min, problem.rules.size_max
    more = next(n for n in range(people, people + most + least * most) if _divides(n, least, most)) - people
    fewer = next((people - n for n in range(people, least - 1, -1) if _divides(n, least, most)), 0)
    made = [Mend("add_students", more)]
    if fewer:
        made.append(Mend("leave_out", fewer, instead=True))
    elif lower := next((s for s in range(least, 1, -1) if _divides(people, s, most)), 0):
        made.append(Mend("size_min", lower, instead=True))
    return made


def _divides(people: int, least: int, most: int) -> bool:
    return people >= least and -(-people // most) <= people // least
