"""Get a session to facilitate, an incident to take care of, or a seat to report from; or refuse."""

from uuid import UUID

from accounts.errors import NotHere
from accounts.models import User
from facilitation.incident_mail import readers_of
from facilitation.models import Incident
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


def incident_for(user: User, slug: str, incident_id: int) -> Incident:
    """For the coordinators of the exchange, but not for whom the report is about. Raises ``NotHere``."""
    rows = Incident.objects.select_related("dialogue_session__exchange", "dialogue_session__group", "owner")
    found = rows.filter(pk=incident_id, dialogue_session__exchange__slug=slug).first()
    if found is None or user not in readers_of(found):
        raise NotHere()
    return found


def seat_to_report(user: User, session_id: UUID) -> Seat:
    """A seat of this person in the session, also one that was taken away. Raises ``NotHere``."""
    seats = Seat.objects.select_related("dialogue_session__exchange", "dialogue_session__group")
    found = seats.filter(dialogue_session_id=session_id, user=user).first()
    if found is None or found.dialogue_session.exchange_id is None:
        raise NotHere()
    return found


def removal_of(seat: Seat) -> Incident:
    """The newest incident in which the person of this seat was taken out. Raises ``NotHere``."""
    taken_out = seat.dialogue_session.incidents.filter(source=Incident.Source.REMOVED, about_seat=seat.number)
    found = taken_out.select_related("dialogue_session__exchange").order_by("-at").first()
    if found is None:
        raise NotHere()
    return found
