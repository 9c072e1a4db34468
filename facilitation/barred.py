"""Who may not enter any session of an exchange: looked at before each of its rooms opens."""

from facilitation.models import ExchangeRemoval
from sessions.models import DialogueSession


def close_barred_seats(meeting: DialogueSession) -> None:
    """Seats that were given after the removal, by a new group: closed before the room opens."""
    standing = ExchangeRemoval.objects.filter(exchange=meeting.exchange_id, lifted_at=None)
    for removal in standing.exclude(incident__dialogue_session=meeting):
        for seat in meeting.seats.filter(user=removal.user_id, removed_at=None):
            seat.removed_at = removal.at
            seat.save(update_fields=["removed_at"])
