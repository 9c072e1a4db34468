"""Who comes in: ticket, resume token or sign-in, and the seat that belongs to it."""

from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from accounts.models import User
from accounts.sign_ins import digest_of
from dialogue.views import audience_of
from sessions.errors import NotLetIn
from sessions.models import Seat
from sessions.tickets import Pass, new_device, read_resume, use_ticket


@dataclass(frozen=True, slots=True)
class SignIn:
    """What let a person in and must go on to hold: looked at again by ``sessions/recheck.py``.

    ``key``: of Django's session, empty for who came with a ticket; it stays in this process. ``epoch``: how often
    the person signed out everywhere; ``password``: what Django makes of password and epoch. ``digest``: names the
    key outside of this process.
    """

    user: int | None = None
    epoch: int = 0
    key: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    session: UUID
    seat: int
    device: str
    audience: str
    language: str
    sign_in: SignIn

    @property
    def user(self) -> int | None:
        return self.sign_in.user


def enter(session: UUID, query: str, cookies: str) -> Entry:
    """Raises ``NotLetIn``. Reads and writes the database: run it in the room's threads."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    if "ticket" in given:
        seat = seat_of(use_ticket(given["ticket"], session))
        return entry_for(seat, new_device(), key="")
    if "resume" in given:
        return resumed_entry(read_resume(given["resume"], session), cookies)
    user, key = person_of(cookies)
    return entry_for(seat_of_person(session, user), new_device(), key)


def resumed_entry(token: Pass, cookies: str) -> Entry:
    """The same device again. A token given to a signed-in browser is worth nothing without a sign-in of that person:
    signing out of one browser ends it, and one that was copied from it opens nothing elsewhere."""
    seat = seat_of(token)
    if token.epoch != epoch_of(seat):
        raise NotLetIn("signed_out")
    key = ""
    if token.sign_in:
        user, key = person_of(cookies)
        if user is None or user.pk != seat.user_id:
            raise NotLetIn("signed_out")
    return entry_for(seat, token.device, key)


def seat_of(token: Pass) -> Seat:
    seat = Seat.objects.filter(dialogue_session_id=token.session, number=token.seat).select_related("user").first()
    if seat is None:
        raise NotLetIn
    return seat


def epoch_of(seat: Seat) -> int:
    """Which sign-ins of the person hold: signing out everywhere ends resume tokens too."""
    return seat.user.sign_in_epoch if seat.user else 0


def seat_of_person(session: UUID, user: User | None) -> Seat:
    if user is None:
        raise NotLetIn("signed_out")
    seat = Seat.objects.filter(dialogue_session_id=session, user=user).select_related("user").first()
    if seat is None:
        raise NotLetIn
    return seat


def person_of(cookies: str) -> tuple[User | None, str]:
    """The signed-in person of a cookie header and the key of the sign-in, checked as Django checks a page."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None, ""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return (user, key) if isinstance(user, User) else (None, "")


def entry_for(seat: Seat, device: str, key: str) -> Entry:
    """Raises ``NotLetIn`` for a seat that was taken away and for a closed account."""
    if seat.removed_at is not None:
        raise NotLetIn("removed")
    if seat.user is not None and not seat.user.is_active:
        raise NotLetIn("signed_out")
    password = seat.user.get_session_auth_hash() if seat.user else ""
    sign_in = SignIn(seat.user_id, epoch_of(seat), key, password, digest_of(key))
    language = (seat.user.language if seat.user else "") or settings.LANGUAGE_CODE
    return Entry(seat.dialogue_session_id, seat.number, device, audience_of(seat.role), language, sign_in)
