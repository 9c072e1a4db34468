"""What the rooms have noted about a person, said to that person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.own_data import Part
from sessions.models import RoomText, Seat


def sentences(user: User) -> Iterator[str]:
    seats = Seat.objects.filter(user=user).count()
    if seats:
        yield ngettext(
            "You have a place in %(count)d session. The room notes when you are there and what you do.",
            "You have a place in %(count)d sessions. The room notes when you are there and what you do.",
            seats,
        ) % {"count": seats}
    lines = len(texts_of(user))
    if lines:
        yield ngettext(
            "%(count)d text that you typed in a room, or that a facilitator wrote about you there, is kept.",
            "%(count)d texts that you typed in a room, or that a facilitator wrote about you there, are kept.",
            lines,
        ) % {"count": lines}


def texts_of(user: User) -> list[dict[str, Any]]:
    """Chat lines of this person's seats, and the reason of a removal."""
    mine = Q(pk=None)
    for meeting, number in Seat.objects.filter(user=user).values_list("dialogue_session", "number"):
        mine |= Q(dialogue_session=meeting, seat=number)
    rows = RoomText.objects.filter(mine).order_by("at").values("dialogue_session", "audience", "at", "text")
    return [dict(row) for row in rows]


def everything(user: User) -> dict[str, Any]:
    """Seats with the times of their sessions, and every text; ``at`` is seconds since 1970, UTC."""
    seats = Seat.objects.filter(user=user).order_by("dialogue_session__starts_at")
    session = ("dialogue_session", "dialogue_session__title", "dialogue_session__starts_at")
    return {"seats": list(seats.values(*session, "number", "role", "country", "removed_at")), "texts": texts_of(user)}


PART = Part("sessions", gettext_lazy("Your sessions"), sentences, everything)
