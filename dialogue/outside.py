"""Who waits outside a live room, and the little that is shown there."""

from typing import Any

from dialogue.state import Room
from dialogue.views import course_view


def waits_outside(room: Room, number: int) -> bool:
    """Sent to the lobby of a room that is live, and not let in again; also when the room ended meanwhile."""
    return room.seats[number].outside and (room.live or room.over)


def outside_view(room: Room, number: int) -> dict[str, Any]:
    """What a seat outside may see: the stage, the times, who leads, and itself. Nothing that is said or done inside.

    The same names as in ``views.view_for``, so that a page can draw it; what is inside is empty.
    """
    seat = room.seats[number]
    here = any(link.seat == number for link in room.connections.values())
    me = {"seat": number, "role": seat.role, "here": False, "outside": here, "away_at": seat.away_at, "seen": True}
    return course_view(room) | {
        "phase": None,
        "drift_seconds": None,
        "order": "none",
        "queue": [],
        "speaker": None,
        "people": [me],
        "reaction": None,
        "plan_version": room.plan_version,
    }


def seats_named_outside(room: Room, number: int) -> set[int]:
    """Whose names go with that view."""
    return {number} if room.lead is None else {number, room.lead}
