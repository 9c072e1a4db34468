"""What facilitation does when a floor below tells that something happened."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from exchanges.models import Facilitator
from facilitation import changed_groups, incidents
from matching.models import Group, Membership
from sessions import scheduling
from sessions.models import DialogueSession


def free_seats(user_id: int, group_id: int) -> None:
    scheduling.free_seats(user_id, group_id)


def seat_who_joined(membership_id: int) -> None:
    joined = Membership.objects.filter(pk=membership_id, left_at=None).select_related(
        "enrolment__user", "group__exchange"
    )
    if found := joined.first():
        changed_groups.seat_who_joined(found)


def open_added_group(group_id: int) -> None:
    changed_groups.open_added(Group.objects.select_related("exchange").get(pk=group_id))


def end_group(group_id: int) -> None:
    changed_groups.end(Group.objects.select_related("exchange").get(pk=group_id))


def reopen_group(group_id: int) -> None:
    changed_groups.reopen(Group.objects.select_related("exchange").get(pk=group_id))


def meet_anew(group_id: int, leaders_before: Sequence[int], students: Sequence[int]) -> None:
    group = Group.objects.select_related("exchange", "facilitator__user", "co_facilitator__user").get(pk=group_id)
    before = list(Facilitator.objects.filter(pk__in=leaders_before).select_related("user"))
    changed_groups.meet_anew(group, before, list(User.objects.filter(pk__in=students).order_by("pk")))


def gather_incidents(session: UUID) -> None:
    meeting = DialogueSession.objects.filter(pk=session).first()
    if meeting is not None:
        incidents.gather(meeting)
