"""Names of the people in a room, from tables that can be erased; the log knows seat numbers only."""

from uuid import UUID

from sessions.models import Seat
from sessions.wire_views import Name


def names_of(session: UUID) -> dict[int, Name]:
    """Seat number -> name as the person wrote it, and how to say it; not of who left before the session began."""
    seats = Seat.objects.filter(dialogue_session_id=session, removed_at=None).select_related("user")
    return {seat.number: name_of(seat) for seat in seats}


def name_of(seat: Seat) -> Name:
    if seat.user is None:
        return {"name": seat.name, "spoken": ""}
    return {"name": seat.user.name or seat.name, "spoken": seat.user.name_spoken}
