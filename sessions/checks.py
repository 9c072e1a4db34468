"""When a room is asked "are you still here?": drawn so that no browser can guess it, and the same everywhere.

The moments follow from the secret key, the session and the number of the check, so that every process and every restart
draws the same ones and nothing is stored. The rule (dialogue/checks.py) asks nothing at a bad moment; then the next
moment of the same check is tried. Every process sends what is due; the rule takes the first.
"""

from collections.abc import Iterator
from functools import lru_cache
from uuid import UUID

from django.utils.crypto import salted_hmac

from dialogue.checks import MARGIN_MINUTES, may_ask
from dialogue.state import CHECK_SECONDS, Room

# Two in 90 held minutes.
MINUTES_A_CHECK = 45
# After a bad moment (a pause, a check still open) the same check is tried again after 1 to 3 minutes.
AGAIN_MINUTES = (1.0, 2.0)
# A moment that was slept through for longer is over: who slept is asked at the next one.
LATE_SECONDS = 10.0


def due(session: UUID, room: Room, now: float) -> int | None:
    """The number of the check to ask now, or None."""
    if not room.live or room.live_at is None or room.check is not None:
        return None
    for number in range(room.checks + 1, how_many(room) + 1):
        moments = moments_of(session, number, how_many(room), room.live_at, room.minutes, room.clock_factor)
        if any(moment <= now < moment + LATE_SECONDS for moment in moments):
            return number if may_ask(room, now) else None
    return None


def how_many(room: Room) -> int:
    """One for each 45 minutes that count, rounded to the nearest: 1 in an hour, 2 in 90 minutes, 3 in 2 hours."""
    phases = room.plan.phases if room.plan is not None else ()
    resting = sum(phase.minutes for phase in phases if phase.kind == "break")
    return int(max(0, room.minutes - resting) / MINUTES_A_CHECK + 0.5)


@lru_cache(maxsize=4096)
def moments_of(
    session: UUID, number: int, all_of_them: int, live_at: float, minutes: int, clock_factor: int
) -> tuple[float, ...]:
    """The first moment of the check, anywhere in its part of the session, and those that stand in for it."""
    room = Room(minutes=minutes, clock_factor=clock_factor)
    first, last = live_at + room.seconds(MARGIN_MINUTES), live_at + room.seconds(minutes - MARGIN_MINUTES)
    part = (last - room.seconds(CHECK_SECONDS / 60) - first) / all_of_them
    draws = chances(session, number)
    moment, end = first + part * (number - 1 + next(draws)), first + part * number
    moments = [moment]
    while (moment := moment + room.seconds(AGAIN_MINUTES[0] + AGAIN_MINUTES[1] * next(draws))) < end:
        moments.append(moment)
    return tuple(moments)


def chances(session: UUID, number: int) -> Iterator[float]:
    """From 0 to 1, without end, known only to who has the secret key."""
    turn = 0
    while True:
        digest = salted_hmac("sessions.checks", f"{session.hex}:{number}:{turn}", algorithm="sha256").digest()
        yield int.from_bytes(digest[:8]) / 2**64
        turn += 1
