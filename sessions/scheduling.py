"""From a group's weekly slot to its scheduled sessions, and who has a seat in them.

A slot is "Mon 16:30" in the group's anchor: a time zone, or UTC. Everybody of the group was found free at that
time of the anchor in every week, so that is what is kept. With the zone of the exchange as the anchor (the normal
case) the wall time there is the same before and after the clocks change; with the anchor UTC the moment is the
same and the wall time moves by an hour. A wall time that the clocks skip starts an hour later that one day; one
that happens twice means the first. What is stored is the wall date and time in the zone of the exchange, and
``starts_at`` in UTC.
"""

import re
import zoneinfo
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.timezone import now
from django.utils.translation import gettext as _

from exchanges.models import Exchange, Facilitator, SeriesSession
from exchanges.weeks import monday_of_week
from matching.models import Group, Membership
from sessions.errors import SlotInvalid, TooFewSessions
from sessions.models import DialogueSession, Seat
from sessions.rooms import open_seat, take_seat_away

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# An exchange with fewer live sessions is no virtual exchange (criteria C1 and N6 of the definition).
FEWEST_SESSIONS = 3
State = DialogueSession.State
NOT_OVER = (State.SCHEDULED, State.LOBBY, State.LIVE, State.LANDED)
KINDS_THAT_MAY_BE_SHORT = frozenset({Exchange.Kind.TASTER, Exchange.Kind.ONLINE_COURSE})


@dataclass(frozen=True, slots=True)
class Moment:
    """One start: the wall date and time in ``zone`` and the same moment in UTC."""

    wall_date: date
    wall_time: time
    zone: str
    starts_at: datetime


def parse_slot(slot: str) -> tuple[int, time]:
    """ "Mon 16:30" -> (0, 16:30). Raises ``SlotInvalid``."""
    found = re.fullmatch(r"(\w{3}) (\d{1,2}):(\d{2})", slot.strip())
    if not found or found[1] not in WEEKDAYS or int(found[2]) > 23 or int(found[3]) > 59:
        raise SlotInvalid(slot=slot)
    return WEEKDAYS.index(found[1]), time(int(found[2]), int(found[3]))


def start_of(slot: str, anchor: str, week: date, zone: str) -> Moment:
    """The start of a session in the week that holds the day ``week`` (weeks begin on Monday)."""
    weekday, wall = parse_slot(slot)
    monday = week - timedelta(days=week.weekday())
    in_anchor = datetime.combine(monday + timedelta(days=weekday), wall, zoneinfo.ZoneInfo(anchor))
    starts_at = in_anchor.astimezone(UTC)
    local = starts_at.astimezone(zoneinfo.ZoneInfo(zone))
    return Moment(local.date(), local.time(), zone, starts_at)


def week_of(exchange: Exchange, planned: SeriesSession) -> date:
    """The Monday of a planned session's week."""
    if exchange.starts_on is None:
        raise SlotInvalid(slot="")
    return monday_of_week(exchange.starts_on, planned.week)


def planned_moments(group: Group, series: Sequence[SeriesSession] | None = None) -> list[tuple[SeriesSession, Moment]]:
    """When a group would meet, without writing anything. Raises ``TooFewSessions`` and ``SlotInvalid``.

    ``series``: that of the exchange, when it was read already.
    """
    exchange = group.exchange
    series = list(exchange.series.all()) if series is None else series
    if len(series) < FEWEST_SESSIONS and exchange.kind not in KINDS_THAT_MAY_BE_SHORT:
        raise TooFewSessions(planned=len(series), fewest=FEWEST_SESSIONS)
    return [
        (planned, start_of(group.slot, group.slot_anchor, week_of(exchange, planned), exchange.timezone))
        for planned in series
    ]


@transaction.atomic
def schedule_group(group: Group, after: datetime | None = None) -> list[DialogueSession]:
    """Makes the sessions of a group with their seats; a session that is there already is left alone.

    ``after``: only those that begin later (a group that is added to groups that meet already).
    """
    return schedule_groups([group], after)


@transaction.atomic
def schedule_groups(groups: Sequence[Group], after: datetime | None = None) -> list[DialogueSession]:
    """The same for many groups of one exchange, in six queries and one for each few hundred new rows."""
    held = DialogueSession.objects.filter(group__in=groups).exclude(state=State.CANCELLED)
    there = {(one.group_id, one.number): one for one in held}
    series = list(groups[0].exchange.series.all()) if groups else []
    wanted = [
        there.get((group.pk, planned.number)) or new_session(group, planned, moment)
        for group in groups
        for planned, moment in planned_moments(group, series)
        if after is None or moment.starts_at > after
    ]
    people = people_of_groups(groups)
    fresh = DialogueSession.objects.bulk_create(one for one in wanted if one._state.adding)
    Seat.objects.bulk_create(
        seat for meeting in fresh if meeting.group_id for seat in seats_for(meeting, people[meeting.group_id])
    )
    return wanted


def new_session(group: Group, planned: SeriesSession, moment: Moment) -> DialogueSession:
    """Not saved yet."""
    return DialogueSession(
        exchange=group.exchange,
        group=group,
        number=planned.number,
        title=_("%(group)s: %(title)s") % {"group": group.name, "title": planned.title},
        wall_date=moment.wall_date,
        wall_time=moment.wall_time,
        zone=moment.zone,
        starts_at=moment.starts_at,
        minutes=planned.minutes,
    )


