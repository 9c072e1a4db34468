"""Two groups become one: the preview, the twelve seats, asking, and the undo."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from matching import changes, errors, merging
from matching.checks import members_of
from matching.models import Change, Group, Membership
from tests.factories import make_facilitator, make_group, make_student, make_students
from tests.matching.published import meet_now, published_exchange, say

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    return published_exchange()


@pytest.fixture
def small(exchange):
    """Three and eight students at the same time of the week."""
    students = make_students(exchange, 11)
    published = {"status": Group.Status.PUBLISHED}
    one = make_group(exchange, students[:3], make_facilitator(exchange, "One"), **published)
    return one, make_group(exchange, students[3:], make_facilitator(exchange, "Two"), **published)


def test_groups_under_the_threshold_are_named(small, by):
    assert merging.small_groups(small[0].exchange) == [(small[0], 3)]
    merging.set_threshold(small[0].exchange, by, 9)
    assert [group for group, _n in merging.small_groups(small[0].exchange)] == list(small)


def test_a_preview_tells_who_when_on_whose_clock_and_writes_nothing(small):
    would = merging.preview(*small)
    assert would.size == 11
    assert would.is_possible
    assert {one.at.tzinfo.key for one in would.people} == {"Europe/Amsterdam", "Africa/Cairo", "Europe/Lisbon"}
    assert sum(one.moves for one in would.people) == 3
    assert Change.objects.count() == 0


def test_a_merged_group_has_up_to_twelve_seats_and_keeps_its_facilitator(small, by):
    change = merging.merge_groups(*small, by, "They are too few.", asks=False)
    small[0].refresh_from_db()
    small[1].refresh_from_db()
    assert change.status == Status.DONE
    assert len(members_of(small[1])) == 11
    assert small[0].status == Group.Status.CLOSED
    assert small[1].seats_most == 12
    assert small[1].facilitator.user.name == "Two"


def test_more_than_twelve_are_refused(small, by):
    for nth in range(11, 13):
        Membership.objects.create(group=small[1], enrolment=make_student(small[1].exchange, nth))
    with pytest.raises(errors.MergeTooLarge):
        merging.merge_groups(*small, by, "They are too few.", asks=False)


def test_those_who_move_are_asked_unless_the_coordinator_answers_for_them(small, by):
    change = merging.merge_groups(*small, by, "")
    assert change.status == Status.ASKED
    for nth in range(3):
        change = say(change, True, nth)
    assert change.status == Status.DONE


def test_without_asking_a_reason_is_needed(small, by):
    with pytest.raises(errors.ReasonMissing):
        merging.merge_groups(*small, by, "", asks=False)


def test_a_merger_is_undone_until_the_next_session_begins(small, by):
    change = merging.merge_groups(*small, by, "They are too few.", asks=False)
    assert changes.may_undo(change)
    changes.undo_merge(change, by)
    small[0].refresh_from_db()
    assert small[0].status == Group.Status.PUBLISHED
    assert [len(members_of(group)) for group in small] == [3, 8]
    with pytest.raises(errors.UndoTooLate):
        changes.undo_merge(change, by)


def test_once_a_session_has_begun_it_is_not_undone(small, by):
    change = merging.merge_groups(*small, by, "They are too few.", asks=False)
    assert not changes.may_undo(change, now() + timedelta(days=30))


def test_nobody_is_merged_while_a_session_is_near(small, by):
    with pytest.raises(errors.SessionNear):
        merging.merge_groups(*meet_now(*small), by, "They are too few.", asks=False)


def test_a_merger_that_all_agreed_to_waits_until_the_session_is_over(small, by):
    change = merging.merge_groups(*small, by, "")
    meet_now(*small)
    for nth in range(3):
        change = say(change, True, nth)
    assert change.status == Status.ASKED
    Group.objects.filter(pk__in=[one.pk for one in small]).update(slot=small[0].slot, slot_anchor=small[0].slot_anchor)
    type(small[0].exchange).objects.filter(pk=small[0].exchange_id).update(starts_on=small[0].exchange.starts_on)
    changes.settle_due()
    change.refresh_from_db()
    assert change.status == Status.DONE
