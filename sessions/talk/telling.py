"""What the facilitators of a room are told of talk time while it is live: bands and doubts, no seconds, no order."""

from dialogue.state import Room
from dialogue.talk_bands import MEASURED_LEAST, QUIET_SECONDS, bands, certainty, differ
from sessions.talk.services import Kept
from sessions.wire_views import TalkView


def told_to_facilitators(room: Room, kept: Kept, now: float) -> TalkView:
    """``why`` nothing is said: early, few (measured), silent; else "". Somebody not measured is unknown, as who
    nobody could hear."""
    students = [number for number, seat in room.seats.items() if seat.role == "student" and seat.seen and not seat.gone]
    live_seconds = now - room.live_at if room.live_at else 0.0
    found = bands({seat: kept.figures.get(seat) for seat in students}, live_seconds)
    doubts = {seat: doubt for seat in found if (doubt := doubt_of(seat, kept)) in ("apart", "single")}
    return {"why": "" if found else why(kept, students, live_seconds), "bands": found, "doubts": doubts}


def why(kept: Kept, students: list[int], live_seconds: float) -> str:
    if live_seconds < QUIET_SECONDS:
        return "early"
    known = [seat for seat in students if seat in kept.figures and kept.figures[seat].is_known]
    return "few" if len(known) < MEASURED_LEAST else "silent"


def doubt_of(seat: int, kept: Kept) -> str:
    figure, check = kept.figures.get(seat), kept.checks.get(seat)
    if figure is None:
        return "low"
    if check is not None and differ(figure.talk, check.talk):
        return "apart"
    return certainty(figure)
