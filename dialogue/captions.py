"""Captions: told to everybody, kept nowhere. A captioner types what all say; a browser may write down its own person.

Lines grow while they are written. Blanks say how a text belongs to the one before, so that the wire has one field: with
a blank at its end a line is still being written, and the next text of the same seat takes its place; with a blank at
its beginning it takes the place of this seat's newest line, as a correction. Readers join them
(``static/js/room/caption_lines.js``). Who wrote a text is known by the seat. That a person agreed to captions made by
a program is no part of the log: ``sessions/own_captions.py`` looks at it before it asks here.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.media_plan import may_speak
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room


@decides(ask.Caption)
def caption(draft: Draft, command: ask.Caption) -> None:
    words = command.text.strip()
    refuse(not words, "empty_text")
    refuse(len(words) > ask.CAPTION_CHARACTERS_MOST, "too_long")
    own = draft.room.seats[command.seat].role != "captioner"
    if own:
        be_heard(draft.room, command.seat)
    # How much somebody said is nobody's business: of own captions not even the length is kept.
    draft.add(ev.Captioned(command.seat, 0 if own else len(words), with_blanks(command.text)))


def be_heard(room: Room, number: int) -> None:
    """Own captions go where the own voice goes: a closed microphone closes them, and a breakout is not the room of all.

    Raises ``Refused``: captions_in_pairs, captions_need_microphone.
    """
    seat = room.seats[number]
    refuse(seat.room != 0, "captions_in_pairs")
    refuse(seat.muted or not may_speak(room, number), "captions_need_microphone")


def with_blanks(text: str) -> str:
    """The words, and at most one blank before and after them."""
    return " " * text[:1].isspace() + text.strip() + " " * text[-1:].isspace()


@applies(ev.Captioned)
def captioned(room: Room, event: ev.Captioned, at: float) -> Room:
    return room
