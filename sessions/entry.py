"""Who comes in: ticket, resume token or sign-in, and the seat that belongs to it."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from dialogue.views import audience_of
from sessions.errors import NotLetIn
from sessions.models import Seat
from sessions.tickets import Pass, new_device, read_resume, use_ticket


@dataclass(frozen=True, slots=True)
class Entry:
    session: UUID
    seat: int
    device: str
    user: int | None
    audience: str
    language: str
    epoch: int


def enter(session: UUID, query: str, cookies: str) -> Entry:
    """Raises ``NotLetIn``. Reads and writes the database: run it in the room's threads."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    if "ticket" in given:
        seat = seat_of(use_ticket(given["ticket"], session))
        device = new_device()
    elif "resume" in given:
        resumed = read_resume(given["resume"], session)
        seat, device = seat_of(resumed), resumed.device
        refuse_signed_out(seat, resumed)
    else:
        seat, device = seat_of_person(session, cookies), new_device()
    return entry_for(session, seat, device)


def seat_of(token: Pass) -> Seat:
    seat = Seat.objects.filter(dialogue_session_id=token.session, number=token.seat).select_related("user").first()
    if seat is None:
        raise NotLetIn
    return seat


def epoch_of(seat: Seat) -> int:
    """Which sign-ins of the person hold: signing out everywhere ends resume tokens too."""
    return seat.user.sign_in_epoch if seat.user else 0


def refuse_signed_out(seat: Seat, resumed: Pass) -> None:
    if resumed.epoch != epoch_of(seat):
        raise NotLetIn


def seat_of_person(session: UUID, cookies: str) -> Seat:
    user = person_of(cookies)
    if user is None:
        raise NotLetIn("signed_out")
    seat = Seat.objects.filter(dialogue_session_id=session, user=user).select_related("user").first()
    if seat is None:
        raise NotLetIn
    return seat


def person_of(cookies: str) -> Any:
    """The signed-in person of a cookie header, checked as Django checks a page; None when there is none."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return user if user.is_authenticated else None


def entry_for(session: UUID, seat: Seat, device: str) -> Entry:
    if seat.removed_at is not None:
        raise NotLetIn("removed")
    if seat.user is not None and not seat.user.is_active:
        raise NotLetIn("signed_out")
    language = (seat.user.language if seat.user else "") or settings.LANGUAGE_CODE
    return Entry(session, seat.number, device, seat.user_id, audience_of(seat.role), language, epoch_of(seat))
