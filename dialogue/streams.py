"""Streams of written lines: chat, notes, the board and others. Which event writes to which, and who may read it.

A line has a number ``n`` in its stream. The wire calls a stream the ``audience`` of its lines.
"""

from typing import Any

from dialogue import events as ev
from dialogue.state import FACILITATOR_ROLES, Room
from dialogue.values import replace

# Read by everybody in the room.
OPEN_STREAMS = ("all", "notes", "board", "polls", "answers", "agreement", "prompt", "captions")
# Read by facilitators; who wrote a line to the facilitators reads that one too.
FACILITATOR_STREAMS = ("facilitators", "whisper", "hurt")
# Only the newest line is still shown; who comes later is told no older ones.
NEWEST_STREAMS = ("agreement", "prompt")
STREAM_OF: dict[type[ev.Event], str] = {
    ev.Whispered: "whisper",
    ev.Captioned: "captions",
    ev.NoteWritten: "notes",
    ev.TopicAdded: "board",
    ev.PollOpened: "polls",
    ev.AgreementEdited: "agreement",
    ev.PromptShown: "prompt",
    ev.HurtFlagged: "hurt",
}


def stream_of(event: ev.Event) -> str | None:
    """The stream that tells the words of this event; None: nobody is told them (a report, the choice in a poll)."""
    if isinstance(event, ev.Said):
        return event.audience
    if isinstance(event, ev.Answered):
        return "answers" if event.poll == 0 else None
    return STREAM_OF.get(type(event))


def number_in_stream(event: Any, seq: int) -> int:
    """``n``, or the version of an agreement; events without a number of their own use their place in the log."""
    return int(getattr(event, "n", getattr(event, "version", seq)))


def writer_of(event: Any) -> int:
    """The seat; 0 for what comes from an earlier session."""
    return int(getattr(event, "seat", getattr(event, "by", 0)) or 0)


def next_number(room: Room, stream: str) -> int:
    return room.lines.get(stream, 0) + 1


def counted(room: Room, stream: str, number: int) -> Room:
    """The room after a line was written to the stream; every event with words of a stream goes through here."""
    return replace(room, lines={**room.lines, stream: number})


def breakout_stream(turn: int, room: int) -> str:
    return f"room-{turn}-{room}"


def own_breakout(room: Room, number: int) -> str | None:
    """The stream of the breakout that this seat is in."""
    own = room.seats[number].room
    return breakout_stream(room.pairs.turn, own) if room.pairs is not None and own else None


def streams_for(room: Room, number: int) -> list[str]:
    """Streams with lines for this seat, its own lines to the facilitators among them."""
    return [stream for stream in room.lines if stream == "facilitators" or reads(room, number, stream)]


def reads(room: Room, number: int, stream: str) -> bool:
    """Whether this seat is told the lines of the stream. Own lines to the facilitators are added by who asks."""
    seat = room.seats[number]
    if stream in OPEN_STREAMS:
        return True
    if stream in FACILITATOR_STREAMS:
        return seat.role in FACILITATOR_ROLES
    return stream == own_breakout(room, number)
