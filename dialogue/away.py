"""Back in a moment: my turn goes by and my place stays, until I say that I am back or do something here."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.registry import Draft, applies, decides
from dialogue.speaking import clear_floor, give_next, put_back
from dialogue.state import Room, with_seat

# What shows everybody that a person is back. Not what is private or unsigned: coming back would tell who did it.
ACTS_OF_RETURN: frozenset[type[ask.Command]] = frozenset(
    {
        ask.Say, ask.React, ask.Answer, ask.WriteNote, ask.AddToBoard, ask.Mark, ask.AcceptAgreement, ask.RaiseHand,
        ask.LowerHand, ask.ReplyPoint, ask.PassTurn, ask.EndTurn, ask.Ready, ask.ConfirmHere,
    }
)  # fmt: skip


@decides(ask.Away)
def away(draft: Draft, command: ask.Away) -> None:
    """Who has the floor gives it up and waits at the front; what was said counts, and it is no pass in a round."""
    if draft.room.seats[command.seat].back_soon == command.on:
        return
    turn = draft.room.speaker
    draft.add(ev.WentAway(command.seat, command.on))
    if command.on and turn is not None and turn.seat == command.seat:
        clear_floor(draft, "away")
        put_back(draft, turn, 0)
    give_next(draft)


def come_back(draft: Draft, command: ask.Command) -> None:
    """A genuine act ends being away; called after it was decided."""
    if type(command) in ACTS_OF_RETURN and draft.room.seats[command.seat].back_soon:
        draft.add(ev.WentAway(command.seat, False))
        give_next(draft)


@applies(ev.WentAway)
def went_away(room: Room, event: ev.WentAway, at: float) -> Room:
    return with_seat(room, event.seat, back_soon=event.on)
