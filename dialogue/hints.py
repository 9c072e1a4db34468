"""Quiet hints for facilitators: what they may have missed, from what the room knows without sound and picture.

Pure and without a clock: each hint carries the moment from which it holds if nothing else happens. The page shows those
whose moment has come, two at most, in the order given here. Definitions and ids: the plan files (``watch``) name the
same. Nobody is ranked and nothing is kept.
"""

from collections.abc import Iterator
from typing import NamedTuple

from dialogue.state import FACILITATOR_ROLES, Room

# Nothing before this: a group needs quiet to begin.
QUIET_MINUTES = 5
NOT_ARRIVED_MINUTES = 5
NOT_HEARD_MINUTES = 25
CHAT_ONLY_MINUTES = 30
CHAT_ONLY_LINES = 2
LONG_TURN_FACTOR = 1.5
PAIR_LOCK_TURNS = 6
PAIR_LOCK_PEOPLE = 5
LEFT_SECONDS = 120.0
ALONE_SECONDS = 45.0
HELP_WAITS_SECONDS = 60.0
DISTRESS_MINUTES = 10

# In this order, unless the plan watches for something in this phase.
IDS = (
    "help_called", "alone_in_room", "distress_flag", "left_room", "not_arrived", "long_turn", "pair_lock",
    "not_heard_yet", "chat_only",
)  # fmt: skip
# Ids of plan files that say the same without a microphone.
WATCH_NAMES = {"chat_only_voice": "chat_only"}
# Held back by nothing: somebody waits.
URGENT = ("help_called", "alone_in_room")


class Hint(NamedTuple):
    """``at``: from when it holds, seconds since 1970. ``seats``: whom it is about; ``room``: a breakout, or 0."""

    id: str
    at: float
    seats: tuple[int, ...] = ()
    room: int = 0


def hints(room: Room) -> list[Hint]:
    """All that hold or will hold if nothing else happens; what the phase watches for comes first, then ``IDS``."""
    if not room.live or room.live_at is None:
        return []
    quiet_until = room.live_at + room.seconds(QUIET_MINUTES)
    found = [
        hint if hint.id in URGENT else Hint(hint.id, max(hint.at, quiet_until), hint.seats, hint.room)
        for hint in (*about_people(room), *about_the_dialogue(room))
    ]
    watched = watched_now(room)
    return sorted(merged(found), key=lambda hint: (hint.id not in (*URGENT, *watched), IDS.index(hint.id), hint.at))


def merged(found: list[Hint]) -> list[Hint]:
    """What holds of several people from the same moment is one hint."""
    people: dict[tuple[str, float, int], tuple[int, ...]] = {}
    for hint in found:
        key = (hint.id, hint.at, hint.room)
        people[key] = (*people.get(key, ()), *hint.seats)
    return [Hint(name, at, seats, room) for (name, at, room), seats in people.items()]


def watched_now(room: Room) -> tuple[str, ...]:
    phase = room.phase
    return tuple(WATCH_NAMES.get(name, name) for name in phase.watch) if phase else ()


def about_people(room: Room) -> Iterator[Hint]:
    """Who needs somebody, whatever the phase."""
    for number, call in room.help.items():
        if call.taken_by is None and not room.seats[number].gone:
            yield Hint("help_called", call.at + HELP_WAITS_SECONDS, (number,), room.seats[number].room)
    if room.pairs is not None:
        for breakout, since in room.pairs.alone_since.items():
            alone = tuple(n for n, seat in room.seats.items() if seat.room == breakout and room.here(n))
            yield Hint("alone_in_room", since + ALONE_SECONDS, alone, breakout)
    for number, seat in room.seats.items():
        if seat.gone:
            continue
        if seat.distress_at is not None:
            yield Hint("distress_flag", seat.distress_at + room.seconds(DISTRESS_MINUTES), (number,))
        if seat.role == "student":
            yield from about_presence(room, number)


def about_presence(room: Room, number: int) -> Iterator[Hint]:
    """Never came, or was gone without a word for two minutes."""
    seat = room.seats[number]
    if not seat.seen:
        assert room.live_at is not None
        began = max(room.starts_at, room.live_at)
        yield Hint("not_arrived", began + room.seconds(NOT_ARRIVED_MINUTES), (number,))
    elif seat.away_at is not None and not seat.back_soon:
        yield Hint("left_room", seat.away_at + LEFT_SECONDS, (number,))


def about_the_dialogue(room: Room) -> Iterator[Hint]:
    """Who was heard and who was not; never in a break, in silence or in breakouts, where nobody counts turns."""
    phase = room.phase
    if (phase is not None and (phase.kind == "break" or phase.mode == "silent")) or room.pairs is not None:
        return
    yield from about_the_turn(room)
    for number in room.seats_inside("student"):
        yield from about_voice(room, number)


def about_the_turn(room: Room) -> Iterator[Hint]:
    turn = room.speaker
    if turn is not None and turn.limit_seconds and room.seats[turn.seat].role not in FACILITATOR_ROLES:
        yield Hint("long_turn", turn.since + LONG_TURN_FACTOR * turn.limit_seconds, (turn.seat,))
    two = tuple(sorted(set(room.last_speakers)))
    if is_pair_lock(room.last_speakers) and len(room.seats_inside("student")) >= PAIR_LOCK_PEOPLE:
        yield Hint("pair_lock", room.seats[room.last_speakers[-1]].last_turn_at, two)


def is_pair_lock(speakers: tuple[int, ...]) -> bool:
    """Six turns of two who only answer each other."""
    last = speakers[-PAIR_LOCK_TURNS:]
    return len(last) == PAIR_LOCK_TURNS and len(set(last)) == 2 and all(one != next_ for one, next_ in pairs(last))


def pairs(speakers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return zip(speakers, speakers[1:], strict=False)


def about_voice(room: Room, number: int) -> Iterator[Hint]:
    """Not heard in 25 minutes, or in a round that is over; or only read, not heard, in 30."""
    seat, live_at = room.seats[number], room.live_at
    assert live_at is not None
    if room.speaker is not None and room.speaker.seat == number:
        return
    if seat.turns == 0:
        yield Hint("not_heard_yet", live_at + room.seconds(NOT_HEARD_MINUTES), (number,))
    elif seat.phase_turns == 0 and is_round_over(room) and room.hand_of(number) is None:
        assert room.running is not None
        yield Hint("not_heard_yet", room.running.started_at, (number,))
    if seat.lines >= CHAT_ONLY_LINES:
        silent_since = seat.last_turn_at or live_at
        yield Hint("chat_only", silent_since + room.seconds(CHAT_ONLY_MINUTES), (number,))


def is_round_over(room: Room) -> bool:
    """Everybody of the circle was asked, and somebody has spoken."""
    asked = room.order == "circle" and room.running is not None and room.speaker is None
    spoken = any(seat.phase_turns for seat in room.seats.values())
    return asked and spoken and not any(hand.called for hand in room.queue)
