"""Get a run, a group or a membership for this coordinator, or refuse."""

from accounts.access import row_id
from accounts.errors import NotHere
from accounts.models import User
from exchanges.access import exchange_for_coordinator
from exchanges.models import Enrolment, Exchange, Facilitator
from matching.models import Group, MatchRun


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


def facilitator_in(exchange: Exchange, facilitator_id: str) -> Facilitator | None:
    """None for an empty choice."""
    if not facilitator_id:
        return None
    found = exchange.facilitators.select_related("user").filter(pk=row_id(facilitator_id)).first()
    if found is None:
        raise NotHere()
    return found
