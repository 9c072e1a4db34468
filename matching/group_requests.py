"""A student asks to be in another group; the coordinator looks at what is possible and answers."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.audit import record
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from matching import change_mail, changes, errors, standing
from matching.changes import Wanted
from matching.checks import Broken, Rules
from matching.models import Change, Group, GroupRequest, Membership
from matching.services import lock

REASON_LEAST_LETTERS = 5
SHOWN_MOST = 8


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to a request: a move, or a swap with ``partner``. ``effect`` in points of J."""

    group: Group
    partner: Enrolment | None
    effect: float
    soft: list[Broken]
    is_wished: bool


def group_of(enrolment: Enrolment) -> Group:
    """The published group of a student. Raises ``NoGroupYet``."""
    current = Membership.objects.filter(enrolment=enrolment, left_at=None, group__status=Group.Status.PUBLISHED)
    found = current.select_related("group__exchange", "group__facilitator__user").first()
    if found is None:
        raise errors.NoGroupYet
    return found.group


@transaction.atomic
def ask_for_another_group(enrolment: Enrolment, by: User, reason: str, wished: Group | None = None) -> GroupRequest:
    """Notes what a student asks. Raises ``NoGroupYet``, ``ReasonMissing``, ``RequestOpen``."""
    lock(enrolment.exchange)
    if len(reason.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonMissing
    if enrolment.group_requests.filter(status=GroupRequest.Status.OPEN).exists():
        raise errors.RequestOpen
    group = group_of(enrolment)
    if wished is not None and (wished.status != Group.Status.PUBLISHED or wished.pk == group.pk):
        wished = None
    made = GroupRequest.objects.create(enrolment=enrolment, group=group, wished=wished, reason=reason.strip()[:500])
    record(by, "group_request.ask", made)
    return made


@transaction.atomic
def take_back(asked: GroupRequest, by: User) -> GroupRequest:
    """The student thought better of it; an open change that came of it is cancelled too."""
    current = open_request(asked)
    for change in Change.objects.filter(request=current, status=Change.Status.ASKED):
        changes.cancel(change, by)
    return close(current, GroupRequest.Status.WITHDRAWN, by)


def open_request(asked: GroupRequest) -> GroupRequest:
    """The request as it is now, under the lock. Raises ``RequestAnswered``."""
    lock(asked.enrolment.exchange)
    current = GroupRequest.objects.select_related("enrolment__exchange", "enrolment__user", "group").get(pk=asked.pk)
    if current.status != GroupRequest.Status.OPEN:
        raise errors.RequestAnswered
    return current


def close(asked: GroupRequest, status: GroupRequest.Status, by: User, answer: str = "") -> GroupRequest:
    asked.status, asked.answer = status, answer.strip()[:500]
    asked.answered_at, asked.answered_by = now(), by
    asked.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    record(by, f"group_request.{status}", asked)
    return asked


@transaction.atomic
def decline(asked: GroupRequest, by: User, answer: str) -> GroupRequest:
    """Says no, and why. Raises ``ReasonMissing``, ``RequestAnswered``."""
    if len(answer.strip()) < REASON_LEAST_LETTERS:
        raise errors.ReasonMissing
    done = close(open_request(asked), GroupRequest.Status.DECLINED, by, answer)
    change_mail.tell_declined_request(done)
    return done


def accept(asked: GroupRequest, target: Group, partner: Enrolment | None, by: User) -> Change:
    """A move, or a swap with ``partner``. Everybody is asked, but not the student for the very group that was wished.

    The request stays open until all agreed. Raises ``RequestAnswered`` and what ``changes.ask`` raises.
    """
    student, source = asked.enrolment, group_of(asked.enrolment)
    wanted = [Wanted(student, source, target, asks=asked.wished_id != target.pk)]
    moves: dict[int, tuple[int | None, int]] = {student.pk: (source.pk, target.pk)}
    if partner is not None:
        wanted.append(Wanted(partner, target, source))
        moves[partner.pk] = (target.pk, source.pk)
    figures = standing.before_and_after(student.exchange, moves)
    kind = Change.Kind.SWAP if partner else Change.Kind.MOVE
    with transaction.atomic():
        current = open_request(asked)
        return changes.ask(student.exchange, kind, wanted, by, current.reason, request=current, figures=figures)


def ways_for(asked: GroupRequest) -> list[Way]:
    """What could be answered, the wished group first, then by what it does to the whole."""
    from matching.engine.alternatives import alternatives

    exchange, enrolment = asked.enrolment.exchange, asked.enrolment
    now_there = standing.read_if_possible(exchange)
    if now_there is None or f"s{enrolment.pk}" not in now_there.problem.number:
        return []
    found = alternatives(now_there.problem, now_there.seatings, now_there.person(enrolment.pk))
    allowed = [one for one in found if one.is_allowed]
    allowed.sort(key=lambda one: (now_there.groups[one.group] != asked.wished_id, -one.effect))
    groups = in_bulk(exchange, [now_there.groups[one.group] for one in allowed])
    partners = {one.partner: now_there.problem.students[one.partner].id for one in allowed if one.partner >= 0}
    people = exchange.enrolments.select_related("user", "profile").in_bulk([int(pk[1:]) for pk in partners.values()])
    rules, ways = Rules(exchange), list[Way]()
    for one in allowed:
        if len(ways) == SHOWN_MOST:
            break
        group = groups[now_there.groups[one.group]]
        partner = people[int(partners[one.partner][1:])] if one.partner >= 0 else None
        way = way_of(asked, group, partner, float(one.effect), rules)
        if way is not None:
            ways.append(way)
    return ways


def in_bulk(exchange: Exchange, keys: list[int]) -> dict[int, Group]:
    found: Any = exchange.groups.select_related("exchange", "facilitator__user").in_bulk(keys)
    groups: dict[int, Group] = found
    return groups


def way_of(asked: GroupRequest, group: Group, partner: Enrolment | None, effect: float, rules: Rules) -> Way | None:
    """None when a rule of the pages forbids what the engine allows (data that changed a moment ago)."""
    wanted = [Wanted(asked.enrolment, asked.group, group)]
    if partner is not None:
        wanted.append(Wanted(partner, group, asked.group))
    broken = changes.effects_of(group.exchange, wanted, rules=rules)
    if any(one.hard for one in broken):
        return None
    return Way(group, partner, round(effect, 2), broken, asked.wished_id == group.pk)
