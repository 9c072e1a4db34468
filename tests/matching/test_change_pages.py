"""The pages about changes of published groups: who may open them, and what a form does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from exchanges.models import Enrolment, Exchange
from matching import changes, child, group_requests, rematching
from matching.changes import Wanted
from matching.checks import members_of
from matching.models import Change, Group, GroupRequest, MatchRun, Membership
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_group,
    make_role,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    monday = now().date() + timedelta(days=14 - now().weekday())
    return make_exchange(status=Exchange.Status.PUBLISHED, starts_on=monday)


@pytest.fixture
def groups(exchange):
    students = make_students(exchange, 12)
    published = {"status": Group.Status.PUBLISHED}
    return [
        make_group(exchange, students[:4], make_facilitator(exchange, "One"), **published),
        make_group(exchange, students[4:], make_facilitator(exchange, "Two"), **published),
    ]


def page(name, exchange, *args):
    return reverse(f"matching:{name}", args=[exchange.slug, *args])


def asked(groups):
    student = members_of(groups[0])[0]
    return group_requests.ask_for_another_group(student, student.user, "I work on Mondays now.", groups[1])


def coordinator_pages(exchange, groups):
    request = asked(groups)
    late = make_student(exchange, 12)
    return [
        *(page(name, exchange) for name in ("changes", "changes_left", "changes_requests", "changes_proposals")),
        page("places", exchange, late.pk),
        page("merge_groups", exchange, groups[0].pk),
        page("merge_groups", exchange, groups[0].pk) + f"?with={groups[1].pk}",
        page("answer_request", exchange, request.pk),
        page("proposals_state", exchange),
    ]


def test_a_coordinator_opens_every_page(client, exchange, groups, coordinator):
    for path in coordinator_pages(exchange, groups):
        assert client.get(path).status_code == 200, path


def test_nobody_else_opens_a_coordinators_page(client, exchange, groups):
    paths = coordinator_pages(exchange, groups)
    others = [
        make_role(exchange, "educator"),
        groups[0].facilitator.user,
        members_of(groups[0])[0].user,
        make_user("Stranger"),
        make_coordinator(make_exchange()),
    ]
    for user in others:
        client.force_login(user)
        assert {client.get(path).status_code for path in paths} == {404}


def test_nobody_else_posts(client, exchange, groups):
    change = changes.ask(
        exchange, Change.Kind.MOVE, [Wanted(members_of(groups[1])[0], groups[1], groups[0])], make_user("C")
    )
    paths = [
        *(page(name, exchange) for name in ("seat", "offer_places", "threshold", "propose")),
        page("cancel_change", exchange, change.pk),
        page("undo_merge", exchange, change.pk),
        page("merge_groups", exchange, groups[0].pk),
    ]
    for user in (members_of(groups[0])[0].user, make_user("Stranger"), make_coordinator(make_exchange())):
        client.force_login(user)
        assert {client.post(path).status_code for path in paths} == {404}


def test_without_published_groups_the_page_says_so(client, exchange, coordinator):
    assert "No groups meet yet" in client.get(page("changes", exchange)).content.decode()


def test_a_coordinator_offers_and_seats(client, exchange, groups, coordinator):
    late, later = make_student(exchange, 12), make_student(exchange, 13)
    client.post(page("seat", exchange), {"student": late.pk, "group": groups[0].pk, "how": "offer"})
    client.post(page("seat", exchange), {"student": later.pk, "group": groups[0].pk, "how": "now"})
    assert not Membership.objects.filter(enrolment=late).exists()
    assert Membership.objects.filter(enrolment=later, left_at=None).exists()
    shown = client.get(page("changes", exchange)).content.decode()
    assert "asked about G1" in shown
    assert "0 of 1 agreed" in shown


def test_a_coordinator_merges_and_undoes(client, exchange, groups, coordinator):
    path = page("merge_groups", exchange, groups[0].pk)
    client.post(path, {"with": groups[1].pk, "how": "now", "reason": "They are too few."})
    change = Change.objects.get()
    assert change.status == Change.Status.DONE
    client.post(page("undo_merge", exchange, change.pk))
    assert len(members_of(groups[0])) == 4


def test_a_refused_merger_is_said_on_the_page(client, exchange, groups, coordinator):
    answer = client.post(
        page("merge_groups", exchange, groups[0].pk), {"with": groups[1].pk, "how": "now"}, follow=True
    )
    assert "Write why, in a few words." in answer.content.decode()


def test_a_request_is_answered_with_a_move_or_with_words(client, exchange, groups, coordinator):
    request = asked(groups)
    client.post(page("answer_request", exchange, request.pk), {"answer": "Nothing is free in your evenings."})
    request.refresh_from_db()
    assert request.status == GroupRequest.Status.DECLINED
    again = asked(groups)
    client.post(page("answer_request", exchange, again.pk), {"target": groups[1].pk})
    again.refresh_from_db()
    assert again.status in (GroupRequest.Status.OPEN, GroupRequest.Status.ACCEPTED)


def test_the_home_of_a_coordinator_leads_to_who_waits(client, exchange, groups, coordinator):
    make_student(exchange, 12)
    asked(groups)
    shown = client.get(reverse("home")).content.decode()
    assert "1 student waits for a place" in shown
    assert "1 student asks for another group" in shown


# -- proposals ---------------------------------------------------------------------------------------------------


@pytest.fixture
def run(exchange, groups, coordinator):
    """Computed here, in this process."""
    make_student(exchange, 12)
    job = rematching.prepare_rematch(exchange, coordinator, seconds=1, most_moved_percent=10)
    return child.run(job.pk)


def test_proposals_are_shown_with_figures_and_taken_over(client, exchange, groups, run):
    assert run.status == MatchRun.Status.DONE
    shown = client.get(page("changes_proposals", exchange)).content.decode()
    assert "Nobody is moved" in shown
    assert "Matched afresh" in shown
    client.post(page("take_proposal", exchange, run.pk), {"number": "0"})
    change = Change.objects.get()
    assert change.status == Change.Status.DONE
    assert change.steps.count() == 1


def test_who_is_locked_or_asked_is_not_moved_by_a_proposal(exchange, groups, coordinator):
    locked, asked_now = members_of(groups[0])[0], members_of(groups[1])[0]
    Membership.objects.filter(enrolment=locked).update(is_locked=True)
    changes.ask(exchange, Change.Kind.MOVE, [Wanted(asked_now, groups[1], groups[0])], coordinator)
    job = rematching.prepare_rematch(exchange, coordinator)
    assert job.inputs["pinned"] == sorted([f"s{locked.pk}", f"s{asked_now.pk}"], key=lambda one: int(one[1:]))


def test_matching_afresh_is_never_taken_over(client, exchange, groups, run):
    number = len(run.report["proposals"]) - 1
    client.post(page("take_proposal", exchange, run.pk), {"number": str(number)})
    client.post(page("take_proposal", exchange, run.pk), {"number": "99"})
    client.post(page("take_proposal", exchange, run.pk), {})
    assert not Change.objects.exists()


def test_a_run_of_proposals_cannot_be_made_into_draft_groups(client, exchange, groups, run):
    client.post(page("accept", exchange, run.pk))
    assert not exchange.groups.filter(status=Group.Status.DRAFT).exists()


# -- a student's own pages ---------------------------------------------------------------------------------------


@pytest.fixture
def student(client, groups):
    enrolment = members_of(groups[0])[0]
    client.force_login(enrolment.user)
    return enrolment


def test_a_student_asks_and_takes_back(client, exchange, groups, student):
    client.post(page("own_ask", exchange), {"reason": "I work on Mondays now.", "wished": groups[1].pk})
    request = student.group_requests.get()
    assert "You asked for another group" in client.get(page("own_group", exchange)).content.decode()
    client.post(page("own_take_back", exchange, request.pk))
    request.refresh_from_db()
    assert request.status == GroupRequest.Status.WITHDRAWN


def test_a_student_answers_only_their_own_question(client, exchange, groups, student):
    other = members_of(groups[1])[0]
    wanted = [Wanted(student, groups[0], groups[1]), Wanted(other, groups[1], groups[0])]
    change = changes.ask(exchange, Change.Kind.SWAP, wanted, make_user("C"))
    mine, theirs = change.steps.get(enrolment=student), change.steps.get(enrolment=other)
    assert client.post(page("own_answer", exchange, theirs.pk), {"answer": "yes"}).status_code == 404
    assert "Would you go to G2?" in client.get(reverse("home")).content.decode()
    assert "Would you go to G2?" in client.get(page("own_answer", exchange, mine.pk)).content.decode()
    client.post(page("own_answer", exchange, mine.pk), {"answer": "yes"})
    shown = client.get(page("own_answer", exchange, mine.pk)).content.decode()
    assert "I changed my mind: no" in shown
    client.post(page("own_answer", exchange, mine.pk), {"answer": "no"})
    change.refresh_from_db()
    assert change.status == Change.Status.DECLINED


def test_who_waits_sees_their_number(client, exchange, groups):
    late = make_student(exchange, 12)
    client.force_login(late.user)
    assert "You are number 1." in client.get(page("own_group", exchange)).content.decode()


def test_a_student_leaves_after_one_question(client, exchange, student):
    assert "What you attended and did stays on your record." in client.get(page("own_leave", exchange)).content.decode()
    student.refresh_from_db()
    assert student.status == Enrolment.Status.ACTIVE
    answer = client.post(page("own_leave", exchange), {"reason": "A new job."}, follow=True)
    student.refresh_from_db()
    assert student.status == Enrolment.Status.WITHDRAWN
    assert answer.status_code == 200


def test_a_stranger_has_no_own_page(client, exchange, groups):
    client.force_login(make_user("Stranger"))
    for name in ("own_group", "own_leave"):
        assert client.get(page(name, exchange)).status_code == 404
