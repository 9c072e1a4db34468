"""A whole made-up cohort for a seed: people, hours, facilitators, rules and the hidden answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bench.cohorts.clock import QUARTERS, STARTS, Bools, Clock, Ints
from bench.cohorts.leaders import Leaders, Roster, make_leaders
from bench.cohorts.people import GENDERS, NEEDS, TOPICS, WORKING, People, make_people
from bench.cohorts.places import DISCIPLINES, LEVELS, University, universities_for
from bench.cohorts.planting import Planted, Planter
from bench.cohorts.timetable import DAY, TIGHT, student_covers
from matching.engine import Constraints, Facilitator, FormedGroup, Hours, Student
from matching.engine.weeks import DAYS

STEADY_WEEKS = tuple(date(2026, 2, 2) + timedelta(weeks=n) for n in range(5))
"""No clock changes anywhere in these weeks."""
CHANGING_WEEKS = tuple(date(2026, 3, 2) + timedelta(weeks=n) for n in range(7))
"""North America changes its clocks in the first of these weeks, Europe in the fourth."""
STUDENTS_FOR_PAIR = 150
STUDENTS_FOR_APART = 60


@dataclass(frozen=True, slots=True)
class Spec:
    """What to make. ``dst``: session weeks across a change of daylight saving. ``tight``: availability x 0.6."""

    size: int
    seed: int = 1
    tight: bool = False
    dst: bool = False

    @property
    def name(self) -> str:
        """Such as ``600-s1-tight``."""
        return f"{self.size}-s{self.seed}" + "-tight" * self.tight + "-dst" * self.dst


@dataclass(frozen=True, slots=True)
class Cohort:
    """Values for the engine, and the planted answer that proves that there is one."""

    students: tuple[Student, ...]
    facilitators: tuple[Facilitator, ...]
    constraints: Constraints
    planted: tuple[FormedGroup, ...]


def make(spec: Spec) -> Cohort:
    """The cohort of a size and seed: the same on every machine. At least 12 students."""
    if spec.size < 12:
        raise ValueError("A made-up cohort has at least 12 students.")
    chance = np.random.default_rng([spec.seed, spec.size, spec.tight, spec.dst])
    clock = Clock(CHANGING_WEEKS if spec.dst else STEADY_WEEKS)
    universities = universities_for(spec.size)
    people = make_people(spec.size, universities, chance)
    cover = student_covers(people.university, len(universities), chance)
    groups = Planter(people, _free(people, cover, clock), clock, chance).plant()
    if spec.tight:
        cover &= _kept_stretches(cover, chance)
    _offer_planted(people, cover, groups, clock)
    leaders = make_leaders(len(groups), universities, chance)
    roster = Roster(leaders, universities, clock)
    led = [roster.take(g.start, g.language, bool(people.needs[g.members, 0].any()), chance) for g in groups]
    return _values(people, cover, leaders, roster, groups, led, clock, chance)


def _free(people: People, cover: Bools, clock: Clock) -> Bools:
    """bool[people, 336]."""
    free = np.zeros((len(cover), STARTS), dtype=bool)
    for number, university in enumerate(people.universities):
        rows = np.flatnonzero(people.university == number)
        free[rows] = clock.starts(university.tz, cover[rows])
    return free


def _kept_stretches(cover: Bools, chance: np.random.Generator) -> Bools:
    """Each unbroken stretch is kept with chance 0.6."""
    begins = cover & ~np.roll(cover, 1, axis=1)
    begins[:, 0] = cover[:, 0]
    number = np.cumsum(begins, axis=1)
    kept = chance.random((len(cover), int(number.max()) + 1)) < TIGHT
    result: Bools = np.take_along_axis(kept, number, axis=1)
    return result


def _offer_planted(people: People, cover: Bools, groups: list[Planted], clock: Clock) -> None:
    """Who is not free at their planted hour offers it as well, in every week's local time."""
    for group in groups:
        for member in group.members:
            tz = people.universities[people.university[member]].tz
            cover[member, clock.quarters_of(tz, group.start)] = True


