"""A new run around what is locked: locked groups stay whole and leave the cohort, locked people stay beside each other.

The inputs of such a run hold everybody else; ``kept`` says which groups stand beside its answer. A facilitator of a
locked group offers one group less, and not the hours of that group with the gap around them.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from exchanges.models import Exchange, Facilitator
from matching import errors
from matching.checks import Rules
from matching.hours import DAY_MINUTES, WEEKDAYS, own_time, spans_of
from matching.inputs import (
    FACILITATOR_COLUMNS,
    STUDENT_COLUMNS,
    as_csv,
    constraints_of,
    facilitator_row,
    inputs_of,
    leaders_of,
    refuse_unready,
    student_id,
    student_row,
    students_of,
)
from matching.models import Group, MatchRun, Membership

WEEK_MINUTES = 7 * DAY_MINUTES
type Span = tuple[int, int]


def inputs_around_locks(exchange: Exchange) -> dict[str, Any]:
    """The inputs of a run (``inputs.Inputs``) without what is locked, with ``kept`` and ``kept_people`` beside them.

    Everybody and everything when nothing is locked. Raises ``NotReady`` with what is missing.
    """
    locked = locked_groups(exchange)
    if not locked and not locked_people(exchange):
        return dict(inputs_of(exchange))
    seated, rules = members_by_group(locked), Rules(exchange)
    gone = {person for inside in seated.values() for person in inside}
    students = [one for one in students_of(exchange) if one.pk not in gone]
    if gone and not students:
        raise errors.NotReady(why=_("everybody is in a locked group."))
    leaders = [one for offer in leaders_of(exchange) if (one := what_is_left(offer, locked, rules))]
    refuse_unready(exchange, students, leaders)
    constraints = constraints_of(exchange)
    constraints["keep_together"] = [*constraints["keep_together"], *pairs_of_locked(exchange)]
    return {
        "students": as_csv(STUDENT_COLUMNS, map(student_row, students)),
        "facilitators": as_csv(FACILITATOR_COLUMNS, map(facilitator_row, leaders)),
        "constraints": constraints,
        "kept": [as_kept(group, seated[group.pk]) for group in locked],
        "kept_people": [list(one) for one in locked_people(exchange)],
    }


def locked_groups(exchange: Exchange) -> list[Group]:
    return list(exchange.groups.filter(status=Group.Status.DRAFT, is_locked=True).order_by("pk"))


def members_by_group(groups: Iterable[Group]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {group.pk: [] for group in groups}
    seats = Membership.objects.filter(group__in=found, left_at=None).order_by("enrolment_id")
    for group, person in seats.values_list("group_id", "enrolment_id"):
        found[group].append(person)
    return found


def as_kept(group: Group, members: Sequence[int]) -> dict[str, Any]:
    return {
        "group": group.pk,
        "members": list(members),
        "slot": group.slot,
        "facilitator": group.facilitator_id,
        "language": group.language,
    }


def locked_people(exchange: Exchange) -> list[tuple[int, int]]:
    """Group and student of each seat that is locked in a group which itself is not."""
    seats = Membership.objects.filter(
        group__exchange=exchange, group__status=Group.Status.DRAFT, group__is_locked=False, left_at=None, is_locked=True
    )
    return list(seats.order_by("group_id", "enrolment_id").values_list("group_id", "enrolment_id"))


def pairs_of_locked(exchange: Exchange) -> list[list[str]]:
    """Those locked in one group stay together: a chain of pairs for each group."""
    return [
        [student_id(one), student_id(other)]
        for (here, one), (there, other) in pairwise(locked_people(exchange))
        if here == there
    ]


def what_is_left(offer: Facilitator, locked: Sequence[Group], rules: Rules) -> Facilitator | None:
    """The offer without the locked groups of this facilitator; None when nothing is left. Not saved."""
    led = [group for group in locked if group.facilitator_id == offer.pk]
    busy = [group for group in locked if offer.pk in (group.facilitator_id, group.co_facilitator_id)]
    offer.max_groups -= len(led)
    if offer.max_groups < 1:
        return None
    taken = [span for group in busy for span in taken_by(group, offer.timezone, rules)]
    if taken:
        offer.availability = as_text(without(spans_of(offer.availability), taken))
    return offer if offer.availability else None


def taken_by(group: Group, zone: str, rules: Rules) -> list[Span]:
    """The sessions of a group with the gap around them, in minutes of the week on a clock, whatever week it is."""
    gap, minutes = rules.given["facilitator_gap_minutes"], rules.given["session_minutes"]
    found = set()
    for start in rules.starts(group):
        local = own_time(start, zone)
        begins = local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute
        found |= {(begins - gap + turn, begins + minutes + gap + turn) for turn in (-WEEK_MINUTES, 0, WEEK_MINUTES)}
    return sorted(found)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    left = list(spans)
    for first, last in taken:
        cut = [part for begin, end in left for part in ((begin, min(end, first)), (max(begin, last), end))]
        left = sorted({(begin, end) for begin, end in cut if begin < end})
    return left


def as_text(spans: Iterable[Span]) -> str:
    """ "Mon 12:30-14:00;Tue 18:00-24:00"; each span lies in one day."""
    return ";".join(
        f"{WEEKDAYS[first // DAY_MINUTES]} {clock(first % DAY_MINUTES)}-{clock((last - 1) % DAY_MINUTES + 1)}"
        for first, last in spans
    )


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def refuse_lost_locks(run: MatchRun) -> None:
    """Raises ``Locked`` when taking over a run would dissolve what is locked now, ``KeptGroupsChanged`` when the run
    was formed around groups that are not there, or not locked, any more."""
    locked = locked_groups(run.exchange)
    seated, kept = members_by_group(locked), run.inputs.get("kept", [])
    for group in locked:
        if as_kept(group, seated[group.pk]) not in kept:
            raise errors.Locked(what=group.name)
    if len(kept) != len(locked):
        raise errors.KeptGroupsChanged
    for group_pk, person in locked_people(run.exchange):
        if [group_pk, person] not in run.inputs.get("kept_people", []):
            raise errors.Locked(what=str(run.exchange.enrolments.get(pk=person).user))


def lock_again(run: MatchRun, made: Iterable[Group]) -> None:
    """People who were locked beside each other are so in their new group; kept groups belong to the new run."""
    people = [person for _group, person in run.inputs.get("kept_people", [])]
    Membership.objects.filter(group__in=list(made), enrolment__in=people, left_at=None).update(is_locked=True)
    Group.objects.filter(pk__in=[one["group"] for one in run.inputs.get("kept", [])]).update(run=run)
