"""Changes of published groups: who is asked, what happens when, and what never happens by halves."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import hooks
from accounts.models import AuditEntry, OutboxMail
from exchanges import services as exchange_services
from exchanges.models import Enrolment, Exchange
from matching import changes, errors, group_requests, merging, waitlist
from matching.changes import Wanted
from matching.checks import members_of
from matching.models import Change, Group, GroupRequest, Membership, Step
from tests.factories import make_exchange, make_facilitator, make_group, make_student, make_students, make_user

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    """Meets for eight weeks from the Monday after next."""
    monday = now().date() + timedelta(days=14 - now().weekday())
    return make_exchange(status=Exchange.Status.PUBLISHED, starts_on=monday)


@pytest.fixture
def by():
    return make_user("Coordinator")


@pytest.fixture
def groups(exchange):
    """Two published groups of six, on Monday and on Tuesday."""
    students = make_students(exchange, 12)
    published = {"status": Group.Status.PUBLISHED}
    return [
        make_group(exchange, students[:6], make_facilitator(exchange, "One"), **published),
        make_group(exchange, students[6:], make_facilitator(exchange, "Two"), slot="Tue 16:30", **published),
    ]


def swap(groups, by, **more):
    one, other = members_of(groups[0])[0], members_of(groups[1])[0]
    wanted = [Wanted(one, groups[0], groups[1]), Wanted(other, groups[1], groups[0])]
    return changes.ask(groups[0].exchange, Change.Kind.SWAP, wanted, by, **more)


def step_of(change, enrolment):
    return change.steps.get(enrolment=enrolment)


def say(change, yes, nth=0):
    step = change.steps.select_related("enrolment__user", "change__exchange").order_by("pk")[nth]
    return changes.answer(step, yes, step.enrolment.user)


def group_of(enrolment):
    current = Membership.objects.filter(enrolment=enrolment, left_at=None).first()
    return current and current.group


def test_who_is_asked_has_one_mail_with_the_day(groups, by):
    change = swap(groups, by)
    keys = OutboxMail.objects.filter(key__startswith=f"change:{change.pk}:")
    assert keys.count() == 2
    assert "Please say yes or no by" in keys.first().body
    assert change.status == Status.ASKED


def test_one_yes_moves_nobody(groups, by):
    change = say(swap(groups, by), True)
    assert change.status == Status.ASKED
    assert [len(members_of(group)) for group in groups] == [6, 6]
    assert Membership.objects.filter(left_at__isnull=False).count() == 0


def test_two_yes_swap_both(groups, by):
    change = swap(groups, by)
    one, other = (step.enrolment for step in change.steps.order_by("pk"))
    say(change, True)
    assert say(change, True, 1).status == Status.DONE
    assert (group_of(one), group_of(other)) == (groups[1], groups[0])


def test_one_no_ends_it_and_tells_the_other(groups, by):
    change = swap(groups, by)
    say(change, True)
    assert say(change, False, 1).status == Status.DECLINED
    assert Membership.objects.filter(left_at__isnull=False).count() == 0
    assert OutboxMail.objects.filter(key__startswith=f"change_ended:{change.pk}:").count() == 1


def test_the_same_answer_twice_changes_nothing(groups, by):
    change = swap(groups, by)
    say(change, True)
    say(change, True)
    assert AuditEntry.objects.filter(verb="change.answer").count() == 1


def test_an_answer_after_the_end_is_refused(groups, by):
    change = swap(groups, by)
    say(change, False)
    with pytest.raises(errors.ChangeOver):
        say(change, True, 1)


def test_an_answer_after_its_time_is_refused_and_nobody_moves(groups, by):
    change = swap(groups, by)
    say(change, True)
    Change.objects.filter(pk=change.pk).update(answer_until=now() - timedelta(minutes=1))
    with pytest.raises(errors.ChangeOver):
        say(change, True, 1)
    assert Membership.objects.filter(left_at__isnull=False).count() == 0


def test_what_nobody_answered_in_time_is_noted(groups, by):
    change = swap(groups, by)
    changes.settle_due(now() + timedelta(days=4))
    Change.objects.filter(pk=change.pk).update(answer_until=now() - timedelta(minutes=1))
    changes.settle_due()
    change.refresh_from_db()
    assert change.status == Status.EXPIRED


def test_somebody_asked_is_not_asked_a_second_thing(groups, by):
    swap(groups, by)
    with pytest.raises(errors.AskedAlready):
        swap(groups, by)


def test_two_coordinators_cannot_move_one_person_twice(groups, by):
    """The second had the page from before."""
    student = members_of(groups[0])[0]
    wanted = [Wanted(student, groups[0], groups[1], asks=False)]
    changes.ask(groups[0].exchange, Change.Kind.MOVE, wanted, by)
    with pytest.raises(errors.MovedMeanwhile):
        changes.ask(groups[0].exchange, Change.Kind.MOVE, wanted, make_user("Second"))


def test_a_hard_rule_is_refused_before_anybody_is_asked(groups, by):
    student = make_student(groups[0].exchange, 12, work_languages={"fr": "C1"})
    with pytest.raises(errors.RuleBroken):
        changes.ask(groups[0].exchange, Change.Kind.PLACE, [Wanted(student, None, groups[0])], by)
    assert OutboxMail.objects.count() == 0


def test_a_pair_that_asked_to_stay_is_not_parted(groups, by):
    one, other = members_of(groups[0])[:2]
    groups[0].exchange.keep_together = [[one.pk, other.pk]]
    groups[0].exchange.save()
    with pytest.raises(errors.RuleBroken, match="parted"):
        changes.ask(groups[0].exchange, Change.Kind.MOVE, [Wanted(one, groups[0], groups[1])], by)


def test_what_no_longer_fits_when_all_agreed_is_overtaken(groups, by):
    """Between the question and the last answer the target group filled up."""
    exchange = groups[0].exchange
    student = members_of(groups[0])[0]
    change = changes.ask(exchange, Change.Kind.MOVE, [Wanted(student, groups[0], groups[1])], by)
    for nth in range(12, 16):
        Membership.objects.create(group=groups[1], enrolment=make_student(exchange, nth))
    assert say(change, True).status == Status.OVERTAKEN
    assert group_of(student) == groups[0]


def test_who_leaves_the_exchange_is_in_no_open_change(groups, by, django_capture_on_commit_callbacks):
    change = swap(groups, by)
    with django_capture_on_commit_callbacks(execute=True):
        exchange_services.withdraw(change.steps.order_by("pk")[0].enrolment, by, "moved away")
    change.refresh_from_db()
    assert change.status == Status.OVERTAKEN


def test_moving_tells_the_floors_above_after_the_commit(groups, by, django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    for name in ("left_group", "joined_group"):
        monkeypatch.setattr(getattr(hooks, name), "listeners", [lambda *args, name=name: heard.append(name)])
    student = members_of(groups[0])[0]
    with django_capture_on_commit_callbacks(execute=True):
        changes.ask(groups[0].exchange, Change.Kind.MOVE, [Wanted(student, groups[0], groups[1], asks=False)], by)
    assert heard == ["left_group", "joined_group"]


def test_cancelling_stops_it(groups, by):
    change = changes.cancel(swap(groups, by), by)
    assert change.status == Status.CANCELLED
    with pytest.raises(errors.ChangeOver):
        say(change, True)


def test_every_write_leaves_an_audit_entry(groups, by):
    change = swap(groups, by)
    say(change, True)
    say(change, True, 1)
    verbs = set(AuditEntry.objects.filter(about=f"matching.change:{change.pk}").values_list("verb", flat=True))
    assert verbs == {"change.ask", "change.answer", "change.done"}


# -- waitlist ----------------------------------------------------------------------------------------------------


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


# -- merging -----------------------------------------------------------------------------------------------------


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
    exchange = small[0].exchange
    moment = now()
    exchange.starts_on = moment.date() - timedelta(days=moment.weekday())
    exchange.timezone = "UTC"
    exchange.save()
    for group in small:
        group.slot, group.slot_anchor = f"{moment:%a} {moment:%H}:00", "UTC"
        group.save()
    with pytest.raises((errors.SessionNear, errors.RuleBroken)):
        merging.merge_groups(*small, by, "They are too few.", asks=False)


# -- requests ----------------------------------------------------------------------------------------------------


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
