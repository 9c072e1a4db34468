"""What an audience, and one seat, see of what the group writes together. The words come as lines of their streams."""

from typing import Any

from dialogue.agreement import agreement_view
from dialogue.board import board_view, marks_of
from dialogue.polls import poll_view
from dialogue.prompts import prompt_view
from dialogue.state import Room


def written_view(room: Room, audience: str) -> dict[str, Any]:
    leads = audience == "facilitators"
    return {
        "prompt": prompt_view(room),
        "poll": poll_view(room),
        "board": board_view(room, leads),
        "agreement": agreement_view(room, leads),
    }


def written_by(room: Room, seat: int) -> dict[str, Any]:
    """Topics that this seat marked, and the newest version of the agreement that it accepted."""
    return {"marks": marks_of(room, seat), "agreed": room.seats[seat].agreed}
