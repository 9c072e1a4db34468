"""What the rules of help and safety tell each reader: facilitators everything but reports, a person the own call."""

from typing import Any

from dialogue.hints import hints
from dialogue.state import HelpCall, Room


def care_view(room: Room) -> dict[str, Any]:
    """Part of the facilitators' view. ``reports``: how many they may know of; never by whom, nor their words."""
    calls = sorted(room.help.items(), key=lambda entry: entry[1].at)
    return {
        "help": [help_view(room, seat, call) for seat, call in calls if not room.seats[seat].gone],
        "distress": [seat for seat, one in sorted(room.seats.items()) if one.distress and not one.gone],
        "barred": [seat for seat, one in sorted(room.seats.items()) if one.barred],
        "reports": room.reports,
    }


def hints_view(room: Room) -> list[dict[str, Any]]:
    return [{"id": hint.id, "at": hint.at, "seats": hint.seats, "room": hint.room} for hint in hints(room)]


def help_view(room: Room, seat: int, call: HelpCall) -> dict[str, Any]:
    """``room``: where the person is now, the breakout or 0."""
    where = room.seats[seat].room
    return {"seat": seat, "at": call.at, "room": where, "taken_by": call.taken_by, "hurt": call.hurt}


def own_call(room: Room, seat: int) -> dict[str, Any] | None:
    """For who called: that it was heard, and who comes."""
    call = room.help.get(seat)
    return None if call is None else {"at": call.at, "taken_by": call.taken_by, "hurt": call.hurt}
