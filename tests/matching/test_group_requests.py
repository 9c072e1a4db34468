"""A student asks for another group: the ways there are, a move, a swap with consent, a no with words."""

import pytest

from accounts.models import OutboxMail
from matching import errors, group_requests
from matching.checks import members_of
from matching.models import Change, GroupRequest, Step
from tests.matching.published import group_of, published_exchange, say, two_groups

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    return published_exchange()


@pytest.fixture
def groups(exchange):
    return two_groups(exchange)


@pytest.fixture
def asked(groups):
    student = members_of(groups[0])[0]
    return group_requests.ask_for_another_group(student, student.user, "Mondays I work now.", groups[1])


def test_one_request_at_a_time_and_with_a_reason(groups, asked):
    with pytest.raises(errors.RequestOpen):
        group_requests.ask_for_another_group(asked.enrolment, asked.enrolment.user, "Please, again.")
    other = members_of(groups[0])[1]
    with pytest.raises(errors.ReasonMissing):
        group_requests.ask_for_another_group(other, other.user, "")


def test_the_wished_group_comes_first_with_its_effect(groups, asked):
    ways = group_requests.ways_for(asked)
    assert ways[0].group == groups[1]
    assert ways[0].is_wished


def test_a_move_into_the_wished_group_needs_nobodys_further_yes(groups, asked, by):
    change = group_requests.accept(asked, groups[1], None, by)
    asked.refresh_from_db()
    assert change.status == Status.DONE
    assert asked.status == GroupRequest.Status.ACCEPTED
    assert group_of(asked.enrolment) == groups[1]


def test_in_a_swap_only_the_other_person_is_asked(groups, asked, by):
    other = members_of(groups[1])[0]
    change = group_requests.accept(asked, groups[1], other, by)
    assert [step.answer for step in change.steps.order_by("pk")] == [Step.Answer.NOT_ASKED, ""]
    assert say(change, True, 1).status == Status.DONE
    assert group_of(other) == groups[0]


def test_the_request_stays_open_when_the_other_says_no(groups, asked, by):
    change = group_requests.accept(asked, groups[1], members_of(groups[1])[0], by)
    say(change, False, 1)
    asked.refresh_from_db()
    assert asked.status == GroupRequest.Status.OPEN


def test_a_no_is_told_with_the_coordinators_words(asked, by):
    group_requests.decline(asked, by, "No other group meets in your evenings.")
    mail = OutboxMail.objects.get(key=f"group_request:{asked.pk}")
    assert "No other group meets in your evenings." in mail.body
    with pytest.raises(errors.RequestAnswered):
        group_requests.decline(asked, by, "No other group meets in your evenings.")


def test_a_request_taken_back_cancels_what_came_of_it(groups, asked, by):
    change = group_requests.accept(asked, groups[1], members_of(groups[1])[0], by)
    group_requests.take_back(asked, asked.enrolment.user)
    change.refresh_from_db()
    assert change.status == Status.CANCELLED
