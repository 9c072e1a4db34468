"""Written lines and short signs. The log keeps who, to whom, and how long; the words are stored apart."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import FACILITATOR_ROLES, Room, with_seat
from dialogue.streams import counted, next_number, own_breakout
from dialogue.values import replace

AUDIENCES = ("all", "facilitators", "room")


@decides(ask.Say)
def say(draft: Draft, command: ask.Say) -> None:
    room, words = draft.room, command.text.strip()
    refuse(command.to not in AUDIENCES, "bad_audience")
    refuse(not words, "empty_text")
    refuse(len(words) > ask.CHAT_CHARACTERS_MOST, "too_long")
    refuse(not chat_open(room, command), "chat_closed")
    stream = command.to if command.to != "room" else own_breakout(room, command.seat)
    refuse(stream is None, "bad_audience")
    assert stream is not None
    draft.add(ev.Said(command.seat, stream, next_number(room, stream), len(words), words))


def chat_open(room: Room, command: ask.Say) -> bool:
    """The phase may close the chat or send it to the facilitators; facilitators and breakouts can always write."""
    if room.seats[command.seat].role in FACILITATOR_ROLES or room.phase is None or command.to == "room":
        return True
    return room.phase.chat == "open" or (room.phase.chat == "to_facilitators" and command.to == "facilitators")


@applies(ev.Said)
def said(room: Room, event: ev.Said, at: float) -> Room:
    room = counted(room, event.audience, event.n)
    return with_seat(room, event.seat, lines=room.seats[event.seat].lines + 1)


@decides(ask.Whisper)
def whisper(draft: Draft, command: ask.Whisper) -> None:
    words = command.text.strip()
    refuse(not words, "empty_text")
    refuse(len(words) > ask.CHAT_CHARACTERS_MOST, "too_long")
    draft.add(ev.Whispered(command.seat, next_number(draft.room, "whisper"), len(words), words))


@applies(ev.Whispered)
def whispered(room: Room, event: ev.Whispered, at: float) -> Room:
    return counted(room, "whisper", event.n)


@decides(ask.React)
def react(draft: Draft, command: ask.React) -> None:
    refuse(command.reaction not in ask.REACTIONS, "bad_reaction")
    draft.add(ev.Reacted(command.seat, command.reaction))


@applies(ev.Reacted)
def reacted(room: Room, event: ev.Reacted, at: float) -> Room:
    return replace(room, reaction=(event.seat, event.reaction, at))


@applies(ev.CommandNoted)
def command_noted(room: Room, event: ev.CommandNoted, at: float) -> Room:
    return room
