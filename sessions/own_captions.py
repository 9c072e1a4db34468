"""Captions of what somebody says themselves need a yes to captions made by a program (``ground_rules.CAPTIONS``).

Consent is no part of a room's log, so it is looked at here, before the room decides. A yes or no that changes during a
session counts after ``LOOK_AGAIN_SECONDS`` at the latest.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from accounts import queries
from dialogue import commands as ask
from sessions import database, ground_rules
from sessions.errors import NotAgreed
from sessions.models import Seat
from sessions.sockets import RoomSocket

if TYPE_CHECKING:
    from sessions.hub import Hub

LOOK_AGAIN_SECONDS = 10.0


def may_be_captioned(seat: Seat) -> bool:
    """The newest answer, to the text as it is now, is yes. A guest without an account was never asked."""
    scope = ground_rules.scope_of(seat.dialogue_session)
    return seat.user is not None and queries.has_consented(seat.user, ground_rules.CAPTIONS.key, scope)


def look(session: UUID, number: int) -> bool:
    seats = Seat.objects.filter(dialogue_session=session, number=number, removed_at=None)
    seat = seats.select_related("user", "dialogue_session").first()
    return seat is not None and may_be_captioned(seat)


async def check(hub: "Hub", socket: RoomSocket, command: ask.Command) -> None:
    """Raises ``NotAgreed``. Commands that are no captions pass without a look."""
    if type(command) is not ask.Caption:
        return
    seat = hub.room.seats.get(socket.seat)
    if seat is None or seat.role == "captioner":
        return
    if hub.clock() >= socket.captions_until:
        socket.captions_allowed = await database.read(look, hub.session, socket.seat)
        socket.captions_until = hub.clock() + LOOK_AGAIN_SECONDS
    if not socket.captions_allowed:
        raise NotAgreed
