"""Reports to the coordinator: their words never come back into the room.

Facilitators are told that there was one when it is about a student or about technology. A report about a facilitator,
or about nobody named, may be about them: they are told nothing (docs/explanation/safety.md).
"""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import FACILITATOR_ROLES, Room
from dialogue.values import replace


@decides(ask.Report)
def report(draft: Draft, command: ask.Report) -> None:
    words = command.text.strip()
    refuse(command.category not in ask.REPORTS, "bad_category")
    refuse(command.about != 0 and command.about not in draft.room.seats, "no_such_seat")
    refuse(len(words) > ask.NOTE_CHARACTERS_MOST, "too_long")
    draft.add(ev.Reported(command.seat, command.category, command.about, len(words), words))


@applies(ev.Reported)
def reported(room: Room, event: ev.Reported, at: float) -> Room:
    return replace(room, reports=room.reports + told_to_facilitators(room, event.category, event.about))


def told_to_facilitators(room: Room, category: str, about: int) -> bool:
    """Whether facilitators may learn that there was such a report; never by whom, nor its words."""
    if about:
        return room.seats[about].role not in FACILITATOR_ROLES
    return category == "technical"
