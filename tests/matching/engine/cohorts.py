"""Made-up cohorts for the matcher, and a checker of the hard rules that shares no code with the engine.

The checker walks through every session quarter hour by quarter hour on each person's own clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from matching.engine import Constraints, Facilitator, FormedGroup, Student
from matching.engine.weeks import parse_hours

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2", "N"]
HOMES = [
    ("u_ankara", "TR", "Europe/Istanbul", "tr"),
    ("u_leiden", "NL", "Europe/Amsterdam", "nl"),
    ("u_siena", "IT", "Europe/Rome", "it"),
    ("u_amman", "JO", "Asia/Amman", "ar"),
]
DAILY = "Mon 09:00-21:00;Tue 09:00-21:00;Wed 09:00-21:00;Thu 09:00-21:00;Fri 09:00-21:00"

RULES = Constraints(
    size_min=4,
    size_max=8,
    target_min=5,
    target_max=7,
    session_minutes=90,
    min_institutions=2,
    min_countries=2,
    working_languages={"en": "B2", "fr": "B2"},
    facilitator_min_level="C1",
    session_weeks=(date(2026, 2, 2), date(2026, 2, 9)),
    access_hard=("captions",),
)


def student(number: int, hours: str = DAILY, **changes: object) -> Student:
    """The n-th made-up student; every field can be changed."""
    institution, country, tz, language = HOMES[number % len(HOMES)]
    person = Student(
        id=f"s{number:03d}",
        institution=institution,
        country=country,
        tz=tz,
        first_languages=(language,),
        work_languages={"en": "C1"},
        discipline=["law", "health", "arts"][number % 3],
        gender=["f", "m", "", "x"][number * 7 % 4],
        availability=parse_hours(hours),
        experience=number % 3,
        topics=(["peace", "health", "climate"][number % 3], "media"),
        dropout_risk=0.05 + 0.01 * (number % 10),
    )
    return replace(person, **changes)  # type: ignore[arg-type]


def cohort(count: int, hours: str = DAILY) -> list[Student]:
    """Students of four countries in turn."""
    return [student(number, hours) for number in range(count)]


def facilitator(number: int, hours: str = DAILY, **changes: object) -> Facilitator:
    """The n-th made-up facilitator, with captions as a skill."""
    institution, country, tz, _ = HOMES[number % len(HOMES)]
    person = Facilitator(
        id=f"f{number:02d}",
        institution=institution,
        country=country,
        tz=tz,
        languages={"en": "C2"},
        availability=parse_hours(hours),
        max_groups=2,
        access_skills=("captions",),
    )
    return replace(person, **changes)  # type: ignore[arg-type]


def leaders(count: int, hours: str = DAILY) -> list[Facilitator]:
    """Facilitators who can lead two groups each."""
    return [facilitator(number, hours) for number in range(count)]


def broken_rules(
    students: Sequence[Student], facilitators: Sequence[Facilitator], rules: Constraints, groups: Sequence[FormedGroup]
) -> list[str]:
    """Every broken hard rule by name; the slot is read in UTC."""
    people, led_by = {s.id: s for s in students}, {f.id: f for f in facilitators}
    seated = [member for group in groups for member in group.members]
    broken = ["not everybody once"] if sorted(seated) != sorted(people) else []
    for group in groups:
        members, leader = [people[m] for m in group.members], led_by[group.facilitator_id]
        starts = [start_of(group.slot, monday) for monday in rules.session_weeks]
        broken += who_breaks(members, rules)
        broken += leader_breaks(leader, members, group.language, rules)
        least = LEVELS.index(rules.working_languages[group.language])
        broken += ["language" for m in members if level(m.work_languages.get(group.language, "")) < least]
        broken += [
            "not free"
            for person in [*members, leader]
            if not all(free_for(person, start, rules.session_minutes) for start in starts)
        ]
    return broken + load_breaks(groups, led_by, rules) + link_breaks(groups, rules)


def level(name: str) -> int:
    return LEVELS.index(name) if name in LEVELS else -1


def start_of(slot: str, monday: date) -> datetime:
    day, clock = slot.split()
    hour, minute = map(int, clock.split(":"))
    begin = monday + timedelta(days=DAYS.index(day))
    return datetime(begin.year, begin.month, begin.day, hour, minute, tzinfo=UTC)


def free_for(person: Student | Facilitator, start: datetime, minutes: int) -> bool:
    return all(
        any(span.start_minute <= wall < span.end_minute for span in person.availability)
        for passed in range(0, minutes, 15)
        for local in [(start + timedelta(minutes=passed)).astimezone(ZoneInfo(person.tz))]
        for wall in [local.weekday() * 1440 + local.hour * 60 + local.minute]
    )


def who_breaks(members: Sequence[Student], rules: Constraints) -> list[str]:
    broken = [] if rules.size_min <= len(members) <= rules.size_max else ["size"]
    if len({m.institution for m in members}) < rules.min_institutions:
        broken.append("institutions")
    if len({m.country for m in members}) < rules.min_countries:
        broken.append("countries")
    return broken


def leader_breaks(leader: Facilitator, members: Sequence[Student], language: str, rules: Constraints) -> list[str]:
    broken = []
    if level(leader.languages.get(language, "")) < level(rules.facilitator_min_level):
        broken.append("facilitator language")
    needs = {need for m in members for need in m.access_needs if need in rules.access_hard}
    if not needs <= set(leader.access_skills):
        broken.append("access")
    return broken


def load_breaks(groups: Sequence[FormedGroup], led_by: dict[str, Facilitator], rules: Constraints) -> list[str]:
    broken = []
    week = timedelta(days=7)
    for leader in led_by.values():
        starts = sorted(start_of(g.slot, rules.session_weeks[0]) for g in groups if g.facilitator_id == leader.id)
        if len(starts) > leader.max_groups:
            broken.append("too many groups")
        following = [*starts[1:], *(start + week for start in starts[:1])]
        gap = timedelta(minutes=rules.session_minutes + rules.facilitator_gap_minutes)
        if len(starts) > 1 and any(b - a < gap for a, b in zip(starts, following, strict=True)):
            broken.append("too close")
    return broken


def link_breaks(groups: Sequence[FormedGroup], rules: Constraints) -> list[str]:
    place = {member: group.id for group in groups for member in group.members}
    split = ["split" for a, b in rules.keep_together if place.get(a) != place.get(b)]
    return split + ["joined" for a, b in rules.keep_apart if a in place and place[a] == place.get(b)]
