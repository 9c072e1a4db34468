"""The order of the queue: by a rule, or sorted by a facilitator; and how long turns may be until the next phase."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.plan import ORDERS
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import give_next, rank
from dialogue.state import QUEUE_HOLD_SECONDS, Hand, Room
from dialogue.values import replace

NO_LIMIT = 0


@decides(ask.SetQueueMode)
def set_queue_mode(draft: Draft, command: ask.SetQueueMode) -> None:
    """Other limits, or a talking piece, leave the queue as it is; all the same again begins it anew (another round)."""
    refuse(command.order not in ORDERS, "bad_order")
    limit = command.turn_seconds
    refuse(limit is not None and limit != NO_LIMIT and limit not in ask.TURN_SECONDS, "bad_seconds")
    limited = (limit, command.hard) != (draft.room.turn_seconds, draft.room.hard_turns)
    handed = command.piece != draft.room.talking_piece
    if limited:
        draft.add(ev.TurnsLimited(command.seat, limit, command.hard))
    if handed:
        draft.add(ev.TalkingPieceSet(command.seat, command.piece))
    if command.order != draft.room.order or not (limited or handed):
        order_queue(draft, command.order)


@applies(ev.TurnsLimited)
def turns_limited(room: Room, event: ev.TurnsLimited, at: float) -> Room:
    return replace(room, turn_seconds=event.turn_seconds, hard_turns=event.hard)


@applies(ev.TalkingPieceSet)
def talking_piece_set(room: Room, event: ev.TalkingPieceSet, at: float) -> Room:
    return replace(room, talking_piece=event.on)


def order_queue(draft: Draft, order: str) -> None:
    """Sorts the raised hands by the new rule; a round seats every student in a circle.

    Who was put into a place, by a facilitator or because a turn was cut short, stays in front.
    """
    room = draft.room
    pinned = [hand.seat for hand in room.queue if hand.pinned and not hand.called]
    hands = [hand for hand in room.queue if not hand.called and not hand.pinned]
    seats = pinned + [h.seat for h in sorted(hands, key=lambda hand: (*rank(room, order, hand), hand.raised_at))]
    if order == "circle":
        students = circle(room, draft.now)
        seats = students + [seat for seat in seats if seat not in students]
    draft.add(ev.QueueOrdered(order, tuple(seats)))
    give_next(draft)


def circle(room: Room, now: float) -> list[int]:
    """Students by seat number, also those whose place is held; not the one who is speaking already."""
    speaking = room.speaker.seat if room.speaker and not room.speaker.reply else None
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


@decides(ask.ReorderQueue)
def reorder_queue(draft: Draft, command: ask.ReorderQueue) -> None:
    """Hands that are not named stay behind, in their order; who is sorted by hand is not overtaken by the rule."""
    waiting = [hand.seat for hand in draft.room.queue]
    named = list(command.seats)
    refuse(len(named) != len(set(named)) or not set(named) <= set(waiting), "bad_queue")
    seats = named + [seat for seat in waiting if seat not in named]
    if seats != waiting:
        draft.add(ev.QueueSorted(command.seat, tuple(seats), len(named)))


@applies(ev.QueueSorted)
def queue_sorted(room: Room, event: ev.QueueSorted, at: float) -> Room:
    hands = {hand.seat: hand for hand in room.queue}
    named = [replace(hands[seat], pinned=True) for seat in event.seats[: event.named]]
    return replace(room, queue=(*named, *(hands[seat] for seat in event.seats[event.named :])))
