"""Get a run, a group or a membership for this coordinator, or refuse."""

from accounts.access import row_id
from accounts.errors import NotHere
from accounts.models import User
from exchanges.access import exchange_for_coordinator, exchange_for_student
from exchanges.models import Enrolment, Exchange
from matching.models import Change, Group, GroupRequest, MatchRun, Step

PLACE_DIGITS_MOST = 4


def run_for(user: User, slug: str, run_id: int) -> MatchRun:
    exchange = exchange_for_coordinator(user, slug)
    found = exchange.match_runs.select_related("exchange").filter(pk=run_id).first()
    if found is None:
        raise NotHere()
    return found


def group_in(exchange: Exchange, group_id: str) -> Group:
    found = exchange.groups.select_related("exchange", "facilitator__user").filter(pk=row_id(group_id)).first()
    if found is None:
        raise NotHere()
    return found


def student_in(exchange: Exchange, enrolment_id: str) -> Enrolment:
    found = exchange.enrolments.select_related("user", "profile").filter(pk=row_id(enrolment_id)).first()
    if found is None:
        raise NotHere()
    return found


def change_in(exchange: Exchange, change_id: int) -> Change:
    found = exchange.group_changes.select_related("exchange", "closes").filter(pk=change_id).first()
    if found is None:
        raise NotHere()
    return found


def request_in(exchange: Exchange, request_id: int) -> GroupRequest:
    rows = GroupRequest.objects.filter(enrolment__exchange=exchange, pk=request_id)
    found = rows.select_related(
        "enrolment__exchange", "enrolment__user", "enrolment__profile", "group", "wished"
    ).first()
    if found is None:
        raise NotHere()
    return found


def own_enrolment(user: User, slug: str) -> Enrolment:
    """A student's own enrolment, while they take part."""
    exchange = exchange_for_student(user, slug)
    return exchange.enrolments.select_related("exchange", "user", "institution").get(user=user)


def own_step(enrolment: Enrolment, step_id: int) -> Step:
    """A question to this student."""
    rows = Step.objects.filter(enrolment=enrolment, pk=step_id).exclude(answer=Step.Answer.NOT_ASKED)
    found = rows.select_related("change__exchange", "change__request", "source", "target__facilitator__user").first()
    if found is None:
        raise NotHere()
    return found


def own_request(enrolment: Enrolment, request_id: int) -> GroupRequest:
    found = enrolment.group_requests.select_related("enrolment__exchange").filter(pk=request_id).first()
    if found is None:
        raise NotHere()
    return found


def place_in(text: str) -> int:
    """A place in a list, from 0, in a field that a stranger may have written; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= PLACE_DIGITS_MOST else -1
