"""Opens rooms in time: the stored plan, as it is then, becomes part of the first event of the log."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import now

from dialogue import server_commands as server
from facilitation.barred import close_barred_seats
from facilitation.services import plan_value
from sessions import rooms
from sessions.models import DialogueSession
from sessions.scheduling import seat_group

logger = logging.getLogger(__name__)
# Plans can be edited until an hour before the start (locked in before the doors open).
OPEN_BEFORE_MINUTES = 60
OPEN_STATES = (DialogueSession.State.SCHEDULED, DialogueSession.State.LOBBY)


def open_meeting(meeting: DialogueSession) -> None:
    """Fixes plan and seats in the log; later changes of seats follow. Raises ``PlanMissing``."""
    if meeting.group is not None and meeting.state == DialogueSession.State.SCHEDULED:
        seat_group(meeting, meeting.group)  # who joined while a process died between the change and its seats
    close_barred_seats(meeting)
    rooms.open_room(meeting, plan_value(meeting).source, clock_factor=settings.CLOCK_FACTOR)
    settle_seats(meeting)


def settle_seats(meeting: DialogueSession) -> None:
    """Seats given or taken after the room was opened."""
    known = rooms.room_now(meeting.pk).seats
    for seat in meeting.seats.all():
        there = seat.number in known and not known[seat.number].closed
        if not there and seat.removed_at is None:
            rooms.act(meeting.pk, server.AddSeat(seat.number, seat.role, seat.country))
        elif there and seat.removed_at is not None:
            rooms.take_seat_away(meeting.pk, seat.number)


def open_due_rooms(at: datetime | None = None) -> int:
    """Opens what starts within the hour; the runner calls it every few seconds. Returns how many were looked at.

    One that cannot be opened (its plan is gone) is logged and keeps no other from opening.
    """
    moment = at or now()
    due = DialogueSession.objects.filter(
        kind=DialogueSession.Kind.SESSION,
        state__in=OPEN_STATES,
        starts_at__lte=moment + timedelta(minutes=OPEN_BEFORE_MINUTES),
        starts_at__gte=moment - timedelta(hours=4),
    )
    meetings = list(due)
    for meeting in meetings:
        try:
            open_meeting(meeting)
        except Exception:
            logger.exception("session %s could not be opened", meeting.pk)
    return len(meetings)
