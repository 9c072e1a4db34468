"""A facilitator's word that was given in the room: as good as one given at the sign-off, with the same four eyes."""

import pytest

from dialogue import events as ev
from exchanges.models import ExchangeRole
from recognition import errors, services
from recognition.seasons import season_of, word_givers
from recognition.services import Choice
from tests.recognition.held import MINUTE, coordinator_of, facilitator_of, hold, make_season, meetings_of, student_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    """The first student did nothing that was noted; the facilitator said in the room that it took part."""
    exchange = make_season(sessions=3)
    for meeting in meetings_of(exchange):
        number = meeting.seats.get(user=student_of(exchange).user).number
        lead = meeting.seats.get(role="lead").number
        word = (meeting.starts_at.timestamp() + 100 * MINUTE, ev.Attested(number, lead))
        hold(meeting, acts={number: 0}, more=[word])
    return exchange


def test_it_stands_in_for_an_act(exchange):
    [proposed] = [one for one in services.propose(exchange) if one.enrolment == student_of(exchange)]
    assert {one.attested for one in proposed.evidence.sessions} == {True}
    assert [one.codes for one in proposed.proposal.sessions] == [("not_signed_off",)] * 3


def test_it_says_nothing_of_others(exchange):
    others = [one for one in services.propose(exchange) if one.enrolment != student_of(exchange)]
    assert not any(session.attested for one in others for session in one.evidence.sessions)


def test_who_gave_it_is_known(exchange):
    meetings = [meeting.pk for meeting in meetings_of(exchange)]
    assert word_givers(season_of(exchange), student_of(exchange), meetings) == {facilitator_of(exchange).pk}
    assert word_givers(season_of(exchange), student_of(exchange, 1), meetings) == set()


def test_who_gave_it_does_not_decide_on_that_student(exchange):
    giver, other = facilitator_of(exchange), coordinator_of(exchange)
    ExchangeRole.objects.create(exchange=exchange, user=giver, role="coordinator")
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, other, note="The facilitator is ill this month.")
    with pytest.raises(errors.FourEyes):
        services.decide(exchange, giver, [Choice(student_of(exchange).pk)])
    assert services.decide(exchange, giver, [Choice(student_of(exchange, 1).pk)])
