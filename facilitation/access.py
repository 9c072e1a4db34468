"""Get a session to facilitate, or refuse."""

from uuid import UUID

from accounts.errors import NotHere
from accounts.models import User
from sessions.models import DialogueSession, Seat

LEADING = (Seat.Role.LEAD, Seat.Role.SUPPORT)


def session_to_lead(user: User, session_id: UUID) -> DialogueSession:
    """For its facilitators, and for a coordinator of its exchange. Raises ``NotHere``."""
    found = DialogueSession.objects.select_related("group", "exchange").filter(pk=session_id).first()
    if found is None:
        raise NotHere()
    leads = found.seats.filter(user=user, role__in=LEADING, removed_at=None).exists()
    exchange = found.exchange
    coordinates = exchange is not None and exchange.roles.filter(user=user, role="coordinator").exists()
    if not leads and not coordinates:
        raise NotHere()
    return found


def refuse_unless_facilitator(user: User) -> None:
    """My week is for whoever facilitates, in any exchange. Raises ``NotHere``."""
    seated = Seat.objects.filter(user=user, role__in=LEADING, removed_at=None)
    if not user.facilitations.exists() and not seated.exists():
        raise NotHere()
