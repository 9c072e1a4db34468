"""Who speaks and who is next: the queue, the turn, the round (live.md B1, field.md section 2).

Orders that give the floor by themselves: ``circle`` (a round: everybody once, who passes is asked once more),
``first_time_first`` and ``fewest_turns``. With ``hands``, ``list`` and ``none`` the facilitator gives the turn.
Somebody who is away is passed over and keeps the place until QUEUE_HOLD_SECONDS after the loss was noticed.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.plan import ORDERS
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import QUEUE_HOLD_SECONDS, SPEAKING_ROLES, Hand, Room, Turn, with_seat
from dialogue.values import replace

SELF_GIVING_ORDERS = ("circle", "first_time_first", "fewest_turns")
# A turn of at least this long counts as having spoken (field.md section 2, not_heard_yet).
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
    queue = list(room.queue)
    queue.insert(event.position, Hand(event.seat, at, event.pinned, event.called))
    return replace(room, queue=tuple(queue))


@decides(ask.LowerHand)
def lower_hand(draft: Draft, command: ask.LowerHand) -> None:
    drop_hand(draft, command.seat, "lowered")


def drop_hand(draft: Draft, seat: int, reason: str) -> None:
    if draft.room.hand_of(seat) is not None:
        draft.add(ev.HandLowered(seat, reason))


@applies(ev.HandLowered)
def hand_lowered(room: Room, event: ev.HandLowered, at: float) -> Room:
    room = replace(room, queue=tuple(hand for hand in room.queue if hand.seat != event.seat))
    return with_seat(room, event.seat, passed=True) if event.reason == "passed" else room


@decides(ask.SetQueueMode)
def set_queue_mode(draft: Draft, command: ask.SetQueueMode) -> None:
    refuse(command.order not in ORDERS, "bad_order")
    order_queue(draft, command.order)


def order_queue(draft: Draft, order: str) -> None:
    """Sorts the raised hands by the new rule; a round seats every student in a circle."""
    room = draft.room
    hands = [hand for hand in room.queue if not hand.called]
    seats = [hand.seat for hand in sorted(hands, key=lambda hand: (*rank(room, order, hand), hand.raised_at))]
    if order == "circle":
        students = circle(room, draft.now)
        seats = students + [seat for seat in seats if seat not in students]
    draft.add(ev.QueueOrdered(order, tuple(seats)))
    give_next(draft)


def circle(room: Room, now: float) -> list[int]:
    """Students by seat number, also those whose place is held; not the one who is speaking already."""
    speaking = room.speaker.seat if room.speaker else None
    return [
        number
        for number, seat in sorted(room.seats.items())
        if seat.role == "student" and number != speaking and not (seat.gone or seat.outside)
        if room.here(number) or (seat.away_at is not None and now < seat.away_at + QUEUE_HOLD_SECONDS)
    ]


@applies(ev.QueueOrdered)
def queue_ordered(room: Room, event: ev.QueueOrdered, at: float) -> Room:
    raised = {hand.seat: Hand(hand.seat, hand.raised_at) for hand in room.queue if not hand.called}
    queue = tuple(raised.get(seat, Hand(seat, at, called=True)) for seat in event.seats)
    room = replace(room, order=event.order, queue=queue)
    if event.order != "circle":
        return room
    return replace(room, seats={n: replace(seat, passed=False) for n, seat in room.seats.items()})


# -- the turn --------------------------------------------------------------------------------------------------


def give_next(draft: Draft) -> None:
    """The first in the queue who is here gets a free floor, where the order gives it by itself."""
    room = draft.room
    if room.speaker is not None or room.order not in SELF_GIVING_ORDERS or not room.live or room.pairs is not None:
        return
    ready = (hand.seat for hand in room.queue if room.inside(hand.seat) and not room.seats[hand.seat].back_soon)
    seat = next(ready, None)
    if seat is not None:
        give(draft, seat, None)


def give(draft: Draft, seat: int, by: int | None) -> None:
    phase = draft.room.phase
    draft.add(ev.TurnGiven(seat, by, phase.turn_seconds if phase else 0))


@applies(ev.TurnGiven)
def turn_given(room: Room, event: ev.TurnGiven, at: float) -> Room:
    queue = tuple(hand for hand in room.queue if hand.seat != event.seat)
    return replace(room, queue=queue, speaker=Turn(event.seat, at, event.limit_seconds))


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
    speaking = room.speaker is not None and room.speaker.seat == seat
    refuse(not speaking and room.hand_of(seat) is None, "not_your_turn")
    again = room.order == "circle" and not room.seats[seat].passed
    if speaking:
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
    else:
        refuse(room.hand_of(command.who) is None, "no_hand")
        draft.add(ev.HandLowered(command.who, "skipped"))


def clear_floor(draft: Draft, reason: str) -> int | None:
    """Ends the turn that runs. Returns the seat when the turn was too short to count, else None."""
    turn = draft.room.speaker
    if turn is None:
        return None
    away_at = draft.room.seats[turn.seat].away_at
    seconds = round((draft.now if away_at is None else away_at) - turn.since, 3)
    draft.add(ev.TurnEnded(turn.seat, reason, seconds))
    return turn.seat if seconds < TURN_COUNTS_SECONDS else None


@applies(ev.TurnEnded)
def turn_ended(room: Room, event: ev.TurnEnded, at: float) -> Room:
    seat = room.seats[event.seat]
    room = replace(room, speaker=None)
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
    """The hold is over: the turn goes on and the lost speaker waits at position 2 (B1)."""
    assert draft.room.speaker is not None
    seat = draft.room.speaker.seat
    clear_floor(draft, "lost")
    put_back(draft, seat, min(1, len(draft.room.queue)))
    give_next(draft)


def put_back(draft: Draft, seat: int, position: int) -> None:
    """Into the queue without a hand of one's own, because the turn was cut short."""
    draft.add(ev.HandRaised(seat, position, pinned=True, called=draft.room.order == "circle"))
