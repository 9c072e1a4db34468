"""Two groups become one when one of them has fallen under a threshold: looked at first, and undone in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from exchanges import services as exchange_services
from exchanges.models import Enrolment, Exchange
from matching import changes, errors, standing
from matching.changes import MERGED_SEATS_MOST, Wanted
from matching.checks import Broken, Rules, members_of
from matching.hours import own_time
from matching.meetings import next_start, that_meet
from matching.models import Change, Group

LEAST_THRESHOLD, MOST_THRESHOLD = 2, MERGED_SEATS_MOST


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A member with the next meeting on their own clock, and whether they come from the group that ends."""

    enrolment: Enrolment
    moves: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger would do; nothing is written for it. ``broken``: rules; a hard one forbids it."""

    source: Group
    target: Group
    people: list[OwnTime]
    broken: list[Broken]
    figures: dict[str, Any]

    @property
    def size(self) -> int:
        return len(self.people)

    @property
    def is_possible(self) -> bool:
        return self.size <= MERGED_SEATS_MOST and not any(one.hard for one in self.broken)


def threshold(exchange: Exchange) -> int:
    """Groups with fewer students are too small; the least best size unless the coordinator chose another."""
    return int(exchange.design.get("merge_under", exchange.target_min))


@transaction.atomic
def set_threshold(exchange: Exchange, by: User, under: int) -> Exchange:
    """Kept with the design of the exchange, between 2 and 12."""
    under = max(LEAST_THRESHOLD, min(MOST_THRESHOLD, under))
    return exchange_services.change_exchange(exchange, by, design={"merge_under": under})


def small_groups(exchange: Exchange) -> list[tuple[Group, int]]:
    """Published groups under the threshold with sessions to come, the smallest first."""
    small = [pair for pair in that_meet(exchange, now()) if pair[1] < threshold(exchange)]
    return sorted(small, key=lambda pair: (pair[1], pair[0].pk))


def wanted_of(source: Group, target: Group, *, asks: bool) -> list[Wanted]:
    return [Wanted(one, source, target, asks=asks) for one in members_of(source)]


def preview(source: Group, target: Group) -> Merger:
    """Who would be together, when on each one's clock, and which rules that would break."""
    begins = next_start(target, now())
    wanted = wanted_of(source, target, asks=True)
    moves = {one.enrolment.pk for one in wanted}
    people = [*members_of(target), *(one.enrolment for one in wanted)]
    times = [OwnTime(one, one.pk in moves, own(begins, one.profile.timezone)) for one in people]
    broken = changes.effects_of(source.exchange, wanted, source)
    figures = standing.before_and_after(source.exchange, dict.fromkeys(moves, (source.pk, target.pk)))
    return Merger(source, target, times, broken, figures)


def own(moment: datetime | None, zone: str) -> datetime | None:
    return own_time(moment, zone) if moment else None


def partners_for(source: Group) -> list[tuple[Group, int, list[Broken]]]:
    """Groups that this one could join, those without a broken rule first, then the smaller ones."""
    size = source.memberships.filter(left_at=None).count()
    rules, found = Rules(source.exchange), []
    for target, count in that_meet(source.exchange, now()):
        if target.pk != source.pk and count and count + size <= MERGED_SEATS_MOST:
            wanted = wanted_of(source, target, asks=True)
            broken = changes.effects_of(source.exchange, wanted, source, rules)
            found.append((target, count + size, [one for one in broken if one.hard]))
    return sorted(found, key=lambda one: (len(one[2]), one[1], one[0].pk))


def merge_groups(source: Group, target: Group, by: User, reason: str, *, asks: bool = True) -> Change:
    """``source`` ends, its people go to ``target`` and keep what they did; the facilitator of ``target`` stays.

    With ``asks`` everybody who moves must agree; without, the coordinator answers for having asked them. Raises
    ``MergeTooLarge``, ``ReasonMissing`` (without asking) and what ``changes.ask`` raises.
    """
    if not asks and len(reason.strip()) < 5:
        raise errors.ReasonMissing
    size = sum(group.memberships.filter(left_at=None).count() for group in (source, target))
    if size > MERGED_SEATS_MOST:
        said = {"one": source.name, "other": target.name, "size": size, "most": MERGED_SEATS_MOST}
        raise errors.MergeTooLarge(**said)
    figures = preview(source, target).figures
    wanted: Sequence[Wanted] = wanted_of(source, target, asks=asks)
    return changes.ask(source.exchange, Change.Kind.MERGE, wanted, by, reason, closes=source, figures=figures)
