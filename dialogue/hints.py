"""Quiet hints for facilitators: what they may have missed, from what the room knows without sound and picture.

Pure and without a clock: each hint carries the moment from which it holds if nothing else happens. The page shows those
whose moment has come, two at most, in the order given here. Definitions and ids: the plan files (``watch``) name the
same. Nobody is ranked and nothing is kept.
"""

from operator import ne
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


class Finder:
    """Collects; what holds of several people from the same moment is one hint. Only the urgent breaks the quiet."""

    def __init__(self, room: Room, quiet_until: float) -> None:
        self.room, self.quiet_until = room, quiet_until
        self.people: dict[tuple[str, float, int], tuple[int, ...]] = {}

    def note(self, name: str, at: float, seats: tuple[int, ...], breakout: int = 0) -> None:
        key = (name, at if name in URGENT else max(at, self.quiet_until), breakout)
        self.people[key] = self.people.get(key, ()) + seats


def hints(room: Room) -> list[Hint]:
    """All that hold or will hold if nothing else happens; what the phase watches for comes first, then ``IDS``."""
    if not room.live or room.live_at is None:
        return []
    found = Finder(room, room.live_at + room.seconds(QUIET_MINUTES))
    find_calls(found)
    find_absent(found)
    if counts_turns(room):
        find_turns(found)
        find_unheard(found, room.live_at)
    first = (*URGENT, *watched_now(room))
    made = [Hint(name, at, seats, breakout) for (name, at, breakout), seats in found.people.items()]
    return sorted(made, key=lambda hint: (hint.id not in first, IDS.index(hint.id), hint.at))


def watched_now(room: Room) -> tuple[str, ...]:
    phase = room.phase
    return tuple(WATCH_NAMES.get(name, name) for name in phase.watch) if phase else ()


def counts_turns(room: Room) -> bool:
    """Never in a break, in silence or in breakouts, where nobody counts turns."""
    phase = room.phase
    return room.pairs is None and (phase is None or (phase.kind != "break" and phase.mode != "silent"))


def find_calls(found: Finder) -> None:
    """Who needs somebody, whatever the phase."""
    room = found.room
    for number, call in room.help.items():
        if call.taken_by is None and not room.seats[number].gone:
            found.note("help_called", call.at + HELP_WAITS_SECONDS, (number,), room.seats[number].room)
    if room.pairs is not None:
        for number, since in room.pairs.alone_since.items():
            found.note("alone_in_room", since + ALONE_SECONDS, (number,), room.seats[number].room)


def find_absent(found: Finder) -> None:
    """Who never came, was gone without a word for two minutes, or is kept an eye on."""
    room = found.room
    assert room.live_at is not None
    late_at = max(room.starts_at, room.live_at) + room.seconds(NOT_ARRIVED_MINUTES)
    for number, seat in room.seats.items():
        if seat.gone or seat.role != "student":
            continue
        if seat.distress_at is not None:
            found.note("distress_flag", seat.distress_at + room.seconds(DISTRESS_MINUTES), (number,))
        if not seat.seen:
            found.note("not_arrived", late_at, (number,))
        elif seat.away_at is not None and not seat.back_soon:
            found.note("left_room", seat.away_at + LEFT_SECONDS, (number,))


def find_turns(found: Finder) -> None:
    room, turn, last = found.room, found.room.speaker, found.room.last_speakers
    if turn is not None and turn.limit_seconds and room.seats[turn.seat].role not in FACILITATOR_ROLES:
        found.note("long_turn", turn.since + LONG_TURN_FACTOR * turn.limit_seconds, (turn.seat,))
    if is_pair_lock(last) and len(room.seats_inside("student")) >= PAIR_LOCK_PEOPLE:
        found.note("pair_lock", room.seats[last[-1]].last_turn_at, tuple(sorted(set(last))))


def is_pair_lock(speakers: tuple[int, ...]) -> bool:
    """Six turns of two who only answer each other."""
    last = speakers[-PAIR_LOCK_TURNS:]
    return len(last) == PAIR_LOCK_TURNS and len(set(last)) == 2 and all(map(ne, last, last[1:]))


def find_unheard(found: Finder, live_at: float) -> None:
    """Not heard in 25 minutes, or in a round that is over; or only read, not heard, in 30."""
    room = found.room
    speaking = room.speaker.seat if room.speaker else None
    round_over = is_round_over(room)
    for number in room.seats_inside("student"):
        seat = room.seats[number]
        if number == speaking:
            continue
        if seat.turns == 0:
            found.note("not_heard_yet", live_at + room.seconds(NOT_HEARD_MINUTES), (number,))
        elif round_over and seat.phase_turns == 0 and room.hand_of(number) is None:
            found.note("not_heard_yet", room.running.started_at if room.running else live_at, (number,))
        if seat.lines >= CHAT_ONLY_LINES:
            found.note("chat_only", (seat.last_turn_at or live_at) + room.seconds(CHAT_ONLY_MINUTES), (number,))


def is_round_over(room: Room) -> bool:
    """Everybody of the circle was asked, and somebody has spoken."""
    asked = room.order == "circle" and room.running is not None and room.speaker is None
    return asked and not any(hand.called for hand in room.queue) and any(s.phase_turns for s in room.seats.values())
