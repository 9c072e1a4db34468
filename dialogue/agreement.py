"""The group's agreement: five to seven sentences of its own, in versions that each person accepts.

It goes on from one session to the next: the first event about it may come from an earlier session.
"""

from typing import Any

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.refusals import refuse
from dialogue.registry import Draft, applies, decides
from dialogue.state import Room, with_seat
from dialogue.streams import counted
from dialogue.values import replace


@decides(ask.EditAgreement)
def edit_agreement(draft: Draft, command: ask.EditAgreement) -> None:
    """Of two who change the same version at once, the second is shown the first one's words."""
    words = command.text.strip()
    refuse(command.version != draft.room.agreement, "old_version")
    refuse(not words, "empty_text")
    refuse(len(words) > ask.AGREEMENT_CHARACTERS_MOST, "too_long")
    draft.add(ev.AgreementEdited(draft.room.agreement + 1, command.seat, len(words), words))


@decides(server.BringAgreement)
def bring_agreement(draft: Draft, command: server.BringAgreement) -> None:
    """Once, into a room that has none of its own. Who accepted these words before need not do it again."""
    refuse(draft.room.stage == "unscheduled", "not_scheduled")
    if draft.room.agreement:
        return
    draft.add(ev.AgreementEdited(1, None, len(command.text), command.text))
    for seat in command.agreed:
        if seat in draft.room.seats:
            draft.add(ev.AgreementAccepted(seat, 1))


@applies(ev.AgreementEdited)
def agreement_edited(room: Room, event: ev.AgreementEdited, at: float) -> Room:
    return replace(counted(room, "agreement", event.version), agreement=event.version)


@decides(ask.AcceptAgreement)
def accept_agreement(draft: Draft, command: ask.AcceptAgreement) -> None:
    room = draft.room
    refuse(not room.agreement, "no_agreement")
    refuse(command.version != room.agreement, "old_version")
    if room.seats[command.seat].agreed < command.version:
        draft.add(ev.AgreementAccepted(command.seat, command.version))


@applies(ev.AgreementAccepted)
def agreement_accepted(room: Room, event: ev.AgreementAccepted, at: float) -> Room:
    return with_seat(room, event.seat, agreed=event.version)


def agreement_view(room: Room, for_facilitators: bool) -> dict[str, Any] | None:
    """``agreed`` of ``all`` students accepted this version; facilitators also see who (seats)."""
    if not room.agreement:
        return None
    students = [n for n, seat in sorted(room.seats.items()) if seat.role == "student" and not seat.gone]
    agreed = [n for n in students if room.seats[n].agreed == room.agreement]
    seen: dict[str, Any] = {"version": room.agreement, "agreed": len(agreed), "all": len(students)}
    if for_facilitators:
        seen["agreed_by"] = agreed
    return seen
