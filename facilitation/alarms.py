"""Students wait and nobody facilitates: who must hear of it, at once (design: the coordinator is paged).

Every process looks every few seconds, at what is kept beside the logs, so that the death of one loses no alarm; the
first to write the alarm mails it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import now

from accounts import mail, outbox
from accounts.models import User
from exchanges.access import coordinators_of
from facilitation.models import Alarm
from sessions.models import DialogueSession, Seat
from sessions.present import LEADING, Present, present_in

logger = logging.getLogger(__name__)
State, Cause = DialogueSession.State, Alarm.Cause
# A facilitator whose laptop restarts is back within this.
UNLED_SECONDS = 60
# After the planned start.
LATE_MINUTES = 5
# One mail for a session and a cause in that time, however often facilitators come and go.
AGAIN_MINUTES = 30
NOT_STARTED = (State.SCHEDULED, State.LOBBY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Students are there and wait for a facilitator, since when."""

    meeting: DialogueSession
    cause: Alarm.Cause
    since: datetime

    @property
    def group(self) -> str:
        return self.meeting.group.name if self.meeting.group else self.meeting.title


def waiting_rooms(at: datetime, exchange_ids: Iterable[int] | None = None) -> list[Waiting]:
    """In these exchanges, or in all; never a rehearsal. After its planned length a session may go on by itself."""
    rows = candidates(at)
    if exchange_ids is not None:
        rows = rows.filter(exchange__in=list(exchange_ids))
    meetings = list(rows.select_related("exchange", "group").order_by("starts_at", "pk"))
    present = present_in(meeting.pk for meeting in meetings)
    found = [waiting_in(meeting, present[meeting.pk], at) for meeting in meetings]
    return [one for one in found if one is not None]


def is_due(meeting: DialogueSession, at: datetime) -> bool:
    """As in ``candidates``, of a row that was read already."""
    if meeting.state in NOT_STARTED:
        return meeting.starts_at <= at - timedelta(minutes=LATE_MINUTES)
    return meeting.unled_since is not None and meeting.unled_since <= at - timedelta(seconds=UNLED_SECONDS)


def candidates(at: datetime) -> QuerySet[DialogueSession]:
    unled = Q(state__in=(State.LIVE, State.LANDED), unled_since__lte=at - timedelta(seconds=UNLED_SECONDS))
    late = Q(state__in=NOT_STARTED, starts_at__lte=at - timedelta(minutes=LATE_MINUTES))
    of_groups = DialogueSession.objects.filter(kind=DialogueSession.Kind.SESSION, exchange__isnull=False)
    # No session is planned for longer than a day.
    return of_groups.filter(unled | late, starts_at__gte=at - timedelta(days=1))


def waiting_in(meeting: DialogueSession, present: Present, at: datetime) -> Waiting | None:
    """None too while it is not long enough."""
    is_over = (meeting.went_live_at or meeting.starts_at) + timedelta(minutes=meeting.minutes) <= at
    if is_over or not is_due(meeting, at) or not present.here or present.leaders_here:
        return None
    if meeting.unled_since is None:
        return Waiting(meeting, Cause.NOBODY_CAME, meeting.starts_at)
    return Waiting(meeting, Cause.UNLED, meeting.unled_since)


# -- telling -----------------------------------------------------------------------------------------------------


def raise_alarms(at: datetime | None = None) -> int:
    """Mails whoever must know; returns how many alarms are new. One that fails keeps no other from being given."""
    moment, new = at or now(), 0
    for one in waiting_rooms(moment):
        try:
            new += raise_alarm(one, moment)
        except Exception:
            logger.exception("session %s: the alarm could not be given; the next round tries again", one.meeting.pk)
    return new


@transaction.atomic
def raise_alarm(waiting: Waiting, at: datetime) -> bool:
    """False when it was given before, by whichever process."""
    last = waiting.meeting.alarms.filter(cause=waiting.cause).order_by("number").last()
    if last is not None and at - last.at < timedelta(minutes=AGAIN_MINUTES):
        return False
    number = last.number + 1 if last is not None else 1
    alarm, is_new = Alarm.objects.get_or_create(
        dialogue_session=waiting.meeting, cause=waiting.cause, number=number, defaults={"at": at}
    )
    if is_new:
        logger.warning("session %s: %s", waiting.meeting.pk, waiting.cause)
        tell_coordinators(alarm, waiting)
        tell_facilitators(alarm, waiting)
    return is_new


def tell_coordinators(alarm: Alarm, waiting: Waiting) -> None:
    """When the exchange has none any more, the administration."""
    readers = list(coordinators_of(waiting.meeting.exchange_id))
    for reader in readers or User.objects.filter(is_superuser=True, is_active=True):
        post("facilitation/mail/alarm.txt", reader, alarm, waiting, reverse("facilitation:live"))


def tell_facilitators(alarm: Alarm, waiting: Waiting) -> None:
    seats = Seat.objects.filter(dialogue_session=waiting.meeting, role__in=LEADING, removed_at=None)
    path = reverse("dialogue_sessions:room", args=[waiting.meeting.pk])
    for reader in User.objects.filter(seats__in=seats, is_active=True).distinct():
        post("facilitation/mail/group_waits.txt", reader, alarm, waiting, path)


def post(template: str, reader: User, alarm: Alarm, waiting: Waiting, path: str) -> None:
    """At any hour: the students wait now. No name of a student is in it."""
    kind = template.rpartition("/")[2].removesuffix(".txt")
    letter = mail.write(template, reader, waiting=waiting, exchange=waiting.meeting.exchange, path=path)
    key = f"{kind}:{alarm.dialogue_session_id}:{alarm.cause}:{alarm.number}:{reader.pk}"
    outbox.post(key, reader.email, letter.subject, letter.body, letter.language, at_any_hour=True)
