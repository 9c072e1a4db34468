"""Groups that meet already, at another time or with another facilitator: what a change does to their meetings.

Kept with the change until all agreed (``Change.meetings``): by the key of the group ``slot``, ``facilitator`` (a key)
and ``language``, and under ``was`` the same as it was when people were asked. A new time makes everybody of the group
rearrange their week, so each of them is asked; of another facilitator they are told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import hooks
from exchanges.hour_words import times_in_words
from exchanges.models import Enrolment, Exchange, Facilitator
from matching.checks import Rules, members_of
from matching.hours import is_free
from matching.models import Change, Group, Membership

if TYPE_CHECKING:
    from matching.changes import Wanted

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """``was_slot``, ``was_leader``: what people were told when they were asked."""

    group: Group
    slot: str
    facilitator: Facilitator
    language: str
    was_slot: str
    was_leader: Facilitator | None

    @property
    def is_another_time(self) -> bool:
        return self.slot != self.was_slot

    @property
    def is_another_leader(self) -> bool:
        return self.was_leader is None or self.was_leader.pk != self.facilitator.pk

    @property
    def is_another_language(self) -> bool:
        return self.language != self.group.language

    @property
    def in_words(self) -> str:
        return times_in_words(self.slot)

    @property
    def was_in_words(self) -> str:
        return times_in_words(self.was_slot)

    @property
    def asks(self) -> bool:
        """Whether everybody of the group must agree."""
        return self.is_another_time or self.is_another_language


def meeting_of(group: Group) -> dict[str, Any]:
    return {"slot": group.slot, "facilitator": group.facilitator_id, "language": group.language}


def as_values(new: Iterable[NewMeeting]) -> Values:
    """For the row of the change."""
    return {
        str(one.group.pk): {
            "slot": one.slot,
            "facilitator": one.facilitator.pk,
            "language": one.language,
            "was": meeting_of(one.group),
        }
        for one in new
    }


def of_values(exchange: Exchange, values: Mapping[str, Mapping[str, Any]]) -> list[NewMeeting]:
    """The meetings of a row, in three queries; groups and facilitators that are gone are left out."""
    if not values:
        return []
    groups = exchange.groups.select_related("exchange", "facilitator__user").in_bulk([int(pk) for pk in values])
    leaders = exchange.facilitators.select_related("user").in_bulk()
    found = []
    for pk, meeting in values.items():
        group, leader = groups.get(int(pk)), leaders.get(meeting["facilitator"])
        if group is not None and leader is not None:
            was = meeting.get("was") or meeting_of(group)
            before = leaders.get(was["facilitator"] or 0)
            found.append(NewMeeting(group, meeting["slot"], leader, meeting["language"], was["slot"], before))
    return found


def of_change(change: Change) -> list[NewMeeting]:
    return of_values(change.exchange, change.meetings)


def becoming(group: Group, new: Sequence[NewMeeting]) -> Group:
    """A group as it will be; the same one when its meeting stays."""
    found = next((one for one in new if one.group.pk == group.pk), None)
    if found is None:
        return group
    later = copy(group)
    later.slot, later.language, later.facilitator = found.slot, found.language, found.facilitator
    return later


class RulesAfter(Rules):
    """The rules, with the groups of each facilitator as they will be; groups in ``gone`` meet no more."""

    def __init__(self, rules: Rules, new: Sequence[NewMeeting], gone: Collection[int] = ()) -> None:
        self.__dict__.update(rules.__dict__)  # what was read once is not read again for each of many changes
        self.groups = [becoming(group, new) for group in rules.open_groups if group.pk not in gone]

    def led_by(self, leader: Facilitator) -> list[Group]:
        return [one for one in self.groups if one.facilitator_id == leader.pk]


def stayers(new: Iterable[NewMeeting], moving: Iterable[Enrolment]) -> list[tuple[Enrolment, Group]]:
    """Who stays in a group that would meet at another time, and so is asked."""
    away = {one.pk for one in moving}
    return [(one, meeting.group) for meeting in new if meeting.asks for one in members_of(meeting.group)
            if one.pk not in away]  # fmt: skip


def unasked(new: Iterable[NewMeeting], wanted: "Iterable[Wanted]") -> Enrolment | None:
    """Somebody who came into such a group since people were asked, if there is one."""
    asked = {one.enrolment.pk for one in wanted}
    return next(iter(one for one, _group in stayers(new, ()) if one.pk not in asked), None)


def take_effect(new: Iterable[NewMeeting], moving: Iterable[int]) -> None:
    """The groups meet so from now on; sessions and mail follow after the commit, not for those who leave the group.

    Call it before people move: who comes in is told the new dates with the place.
    """
    away = set(moving)
    for one in new:
        helper = one.group.co_facilitator if helps_on(one) else None
        Group.objects.filter(pk=one.group.pk).update(
            slot=one.slot, language=one.language, facilitator=one.facilitator, co_facilitator=helper
        )
        inside = Membership.objects.filter(group=one.group, left_at=None).exclude(enrolment__in=away)
        told = tuple(inside.order_by("pk").values_list("enrolment__user", flat=True))
        lead = {one.facilitator.pk, helper.pk if helper else None}
        before = (one.group.facilitator_id, one.group.co_facilitator_id)
        gone = tuple(pk for pk in before if pk is not None and pk not in lead)
        transaction.on_commit(partial(hooks.meeting_changed.tell, one.group.pk, gone, told))


def helps_on(one: NewMeeting) -> bool:
    """Whether the second facilitator can come to the new meeting, and does not lead it."""
    helper, rules = one.group.co_facilitator, Rules(one.group.exchange)
    if helper is None or helper.pk == one.facilitator.pk:
        return False
    starts = rules.starts(becoming(one.group, [one]))
    return is_free(helper.availability, helper.timezone, starts, rules.given["session_minutes"])
