"""Writes on match runs and groups. The matcher itself runs in a child process (``manage.py run_match``)."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.audit import record
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from matching import board_log, errors
from matching.board_steps import put_up, taken_down
from matching.checks import Broken, Rules, drafts_with_members
from matching.locks import inputs_around_locks, lock_again, refuse_lost_locks
from matching.models import Group, MatchRun, Membership
from matching.weights import kept

# The child signs every 2 s as soon as it runs; after this long without a sign it is dead. In it is a start of Django
# on a crowded machine.
SILENT_SECONDS = 60
SECONDS_MOST = 600


def start_match(
    exchange: Exchange, by: User, seed: int = 1, seconds: float = 20, weights: Mapping[str, float] | None = None
) -> MatchRun:
    """Notes the run with its inputs and starts the child. ``weights``: shares (matching/weights.py), or the usual.

    Raises ``NotReady``, ``RunInProgress``, ``GroupsPublished``.
    """
    run = prepare_match(exchange, by, seed, seconds, weights)
    launch(run)
    return run


@transaction.atomic
def prepare_match(
    exchange: Exchange, by: User, seed: int = 1, seconds: float = 20, weights: Mapping[str, float] | None = None
) -> MatchRun:
    """A run that waits for ``manage.py run_match``; ``start_match`` without its child."""
    lock(exchange)
    refuse_published(exchange)
    refuse_running(exchange)
    run = MatchRun.objects.create(
        exchange=exchange,
        seed=seed,
        seconds=min(max(seconds, 1), SECONDS_MOST),
        weights=kept(weights or {}),
        inputs=inputs_around_locks(exchange),
        started_by=by,
        progress_text=_("Starting"),
    )
    record(by, "match.start", run, seed=seed)
    return run


def refuse_running(exchange: Exchange) -> None:
    """Raises ``RunInProgress`` when a child of this exchange computes and lives."""
    for other in exchange.match_runs.filter(status=MatchRun.Status.RUNNING):
        if note_dead(other).status == MatchRun.Status.RUNNING:
            raise errors.RunInProgress


def lock(exchange: Exchange) -> None:
    """Until the end of the transaction: two clicks at once make one run, one set of drafts, one publication."""
    Exchange.objects.select_for_update().get(pk=exchange.pk)


def launch(run: MatchRun) -> subprocess.Popen[bytes]:
    """Starts the child in its own process group, so that a restart of the server does not end it."""
    logs = settings.DATA_DIR / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "run_match.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_match", str(run.pk)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        )


def cancel_run(run: MatchRun, by: User) -> None:
    """Asks the child to stop; it does so at its next step."""
    asked = MatchRun.objects.filter(pk=run.pk, status=MatchRun.Status.RUNNING).update(cancel_asked=True)
    if asked:
        record(by, "match.cancel", run)


def note_dead(run: MatchRun) -> MatchRun:
    """Marks a run as failed when its child has been silent for too long. Two that notice write one thing."""
    silent_since = now() - timedelta(seconds=SILENT_SECONDS)
    dead = MatchRun.objects.filter(pk=run.pk, status=MatchRun.Status.RUNNING, alive_at__lt=silent_since)
    text = _("The computation stopped without an answer. Nothing is lost: start it again.")
    if dead.update(status=MatchRun.Status.FAILED, finished_at=now(), progress_text=text):
        run.refresh_from_db()
    return run


def finish_run(run: MatchRun, status: MatchRun.Status, **fields: Any) -> None:
    """The child's last word; a run that was given up for dead stays so."""
    MatchRun.objects.filter(pk=run.pk, status=MatchRun.Status.RUNNING).update(
        status=status, finished_at=now(), done_percent=100, **fields
    )


@transaction.atomic
def accept_run(run: MatchRun, by: User) -> list[Group]:
    """Makes draft groups of a run's answer, in place of the drafts there were; locked groups stay beside them.

    Raises ``RunNotDone``, ``GroupsPublished``, ``RunOutOfDate``, ``Locked``, ``KeptGroupsChanged``.
    """
    if run.status != MatchRun.Status.DONE or not run.answer:
        raise errors.RunNotDone
    lock(run.exchange)
    refuse_published(run.exchange)
    refuse_outdated(run)
    refuse_lost_locks(run)
    drafts = run.exchange.groups.filter(status=Group.Status.DRAFT, is_locked=False)
    steps = taken_down(drafts)
    drafts.delete()
    explanations = run.report.get("explain", {})
    names = free_names(run.exchange)
    made = [draft_group(run, next(names), formed, explanations.get(formed["id"], "")) for formed in run.answer]
    lock_again(run, made)
    board_log.start_anew(run.exchange, by, run, [*steps, *put_up(made)])
    run.accepted_by, run.accepted_at = by, now()
    run.save(update_fields=["accepted_by", "accepted_at"])
    record(by, "match.accept", run, groups=len(made))
    return made


