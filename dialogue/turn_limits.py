"""How long a turn may be: a limit that warns, more time, and turns that end by themselves where a facilitator wants it.

At 80 % the page warns, at the limit it asks for an end; nobody is cut off unless ``hard`` was set before the turn.
"""

import math

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, give_next, turn_clock
from dialogue.state import TURN_GRACE_SECONDS, Room, Turn
from dialogue.values import replace


@decides(ask.GrantTime)
def grant_time(draft: Draft, command: ask.GrantTime) -> None:
    """On top of the limit; once that is over, from now. A turn without a limit needs none."""
    refuse(command.seconds not in ask.GRANT_SECONDS, "bad_seconds")
    turn = draft.room.speaker
    refuse(turn is None, "nobody_speaks")
    assert turn is not None
    if turn.limit_seconds:
        used = math.ceil(clock_of(draft.room, draft.now) - turn.since - turn.stood_seconds)
        limit = max(turn.limit_seconds, used) + turn_clock(draft.room, command.seconds)
        draft.add(ev.TimeGranted(turn.seat, command.seat, limit))


@applies(ev.TimeGranted)
def time_granted(room: Room, event: ev.TimeGranted, at: float) -> Room:
    assert room.speaker is not None
    return replace(room, speaker=replace(room.speaker, limit_seconds=event.limit_seconds))


def clock_of(room: Room, now: float) -> float:
    """The time at which the clock of turns stands, or ``now``; never before the turn began."""
    stands = room.stands_since()
    since = room.speaker.since if room.speaker else now
    return now if stands is None else max(stands, since)


def ends_at(turn: Turn) -> float | None:
    """When the limit is reached, unless the clock stands until then."""
    return turn.since + turn.limit_seconds + turn.stood_seconds if turn.limit_seconds else None


def cut_at(room: Room) -> float | None:
    """When the floor of a hard turn goes on, if the clock does not stand."""
    turn = room.speaker
    if turn is None or not turn.hard or not turn.limit_seconds:
        return None
    return turn.since + turn.limit_seconds + turn.stood_seconds + TURN_GRACE_SECONDS / room.clock_factor


def turn_due_at(room: Room) -> float | None:
    return None if room.stands_since() is not None else cut_at(room)


def end_hard_turn(draft: Draft) -> None:
    """The floor goes on; who speaks a little long has had the turn."""
    due = turn_due_at(draft.room)
    if due is not None and draft.now >= due:
        clear_floor(draft, "time")
        give_next(draft)
