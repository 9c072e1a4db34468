"""What a student did counts in the group to which they moved: evidence follows the enrolment, not the group."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from exchanges.models import Exchange
from matching import changes
from matching.changes import Wanted
from matching.models import Change, Group
from recognition import seasons
from tests.factories import make_cohort, make_coordinator, make_session
from tests.recognition.held import hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exchange() -> Exchange:
    """Two groups; sessions 1 and 2 were held three and two weeks ago, 3 and 4 are to come."""
    monday = now().date() - timedelta(days=now().weekday() + 21)
    made = make_cohort(2, 5, sessions=4, starts_on=monday, status=Exchange.Status.RUNNING)
    for group in made.groups.all():
        for number in (1, 2, 3, 4):
            weeks = number - 4 if number < 3 else number
            meeting = make_session(group, number, now().replace(microsecond=0) + timedelta(weeks=weeks))
            if number < 3:
                hold(meeting)
    return made


def moved(exchange: Exchange, by: User) -> tuple[Group, Group]:
    source, target = exchange.groups.order_by("pk")
    student = source.memberships.order_by("pk")[0].enrolment
    changes.ask(exchange, Change.Kind.MOVE, [Wanted(student, source, target, asks=False)], by)
    return source, target


def test_sessions_of_the_former_group_still_count_and_those_of_the_new_one_are_to_come(exchange: Exchange) -> None:
    student = exchange.groups.order_by("pk")[0].memberships.order_by("pk")[0].enrolment
    before = seasons.evidence_of(seasons.season_of(exchange), student)
    moved(exchange, make_coordinator(exchange))
    after = seasons.evidence_of(seasons.season_of(exchange), student)
    assert after == before
    assert [one.present_seconds for one in after.sessions] == [7200.0, 7200.0]
    assert after.sessions_to_come == 2


def test_a_session_of_the_new_group_counts_after_the_move(exchange: Exchange) -> None:
    student = exchange.groups.order_by("pk")[0].memberships.order_by("pk")[0].enrolment
    _source, target = moved(exchange, make_coordinator(exchange))
    meeting = target.sessions.get(number=3)
    meeting.starts_at = now().replace(microsecond=0) - timedelta(hours=3)
    meeting.save()
    hold(meeting)
    evidence = seasons.evidence_of(seasons.season_of(exchange), student)
    assert [(one.number, one.present_seconds) for one in evidence.sessions] == [(1, 7200.0), (2, 7200.0), (3, 7200.0)]
    assert evidence.make_ups == ()
