"""Runs, drafts, moves, publishing: each verb, and each refusal by name."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import hooks
from exchanges import services as exchange_services
from exchanges.models import Enrolment, Exchange
from matching import errors, services
from matching.checks import members_of
from matching.models import Group, MatchRun
from tests.factories import make_facilitator, make_student, make_students

pytestmark = pytest.mark.django_db


def done_run(exchange, by, students=None):
    """A finished run whose answer is one group of these students."""
    students = students or make_students(exchange, 6)
    leader = make_facilitator(exchange)
    run = services.prepare_match(exchange, by)
    answer = [
        {
            "id": "g1",
            "members": [one.pk for one in students],
            "slot": "Tue 17:00",
            "facilitator": leader.pk,
            "language": "en",
        }
    ]
    services.finish_run(run, MatchRun.Status.DONE, answer=answer, report={"explain": {"g1": "Balanced."}})
    run.refresh_from_db()
    return run


def test_a_run_keeps_the_files_it_started_from(exchange, by):
    make_students(exchange, 3)
    make_facilitator(exchange)
    make_facilitator(exchange, "Trainee", level="F1")
    run = services.prepare_match(exchange, by, seed=7)
    assert run.inputs["students"].count("\n") == 4
    assert run.inputs["facilitators"].count("\n") == 2
    assert run.inputs["constraints"]["session_weeks"][0] == "2026-09-07"
    assert run.inputs["constraints"]["slot_anchor"] == "Europe/Amsterdam"


def test_who_withdrew_is_not_placed(exchange, by):
    make_facilitator(exchange)
    make_students(exchange, 2)
    make_student(exchange, 2, status=Enrolment.Status.WITHDRAWN)
    assert services.prepare_match(exchange, by).inputs["students"].count("\n") == 3


@pytest.mark.parametrize(
    ("students", "facilitators", "why"), [(0, 1, "no students"), (2, 0, "no facilitator")], ids=["nobody", "unled"]
)
def test_without_people_nothing_starts(exchange, by, students, facilitators, why):
    make_students(exchange, students)
    for nth in range(facilitators):
        make_facilitator(exchange, f"F{nth}")
    with pytest.raises(errors.NotReady, match=why):
        services.prepare_match(exchange, by)


def test_one_run_at_a_time(exchange, by):
    make_students(exchange, 2)
    make_facilitator(exchange)
    services.prepare_match(exchange, by)
    with pytest.raises(errors.RunInProgress):
        services.prepare_match(exchange, by)


def test_a_silent_child_is_dead_and_another_run_may_start(exchange, by):
    make_students(exchange, 2)
    make_facilitator(exchange)
    run = services.prepare_match(exchange, by)
    MatchRun.objects.update(alive_at=now() - timedelta(seconds=services.SILENT_SECONDS + 1))
    services.prepare_match(exchange, by)
    run.refresh_from_db()
    assert run.status == MatchRun.Status.FAILED


def test_a_child_that_signs_is_alive(exchange, by):
    make_students(exchange, 2)
    make_facilitator(exchange)
    assert services.note_dead(services.prepare_match(exchange, by)).status == MatchRun.Status.RUNNING


def test_the_last_word_of_a_dead_child_changes_nothing(exchange, by):
    make_students(exchange, 2)
    make_facilitator(exchange)
    run = services.prepare_match(exchange, by)
    MatchRun.objects.update(status=MatchRun.Status.FAILED)
    services.finish_run(run, MatchRun.Status.DONE)
    run.refresh_from_db()
    assert run.status == MatchRun.Status.FAILED


def test_accepting_makes_draft_groups(exchange, by):
    group = services.accept_run(done_run(exchange, by), by)[0]
    assert (group.status, group.slot, group.explanation) == (Group.Status.DRAFT, "Tue 17:00", "Balanced.")
    assert group.memberships.count() == 6


def test_accepting_again_replaces_the_drafts(exchange, by):
    run = done_run(exchange, by)
    services.accept_run(run, by)
    services.accept_run(run, by)
    assert exchange.groups.count() == 1


def test_a_run_whose_people_left_is_out_of_date(exchange, by):
    run = done_run(exchange, by)
    exchange_services.withdraw(exchange.enrolments.first(), by, "Ill")
    with pytest.raises(errors.RunOutOfDate, match="Student 1"):
        services.accept_run(run, by)


def test_a_run_without_an_answer_is_not_taken_over(exchange, by):
    make_students(exchange, 2)
    make_facilitator(exchange)
    with pytest.raises(errors.RunNotDone):
        services.accept_run(services.prepare_match(exchange, by), by)


def test_publishing_is_told_upwards_after_the_commit(groups, by, django_capture_on_commit_callbacks):
    heard: list[int] = []
    exchange = groups[0].exchange
    before, hooks.groups_published.listeners = hooks.groups_published.listeners, [heard.append]
    try:
        with django_capture_on_commit_callbacks(execute=True):
            services.publish_groups(exchange, by)
    finally:
        hooks.groups_published.listeners = before
    assert heard == [exchange.pk]
    assert set(exchange.groups.values_list("status", flat=True)) == {Group.Status.PUBLISHED}


def test_a_broken_hard_rule_holds_publishing_back(groups, by):
    groups[1].facilitator = None
    groups[1].save()
    with pytest.raises(errors.RuleBroken, match="no facilitator"):
        services.publish_groups(groups[0].exchange, by)


def test_groups_of_an_exchange_in_design_are_not_published(groups, by):
    exchange = groups[0].exchange
    exchange.status = Exchange.Status.DESIGN
    with pytest.raises(errors.ExchangeInDesign):
        services.publish_groups(exchange, by)


def test_without_drafts_there_is_nothing_to_publish(exchange, by):
    with pytest.raises(errors.NothingToPublish):
        services.publish_groups(exchange, by)


def test_published_groups_do_not_change(groups, by):
    exchange = groups[0].exchange
    services.publish_groups(exchange, by)
    with pytest.raises(errors.GroupsPublished):
        services.prepare_match(exchange, by)


def test_unpublished_groups_are_drafts_again(groups, by):
    exchange = groups[0].exchange
    services.publish_groups(exchange, by)
    services.unpublish_groups(exchange, by)
    assert set(exchange.groups.values_list("status", flat=True)) == {Group.Status.DRAFT}


def test_who_withdraws_leaves_the_group(groups, by, django_capture_on_commit_callbacks):
    student = members_of(groups[0])[0]
    with django_capture_on_commit_callbacks(execute=True):
        exchange_services.withdraw(student, by, "Ill")
    assert student not in members_of(groups[0])
