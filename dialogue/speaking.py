"""Who speaks and who is next: the queue, the turn, the round.

Orders that give the floor by themselves: ``circle`` (a round: everybody once, who passes is asked once more),
``first_time_first`` and ``fewest_turns``. With ``hands``, ``list`` and ``none`` the facilitator gives the turn.
Somebody who is away is passed over and keeps the place until QUEUE_HOLD_SECONDS after the loss was noticed.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.pausing import quiet_seconds
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import REPLY_SECONDS, SPEAKING_ROLES, Hand, Room, Turn, with_seat
from dialogue.values import replace

SELF_GIVING_ORDERS = ("circle", "first_time_first", "fewest_turns")
# A turn of at least this long counts as having spoken.
TURN_COUNTS_SECONDS = 2.0
# As many turns in a row as tell two who only answer each other (dialogue/hints.py, pair_lock).
LAST_SPEAKERS = 6


# -- the place in the queue ------------------------------------------------------------------------------------


def rank(room: Room, order: str, hand: Hand) -> tuple[float, ...]:
    """What the order compares; equal ranks keep the order in which hands were raised."""
    seat = room.seats[hand.seat]
    if order == "first_time_first":
        return (float(seat.phase_turns > 0), seat.last_turn_at)
    if order == "fewest_turns":
        return (float(seat.turns),)
    if order == "circle":
        return (float(seat.phase_turns > 0 or seat.passed),)
    return ()


def place_for(room: Room, hand: Hand) -> int:
    """Behind everybody who is pinned or ranks before me or the same as me."""
    place = len(room.queue)
    mine = rank(room, room.order, hand)
    while place and not room.queue[place - 1].pinned and rank(room, room.order, room.queue[place - 1]) > mine:
        place -= 1
    return place


@decides(ask.RaiseHand)
def raise_hand(draft: Draft, command: ask.RaiseHand) -> None:
    room = draft.room
    refuse(room.speaker is not None and room.speaker.seat == command.seat, "has_the_floor")
    if room.hand_of(command.seat) is None:
        draft.add(ev.HandRaised(command.seat, place_for(room, Hand(command.seat, draft.now))))
        give_next(draft)


@applies(ev.HandRaised)
def hand_raised(room: Room, event: ev.HandRaised, at: float) -> Room:
    if event.reply:
        return replace(room, reply=Hand(event.seat, at))
    queue = list(room.queue)
    queue.insert(event.position, Hand(event.seat, at, event.pinned, event.called))
    return replace(room, queue=tuple(queue))


@decides(ask.LowerHand)
def lower_hand(draft: Draft, command: ask.LowerHand) -> None:
    lower(draft, command.seat, "lowered")


def lower(draft: Draft, seat: int, reason: str) -> None:
    if draft.room.hand_of(seat) is not None:
        draft.add(ev.HandLowered(seat, reason))


def drop_reply(draft: Draft, seat: int, reason: str) -> None:
    if draft.room.reply is not None and draft.room.reply.seat == seat:
        draft.add(ev.HandLowered(seat, reason, reply=True))


def drop_hand(draft: Draft, seat: int, reason: str) -> None:
    """All that this seat waits for: a place in the queue, a reply."""
    lower(draft, seat, reason)
    drop_reply(draft, seat, reason)


@applies(ev.HandLowered)
def hand_lowered(room: Room, event: ev.HandLowered, at: float) -> Room:
    if event.reply:
        return replace(room, reply=None)
    room = replace(room, queue=tuple(hand for hand in room.queue if hand.seat != event.seat))
    return with_seat(room, event.seat, passed=True) if event.reason == "passed" else room


# -- the turn --------------------------------------------------------------------------------------------------


def give_next(draft: Draft) -> None:
    """A free floor: the reply goes first, with every order; then the first in the queue who is here and can speak,
    where the order gives the floor by itself."""
    room = draft.room
    if room.speaker is not None or not room.live or room.pairs is not None:
        return
    if room.reply is not None and can_speak(room, room.reply.seat):
        give(draft, room.reply.seat, None, reply=True)
        return
    if room.order not in SELF_GIVING_ORDERS:
        return
    ready = (hand.seat for hand in room.queue if can_speak(room, hand.seat))
    seat = next(ready, None)
    if seat is not None:
        give(draft, seat, None)


def can_speak(room: Room, seat: int) -> bool:
    return room.inside(seat) and not room.seats[seat].back_soon


def give(draft: Draft, seat: int, by: int | None, *, reply: bool = False) -> None:
    planned = REPLY_SECONDS if reply else turn_seconds(draft.room)
    draft.add(ev.TurnGiven(seat, by, turn_clock(draft.room, planned), reply))


def turn_seconds(room: Room) -> int:
    """Seconds of a turn as a facilitator set them, else as planned; 0: no limit."""
    planned = room.phase.turn_seconds if room.phase else 0
    return planned if room.turn_seconds is None else room.turn_seconds


def turn_clock(room: Room, planned: int) -> int:
    """Seconds of a turn on the clock of the room, at least 1."""
    return max(1, round(room.scaled(planned))) if planned else 0


@applies(ev.TurnGiven)
def turn_given(room: Room, event: ev.TurnGiven, at: float) -> Room:
    turn = Turn(event.seat, at, event.limit_seconds, event.reply, room.hard_turns)
    waiting = None if room.reply is not None and room.reply.seat == event.seat else room.reply
    if event.reply:  # who replies keeps the place in the queue
        return replace(room, reply=waiting, speaker=turn)
    queue = tuple(hand for hand in room.queue if hand.seat != event.seat)
    return replace(room, reply=waiting, queue=queue, speaker=turn)


@decides(ask.GiveTurn)
def give_turn(draft: Draft, command: ask.GiveTurn) -> None:
    refuse(command.to not in draft.room.seats, "no_such_seat")
    refuse(draft.room.seats[command.to].role not in SPEAKING_ROLES, "takes_no_turns")
    refuse(not draft.room.inside(command.to), "not_here")
    refuse(draft.room.pairs is not None, "pairs_running")
    if draft.room.speaker is not None and draft.room.speaker.seat == command.to:
        return
    interrupted = clear_floor(draft, "given")
    if interrupted is not None:  # whoever had hardly begun is next, not last
        put_back(draft, interrupted, 0)
    give(draft, command.to, command.seat)


@decides(ask.EndTurn)
def end_turn(draft: Draft, command: ask.EndTurn) -> None:
    refuse(draft.room.speaker is None or draft.room.speaker.seat != command.seat, "not_your_turn")
    clear_floor(draft, "ended")
    give_next(draft)


@decides(ask.PassTurn)
def pass_turn(draft: Draft, command: ask.PassTurn) -> None:
    """Passing needs no reason. In a round the first pass puts me at the end of the circle, the second lets me go."""
    room, seat = draft.room, command.seat
    turn = room.speaker if room.speaker is not None and room.speaker.seat == seat else None
    refuse(turn is None and room.hand_of(seat) is None, "not_your_turn")
    again = room.order == "circle" and not room.seats[seat].passed and not (turn and turn.reply)
    if turn is not None:
        clear_floor(draft, "passed")
    else:
        draft.add(ev.HandLowered(seat, "passed"))
    if again:
        draft.add(ev.HandRaised(seat, len(draft.room.queue), called=True))
    give_next(draft)


@decides(ask.Skip)
def skip(draft: Draft, command: ask.Skip) -> None:
    room = draft.room
    if room.speaker is not None and room.speaker.seat == command.who:
        clear_floor(draft, "skipped")
        give_next(draft)
    elif command.reply:
        refuse(room.reply is None or room.reply.seat != command.who, "no_hand")
        drop_reply(draft, command.who, "skipped")
    else:
        refuse(room.hand_of(command.who) is None, "no_hand")
        lower(draft, command.who, "skipped")


def clear_floor(draft: Draft, reason: str) -> Turn | None:
    """Ends the turn that runs. Returns it when it was too short to count, else None."""
    turn = draft.room.speaker
    if turn is None:
        return None
    seconds = seconds_spoken(draft.room, turn, draft.now)
    draft.add(ev.TurnEnded(turn.seat, reason, seconds))
    return turn if seconds < TURN_COUNTS_SECONDS else None


def seconds_spoken(room: Room, turn: Turn, now: float) -> float:
    """Without the time of being away, and without the quiet minute that may be running."""
    away_at = room.seats[turn.seat].away_at
    until = now if away_at is None else away_at
    quiet = quiet_seconds(room, turn.since, until) if room.pause_minute_until is not None else 0.0
    return round(until - turn.since - quiet, 3)


@applies(ev.TurnEnded)
def turn_ended(room: Room, event: ev.TurnEnded, at: float) -> Room:
    """A reply is no turn of the order: it costs nobody the next one. The record counts it as an act of its own."""
    seat, turn = room.seats[event.seat], room.speaker
    assert turn is not None
    room = replace(room, speaker=None, last_turn=turn if turn.reply or counts(event) else room.last_turn)
    if turn.reply:
        return room
    if event.reason == "passed":
        return with_seat(room, event.seat, passed=True)
    if not counts(event):
        return room
    room = replace(room, last_speakers=(*room.last_speakers, event.seat)[-LAST_SPEAKERS:])
    return with_seat(room, event.seat, turns=seat.turns + 1, phase_turns=seat.phase_turns + 1, last_turn_at=at)


def counts(event: ev.TurnEnded) -> bool:
    """Whether this was a turn taken: long enough to have spoken, and not passed."""
    return event.reason != "passed" and event.seconds >= TURN_COUNTS_SECONDS


def release_lost_speaker(draft: Draft) -> None:
    """The hold is over: the turn goes on and the lost speaker waits at position 2."""
    assert draft.room.speaker is not None
    turn = draft.room.speaker
    clear_floor(draft, "lost")
    put_back(draft, turn, min(1, len(draft.room.queue)))
    give_next(draft)


def put_back(draft: Draft, turn: Turn, position: int) -> None:
    """Into the queue without a hand of one's own, because the turn was cut short; a reply waits as a reply again."""
    if turn.reply:
        draft.add(ev.HandRaised(turn.seat, 0, reply=True))
        return
    draft.add(ev.HandRaised(turn.seat, position, pinned=True, called=draft.room.order == "circle"))
