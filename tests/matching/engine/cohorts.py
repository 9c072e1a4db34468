"""Small regular cohorts for tests of the matcher; the judge tells which rules an answer breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench import judge
from matching.engine import Constraints, Facilitator, FormedGroup, Student
from matching.engine.weeks import parse_hours

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
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
    """Every broken hard rule by name, as the judge of the benchmarks finds them."""
    return list(judge.broken_rules(judge.Case(students, facilitators, rules, groups)))


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
