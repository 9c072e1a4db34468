"""One short reply to a point, before the queue goes on (one slot of 30 s).

A reply answers the turn that runs, or the one that ended last in this phase; each turn can have one, and a reply none.
It waits beside the queue, so that nobody loses a place by replying, and gets the floor by itself with every order.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, decides
from dialogue.speaking import drop_reply, give_next
from dialogue.state import Room, Turn


@decides(ask.ReplyPoint)
def reply_point(draft: Draft, command: ask.ReplyPoint) -> None:
    if waits(draft.room, command.seat):
        if not command.on:
            drop_reply(draft, command.seat, "lowered")
    elif command.on:
        check_reply(draft.room, command.seat)
        draft.add(ev.HandRaised(command.seat, 0, reply=True))
        give_next(draft)


def waits(room: Room, seat: int) -> bool:
    return room.reply is not None and room.reply.seat == seat


def check_reply(room: Room, seat: int) -> None:
    """Raises ``Refused`` when this seat has no turn to reply to now."""
    refuse(room.speaker is not None and room.speaker.seat == seat, "has_the_floor")
    refuse(room.pairs is not None, "pairs_running")
    turn = turn_to_answer(room)
    refuse(turn is not None and turn.reply, "reply_taken")
    refuse(room.reply is not None, "reply_taken")
    refuse(turn is None or turn.seat == seat, "no_turn_to_reply_to")


def turn_to_answer(room: Room) -> Turn | None:
    return room.speaker or room.last_turn


def may_reply(room: Room, seat: int) -> bool:
    """The same question for the page, which shows the button or not."""
    turn = turn_to_answer(room)
    free = room.reply is None and room.pairs is None
    return free and turn is not None and turn.seat != seat and not turn.reply
