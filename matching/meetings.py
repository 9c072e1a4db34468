"""When a group meets, from its weekly time and the weeks of the series: without a look at the scheduled sessions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from exchanges.models import Exchange
from matching.hours import starts_of
from matching.inputs import session_weeks
from matching.models import Group

# Rooms open an hour before the start (facilitation/opening.py); a session may run over by a quarter of an hour.
BEFORE_MINUTES, AFTER_MINUTES = 60, 15


def starts(group: Group, weeks: Sequence[date] | None = None) -> list[datetime]:
    """Every start in UTC; empty when the weekly time cannot be read. ``weeks``: Mondays that were read already."""
    try:
        return list(starts_of(group.slot, group.slot_anchor, weeks or session_weeks(group.exchange)))
    except ValueError:
        return []


def next_start(group: Group, after: datetime, weeks: Sequence[date] | None = None) -> datetime | None:
    """The first start after a moment; None when the series is over."""
    return min((start for start in starts(group, weeks) if start > after), default=None)


def that_meet(exchange: Exchange, after: datetime) -> list[tuple[Group, int]]:
    """Published groups with a session to come, each with its number of students: few queries for many groups."""
    weeks = session_weeks(exchange)
    counted = Count("memberships", filter=Q(memberships__left_at=None))
    groups = exchange.groups.filter(status=Group.Status.PUBLISHED).annotate(people=counted)
    found = groups.select_related("exchange", "facilitator__user").order_by("pk")
    return [(group, int(getattr(group, "people"))) for group in found if next_start(group, after, weeks)]  # noqa: B009


def in_session(group: Group, at: datetime) -> bool:
    """Whether a session is about to begin or running: then nobody is moved out of the room under their feet."""
    longest = max(group.exchange.series.values_list("minutes", flat=True), default=group.exchange.session_minutes)
    before, after = timedelta(minutes=BEFORE_MINUTES), timedelta(minutes=longest + AFTER_MINUTES)
    return any(start - before <= at <= start + after for start in starts(group))


def sessions_to_come(group: Group, at: datetime) -> int:
    """How many sessions begin after a moment."""
    return sum(start > at for start in starts(group))