def _values(
    people: People,
    cover: Bools,
    leaders: Leaders,
    roster: Roster,
    groups: list[Planted],
    led: list[int],
    clock: Clock,
    chance: np.random.Generator,
) -> Cohort:
    width = max(5, len(str(len(cover))))
    names = [f"s{number:0{width}d}" for number in range(len(cover))]
    kept = [i for i in range(len(roster.led)) if roster.regular[i] or roster.led[i]]
    leader_names = {row: f"f{number:04d}" for number, row in enumerate(kept)}
    planted = tuple(
        FormedGroup(
            id=f"g{number:04d}",
            members=tuple(sorted(names[m] for m in group.members)),
            slot=f"{DAYS[group.start // 48]} {group.start % 48 // 2:02d}:{group.start % 2 * 30:02d}",
            facilitator_id=leader_names[leader],
            language=WORKING[group.language],
        )
        for number, (group, leader) in enumerate(zip(groups, led, strict=True))
    )
    return Cohort(
        tuple(_student(people, cover, row, name) for row, name in enumerate(names)),
        tuple(_leader(leaders, people.universities, row, name) for row, name in leader_names.items()),
        _rules(clock, planted, chance),
        planted,
    )


def _student(people: People, cover: Bools, row: int, name: str) -> Student:
    place = people.universities[people.university[row]]
    return Student(
        id=name,
        institution=place.name,
        country=place.country,
        tz=place.tz,
        first_languages=people.mother[row],
        work_languages=_languages(people.levels[row]),
        discipline=DISCIPLINES[people.discipline[row]],
        gender=GENDERS[people.gender[row]],
        availability=spans(cover[row]),
        experience=float(people.experience[row]),
        topics=tuple(TOPICS[t] for t in people.topics[row]),
        access_needs=tuple(need for need, has in zip(NEEDS, people.needs[row], strict=True) if has),
        dropout_risk=float(people.risk[row]),
    )


def _leader(leaders: Leaders, universities: tuple[University, ...], row: int, name: str) -> Facilitator:
    place = universities[leaders.university[row]]
    return Facilitator(
        id=name,
        institution=place.name,
        country=place.country,
        tz=place.tz,
        languages=_languages(leaders.levels[row]),
        availability=spans(leaders.cover[row]),
        max_groups=int(leaders.most[row]),
        access_skills=("captions",) if leaders.captions[row] else (),
    )


def _languages(levels: Ints) -> dict[str, str]:
    return {code: LEVELS[level] for code, level in zip(WORKING, levels, strict=True) if level >= 0}


def spans(cover: Bools) -> tuple[Hours, ...]:
    """bool[672] local quarters to stretches that do not cross midnight."""
    by_day = np.zeros((7, DAY + 2), dtype=np.int8)
    by_day[:, 1:-1] = cover.reshape(7, QUARTERS // 7)
    edges = np.diff(by_day, axis=1)
    days, begins = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return tuple(
        Hours(day * 1440 + begin * 15, day * 1440 + end * 15)
        for day, begin, end in zip(days.tolist(), begins.tolist(), ends.tolist(), strict=True)
    )


def _rules(clock: Clock, planted: tuple[FormedGroup, ...], chance: np.random.Generator) -> Constraints:
    size = sum(len(group.members) for group in planted)
    together = _pairs(planted, max(1, round(size / STUDENTS_FOR_PAIR)), chance, same=True)
    apart = _pairs(planted, max(1, round(size / STUDENTS_FOR_APART)), chance, same=False)
    return Constraints(
        size_min=4,
        size_max=10,
        target_min=6,
        target_max=8,
        session_minutes=90,
        min_institutions=2,
        min_countries=2,
        working_languages=dict.fromkeys(WORKING, "B2"),
        facilitator_min_level="C1",
        session_weeks=clock.weeks,
        access_hard=("captions",),
        keep_together=together,
        keep_apart=apart,
    )


def _pairs(
    planted: tuple[FormedGroup, ...], count: int, chance: np.random.Generator, *, same: bool
) -> tuple[tuple[str, str], ...]:
    """Pairs of one planted group (asked to stay together) or of two (to be kept apart)."""
    found = []
    for _ in range(count):
        first, second = (int(n) for n in chance.choice(len(planted), 2, replace=False))
        a, b = (planted[first], planted[first]) if same else (planted[first], planted[second])
        pair = (
            chance.choice(a.members, 2, replace=False) if same else (chance.choice(a.members), chance.choice(b.members))
        )
        found.append((str(pair[0]), str(pair[1])))
    return tuple(sorted({(min(p), max(p)) for p in found}))