def free_names(exchange: Exchange) -> Iterator[str]:
    """Group 1, Group 2 and so on, without those in use."""
    taken = set(exchange.groups.values_list("name", flat=True))
    numbered = (_("Group %(number)s") % {"number": number} for number in count(1))
    return (name for name in numbered if name not in taken)


def draft_group(run: MatchRun, name: str, formed: Mapping[str, Any], explanation: str) -> Group:
    group = Group.objects.create(
        exchange=run.exchange,
        run=run,
        name=name,
        language=formed["language"],
        slot=formed["slot"],
        slot_anchor=run.inputs["constraints"]["slot_anchor"],
        facilitator_id=int(formed["facilitator"]),
        explanation=explanation,
    )
    Membership.objects.bulk_create(Membership(group=group, enrolment_id=int(pk)) for pk in formed["members"])
    return group


def refuse_outdated(run: MatchRun) -> None:
    wanted = {int(pk) for formed in run.answer for pk in formed["members"]}
    there = run.exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).filter(pk__in=wanted)
    gone = wanted - set(there.values_list("pk", flat=True))
    leaders = {int(formed["facilitator"]) for formed in run.answer}
    gone_leaders = leaders - set(run.exchange.facilitators.filter(pk__in=leaders).values_list("pk", flat=True))
    if gone or gone_leaders:
        names = run.exchange.enrolments.filter(pk__in=gone).values_list("user__name", flat=True)
        raise errors.RunOutOfDate(people=", ".join(names) or _("a facilitator"))


def refuse_published(exchange: Exchange) -> None:
    if exchange.groups.filter(status=Group.Status.PUBLISHED).exists():
        raise errors.GroupsPublished


def said_anew(rules: Rules, group: Group, said: Sequence[Broken], was: int, after: Sequence[Enrolment]) -> list[Broken]:
    """What is said of a group after a change and was not ``said`` when it had ``was`` people.

    A size that comes nearer is no harm.
    """
    told = {(one.code, one.sentence) for one in said}
    grows = len(after) > was
    nearer = was < rules.given["target_min"] if grows else was > rules.given["target_max"]
    healed = ({"size", "target"} if nearer else set()) | ({"countries", "institutions"} if grows else set())
    broken = [one for one in rules.broken(group, after) if (one.code, one.sentence) not in told]
    return [one for one in broken if one.code not in healed]


def refuse_broken(broken: Sequence[Broken], override: bool) -> None:
    is_hard = any(one.hard for one in broken)
    if is_hard or (broken and not override):
        shown = [one for one in broken if one.hard] if is_hard else broken
        raise errors.RuleBroken(sentences=" ".join(one.sentence for one in shown), may_override=not is_hard)


@transaction.atomic
def publish_groups(exchange: Exchange, by: User) -> list[Group]:
    """Fixes the draft groups of an exchange and tells the floors above after the commit.

    Raises ``ExchangeInDesign``, ``GroupsPublished``, ``NothingToPublish``, ``RuleBroken`` for any hard rule.
    """
    if exchange.status not in (Exchange.Status.PUBLISHED, Exchange.Status.RUNNING):
        raise errors.ExchangeInDesign
    lock(exchange)
    refuse_published(exchange)
    drafts = drafts_with_members(exchange)
    groups = list(drafts)
    if not groups:
        raise errors.NothingToPublish
    rules = Rules(exchange)
    refuse_broken([one for group in groups for one in rules.broken(group, drafts[group]) if one.hard], False)
    published_at = now()
    for group in groups:
        group.status, group.published_at = Group.Status.PUBLISHED, published_at
    Group.objects.bulk_update(groups, ["status", "published_at"])
    came_of = {group.run_id for group in groups if group.run_id}
    MatchRun.objects.filter(pk__in=came_of).update(published_by=by, published_at=published_at)
    record(by, "group.publish", exchange, groups=len(groups))
    transaction.on_commit(lambda: hooks.groups_published.tell(exchange.pk))
    return groups


@transaction.atomic
def unpublish_groups(exchange: Exchange, by: User) -> list[Group]:
    """Makes published groups drafts again; whether that is still allowed is asked upstairs, where sessions are."""
    lock(exchange)
    groups = list(exchange.groups.filter(status=Group.Status.PUBLISHED))
    exchange.groups.filter(status=Group.Status.PUBLISHED).update(status=Group.Status.DRAFT, published_at=None)
    came_of = {group.run_id for group in groups if group.run_id}
    MatchRun.objects.filter(pk__in=came_of).update(published_by=None, published_at=None)
    record(by, "group.unpublish", exchange, groups=len(groups))
    return groups


@transaction.atomic
def end_membership(enrolment_id: int, reason: str = "") -> None:
    """Takes a student who withdrew out of the group; tells the floors above after the commit."""
    for current in Membership.objects.filter(enrolment=enrolment_id, left_at=None).select_related("enrolment"):
        current.left_at, current.reason = now(), reason[:300]
        current.save(update_fields=["left_at", "reason"])
        transaction.on_commit(partial(hooks.left_group.tell, current.enrolment.user_id, current.group_id))
