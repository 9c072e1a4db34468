"""Calls for help, the sign that something hurts, and whom facilitators keep an eye on. Only facilitators see any of it.

A call is open until a facilitator says that it is taken care of. "This hurts" opens one too: the same two buttons
answer both, and the person is told the same: who comes.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import HelpCall, Room, with_seat
from dialogue.streams import counted, next_number
from dialogue.values import replace


@decides(ask.CallHelp)
def call_help(draft: Draft, command: ask.CallHelp) -> None:
    """A repeated call changes nothing: the time of the first one stands."""
    if command.seat not in draft.room.help:
        draft.add(ev.HelpCalled(command.seat, draft.room.seats[command.seat].room))


@applies(ev.HelpCalled)
def help_called(room: Room, event: ev.HelpCalled, at: float) -> Room:
    return replace(room, help={**room.help, event.seat: HelpCall(at, event.room)})


@decides(ask.FlagHurt)
def flag_hurt(draft: Draft, command: ask.FlagHurt) -> None:
    words = command.text.strip()
    refuse(len(words) > ask.NOTE_CHARACTERS_MOST, "too_long")
    draft.add(ev.HurtFlagged(command.seat, next_number(draft.room, "hurt"), len(words), words))


@applies(ev.HurtFlagged)
def hurt_flagged(room: Room, event: ev.HurtFlagged, at: float) -> Room:
    room = counted(room, "hurt", event.n)
    call = room.help.get(event.seat) or HelpCall(at, room.seats[event.seat].room)
    return replace(room, help={**room.help, event.seat: replace(call, hurt=True)})


@decides(ask.TakeHelp)
def take_help(draft: Draft, command: ask.TakeHelp) -> None:
    refuse(command.who not in draft.room.seats, "no_such_seat")
    refuse(command.who not in draft.room.help, "no_help_called")
    if command.done:
        draft.add(ev.HelpDone(command.who, command.seat))
    elif draft.room.help[command.who].taken_by != command.seat:
        draft.add(ev.HelpTaken(command.who, command.seat))


@applies(ev.HelpTaken)
def help_taken(room: Room, event: ev.HelpTaken, at: float) -> Room:
    call = replace(room.help[event.seat], taken_by=event.by)
    return replace(room, help={**room.help, event.seat: call})


@applies(ev.HelpDone)
def help_done(room: Room, event: ev.HelpDone, at: float) -> Room:
    return replace(room, help={seat: call for seat, call in room.help.items() if seat != event.seat})


@decides(ask.TagDistress)
def tag_distress(draft: Draft, command: ask.TagDistress) -> None:
    refuse(command.who not in draft.room.seats, "no_such_seat")
    seat = draft.room.seats[command.who]
    refuse(seat.role != "student", "not_a_student")
    if seat.distress != command.on:
        draft.add(ev.DistressTagged(command.who, command.seat, command.on))


@applies(ev.DistressTagged)
def distress_tagged(room: Room, event: ev.DistressTagged, at: float) -> Room:
    return with_seat(room, event.seat, distress=event.on, distress_at=at if event.on else None)
