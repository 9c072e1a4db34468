"""Another time or facilitator for one group that meets, chosen by the coordinator: asked, told, and carried out."""

from dataclasses import replace

from django.db import transaction

from accounts.access import row_id
from accounts.models import User
from matching import changes, errors, meetings, standing
from matching.inputs import session_weeks
from matching.meeting_changes import NewMeeting, of_values
from matching.models import Change, Group
from matching.rematching import REASON_LEAST_LETTERS
from matching.services import lock


def new_meeting(group: Group, value: str) -> NewMeeting:
    """``value``: "Tue 16:30 12", a weekly time and the key of a facilitator. Raises ``MeetingGone``."""
    slot, _space, leader = value.rpartition(" ")
    is_time = bool(meetings.starts(Group(slot=slot, slot_anchor=group.slot_anchor), session_weeks(group.exchange)))
    if not is_time or group.status != Group.Status.PUBLISHED:
        raise errors.MeetingGone
    values = {str(group.pk): {"slot": slot, "facilitator": row_id(leader), "language": group.language}}
    found = of_values(group.exchange, values)
    if not found or not (found[0].is_another_time or found[0].is_another_leader):
        raise errors.MeetingGone
    return found[0]


@transaction.atomic
def change_meeting(
    new: NewMeeting, by: User, reason: str = "", *, asks: bool = True, leaders_agree: bool = False
) -> Change:
    """Everybody of the group is asked about another time; of another facilitator they are told.

    Without ``asks`` the coordinator answers for having asked them, with a ``reason``; and always for the facilitator.
    Raises ``LeadersNotAsked``, ``ReasonMissing`` and what ``changes.ask`` raises.
    """
    lock(new.group.exchange)
    if not leaders_agree:
        raise errors.LeadersNotAsked
    if not asks and len(reason.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonMissing
    wanted = changes.with_stayers([], [new], asks=asks)
    return changes.ask(
        new.group.exchange, Change.Kind.MEETING, wanted, by, reason, new=[new], figures=figures_of(new)
    )  # fmt: skip


def figures_of(new: NewMeeting) -> standing.Figures:
    """J before and after; {} when the people's data cannot be read."""
    known = standing.read_if_possible(new.group.exchange)
    if known is None or new.group.pk not in known.groups:
        return {}
    row, slot = known.groups.index(new.group.pk), known.problem.calendar.slot_number(new.slot)
    leaders = [one.id for one in known.problem.facilitators]
    if slot is None or f"f{new.facilitator.pk}" not in leaders:
        return {}
    after = list(known.seatings)
    after[row] = replace(after[row], slot=slot, facilitator=leaders.index(f"f{new.facilitator.pk}"))
    return {"before": standing.worth(known, known.seatings), "after": standing.worth(known, after)}
