"""What is shown of the floor and of the plan in time: queue, speaker, reply, quiet minute, who is ready."""

from typing import Any

from dialogue.readiness import count
from dialogue.replies import may_reply, waits
from dialogue.state import Hand, Room
from dialogue.turn_limits import cut_at, ends_at

# A break is suggested to facilitators after so many minutes without one.
MINUTES_WITHOUT_BREAK = 60


def floor_view(room: Room, linked: set[int]) -> dict[str, Any]:
    """``stands_since``: the clock of the phase and of turns stands; ``quiet_until``: because of a quiet minute."""
    return {
        "order": room.order,
        "queue": [hand_view(room, hand, linked) for hand in room.queue],
        "reply": hand_view(room, room.reply, linked) if room.reply else None,
        "speaker": speaker_view(room, linked),
        "turns": {"seconds": room.turn_seconds, "hard": room.hard_turns, "piece": room.talking_piece},
        "quiet_until": room.pause_minute_until,
        "stands_since": room.stands_since(),
    }


def hand_view(room: Room, hand: Hand, linked: set[int]) -> dict[str, Any]:
    """``called``: not a raised hand, the round asks this seat. ``away``: passed over, the place is kept."""
    away = hand.seat not in linked or room.seats[hand.seat].back_soon
    return {"seat": hand.seat, "raised_at": hand.raised_at, "called": hand.called, "away": away}


def speaker_view(room: Room, linked: set[int]) -> dict[str, Any] | None:
    """``ends_at``: when the limit is reached; ``cut_at``: when the floor goes on by itself. Both count from a clock
    that may stand; None: no limit, nobody is cut off."""
    turn = room.speaker
    if turn is None:
        return None
    return {
        "seat": turn.seat,
        "since": turn.since,
        "limit_seconds": turn.limit_seconds,
        "away": turn.seat not in linked,
        "reply": turn.reply,
        "ends_at": ends_at(turn),
        "cut_at": cut_at(room),
    }


def lengths_view(room: Room) -> dict[str, Any]:
    """Minutes with which the phase that runs began, beside the planned ones."""
    assert room.running is not None
    assert room.phase is not None
    given = round(room.running.given_seconds * room.clock_factor / 60)
    return {"given_minutes": given, "planned_minutes": room.phase.minutes}


def own_floor(room: Room, number: int) -> dict[str, Any]:
    return {
        "may_reply": room.live and may_reply(room, number),
        "replies": waits(room, number),
        "ready": number in room.ready,
    }


def floor_care(room: Room) -> dict[str, Any]:
    """For facilitators: who is ready of how many, and from when on a break is due."""
    marked, asked = count(room)
    return {"ready": sorted(room.ready), "ready_count": [marked, asked], "break_due_at": break_due_at(room)}


def break_due_at(room: Room) -> float | None:
    """None in a break, and where the session is closing."""
    resting = room.phase is not None and room.phase.kind == "break"
    if room.stage != "live" or room.live_at is None or resting:
        return None
    since = room.live_at if room.break_ended_at is None else room.break_ended_at
    return since + room.seconds(MINUTES_WITHOUT_BREAK)
