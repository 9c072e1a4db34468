"""What the pages about changes of published groups ask."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from exchanges.models import Enrolment, Exchange
from matching import changes, merging, waitlist
from matching.meeting_changes import NewMeeting, of_change
from matching.meetings import next_start, sessions_to_come
from matching.models import Change, Group, GroupRequest, MatchRun, Membership, Step
from matching.queries import COMPONENTS

SHOWN_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of J before and after, in percent of its bound (0 is random or worse)."""

    label: str
    before: int
    after: int


def bars(figures: Mapping[str, Any]) -> list[Bar]:
    before, after = (figures.get(side, {}).get("components", {}) for side in ("before", "after"))
    return [
        Bar(str(label), percent(before[name]), percent(after[name]))
        for name, (label, *_meaning) in COMPONENTS.items()
        if name in before and name in after
    ]


def percent(share: float) -> int:
    return max(0, min(100, round(100 * float(share))))


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as coordinators see it."""

    change: Change
    steps: list[Step]
    bars: list[Bar]
    may_undo: bool
    meetings: list[NewMeeting]

    @property
    def agreed(self) -> int:
        return sum(step.answer == Step.Answer.YES for step in self.steps)

    @property
    def asked(self) -> int:
        return sum(step.answer != Step.Answer.NOT_ASKED for step in self.steps)

    @property
    def gain(self) -> float | None:
        figures = self.change.figures
        if "before" not in figures or "after" not in figures:
            return None
        return float(figures["after"]["total"]) - float(figures["before"]["total"])


def asked_of(change: Change) -> Asked:
    meetings = of_change(change)
    return Asked(change, changes.steps_of(change), bars(change.figures), changes.may_undo(change), meetings)


def recent_changes(exchange: Exchange) -> list[Asked]:
    """Open ones first, then the newest."""
    rows = exchange.group_changes.select_related("exchange", "closes", "asked_by", "request__enrolment__user")
    still_open = list(rows.filter(status=Change.Status.ASKED).order_by("answer_until", "pk"))
    over = list(rows.exclude(status=Change.Status.ASKED).order_by("-pk")[:SHOWN_CHANGES])
    return [asked_of(change) for change in (*still_open, *over)]


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody on the waitlist. ``fits``: how many groups with a free place they could join now."""

    number: int
    enrolment: Enrolment
    fits: int
    offer: Step | None


@dataclass(frozen=True, slots=True)
class CountryLine:
    country: str
    waiting: int
    could_be_seated: int


def waits(exchange: Exchange) -> list[Waits]:
    """The waitlist in its order."""
    queue = waitlist.waiting(exchange)
    free = waitlist.groups_with_room(exchange, exchange.size_max) if queue else []
    room = waitlist.Room(exchange)
    offers = {
        step.enrolment_id: step
        for step in Step.objects.filter(
            enrolment__in=queue, change__status=Change.Status.ASKED, change__answer_until__gt=now()
        ).select_related("target", "change")
    }
    return [
        Waits(number, one, sum(room.suits(one, group) for group, _n in free), offers.get(one.pk))
        for number, one in enumerate(queue, start=1)
    ]


def by_country(lines: Sequence[Waits]) -> list[CountryLine]:
    """How many wait and how many of them could be seated in their hours, the countries with most first."""
    all_of = Counter(line.enrolment.profile.country for line in lines)
    some = Counter(line.enrolment.profile.country for line in lines if line.fits)
    return [CountryLine(country, n, some[country]) for country, n in all_of.most_common()]


@dataclass(frozen=True, slots=True)
class Small:
    group: Group
    members: int
    next_at: datetime | None


def small_groups(exchange: Exchange) -> list[Small]:
    return [Small(group, n, next_start(group, now())) for group, n in merging.small_groups(exchange)]


def left(exchange: Exchange) -> QuerySet[Membership]:
    """Who left the exchange out of a group, the last first."""
    gone = Membership.objects.filter(
        group__exchange=exchange, left_at__isnull=False, enrolment__status=Enrolment.Status.WITHDRAWN
    )
    return gone.select_related("enrolment__user", "group").order_by("-left_at")


def requests_of(exchange: Exchange) -> QuerySet[GroupRequest]:
    """Open ones first."""
    rows = GroupRequest.objects.filter(enrolment__exchange=exchange)
    return rows.select_related("enrolment__user", "group", "wished").order_by("-status", "-asked_at", "-pk")


def newest_rematch(exchange: Exchange) -> MatchRun | None:
    return exchange.match_runs.filter(kind=MatchRun.Kind.REMATCH).order_by("-pk").first()


# -- a student's own pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """A student's group and what they asked or are asked."""

    enrolment: Enrolment
    group: Group | None
    next_at: datetime | None
    to_come: int
    request: GroupRequest | None
    answered: GroupRequest | None
    questions: list[Step]
    place: int


def own_group(enrolment: Enrolment) -> OwnGroup:
    current = Membership.objects.filter(enrolment=enrolment, left_at=None, group__status=Group.Status.PUBLISHED)
    membership = current.select_related("group__exchange", "group__facilitator__user").first()
    group = membership.group if membership else None
    requests = enrolment.group_requests.select_related("wished", "group").order_by("-pk")
    queue = [] if group else [one.pk for one in waitlist.waiting(enrolment.exchange)]
    return OwnGroup(
        enrolment=enrolment,
        group=group,
        next_at=next_start(group, now()) if group else None,
        to_come=sessions_to_come(group, now()) if group else 0,
        request=requests.filter(status=GroupRequest.Status.OPEN).first(),
        answered=requests.exclude(status=GroupRequest.Status.OPEN).first(),
        questions=open_questions(enrolment),
        place=queue.index(enrolment.pk) + 1 if enrolment.pk in queue else 0,
    )


def open_questions(enrolment: Enrolment) -> list[Step]:
    """What this student is asked and has not answered."""
    rows = Step.objects.filter(
        enrolment=enrolment,
        answer=Step.Answer.WAITED_FOR,
        change__status=Change.Status.ASKED,
        change__answer_until__gt=now(),
    )
    return list(rows.select_related("change__exchange", "source", "target__facilitator__user"))


def other_groups(group: Group) -> QuerySet[Group]:
    """Groups that could be wished for."""
    others = group.exchange.groups.filter(status=Group.Status.PUBLISHED).exclude(pk=group.pk)
    return others.select_related("exchange").order_by("pk")
