"""Which rules a group breaks, each with a sentence: for the board and before publishing.

Hard rules are those of docs/reference/group-files.md and are never overridden. Soft rules (target size, nobody
alone) may be, when the coordinator says why.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Exchange, Facilitator
from exchanges.need_words import need_words
from matching.hours import is_free, starts_of
from matching.inputs import constraints_of, session_weeks
from matching.models import Group, Membership

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "N")
OF_A_MEMBER = ("enrolment__user", "enrolment__profile", "enrolment__institution")


@dataclass(frozen=True, slots=True)
class Broken:
    code: str
    hard: bool
    sentence: str


class Rules:
    """The rules of an exchange, read once for many groups."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.given: dict[str, Any] = constraints_of(exchange)
        self.weeks = session_weeks(exchange)
        self.together = [set(pair) for pair in exchange.keep_together]
        self.apart = [set(pair) for pair in exchange.keep_apart]

    @cached_property
    def open_groups(self) -> list[Group]:
        """Every group of the exchange that did not end."""
        return list(self.exchange.groups.exclude(status=Group.Status.CLOSED))

    def starts(self, group: Group) -> list[datetime]:
        try:
            return list(starts_of(group.slot, group.slot_anchor, self.weeks))
        except ValueError:
            return []

    def broken(self, group: Group, members: Sequence[Enrolment]) -> list[Broken]:
        """Every rule that the group would break with these members."""
        return [
            *self.sizes(group, members),
            *self.places(group, members),
            *self.people(group, members),
            *self.pairs(group, members),
            *self.leading(group, members),
            *self.alone(group, members),
        ]

    def sizes(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        least, most = self.given["size_min"], group.seats_most or self.given["size_max"]
        said = {"group": group.name, "size": len(members), "least": least, "most": most}
        if not least <= len(members) <= most:
            yield hard("size", _("%(group)s would have %(size)s students; %(least)s to %(most)s are allowed.") % said)
        elif not self.given["target_min"] <= len(members) <= self.given["target_max"]:
            said |= {"least": self.given["target_min"], "most": self.given["target_max"]}
            yield soft("target", _("%(group)s would have %(size)s students; %(least)s to %(most)s are best.") % said)

    def places(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        countries = len({one.profile.country for one in members})
        if countries < self.given["min_countries"]:
            text = _("%(group)s would have students of %(figure)s countries; at least %(least)s are needed.")
            yield hard("countries", text % said(group, countries, self.given["min_countries"]))
        institutions = len({one.institution_id for one in members})
        if institutions < self.given["min_institutions"]:
            text = _("%(group)s would have students of %(figure)s institutions; at least %(least)s are needed.")
            yield hard("institutions", text % said(group, institutions, self.given["min_institutions"]))

    def people(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        starts, minutes = self.starts(group), self.given["session_minutes"]
        least = self.given["working_languages"].get(group.language, "N")
        for one in members:
            said = {"student": one.user, "group": group.name, "slot": group.slot, "language": group.language}
            if not speaks(one.profile.work_languages, group.language, least):
                text = _("%(student)s does not have level %(level)s in %(language)s, the language of %(group)s.")
                yield hard("language", text % (said | {"level": least}))
            if not is_free(one.profile.availability, one.profile.timezone, starts, minutes):
                text = _("%(student)s is not free at the time of %(group)s (%(slot)s) in every week.")
                yield hard("availability", text % said)

    def pairs(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        inside = {one.pk for one in members}
        names = {one.pk: str(one.user) for one in members}
        for pair in self.together:
            if len(pair & inside) == 1:
                student = names[next(iter(pair & inside))]
                yield hard(
                    "keep_together", _("%(student)s would be parted from somebody to stay with.") % {"student": student}
                )
        for pair in self.apart:
            if len(pair) == 2 and pair <= inside:
                said = dict(zip(("one", "other"), (names[pk] for pk in sorted(pair)), strict=True))
                yield hard("keep_apart", _("%(one)s and %(other)s must not be in one group.") % said)

    def leading(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        leader = group.facilitator
        if leader is None:
            yield hard("facilitator", _("%(group)s has no facilitator.") % {"group": group.name})
            return
        yield from self.facilitator(group, leader)
        needs = {need for one in members for need in one.profile.access_needs} & set(self.given["access_hard"])
        for need in sorted(needs - set(leader.access_skills)):
            said = {"group": group.name, "need": need_words(need), "facilitator": leader.user}
            yield hard("access", _("A student of %(group)s needs %(need)s; %(facilitator)s cannot offer it.") % said)

    def facilitator(self, group: Group, leader: Facilitator) -> Iterator[Broken]:
        said = {"group": group.name, "facilitator": leader.user, "slot": group.slot, "language": group.language}
        if not speaks(leader.languages, group.language, self.given["facilitator_min_level"]):
            yield hard("facilitator_language", _("%(facilitator)s cannot lead %(group)s in %(language)s.") % said)
        starts, minutes = self.starts(group), self.given["session_minutes"]
        if not is_free(leader.availability, leader.timezone, starts, minutes):
            yield hard("facilitator_free", _("%(facilitator)s is not free at the time of %(group)s (%(slot)s).") % said)
        led = self.led_by(leader)
        if len(led) > leader.max_groups:
            yield hard("facilitator_groups", _("%(facilitator)s would lead more groups than offered.") % said)
        for other in led:
            if other.pk != group.pk and self.clash(group, other):
                text = _("%(facilitator)s leads %(other)s too close to %(group)s.")
                yield hard("facilitator_gap", text % (said | {"other": other.name}))

    def led_by(self, leader: Facilitator) -> list[Group]:
        """The groups of a facilitator, drafts and published."""
        return [one for one in leader.led_groups.all() if one.status != Group.Status.CLOSED]

    def clash(self, one: Group, other: Group) -> bool:
        apart_minutes = self.given["session_minutes"] + self.given["facilitator_gap_minutes"]
        both = zip(self.starts(one), self.starts(other), strict=False)
        return any(abs((a - b).total_seconds()) < apart_minutes * 60 for a, b in both)

    def alone(self, group: Group, members: Sequence[Enrolment]) -> Iterator[Broken]:
        """Nobody the only woman or man of a group; nobody the only one of a country beside three of another."""
        genders = Counter(one.profile.gender for one in members if one.profile.gender in ("f", "m"))
        countries = Counter(one.profile.country for one in members)
        crowded = any(count >= 3 for count in countries.values())
        for one in members:
            said = {"student": one.user, "group": group.name, "country": one.profile.country}
            if genders.get(one.profile.gender) == 1 and len(members) > 1:
                yield soft("alone_gender", _("%(student)s would be the only one of their gender in %(group)s.") % said)
            if crowded and countries[one.profile.country] == 1:
                yield soft(
                    "alone_country", _("%(student)s would be the only one from %(country)s in %(group)s.") % said
                )


def said(group: Group, figure: int, least: int) -> dict[str, Any]:
    return {"group": group.name, "figure": figure, "least": least}


def hard(code: str, sentence: str) -> Broken:
    return Broken(code, True, sentence)


def soft(code: str, sentence: str) -> Broken:
    return Broken(code, False, sentence)


def speaks(levels: dict[str, str], language: str, least: str) -> bool:
    held = levels.get(language, "")
    return held in LEVELS and LEVELS.index(held) >= LEVELS.index(least)


def members_of(group: Group) -> list[Enrolment]:
    """Who is in a group now, by name."""
    current = group.memberships.filter(left_at=None).select_related(*OF_A_MEMBER)
    return by_name(one.enrolment for one in current)


def by_name(people: Iterable[Enrolment]) -> list[Enrolment]:
    return sorted(people, key=lambda enrolment: (str(enrolment.user), enrolment.pk))


def drafts_with_members(exchange: Exchange) -> dict[Group, list[Enrolment]]:
    """The draft groups and who is in each, with everything that the rules look at, in four queries."""
    drafts = exchange.groups.filter(status=Group.Status.DRAFT).select_related(
        "exchange", "facilitator__user", "co_facilitator__user"
    )
    groups = list(drafts.prefetch_related("facilitator__led_groups").order_by("pk"))
    inside: dict[int, list[Enrolment]] = {group.pk: [] for group in groups}
    for one in Membership.objects.filter(group__in=groups, left_at=None).select_related(*OF_A_MEMBER):
        inside[one.group_id].append(one.enrolment)
    return {group: by_name(inside[group.pk]) for group in groups}
