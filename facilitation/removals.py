"""Out of all sessions of an exchange, on all devices, until the coordinator lifts it."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from facilitation import opening
from facilitation.models import ExchangeRemoval, Incident
from sessions import log
from sessions.models import DialogueSession, Seat

State = DialogueSession.State
OVER = (State.ENDED, State.EVIDENCE_CLOSED, State.CANCELLED)


def take_out(incident: Incident) -> ExchangeRemoval | None:
    """Closes the seats of the person in every session that is not over, but the one it happened in: that room knows.

    None for a seat without an account, which is in this session only.
    """
    meeting, user = incident.dialogue_session, person_of(incident)
    if meeting.exchange is None or user is None:
        return None
    removal = ExchangeRemoval.objects.create(exchange=meeting.exchange, user=user, incident=incident)
    for seat in seats_to_come(removal).filter(removed_at=None):
        close_seat(seat, removal)
    return removal


def let_back(incident: Incident, by: User) -> None:
    """Opens the seats again that the removal closed, and no others."""
    removal = ExchangeRemoval.objects.filter(incident=incident, lifted_at=None).first()
    if removal is None:
        return
    removal.lifted_at, removal.lifted_by = now(), by
    removal.save(update_fields=["lifted_at", "lifted_by"])
    for seat in seats_to_come(removal).filter(removed_at=removal.at):
        seat.removed_at = None
        seat.save(update_fields=["removed_at"])
        tell_room(seat.dialogue_session)


def seats_to_come(removal: ExchangeRemoval) -> QuerySet[Seat]:
    seats = Seat.objects.filter(user=removal.user_id, dialogue_session__exchange=removal.exchange_id)
    here = removal.incident.dialogue_session_id
    return (
        seats.exclude(dialogue_session__state__in=OVER)
        .exclude(dialogue_session=here)
        .select_related("dialogue_session")
    )


def close_seat(seat: Seat, removal: ExchangeRemoval) -> None:
    seat.removed_at = removal.at
    seat.save(update_fields=["removed_at"])
    tell_room(seat.dialogue_session)


def tell_room(meeting: DialogueSession) -> None:
    """After the commit: who opens the room at this moment looks at the seats after its first event."""
    transaction.on_commit(partial(settle, meeting))


def settle(meeting: DialogueSession) -> None:
    if log.newest([meeting.pk]):
        opening.settle_seats(meeting)


def person_of(incident: Incident) -> User | None:
    seat = incident.dialogue_session.seats.filter(number=incident.about_seat).select_related("user").first()
    return seat.user if seat else None
