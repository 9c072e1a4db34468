"""Looks again at what let people in: sign-in, account, seat. For what no hook told, or a ring that was lost.

Three queries for up to 500 sockets. Sign-ins are rows of Django's session table (the default engine).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts.models import User
from sessions.entry import SignIn
from sessions.models import Seat

AT_ONCE = 500  # sockets a round of queries


@dataclass(frozen=True, slots=True)
class Held:
    """An open socket: which seat it holds, and what let it in."""

    connection: str
    session: UUID
    seat: int
    sign_in: SignIn


def no_longer(sockets: Sequence[Held]) -> dict[str, str]:
    """Connection -> close reason (``signed_out``, ``removed``) of those that must go."""
    found: dict[str, str] = {}
    for some in batched(sockets, AT_ONCE):
        found |= dict(ended(some))
    return found


def ended(sockets: Sequence[Held]) -> Iterator[tuple[str, str]]:
    keys, people, seats = sign_ins_of(sockets), people_of(sockets), seats_of(sockets)
    for held in sockets:
        if held.sign_in.user is not None and not signed_in(held.sign_in, keys, people):
            yield held.connection, "signed_out"
        elif seats.get((held.session, held.seat), -1) != held.sign_in.user:
            yield held.connection, "removed"


def signed_in(sign_in: SignIn, keys: set[str], people: dict[int, User]) -> bool:
    person = people.get(sign_in.user or 0)
    if person is None or not person.is_active or (sign_in.key and sign_in.key not in keys):
        return False
    return person.get_session_auth_hash() == sign_in.password


def sign_ins_of(sockets: Sequence[Held]) -> set[str]:
    keys = {held.sign_in.key for held in sockets} - {""}
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    return set(live.values_list("session_key", flat=True))


def people_of(sockets: Sequence[Held]) -> dict[int, User]:
    ids = {held.sign_in.user for held in sockets} - {None}
    return User.objects.only("password", "is_active", "sign_in_epoch").in_bulk([pk for pk in ids if pk is not None])


def seats_of(sockets: Sequence[Held]) -> dict[tuple[UUID, int], int | None]:
    """(session, number) -> person, of the seats that were not taken away."""
    rows = Seat.objects.filter(dialogue_session__in={held.session for held in sockets}, removed_at=None)
    return {(session, number): user for session, number, user in rows.values_list("dialogue_session", "number", "user")}
