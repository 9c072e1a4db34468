"""The gate to a room's page: the seat of this person, or a refusal that does not tell whether the room exists."""

from uuid import UUID

from accounts.errors import NotHere
from accounts.models import User
from sessions.models import Seat


def seat_for(user: User, session: UUID) -> Seat:
    """Raises ``NotHere`` for who has no seat, and for who left the group."""
    seats = Seat.objects.select_related("dialogue_session__group", "dialogue_session__exchange")
    seat = seats.filter(dialogue_session_id=session, user=user, removed_at=None).first()
    if seat is None:
        raise NotHere
    return seat
