"""Proposals of the matcher for groups that meet already: computed in a child process, taken over with consent."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from exchanges.models import Exchange
from matching import changes, errors, merging, standing
from matching.changes import Wanted
from matching.inputs import inputs_of
from matching.meeting_changes import NewMeeting, of_values
from matching.models import Change, Group, MatchRun, Membership, Step
from matching.services import SECONDS_MOST, finish_run, launch, lock, note_dead
from matching.weights import kept

if TYPE_CHECKING:
    from matching.engine.proposal import Proposal
    from matching.engine.types import FormedGroup, Progress

MOST_MOVED_PERCENT = 10
REASON_LEAST_LETTERS = 5


def start_rematch(exchange: Exchange, by: User, *, seconds: float = 20, most_moved_percent: float = 2) -> MatchRun:
    """Notes the run and starts its child. Raises ``NotReady``, ``RunInProgress``, ``GroupsNotPublished``."""
    run = prepare_rematch(exchange, by, seconds=seconds, most_moved_percent=most_moved_percent)
    launch(run)
    return run


@transaction.atomic
def prepare_rematch(exchange: Exchange, by: User, *, seconds: float = 20, most_moved_percent: float = 2) -> MatchRun:
    """A run that waits for ``manage.py run_match``, with the groups as they are now among its inputs.

    Who was locked on the board, or is asked about an open change, is not moved by a proposal; a place that is offered
    is taken by who is asked.
    """
    lock(exchange)
    groups = with_offers(exchange, standing.formed_groups(exchange))
    if not groups:
        raise errors.GroupsNotPublished
    for other in exchange.match_runs.filter(status=MatchRun.Status.RUNNING):
        if note_dead(other).status == MatchRun.Status.RUNNING:
            raise errors.RunInProgress
    run = MatchRun.objects.create(
        exchange=exchange,
        kind=MatchRun.Kind.REMATCH,
        seconds=min(max(seconds, 1), SECONDS_MOST),
        inputs=inputs_of(exchange)
        | {
            "previous": [group_values(group) for group in groups],
            "most_moved_share": max(0.0, min(MOST_MOVED_PERCENT, most_moved_percent)) / 100,
            "merge_under": merging.threshold(exchange),
            "pinned": pinned(exchange),
        },
        weights=standing.weights_of(exchange),
        started_by=by,
        progress_text=_("Starting"),
    )
    record(by, "match.rematch", run, groups=len(groups))
    return run


def pinned(exchange: Exchange) -> list[str]:
    """Ids of those whom no proposal moves."""
    inside = Membership.objects.filter(left_at=None, group__exchange=exchange)
    locked = inside.filter(Q(is_locked=True) | Q(group__is_locked=True)).values_list("enrolment", flat=True)
    asked = Step.objects.filter(change__exchange=exchange, change__status=Change.Status.ASKED)
    return [f"s{pk}" for pk in sorted({*locked, *asked.values_list("enrolment", flat=True)})]


def with_offers(exchange: Exchange, groups: "list[FormedGroup]") -> "list[FormedGroup]":
    """The groups with those inside who are asked whether they want a place there."""
    asked = Step.objects.filter(change__exchange=exchange, change__status=Change.Status.ASKED, source=None)
    coming: dict[str, list[str]] = {}
    for target, enrolment in asked.order_by("enrolment").values_list("target", "enrolment"):
        coming.setdefault(str(target), []).append(f"s{enrolment}")
    return [replace(group, members=(*group.members, *coming.get(group.id, ()))) for group in groups]


def group_values(group: "FormedGroup") -> dict[str, Any]:
    return {
        "id": group.id,
        "members": list(group.members),
        "slot": group.slot,
        "facilitator": group.facilitator_id,
        "language": group.language,
    }


# -- in the child process ----------------------------------------------------------------------------------------


def compute(job: MatchRun, progress: "Progress") -> "tuple[Proposal, ...]":
    """The proposals of a run. Raises the engine's FileInvalid and Cancelled."""
    from matching.engine.files import read_constraints, read_facilitators, read_students
    from matching.engine.proposals import propose
    from matching.engine.types import FormedGroup, Weights

    previous = [
        FormedGroup(one["id"], tuple(one["members"]), one["slot"], one["facilitator"], one["language"])
        for one in job.inputs["previous"]
    ]
    return propose(
        read_students("students.csv", job.inputs["students"]),
        read_facilitators("facilitators.csv", job.inputs["facilitators"]),
        read_constraints("constraints.json", json.dumps(job.inputs["constraints"])),
        previous,
        seed=job.seed,
        seconds=job.seconds,
        weights=Weights(**kept(job.weights)),
        pinned=job.inputs["pinned"],
        most_moved_share=job.inputs["most_moved_share"],
        merge_under=job.inputs["merge_under"],
        allow_left_out=True,
        progress=progress,
    )


def work(job: MatchRun, progress: "Progress") -> None:
    """Computes a run to its end; what comes of it stands in the row."""
    from matching.engine.budget import Cancelled

    try:
        found = compute(job, progress)
    except Cancelled:
        finish_run(job, MatchRun.Status.CANCELLED)
        return
    finish_run(job, MatchRun.Status.DONE, report={"feasible": bool(found), "proposals": [as_values(p) for p in found]})


