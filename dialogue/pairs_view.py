"""What is shown of breakouts: everybody sees who is where; only facilitators see the preview and who is alone."""

from typing import Any

from dialogue import breakouts
from dialogue.state import Room
from dialogue.streams import own_breakout


def pairs_view(room: Room, audience: str) -> dict[str, Any]:
    """``pairs`` is None while none run. ``rooms``: who belongs where, also those on the way back."""
    seen: dict[str, Any] = {"pairs": running_view(room, audience)}
    if audience == "facilitators" and room.pairs is None:
        seen["pairs_preview"] = preview_view(room)
    return seen


def running_view(room: Room, audience: str) -> dict[str, Any] | None:
    pairs = room.pairs
    if pairs is None:
        return None
    members = {number: [n for n, seat in sorted(room.seats.items()) if seat.room == number] for number in pairs.rooms}
    seen: dict[str, Any] = {
        "turn": pairs.turn,
        "started_at": pairs.started_at,
        "ends_at": breakouts.ends_at(room),
        "stands_since": pairs.stands_since,
        "rooms": [{"room": number, "seats": seats} for number, seats in members.items()],
        "countries": countries(room),
    }
    if audience == "facilitators":
        seen["alone_since"] = dict(sorted(pairs.alone_since.items()))
    return seen


def preview_view(room: Room) -> dict[str, Any] | None:
    """``repeats`` and ``alike``: couples that met before, or come from one country."""
    preview = room.pairs_preview
    if preview is None:
        return None
    again, same = breakouts.weight(room, preview.rooms)
    rooms = [{"room": number, "seats": list(seats)} for number, seats in enumerate(preview.rooms, start=1)]
    return {"rooms": rooms, "size": preview.wish.size, "repeats": again, "alike": same, "countries": countries(room)}


def countries(room: Room) -> dict[int, str]:
    return {number: seat.country for number, seat in sorted(room.seats.items()) if seat.country and not seat.gone}


def own_pairs(room: Room, number: int) -> dict[str, Any]:
    """The breakout of this seat (0: the room of all) and the stream of its lines."""
    return {"room": room.seats[number].room, "stream": own_breakout(room, number)}
