"""Changes of published groups: who is asked, what happens when, and what never happens by halves."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import hooks
from accounts.models import AuditEntry, OutboxMail
from exchanges import services as exchange_services
from matching import changes, errors
from matching.changes import Wanted
from matching.checks import members_of
from matching.models import Change, Membership
from tests.factories import make_student, make_user
from tests.matching.published import group_of, published_exchange, say, two_groups

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    return published_exchange()


@pytest.fixture
def groups(exchange):
    return two_groups(exchange)


def swap(groups, by, **more):
    one, other = members_of(groups[0])[0], members_of(groups[1])[0]
    wanted = [Wanted(one, groups[0], groups[1]), Wanted(other, groups[1], groups[0])]
    return changes.ask(groups[0].exchange, Change.Kind.SWAP, wanted, by, **more)


def step_of(change, enrolment):
    return change.steps.get(enrolment=enrolment)


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
