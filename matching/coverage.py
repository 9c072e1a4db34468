"""When students are free and who could lead then: the picture before any group is formed.

Counted are starts at which a whole session fits into the stated hours in every session week, clock changes included
(``free_time.Weeks``). Hours are shown on the clock of whoever looks.
"""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.models import Exchange
from matching.checks import speaks
from matching.engine_words import language_name
from matching.free_time import Weeks, numbers_in, slot_text
from matching.hours import starts_of
from matching.inputs import constraints_of, leaders_of, session_weeks, students_of

LISTED = 5
# Hours of one shortage lie this close together: only the fullest of them is listed.
SAME_SHORTAGE_MINUTES = 120
NEAR_MINUTES = 120
NAMED = 2


@dataclass(frozen=True, slots=True)
class Leader:
    name: str
    starts: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Free:
    """Who could meet when. ``starts``: bit n is the n-th start of the week (``free_time``)."""

    weeks: Weeks
    languages: list[str]
    size_min: int
    size_max: int
    students: list[tuple[int, frozenset[str]]]
    leaders: list[Leader]


def free_people(exchange: Exchange) -> Free:
    """The stated hours of everybody to place and everybody who may lead."""
    given = constraints_of(exchange)
    weeks = Weeks(
        tuple(session_weeks(exchange)), given["session_minutes"], given["start_grid_minutes"], given["slot_anchor"]
    )
    least: dict[str, str] = given["working_languages"]
    rows = students_of(exchange).values_list("profile__timezone", "profile__availability", "profile__work_languages")
    students = [
        (weeks.starts(zone, hours), frozenset(code for code in least if speaks(levels, code, least[code])))
        for zone, hours, levels in rows
    ]
    needed = given["facilitator_min_level"]
    leaders = [
        Leader(
            str(offer.user),
            weeks.starts(offer.timezone, offer.availability),
            frozenset(code for code in least if speaks(offer.languages, code, needed)),
        )
        for offer in leaders_of(exchange)
    ]
    return Free(weeks, sorted(least), given["size_min"], given["size_max"], students, leaders)


@dataclass(frozen=True, slots=True)
class Count:
    """At one start: students and facilitators who are free, and how many groups they could make at most."""

    students: int
    leaders: int
    groups: int