def as_values(proposal: "Proposal") -> dict[str, Any]:
    """A proposal for the row: keys of enrolments and groups, and the figures."""
    opened = {group.id: group_values(group) for group in proposal.groups if group.id in proposal.opened}
    target = {member: group.id for group in proposal.groups for member in group.members}
    return {
        "kind": str(proposal.kind),
        "moves": [[int(move.student[1:]), move.source, move.target] for move in proposal.moves],
        "joined": [[int(one[1:]), target[one]] for one in proposal.joined],
        "left_out": [int(one[1:]) for one in proposal.left_out],
        "waits": [[int(one.student[1:]), str(one.cause), one.moves] for one in proposal.waits],
        "opened": opened,
        "ended": list(proposal.ended),
        "meetings": {group.id: group_values(group) for group in proposal.groups if group.id in changed_in(proposal)},
        "slot_changes": list(proposal.slot_changes),
        "facilitator_changes": list(proposal.facilitator_changes),
        "before": {"total": proposal.before.total, "components": dict(proposal.before.components)},
        "after": {"total": proposal.after.total, "components": dict(proposal.after.components)},
        "disturbance": proposal.disturbance,
        "gain": round(proposal.gain, 3),
        "steps": proposal.steps,
    }


def changed_in(proposal: "Proposal") -> set[str]:
    """Groups that would meet at another time or with another facilitator."""
    return {*proposal.slot_changes, *proposal.facilitator_changes}


# -- taking over -------------------------------------------------------------------------------------------------


def is_for_use(proposal: Mapping[str, Any]) -> bool:
    """Matching afresh is for comparison, and so is what changes nothing.

    Proposals of before their new meetings were kept cannot be used either when they have some.
    """
    changed = {*proposal["slot_changes"], *proposal["facilitator_changes"]}
    does = bool(proposal["moves"] or proposal["joined"] or changed)
    return does and proposal["kind"] != "afresh" and changed <= set(proposal.get("meetings", {}))


def proposal_of(run: MatchRun, number: int) -> Mapping[str, Any]:
    """``number`` counts from 0. Raises ``ProposalGone``, ``ProposalNotForUse``."""
    proposals = run.report.get("proposals", [])
    if run.kind != MatchRun.Kind.REMATCH or not 0 <= number < len(proposals):
        raise errors.ProposalGone
    found: Mapping[str, Any] = proposals[number]
    if not is_for_use(found):
        raise errors.ProposalNotForUse
    return found


@transaction.atomic
def accept_proposal(
    run: MatchRun, number: int, by: User, reason: str = "", *, asks: bool = True, leaders_agree: bool = False
) -> Change:
    """Asks everybody whom the proposal moves or whose group would meet at another time; all happens when all agreed.

    Without ``asks`` the coordinator answers for having asked them, with a ``reason``; and always for the facilitators
    who would lead something else. Raises ``ProposalGone``, ``ProposalNotForUse``, ``LeadersNotAsked``,
    ``ReasonMissing`` and what ``changes.ask`` raises.
    """
    lock(run.exchange)
    proposal = proposal_of(run, number)
    new = new_meetings(run, proposal)
    if (new or proposal["opened"]) and not leaders_agree:
        raise errors.LeadersNotAsked
    moves = wanted_steps(run, proposal, {key: opened_group(run, one) for key, one in proposal["opened"].items()})
    wanted = [replace(one, asks=asks and one.asks) for one in changes.with_stayers(moves, new)]
    if not asks and len(reason.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonMissing
    figures = {"before": proposal["before"], "after": proposal["after"]}
    return changes.ask(run.exchange, Change.Kind.PROPOSAL, wanted, by, reason, run=run, figures=figures, new=new)


def wanted_steps(run: MatchRun, proposal: Mapping[str, Any], opened: Mapping[str, Group]) -> list[Wanted]:
    """Who moves and who gets a place. Raises ``ProposalGone``."""
    there = run.exchange.groups.select_related("exchange", "facilitator__user")
    groups = {str(group.pk): group for group in there} | dict(opened)
    steps = [*proposal["moves"], *([pk, None, target] for pk, target in proposal["joined"])]
    people = run.exchange.enrolments.select_related("user", "profile").in_bulk([pk for pk, _source, _target in steps])
    if any(pk not in people or target not in groups for pk, _source, target in steps):
        raise errors.ProposalGone
    return [
        Wanted(people[pk], groups[source] if source else None, groups[target], asks=source is not None)
        for pk, source, target in steps
    ]


def new_meetings(run: MatchRun, proposal: Mapping[str, Any]) -> list[NewMeeting]:
    """Raises ``ProposalGone`` when one of these groups meets otherwise than when this was computed."""
    values = {
        key: {"slot": one["slot"], "facilitator": int(one["facilitator"][1:]), "language": one["language"]}
        for key, one in proposal.get("meetings", {}).items()
    }
    found = of_values(run.exchange, values)
    was = {one["id"]: (one["slot"], one["facilitator"], one["language"]) for one in run.inputs["previous"]}
    as_then = [
        was.get(str(one.group.pk)) == (one.group.slot, f"f{one.group.facilitator_id}", one.group.language)
        for one in found
    ]
    if len(found) < len(values) or not all(as_then):
        raise errors.ProposalGone
    return found


def opened_group(run: MatchRun, formed: Mapping[str, Any]) -> Group:
    """A draft that begins to meet when the change is carried out."""
    leader = int(formed["facilitator"][1:])
    if not run.exchange.facilitators.filter(pk=leader).exists():
        raise errors.ProposalGone
    taken = set(run.exchange.groups.values_list("name", flat=True))
    numbers = range(1, len(taken) + 2)
    name = next(one for number in numbers if (one := _("Group %(number)s") % {"number": number}) not in taken)
    return Group.objects.create(
        exchange=run.exchange, run=run, name=name, language=formed["language"], slot=formed["slot"],
        slot_anchor=run.inputs["constraints"]["slot_anchor"], facilitator_id=leader,
    )  # fmt: skip