def seat_group(meeting: DialogueSession, group: Group) -> list[Seat]:
    """A seat for everybody of the group who has none yet, numbered on from the highest number there is."""
    numbers = dict(meeting.seats.values_list("user_id", "number"))
    people = [one for one in people_of(group) if one[0] not in numbers]
    return Seat.objects.bulk_create(seats_for(meeting, people, after=max(numbers.values(), default=0)))


Sitter = tuple[int, str, str]
"""Whom a seat is for: user, role of the seat, country."""


def seats_for(meeting: DialogueSession, people: Iterable[Sitter], after: int = 0) -> Iterator[Seat]:
    """Seats that are not saved yet, numbered from ``after`` + 1."""
    for number, (user_id, role, country) in enumerate(people, start=after + 1):
        yield Seat(dialogue_session=meeting, number=number, user_id=user_id, role=role, country=country)


def people_of(group: Group) -> list[Sitter]:
    return people_of_groups([group])[group.pk]


def people_of_groups(groups: Sequence[Group]) -> dict[int, list[Sitter]]:
    """By group, in three queries: students by enrolment, then lead and support."""
    found: dict[int, list[Sitter]] = {group.pk: [] for group in groups}
    inside = Membership.objects.filter(group__in=groups, left_at=None)
    for membership in inside.select_related("enrolment__profile", "enrolment__institution").order_by("enrolment_id"):
        enrolment = membership.enrolment
        profile = getattr(enrolment, "profile", None)
        country = profile.country if profile else enrolment.institution.country
        found[membership.group_id].append((enrolment.user_id, Seat.Role.STUDENT, country))
    prefetch_related_objects(list(groups), "facilitator", "co_facilitator")
    for group in groups:
        for offer, role in ((group.facilitator, Seat.Role.LEAD), (group.co_facilitator, Seat.Role.SUPPORT)):
            if isinstance(offer, Facilitator):
                found[group.pk].append((offer.user_id, role, offer.country))
    return found


def free_seats(user_id: int, group_id: int) -> int:
    """Takes a person who left a group out of its sessions that are not over; a seat's number is never reused.

    Who is in a room at that moment is out of it after the commit.
    """
    coming = Seat.objects.filter(
        user=user_id,
        removed_at=None,
        dialogue_session__group=group_id,
        dialogue_session__state__in=NOT_OVER,
    )
    places = list(coming.values_list("dialogue_session", "number"))
    freed = coming.update(removed_at=now())
    for session, number in places:
        transaction.on_commit(partial(take_seat_away, session, number))
    return freed


@transaction.atomic
def give_seats(user_id: int, group: Group) -> list[DialogueSession]:
    """Seats in the sessions of a group that are not over, for somebody who joined it; returns those sessions.

    Who had a seat there before has the same one again. Rooms that are open hear of it after the commit.
    """
    role, country = next((role, land) for user, role, land in people_of(group) if user == user_id)
    coming = list(group.sessions.filter(state__in=NOT_OVER).order_by("starts_at"))
    for meeting in coming:
        seat = meeting.seats.filter(user=user_id).first()
        if seat is None:
            last = meeting.seats.order_by("-number").values_list("number", flat=True).first() or 0
            seat = Seat.objects.create(
                dialogue_session=meeting, number=last + 1, user_id=user_id, role=role, country=country
            )
        elif seat.removed_at is not None:
            seat.removed_at = None
            seat.save(update_fields=["removed_at"])
        transaction.on_commit(partial(open_given_seat, seat.pk))
    return coming


def open_given_seat(pk: int) -> None:
    """After the commit: a seat that was taken away again in the same transaction stays closed."""
    seat = Seat.objects.filter(pk=pk, removed_at=None).first()
    if seat is not None:
        open_seat(seat.dialogue_session_id, seat.number, seat.role, seat.country)


@transaction.atomic
def reschedule(group: Group) -> list[DialogueSession]:
    """Sessions to come at the group's time of now; returns those to come.

    What was opened stays, and so does a session whose new time lies in the past already: no session is lost.
    """
    wanted = {planned.number: moment for planned, moment in planned_moments(group)}
    coming = list(group.sessions.filter(state=State.SCHEDULED, events=None, went_live_at=None, starts_at__gt=now()))
    for meeting in coming:
        moment = wanted.get(meeting.number)
        if moment is not None and moment.starts_at > now():
            meeting.wall_date, meeting.wall_time = moment.wall_date, moment.wall_time
            meeting.zone, meeting.starts_at = moment.zone, moment.starts_at
    DialogueSession.objects.bulk_update(coming, ["wall_date", "wall_time", "zone", "starts_at"])
    return sorted(coming, key=lambda meeting: meeting.starts_at)


@transaction.atomic
def cancel_coming(group: Group) -> int:
    """The sessions of a group that ended, as far as no room of them was opened, do not take place."""
    coming = group.sessions.filter(state=State.SCHEDULED, events=None, went_live_at=None)
    return coming.update(state=State.CANCELLED)


@transaction.atomic
def restore_coming(group: Group) -> int:
    """The other way round: sessions to come that were cancelled take place after all."""
    return group.sessions.filter(state=State.CANCELLED, starts_at__gt=now()).update(state=State.SCHEDULED)


@transaction.atomic
def unschedule(*groups: Group) -> int:
    """Takes back sessions that nobody has entered; returns how many. Never touches a session with a log."""
    unused = DialogueSession.objects.filter(group__in=groups, events=None, went_live_at=None)
    taken = unused.count()
    unused.delete()
    return taken
