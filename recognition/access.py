"""Get a record, a session to sign or a certificate for this person, or refuse (exchanges: exchanges/access)."""

from uuid import UUID

from accounts.errors import NotHere
from accounts.models import User
from exchanges.access import Part, parts_in
from exchanges.models import Enrolment, Exchange
from recognition.models import Certificate
from recognition.services import coordinates, leads
from sessions.models import DialogueSession


def session_to_sign(user: User, session_id: UUID) -> tuple[DialogueSession, bool]:
    """The session, and whether this person leads it; else a coordinator of its exchange. Raises ``NotHere``."""
    sessions = DialogueSession.objects.select_related("group", "exchange")
    found = sessions.filter(pk=session_id, kind=DialogueSession.Kind.SESSION, exchange__isnull=False).first()
    if found is None or found.exchange is None:
        raise NotHere
    is_lead = leads(user, found)
    if not is_lead and not coordinates(user, found.exchange):
        raise NotHere
    return found, is_lead


def timeline_for(user: User, session_id: UUID, enrolment_id: int) -> tuple[DialogueSession, Enrolment, bool]:
    """One student's session for the student, who leads it, and coordinators; the last value: it is the own one.

    Raises ``NotHere``.
    """
    enrolment = Enrolment.objects.select_related("user").filter(pk=enrolment_id).first()
    sessions = DialogueSession.objects.select_related("exchange").filter(kind=DialogueSession.Kind.SESSION)
    meeting = sessions.filter(pk=session_id, exchange__isnull=False).first()
    if enrolment is None or meeting is None or enrolment.exchange_id != meeting.exchange_id or not meeting.exchange:
        raise NotHere
    is_own = enrolment.user_id == user.pk
    if not is_own and not leads(user, meeting) and not coordinates(user, meeting.exchange):
        raise NotHere
    return meeting, enrolment, is_own


def own_enrolments(user: User) -> list[Enrolment]:
    """Where this person is or was a student, newest first. Raises ``NotHere`` when nowhere."""
    found = Enrolment.objects.filter(user=user).exclude(status=Enrolment.Status.WITHDRAWN)
    enrolments = list(found.select_related("exchange", "institution", "user").order_by("-created_at", "-pk"))
    if not enrolments:
        raise NotHere
    return enrolments


def certificate_for(user: User, code: str) -> Certificate:
    """For its holder and the coordinators of the exchange. Raises ``NotHere``."""
    found = with_code(code)
    if found.decision.enrolment.user_id != user.pk and not may_manage(user, found.decision.exchange):
        raise NotHere
    return found


def certificate_to_revoke(user: User, code: str) -> Certificate:
    """For the coordinators of the exchange. Raises ``NotHere``."""
    found = with_code(code)
    if not may_manage(user, found.decision.exchange):
        raise NotHere
    return found


def with_code(code: str) -> Certificate:
    found = Certificate.objects.select_related("decision__exchange", "decision__enrolment__user").filter(code=code)
    one = found.first()
    if one is None:
        raise NotHere
    return one


def may_manage(user: User, exchange: Exchange) -> bool:
    return Part.COORDINATOR in parts_in(user, exchange)
