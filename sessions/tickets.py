"""Signed tokens of the room: one-use tickets (mails, tests, load clients) and resume tokens (seat and device)."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction

from sessions.errors import NotLetIn
from sessions.models import UsedTicket

TICKET_SECONDS = 24 * 3600
# Longer than the longest session with its lobby; renewed by beats when near its end.
RESUME_SECONDS = 4 * 3600
TICKET, RESUME = "dialogue.ticket", "dialogue.resume"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token says: which session, which seat, which device (empty: give it a new one), which sign-ins held.

    ``sign_in``: digest of the browser's sign-in, empty for who came with a ticket.
    """

    session: UUID
    seat: int
    device: str = ""
    epoch: int = 0
    sign_in: str = ""


def ticket_for(session: UUID, seat: int) -> str:
    return signing.dumps([session.hex, seat, secrets.token_urlsafe(12)], salt=TICKET)


def use_ticket(token: str, session: UUID) -> Pass:
    """Uses the ticket up. Raises ``NotLetIn`` when it is wrong, expired, used, or of another session."""
    of, seat, nonce = opened(token, TICKET, TICKET_SECONDS)
    if UUID(of) != session:
        raise NotLetIn
    try:
        with transaction.atomic():
            UsedTicket.objects.create(nonce=nonce)
    except IntegrityError:
        raise NotLetIn from None
    return Pass(session, seat)


def resume_for(session: UUID, seat: int, device: str, epoch: int = 0, sign_in: str = "") -> str:
    """``epoch``: the person's ``sign_in_epoch``, so that signing out everywhere ends the token; ``sign_in``: the
    digest of the one browser's sign-in, so that it ends with that."""
    return signing.dumps([session.hex, seat, f"{epoch}:{sign_in}:{device}"], salt=RESUME)


def read_resume(token: str, session: UUID) -> Pass:
    """Raises ``NotLetIn`` when it is wrong, expired, or of another session."""
    of, seat, rest = opened(token, RESUME, RESUME_SECONDS)
    epoch, _, rest = rest.partition(":")
    sign_in, _, device = rest.partition(":")
    if UUID(of) != session or not epoch.isdecimal():
        raise NotLetIn
    return Pass(session, seat, device, int(epoch), sign_in)


def opened(token: str, salt: str, seconds: int) -> tuple[str, int, str]:
    try:
        of, seat, rest = signing.loads(token, salt=salt, max_age=seconds)
        return str(of), int(seat), str(rest)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotLetIn from None


def new_device() -> str:
    return secrets.token_urlsafe(9)
