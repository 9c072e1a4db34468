"""Changes of published groups: people are asked, and then all steps happen together or none does.

Who is asked has one mail with a day until which to answer. One no, or no answer in time, ends the change; nothing is
half done. Every verb holds the lock of the exchange: two coordinators, or two answers, come one after the other.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts import hooks
from accounts.audit import record
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from matching import change_mail, errors, meeting_changes
from matching.checks import Broken, Rules, members_of
from matching.meeting_changes import NewMeeting, RulesAfter, becoming
from matching.meetings import in_session, next_start
from matching.models import Change, Group, GroupRequest, MatchRun, Membership, Step
from matching.services import lock, said_anew

logger = logging.getLogger(__name__)
# Long enough for a weekend, short enough that the next on the waitlist still has sessions to come.
ANSWER_DAYS = 3
# So many seats may a merged group have (decided for all exchanges: 4 to 10 when formed, 12 when merged).
MERGED_SEATS_MOST = 12
Status, Answer = Change.Status, Step.Answer


@dataclass(frozen=True, slots=True)
class Wanted:
    """One person's step: from ``source`` (None: the waitlist) to ``target``; ``asks`` when a yes is needed.

    Both are the same group for who stays in one that would meet at another time.
    """

    enrolment: Enrolment
    source: Group | None
    target: Group
    asks: bool = True


@transaction.atomic
def ask(
    exchange: Exchange,
    kind: Change.Kind,
    wanted: Sequence[Wanted],
    by: User | None,
    reason: str = "",
    *,
    closes: Group | None = None,
    request: GroupRequest | None = None,
    run: MatchRun | None = None,
    figures: Mapping[str, Any] | None = None,
    new: Sequence[NewMeeting] = (),
    days: int = ANSWER_DAYS,
) -> Change:
    """Notes the change and mails everybody who must agree; when nobody must, it is done at once.

    ``new``: groups that meet otherwise after it; who stays in one of them needs a step too (``with_stayers``).
    Raises ``GroupsNotPublished``, ``AskedAlready``, ``MovedMeanwhile``, ``RuleBroken`` for hard rules, ``SessionNear``.
    """
    lock(exchange)
    refuse_unfit(exchange, wanted, closes, new=new)
    change = Change.objects.create(
        exchange=exchange, kind=kind, closes=closes, request=request, run=run, reason=reason.strip()[:300],
        figures=dict(figures or {}), meetings=meeting_changes.as_values(new), asked_by=by,
        answer_until=now() + timedelta(days=days),
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(
            change=change, enrolment=one.enrolment, source=one.source, target=one.target,
            answer=Answer.WAITED_FOR if one.asks else Answer.NOT_ASKED,
        )
        for one in wanted
    )  # fmt: skip
    record(by, "change.ask", change, kind=kind, people=len(wanted))
    for step in steps_of(change):
        if step.answer == Answer.WAITED_FOR:
            change_mail.ask_person(step)
    return carry_out_when_agreed(change, by, may_wait=False)


def steps_of(change: Change) -> list[Step]:
    """The steps with everything that pages and mails show of them."""
    found = change.steps.select_related(
        "enrolment__user", "enrolment__profile", "source", "target__facilitator__user", "change__exchange"
    )
    return list(found.order_by("pk"))


# -- what must hold ----------------------------------------------------------------------------------------------


def with_stayers(wanted: Sequence[Wanted], new: Sequence[NewMeeting], *, asks: bool = True) -> list[Wanted]:
    """The steps, and one for everybody who stays in a group that would meet at another time."""
    stay = meeting_changes.stayers(new, [one.enrolment for one in wanted])
    return [*wanted, *(Wanted(person, group, group, asks=asks) for person, group in stay)]


def refuse_unfit(
    exchange: Exchange,
    wanted: Sequence[Wanted],
    closes: Group | None,
    change: Change | None = None,
    new: Sequence[NewMeeting] = (),
) -> None:
    """Raises unless every step starts where the person is, and the groups after it break no further hard rule."""
    if not exchange.groups.filter(status=Group.Status.PUBLISHED).exists():
        raise errors.GroupsNotPublished
    for one in wanted:
        refuse_elsewhere(one)
        if change is None and is_asked(one.enrolment):
            raise errors.AskedAlready(student=one.enrolment.user)
    if unasked := meeting_changes.unasked(new, wanted):
        raise errors.MovedMeanwhile(student=unasked.user)
    broken = [one for one in effects_of(exchange, wanted, closes, new=new) if one.hard]
    if broken:
        raise errors.RuleBroken(sentences=" ".join(one.sentence for one in broken), may_override=False)


def refuse_elsewhere(one: Wanted) -> None:
    current = (
        Membership.objects.filter(enrolment=one.enrolment, left_at=None).values_list("group_id", flat=True).first()
    )
    gone = Enrolment.objects.filter(pk=one.enrolment.pk, status=Enrolment.Status.WITHDRAWN).exists()
    open_groups = Group.objects.exclude(status=Group.Status.CLOSED)
    if gone or current != (one.source.pk if one.source else None) or not open_groups.filter(pk=one.target.pk).exists():
        raise errors.MovedMeanwhile(student=one.enrolment.user)


def is_asked(enrolment: Enrolment) -> bool:
    """Whether an open change has this person in it (asked or not)."""
    return Step.objects.filter(
        enrolment=enrolment, change__status=Status.ASKED, change__answer_until__gt=now()
    ).exists()


def effects_of(
    exchange: Exchange,
    wanted: Sequence[Wanted],
    closes: Group | None = None,
    rules: Rules | None = None,
    new: Sequence[NewMeeting] = (),
) -> list[Broken]:
    """Rules that the groups break after all steps and did not break before; a group that ends is not looked at."""
    rules, found = rules or Rules(exchange), list[Broken]()
    looked = [(group, before := members_of(group), seated(group, before, wanted)) for group in groups_in(wanted, new)]
    gone = [group.pk for group, _before, after in looked if not after or (closes and group.pk == closes.pk)]
    later = RulesAfter(rules, new, gone) if new or gone else rules
    for group, before, after in looked:
        if group.pk not in gone:
            said = rules.broken(with_room(group, len(after), closes), before)
            found += said_anew(later, becoming(group, new), said, len(before), after)
    return found


def seated(group: Group, before: Sequence[Enrolment], wanted: Sequence[Wanted]) -> list[Enrolment]:
    """Who is in a group after all steps."""
    leave = {one.enrolment.pk for one in wanted if one.source and one.source.pk == group.pk}
    come = [one.enrolment for one in wanted if one.target.pk == group.pk]
    return [one for one in before if one.pk not in leave] + come


def groups_in(wanted: Iterable[Wanted], new: Iterable[NewMeeting] = ()) -> list[Group]:
    groups = {one.group.pk: one.group for one in new}
    groups |= {group.pk: group for one in wanted for group in (one.source, one.target) if group is not None}
    return [groups[pk] for pk in sorted(groups)]


def with_room(group: Group, size: int, closes: Group | None) -> Group:
    """A group that takes in another one may have more seats than a new one."""
    if closes is not None and group.exchange.size_max < size <= MERGED_SEATS_MOST:
        group.seats_most = MERGED_SEATS_MOST
    return group


# -- answers -----------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(step: Step, yes: bool, by: User) -> Change:
    """A person's yes or no. The last yes carries the change out; a no ends it.

    The same answer twice changes nothing. Raises ``ChangeOver``.
    """
    change = held(step.change)
    mine = Step.objects.get(pk=step.pk)
    wanted = Answer.YES if yes else Answer.NO
    if mine.answer == wanted:
        return change
    if change.status != Status.ASKED:
        raise errors.ChangeOver(status=change.get_status_display())
    mine.answer, mine.answered_at = wanted, now()
    mine.save(update_fields=["answer", "answered_at"])
    record(by, "change.answer", change, yes=yes)
    return carry_out_when_agreed(change, by) if yes else settle(change, Status.DECLINED, by)


def held(change: Change) -> Change:
    """The change as it is now, under the lock of its exchange; one whose time is over is noted as such."""
    lock(change.exchange)
    current = Change.objects.select_related("exchange", "closes", "request").get(pk=change.pk)
    if current.status == Status.ASKED and current.answer_until <= now() and not all_agreed(current):
        return settle(current, Status.EXPIRED, None)
    return current


def all_agreed(change: Change) -> bool:
    return not change.steps.filter(answer__in=(Answer.WAITED_FOR, Answer.NO)).exists()


def carry_out_when_agreed(change: Change, by: User | None, *, may_wait: bool = True) -> Change:
    """While a session of a group that ends is near, an agreed change waits; the next round carries it out."""
    if not all_agreed(change):
        return change
    near = next((group for group in disturbed(change) if in_session(group, now())), None)
    if near is not None and not may_wait:
        raise errors.SessionNear(group=near.name)
    return change if near is not None else carry_out(change, by)


def disturbed(change: Change) -> list[Group]:
    """Groups that are not to be in a room while it happens: one that ends and who takes it in, or meets otherwise."""
    merged = [change.closes, *targets_of(change)] if change.closes is not None else []
    return [*merged, *(one.group for one in meeting_changes.of_change(change))]


def targets_of(change: Change) -> list[Group]:
    return list(Group.objects.filter(steps_here__change=change).distinct())


def settle(change: Change, status: Change.Status, by: User | None) -> Change:
    """Ends a change in which nothing happened; groups that were only opened for it go away."""
    change.status, change.settled_at = status, now()
    change.save(update_fields=["status", "settled_at"])
    record(by, f"change.{status}", change)
    if status != Status.DONE:
        change_mail.tell_ended(change, steps_of(change))
        for group in targets_of(change):
            if group.status == Group.Status.DRAFT:
                Group.objects.filter(pk=group.pk).update(status=Group.Status.CLOSED)
    return change


def carry_out(change: Change, by: User | None) -> Change:
    """All steps at once. When the groups changed meanwhile so that it no longer fits, nothing happens: overtaken."""
    steps = steps_of(change)
    wanted = [Wanted(step.enrolment, step.source, step.target) for step in steps]
    new = meeting_changes.of_change(change)
    try:
        if len(new) != len(change.meetings):  # a group or a facilitator is gone
            raise errors.ProposalGone
        refuse_unfit(change.exchange, wanted, change.closes, change, new)
    except (errors.RuleBroken, errors.MovedMeanwhile, errors.GroupsNotPublished, errors.ProposalGone) as refused:
        logger.info("change %s is overtaken: %s", change.pk, refused.code)
        return settle(change, Status.OVERTAKEN, by)
    for group in targets_of(change):
        open_group(group)
    moving = [step for step in steps if step.source is None or step.source.pk != step.target.pk]
    meeting_changes.take_effect(new, [step.enrolment.pk for step in moving])
    for step in moving:
        move(step.enrolment, step.source, step.target, change.get_kind_display())
    close_empty(change, steps)
    if change.request is not None:
        GroupRequest.objects.filter(pk=change.request.pk).update(status=GroupRequest.Status.ACCEPTED)
    return settle(change, Status.DONE, by)


def move(enrolment: Enrolment, source: Group | None, target: Group, reason: str) -> Membership:
    """One person from one group to another; seats and mail follow after the commit (hooks)."""
    if source is not None:
        Membership.objects.filter(enrolment=enrolment, group=source, left_at=None).update(
            left_at=now(), reason=reason[:300]
        )
        transaction.on_commit(partial(hooks.left_group.tell, enrolment.user_id, source.pk))
    made = Membership.objects.create(enrolment=enrolment, group=target, reason=reason[:300])
    transaction.on_commit(partial(hooks.joined_group.tell, made.pk))
    return made


def open_group(group: Group) -> None:
    """A group that a proposal opened meets from now on."""
    if group.status == Group.Status.DRAFT:
        group.status, group.published_at = Group.Status.PUBLISHED, now()
        group.save(update_fields=["status", "published_at"])
        transaction.on_commit(partial(hooks.group_opened.tell, group.pk))


def close_empty(change: Change, steps: Sequence[Step]) -> None:
    """Groups that everybody has left by this change end."""
    for group in {step.source.pk: step.source for step in steps if step.source is not None}.values():
        if not group.memberships.filter(left_at=None).exists():
            close_group(group, targets_of(change))


def close_group(group: Group, targets: Sequence[Group]) -> None:
    """Nobody is in it any more; who took the people in may have more seats than a new group."""
    Group.objects.filter(pk=group.pk).update(status=Group.Status.CLOSED)
    for target in targets:
        if target.memberships.filter(left_at=None).count() > group.exchange.size_max:
            Group.objects.filter(pk=target.pk).update(seats_most=MERGED_SEATS_MOST)
    transaction.on_commit(partial(hooks.group_closed.tell, group.pk))


@transaction.atomic
def cancel(change: Change, by: User) -> Change:
    """Takes an open change back. Raises ``ChangeOver``."""
    current = held(change)
    if current.status != Status.ASKED:
        raise errors.ChangeOver(status=current.get_status_display())
    return settle(current, Status.CANCELLED, by)


@transaction.atomic
def cancel_all(exchange: Exchange, by: User) -> int:
    """Publishing is taken back: nobody is asked anything any more. Returns how many changes were open."""
    lock(exchange)
    still_open = list(exchange.group_changes.filter(status=Status.ASKED).select_related("exchange"))
    for change in still_open:
        settle(change, Status.CANCELLED, by)
    return len(still_open)


@transaction.atomic
def drop_person(enrolment_id: int) -> None:
    """Who left the exchange is in no open change and asks for nothing any more."""
    for step in Step.objects.filter(enrolment=enrolment_id, change__status=Status.ASKED).select_related("change"):
        current = held(step.change)
        if current.status == Status.ASKED:
            settle(current, Status.OVERTAKEN, None)
    open_requests = GroupRequest.objects.filter(enrolment=enrolment_id, status=GroupRequest.Status.OPEN)
    open_requests.update(status=GroupRequest.Status.WITHDRAWN, answered_at=now())


def settle_due(at: datetime | None = None) -> int:
    """Notes changes whose time is over and carries out agreed ones that waited. Returns how many it looked at."""
    moment = at or now()
    due = [
        change
        for change in Change.objects.filter(status=Status.ASKED).select_related("exchange")
        if change.answer_until <= moment or all_agreed(change)
    ]
    for change in due:
        with transaction.atomic():
            current = held(change)
            if current.status == Status.ASKED:
                carry_out_when_agreed(current, None)
    return len(due)


# -- undo --------------------------------------------------------------------------------------------------------


def may_undo(change: Change, at: datetime | None = None) -> bool:
    """A merger, until a session of the merged group begins."""
    if change.kind != Change.Kind.MERGE or change.status != Status.DONE or change.settled_at is None:
        return False
    begins = [next_start(group, change.settled_at) for group in (*targets_of(change), change.closes) if group]
    return all(moment is None or moment > (at or now()) for moment in begins)


@transaction.atomic
def undo_merge(change: Change, by: User) -> Change:
    """Everybody back into the group that ended, which goes on. Raises ``UndoTooLate``."""
    lock(change.exchange)
    current = Change.objects.select_related("exchange", "closes").get(pk=change.pk)
    if not may_undo(current) or current.closes is None:
        raise errors.UndoTooLate
    Group.objects.filter(pk=current.closes.pk).update(status=Group.Status.PUBLISHED)
    transaction.on_commit(partial(hooks.group_reopened.tell, current.closes.pk))
    for step in steps_of(current):
        if Membership.objects.filter(enrolment=step.enrolment, group=step.target, left_at=None).exists():
            move(step.enrolment, step.target, current.closes, str(Status.UNDONE.label))
    Group.objects.filter(pk__in=[one.pk for one in targets_of(current)]).update(seats_most=None)
    current.status = Status.UNDONE
    current.save(update_fields=["status"])
    record(by, "change.undone", current)
    return current
