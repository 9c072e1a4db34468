"""The waitlist: its order, who is offered a place, and places for late joiners."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from exchanges.models import Enrolment
from matching import rematching, waitlist
from matching.models import Change, Group, MatchRun, Step
from tests.factories import make_student, make_students
from tests.matching.published import group_of, published_exchange, say, two_groups

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    return published_exchange()


@pytest.fixture
def groups(exchange):
    return two_groups(exchange)


def test_the_waitlist_is_in_the_order_in_which_people_came(groups):
    late = [make_student(groups[0].exchange, nth) for nth in (12, 13)]
    Enrolment.objects.filter(pk=late[1].pk).update(created_at=now() - timedelta(days=1))
    assert waitlist.waiting(groups[0].exchange) == [late[1], late[0]]


def test_without_published_groups_nobody_waits(exchange):
    make_students(exchange, 3)
    assert waitlist.waiting(exchange) == []


def test_a_free_place_goes_to_the_first_whom_it_fits(groups):
    exchange = groups[0].exchange
    night_owl = make_student(exchange, 12, availability="Sun 02:00-05:00")
    first = make_student(exchange, 13)
    make_student(exchange, 14)
    exchange.target_max = 7
    exchange.save()
    made = waitlist.offer_free_places(exchange)
    asked = [change.steps.get().enrolment for change in made]
    assert asked[0] == first
    assert night_owl not in asked
    assert all(change.kind == Change.Kind.PLACE for change in made)


def test_nobody_has_two_offers_and_no_place_is_offered_twice(groups):
    exchange = groups[0].exchange
    make_student(exchange, 12)
    assert len(waitlist.offer_free_places(exchange)) == 1
    assert waitlist.offer_free_places(exchange) == []


def test_a_declined_place_goes_to_the_next(groups):
    exchange = groups[0].exchange
    Group.objects.filter(pk=groups[1].pk).update(status=Group.Status.CLOSED)
    first, second = make_student(exchange, 12), make_student(exchange, 13)
    exchange.target_max = 7
    exchange.save()
    (offer,) = waitlist.offer_free_places(exchange)
    assert offer.steps.get().enrolment == first
    say(offer, False)
    assert waitlist.look_after_changes() == 1
    assert Step.objects.filter(enrolment=second).exists()
    assert waitlist.look_after_changes() == 0


def test_no_place_is_offered_by_itself_while_a_coordinator_decides_on_proposals(groups, by):
    exchange = groups[0].exchange
    make_student(exchange, 12)
    run = rematching.prepare_rematch(exchange, by)
    assert waitlist.look_after_changes() == 0
    MatchRun.objects.filter(pk=run.pk).update(started_at=now() - timedelta(minutes=31))
    assert waitlist.look_after_changes() == 1


def test_a_place_that_is_offered_is_taken_in_proposals(groups, by):
    exchange = groups[0].exchange
    make_student(exchange, 12)
    (offer,) = waitlist.offer_free_places(exchange)
    step = offer.steps.get()
    inputs = rematching.prepare_rematch(exchange, by).inputs
    (there,) = [group for group in inputs["previous"] if group["id"] == str(step.target_id)]
    assert f"s{step.enrolment_id}" in there["members"]
    assert f"s{step.enrolment_id}" in inputs["pinned"]


def test_who_takes_the_place_is_in_the_group(groups):
    exchange = groups[0].exchange
    student = make_student(exchange, 12)
    say(waitlist.offer_free_places(exchange)[0], True)
    assert group_of(student) is not None
    assert waitlist.waiting(exchange) == []


def test_a_late_joiner_is_shown_the_places_with_what_they_do(groups):
    places = waitlist.places_for(make_student(groups[0].exchange, 12))
    assert {place.group for place in places} == set(groups)
    assert places[0].gain >= places[1].gain


def test_a_late_joiner_is_seated_at_once(groups, by):
    student = make_student(groups[0].exchange, 12)
    change = waitlist.seat_now(student, groups[0], by)
    assert change.status == Status.DONE
    assert group_of(student) == groups[0]
    assert set(change.figures) == {"before", "after"}
