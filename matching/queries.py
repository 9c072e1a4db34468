"""What the pages of matching ask: the runs, and the board with every group beside the cohort."""

import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Exchange, Facilitator
from matching.checks import LEVELS, Broken, Rules
from matching.engine_words import in_words, progress_in_words
from matching.hours import own_time
from matching.mend_words import MendLine, mend_line
from matching.models import Group, MatchRun, Membership
from matching.weights import PARTS

# The parts of the quality J in words; 1 is the best that can be reached.
COMPONENTS = PARTS


def reason_lines(run: MatchRun) -> list[dict[str, object]]:
    """Why no groups are possible: ``text``, the names of the ``people`` and what would help (``mends``), the first
    cause first.
    """
    return [
        {
            "text": in_words(reason.get("cause") or reason["text"]),
            "people": reason.get("people", []),
            "mends": mend_lines(reason, run.inputs["constraints"]["slot_anchor"]),
        }
        for reason in run.report.get("reasons", [])
    ]


def mend_lines(reason: Mapping[str, Any], anchor: str) -> list[MendLine]:
    return [line for mend in reason.get("mend", []) if (line := mend_line(mend, anchor))]


def progress_text(run: MatchRun) -> str:
    return progress_in_words(run.progress_text) or _("Starting")


@dataclass(frozen=True, slots=True)
class Seated:
    """A member as the board shows them; ``times``: the weekly time on their own clock, twice when clocks change."""

    enrolment: Enrolment
    first_language: str
    level: str
    times: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Card:
    group: Group
    members: list[Seated]
    broken: list[Broken]
    countries: list[tuple[str, int]]
    anchor_time: str
    explanation: str

    @property
    def is_sound(self) -> bool:
        return not any(one.hard for one in self.broken)


def board(exchange: Exchange, status: str = Group.Status.DRAFT) -> list[Card]:
    """The groups of an exchange with their members, times and broken rules."""
    current = Membership.objects.filter(left_at=None).select_related(
        "enrolment__user", "enrolment__profile", "enrolment__institution"
    )
    groups = (
        exchange.groups.filter(status=status)
        .select_related("exchange", "facilitator__user", "co_facilitator__user")
        .prefetch_related(Prefetch("memberships", queryset=current, to_attr="now_inside"), "facilitator__led_groups")
        .order_by("pk")
    )
    rules = Rules(exchange)
    return [card_of(group, rules) for group in groups]


def card_of(group: Group, rules: Rules) -> Card:
    inside: Sequence[Membership] = getattr(group, "now_inside", [])
    members = sorted((one.enrolment for one in inside), key=lambda one: (str(one.user), one.pk))
    starts = rules.starts(group)
    return Card(
        group=group,
        members=[seated(one, group, starts) for one in members],
        broken=rules.broken(group, members),
        countries=Counter(one.profile.country for one in members).most_common(),
        anchor_time=" / ".join(times_in(group.slot_anchor, starts)),
        explanation=in_words(group.explanation),
    )


def seated(enrolment: Enrolment, group: Group, starts: Sequence[datetime]) -> Seated:
    profile = enrolment.profile
    return Seated(
        enrolment=enrolment,
        first_language=", ".join(profile.first_languages),
        level=profile.work_languages.get(group.language, ""),
        times=times_in(profile.timezone, starts),
        zone=profile.timezone,
    )


def times_in(zone: str, starts: Sequence[datetime]) -> tuple[str, ...]:
    """The weekly time on a clock, such as Monday 16:30; a second one when that clock changes against the anchor."""
    try:
        local = [own_time(start, zone) for start in starts]
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return ()
    return tuple(dict.fromkeys(date_format(moment, "D H:i") for moment in local))


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One attribute beside the cohort: shares in whole percent."""

    label: str
    cohort: int
    groups: list[int]


@dataclass(frozen=True, slots=True)
class BalanceTable:
    names: list[str]
    sizes: list[int]
    rows: list[BalanceRow]

    @property
    def total(self) -> int:
        return sum(self.sizes)


def balance_table(cards: Sequence[Card]) -> BalanceTable:
    """Each group beside the whole: countries, gender where told, first years, level. Counts of people, as percent."""
    groups = [[one.enrolment for one in card.members] for card in cards]
    everybody = [one for inside in groups for one in inside]
    lines = [*country_lines(everybody), *other_lines()]
    rows = [
        BalanceRow(label, percent(everybody, holds), [percent(inside, holds) for inside in groups])
        for label, holds in lines
    ]
    return BalanceTable([card.group.name for card in cards], [len(inside) for inside in groups], rows)


type Holds = Callable[[Enrolment], bool]


def country_lines(everybody: Iterable[Enrolment]) -> list[tuple[str, Holds]]:
    counted = Counter(one.profile.country for one in everybody).most_common(8)
    return [(country, partial(is_from, country)) for country, _n in counted]


def is_from(country: str, enrolment: Enrolment) -> bool:
    return enrolment.profile.country == country


def other_lines() -> list[tuple[str, Holds]]:
    return [
        (_("women, of all"), lambda one: one.profile.gender == "f"),
        (_("men, of all"), lambda one: one.profile.gender == "m"),
        (_("best level C1 or above"), lambda one: best_level(one) >= LEVELS.index("C1")),
        (_("took part in an exchange before"), lambda one: one.profile.experience > 0),
    ]


def best_level(enrolment: Enrolment) -> int:
    return max(
        (LEVELS.index(level) for level in enrolment.profile.work_languages.values() if level in LEVELS), default=0
    )


def percent(people: Sequence[Enrolment], holds: Holds) -> int:
    return round(100 * sum(map(holds, people)) / len(people)) if people else 0


def unplaced(exchange: Exchange) -> list[Enrolment]:
    """Enrolled people without a place in any group."""
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).select_related("user", "institution")
    placed = Membership.objects.filter(left_at=None).values("enrolment")
    return list(there.exclude(pk__in=placed).order_by("user__name", "pk"))


def supporters(exchange: Exchange) -> QuerySet[Facilitator]:
    """Who could be a second facilitator."""
    return exchange.facilitators.select_related("user").order_by("user__name", "pk")