def counts(free: Free, language: str) -> dict[int, Count]:
    """By start; ``language`` "" for all together: people of two languages once, and each group in one language."""
    students = tally(free.students, language)
    leaders = tally([(one.starts, one.languages) for one in free.leaders], language)
    parts = [] if language else [counts(free, code) for code in free.languages]
    found = {}
    for start in sorted(set(students) | set(leaders)):
        most = min(leaders[start], students[start] // free.size_min)
        if parts:
            most = min(most, sum(part[start].groups for part in parts if start in part))
        found[start] = Count(students[start], leaders[start], most)
    return found


def tally(people: Sequence[tuple[int, frozenset[str]]], language: str) -> dict[int, int]:
    """How many are free at each start; of any working language for ""."""
    found: dict[int, int] = defaultdict(int)
    for starts, languages in people:
        if language in languages or (not language and languages):
            for start in numbers_in(starts):
                found[start] += 1
    return found


# --- as a page shows it ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """``level``: 0 to 4 by the number of students, "none" where nobody is free. ``lacks``: nobody could lead."""

    students: int
    leaders: int
    groups: int
    level: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class Row:
    clock: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Shortage:
    """An hour in which a group could meet and nobody could lead it; ``near``: who is free soon before or after."""

    when: str
    students: int
    groups: int
    near: list[tuple[str, str]]
    other_languages: list[str]


@dataclass(frozen=True, slots=True)
class Coverage:
    language: str
    languages: list[tuple[str, str]]
    zone: str
    zones: list[str]
    days: list[str]
    rows: list[Row]
    shortages: list[Shortage]
    students: int
    never: int
    leaders: int
    minutes: int
    seats_most: int
    changes: list[tuple[str, str]]


def coverage(exchange: Exchange, language: str, zone: str, own_zone: str) -> Coverage | None:
    """None while the exchange has no weeks or no working language. An unknown language or zone gives the usual one."""
    if exchange.starts_on is None or not exchange.working_languages or not exchange.series.exists():
        return None
    free = free_people(exchange)
    language = language if language in free.languages else free.languages[0] if len(free.languages) == 1 else ""
    zone = zone if is_zone(zone) else own_zone if is_zone(own_zone) else free.weeks.anchor
    found = counts(free, language)
    clock = Clock(free.weeks, zone)
    return Coverage(
        language=language,
        languages=[(code, language_name(code)) for code in free.languages],
        zone=zone,
        zones=zones_of(exchange, own_zone),
        days=clock.days(),
        rows=rows_of(found, clock, free.size_min),
        shortages=list(shortages(free, found, clock, language)),
        students=sum(bool(languages and (not language or language in languages)) for _s, languages in free.students),
        never=sum(not starts for starts, _languages in free.students),
        leaders=sum(bool(one.languages and (not language or language in one.languages)) for one in free.leaders),
        minutes=free.weeks.minutes,
        seats_most=free.size_max,
        changes=clock.changes(),
    )


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """By opening it: a list of all zones is read from disk anew each time."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zones_of(exchange: Exchange, own_zone: str) -> list[str]:
    """The own zone, that of the exchange, UTC, and those of its students."""
    theirs = exchange.enrolments.values_list("profile__timezone", flat=True).distinct()
    rest = sorted({zone for zone in theirs if zone and is_zone(zone)} | {"UTC"})
    return list(dict.fromkeys(zone for zone in (own_zone, exchange.timezone, *rest) if is_zone(zone)))


class Clock:
    """The starts of the week on the clock of one zone, in the first session week."""

    def __init__(self, weeks: Weeks, zone: str) -> None:
        self.weeks, self.zone = weeks, zoneinfo.ZoneInfo(zone)
        self.times = [self.at(number, 0) for number in range(10080 // weeks.grid_minutes)]

    def at(self, start: int, week: int) -> datetime:
        slot = slot_text(start * self.weeks.grid_minutes)
        return next(starts_of(slot, self.weeks.anchor, self.weeks.mondays[week : week + 1])).astimezone(self.zone)

    def days(self) -> list[str]:
        """Monday to Sunday, as the language writes them."""
        by_day = {moment.weekday(): date_format(moment, "D") for moment in self.times}
        return [by_day[day] for day in range(7)]

    def changes(self) -> list[tuple[str, str]]:
        """Weeks (their Monday) in which the same slots stand elsewhere on this clock: earlier or later by minutes."""
        told: list[tuple[str, str]] = []
        before = 0
        for number, monday in enumerate(self.weeks.mondays):
            first, now = self.times[0], self.at(0, number)
            shift = round((now.replace(tzinfo=None) - first.replace(tzinfo=None)).total_seconds() / 60) % 1440
            shift = shift - 1440 if shift > 720 else shift
            if shift != before:
                told.append((date_format(monday, _("j M")), shift_words(shift)))
                before = shift
        return told


def shift_words(minutes: int) -> str:
    if minutes == 0:
        return _("as shown here again")
    text = _("%(n)s minutes later than shown") if minutes > 0 else _("%(n)s minutes earlier than shown")
    return text % {"n": abs(minutes)}


def rows_of(found: Mapping[int, Count], clock: Clock, least: int) -> list[Row]:
    """One row a half hour, from the first to the last in which anybody is free."""
    most = max((one.students for one in found.values()), default=0)
    cells: dict[tuple[int, int], Cell] = {}
    for start, moment in enumerate(clock.times):
        one = found.get(start, Count(0, 0, 0))
        if one.students or one.leaders:
            cells[moment.hour * 60 + moment.minute, moment.weekday()] = cell_of(one, most, least)
    minutes = sorted({minute for minute, _day in cells})
    if not minutes:
        return []
    every = sorted({moment.hour * 60 + moment.minute for moment in clock.times})
    empty = Cell(0, 0, 0, "none", False)
    return [
        Row(f"{minute // 60:02d}:{minute % 60:02d}", [cells.get((minute, day), empty) for day in range(7)])
        for minute in every
        if minutes[0] <= minute <= minutes[-1]
    ]


def cell_of(one: Count, most: int, least: int) -> Cell:
    level = "none" if not one.students else str(min(4, 1 + 4 * one.students // (most + 1)))
    return Cell(one.students, one.leaders, one.groups, level, lacks=one.students >= least and not one.groups)


def shortages(free: Free, found: Mapping[int, Count], clock: Clock, language: str) -> Iterator[Shortage]:
    """The fullest hours that nobody could lead, far enough from each other to be of use."""
    least = free.size_min
    lacking = [start for start, one in found.items() if one.students >= least and not one.groups]
    lacking.sort(key=lambda start: (-found[start].students, start))
    taken: list[int] = []
    for start in lacking:
        apart = SAME_SHORTAGE_MINUTES // free.weeks.grid_minutes
        if len(taken) < LISTED and all(abs(start - other) > apart for other in taken):
            taken.append(start)
            yield Shortage(
                when=date_format(clock.times[start], "D H:i"),
                students=found[start].students,
                groups=found[start].students // least,
                near=near(free, start, language, clock),
                other_languages=[] if not language else sorted(
                    one.name for one in free.leaders if one.starts >> start & 1 and language not in one.languages
                )[:NAMED],
            )  # fmt: skip


def near(free: Free, start: int, language: str, clock: Clock) -> list[tuple[str, str]]:
    """Facilitators who could lead within two hours, the nearest first, each with the start that suits them."""
    reach = NEAR_MINUTES // free.weeks.grid_minutes
    told = []
    for one in free.leaders:
        away = [n for n in range(max(0, start - reach), start + reach + 1) if one.starts >> n & 1]
        if away and one.languages and (not language or language in one.languages):
            best = min(away, key=lambda n: abs(n - start))
            told.append((abs(best - start), one.name, date_format(clock.times[best % len(clock.times)], "H:i")))
    return [(name, when) for _distance, name, when in sorted(told)[:NAMED]]
