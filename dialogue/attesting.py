"""A facilitator confirms that somebody took part: who listened and wrote on paper took part too.

It stands in for an act and never for minutes. Live and after the end, until the evidence is closed.
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room, with_seat


@decides(ask.Attest)
def attest(draft: Draft, command: ask.Attest) -> None:
    """Once a student: confirmed again changes nothing."""
    reason = command.text.strip()
    refuse(command.who not in draft.room.seats, "no_such_seat")
    seat = draft.room.seats[command.who]
    refuse(seat.role != "student", "not_a_student")
    refuse(not reason, "empty_text")
    refuse(len(reason) > ask.REASON_CHARACTERS_MOST, "too_long")
    if not seat.attested:
        draft.add(ev.Attested(command.who, command.seat, reason))


@applies(ev.Attested)
def attested(room: Room, event: ev.Attested, at: float) -> Room:
    return with_seat(room, event.seat, attested=True)
