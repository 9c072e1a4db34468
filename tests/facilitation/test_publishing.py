"""Publishing makes sessions, plans and one mail a person; it can be taken back until a room opens."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OutboxMail
from exchanges import services as exchange_services
from exchanges.models import Exchange
from facilitation import queries, services
from facilitation.errors import PlanMissing, RoomAlreadyOpened
from facilitation.models import Plan, SessionPlan
from matching.errors import GroupsPublished
from matching.models import Group
from sessions.errors import TooFewSessions
from sessions.models import DialogueSession, RoomEvent, Seat
from tests.factories import make_exchange, make_facilitator, make_group, make_students, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user("Coordinator")


@pytest.fixture
def exchange():
    services.load_plans(services.shipped_plans())
    made = make_exchange(status=Exchange.Status.PUBLISHED)
    students = make_students(made, 12)
    one, two, helper = (make_facilitator(made, name) for name in ("One", "Two", "Helper"))
    make_group(made, students[:6], one, co_facilitator=helper)
    make_group(made, students[6:], two, slot="Tue 16:30")
    return made


def test_loading_plans_twice_stores_them_once():
    services.load_plans(services.shipped_plans())
    again = services.load_plans(services.shipped_plans())
    assert Plan.objects.count() == 4
    assert not any(is_new for _plan, is_new in again)


def test_a_changed_plan_is_a_new_version(tmp_path):
    services.load_plans(services.shipped_plans())
    changed = tmp_path / "opening.yaml"
    source = services.SHIPPED.joinpath("opening.yaml").read_text()
    changed.write_text(source.replace("Arriving as a group", "Arriving"))
    call_command("load_plans", changed)
    assert services.current_plan("opening").version == 2
    assert Plan.objects.filter(slug="opening", version=1, title="Arriving as a group").exists()


def test_a_wrong_plan_file_ends_the_command_with_2(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("schema: 1")
    with pytest.raises(CommandError, match=r"wrong.yaml") as refused:
        call_command("load_plans", wrong)
    assert refused.value.returncode == 2


def test_the_summary_says_what_publishing_does(exchange):
    would = queries.publication(exchange)
    assert (len(would.groups), would.students, would.sessions, would.mails) == (2, 12, 16, 15)
    assert would.first_at == datetime(2026, 9, 7, 14, 30, tzinfo=UTC)
    assert [group.name for group in would.without_support] == ["G2"]
    assert DialogueSession.objects.count() == 0


def test_who_has_no_account_any_more_is_named_and_not_counted(exchange):
    person = exchange.enrolments.order_by("pk")[0].user
    person.is_active = False
    person.save()
    would = queries.publication(exchange)
    assert (would.mails, would.closed) == (14, [person])


def test_a_facilitator_of_two_groups_gets_one_mail(exchange):
    two = exchange.groups.order_by("pk")[1]
    two.facilitator = exchange.groups.order_by("pk")[0].facilitator
    two.save()
    assert queries.publication(exchange).mails == 14


def test_publishing_makes_eight_sessions_a_group_with_seats_and_plans(exchange, by):
    services.publish(exchange, by)
    assert DialogueSession.objects.filter(exchange=exchange).count() == 16
    assert SessionPlan.objects.count() == 16
    first = exchange.groups.first().sessions.first()
    assert [seat.role for seat in first.seats.all()] == ["student"] * 6 + ["lead", "support"]


def test_more_groups_and_people_take_no_more_queries(exchange, by):
    with CaptureQueriesContext(connection) as few:
        services.publish(exchange, by)
    services.undo_publish(exchange, by)
    leader = make_facilitator(exchange, "Three", max_groups=3)
    students = make_students(exchange, 18)
    for nth, slot in enumerate(("Wed 16:30", "Thu 16:30", "Fri 16:30")):
        make_group(exchange, students[6 * nth : 6 * nth + 6], leader, slot=slot)
    with CaptureQueriesContext(connection) as many:
        services.publish(exchange, by)
    assert DialogueSession.objects.count() == 40
    assert len(many) <= len(few)


def test_a_known_key_is_no_second_mail(exchange, by):
    services.publish(exchange, by)
    student = exchange.enrolments.first().user
    meetings = queries.meetings_by_person(exchange)[student]
    for _ in range(2):
        services.post_dates(exchange, student, meetings, "again")
    assert OutboxMail.objects.filter(key="again").count() == 1


def test_sessions_follow_the_plans_of_the_series(exchange, by):
    services.publish(exchange, by)
    slugs = [one.session_plan.plan.slug for one in exchange.groups.first().sessions.order_by("number")]
    assert slugs == ["opening", *["middle"] * 6, "closing"]


def test_the_room_gets_the_plan_as_a_value(exchange, by):
    services.publish(exchange, by)
    plan = services.plan_value(exchange.groups.first().sessions.get(number=1))
    assert (plan.id, plan.phases[2].order, plan.phases[2].turn_seconds) == ("opening", "circle", 90)


def test_a_session_keeps_its_plan_when_a_new_version_comes(exchange, by):
    services.publish(exchange, by)
    meeting = exchange.groups.first().sessions.get(number=1)
    Plan.objects.create(slug="opening", version=2, title="New", stage="opening", body={})
    assert services.attach_plan(meeting).plan.version == 1


def test_everybody_gets_one_mail_with_all_dates_in_their_own_time(exchange, by):
    services.publish(exchange, by)
    mails = OutboxMail.objects.filter(key__startswith="groups:")
    assert mails.count() == 15
    cairo = exchange.enrolments.filter(institution__slug="cairo").first().user
    body = mails.get(to=cairo.email).body
    assert "Africa/Cairo" in body
    assert "Monday 7 September 2026, 17:30" in body
    assert body.count("120 minutes") == 8


def test_the_link_in_the_mail_leads_to_the_first_session(exchange, by):
    services.publish(exchange, by)
    student = exchange.enrolments.first().user
    first = DialogueSession.objects.filter(seats__user=student).earliest("starts_at")
    assert OutboxMail.objects.get(to=student.email).link.next_path == f"/sessions/{first.pk}/"


def test_publishing_is_all_or_nothing(exchange, by):
    exchange.series.filter(number=3).update(plan="unknown")
    with pytest.raises(PlanMissing):
        services.publish(exchange, by)
    assert DialogueSession.objects.count() == 0
    assert not exchange.groups.filter(status=Group.Status.PUBLISHED).exists()


def test_fewer_sessions_than_the_definition_asks_are_not_published(exchange, by):
    exchange.series.filter(number__gt=2).delete()
    with pytest.raises(TooFewSessions):
        services.publish(exchange, by)


def test_undo_takes_sessions_and_unsent_mails_back(exchange, by):
    services.publish(exchange, by)
    services.undo_publish(exchange, by)
    assert DialogueSession.objects.count() == 0
    assert set(exchange.groups.values_list("status", flat=True)) == {Group.Status.DRAFT}
    assert not OutboxMail.objects.filter(sent_at=None, failed_at=None).exists()


def test_who_was_mailed_already_is_told(exchange, by):
    services.publish(exchange, by)
    student = exchange.enrolments.first().user
    OutboxMail.objects.filter(to=student.email).update(sent_at=datetime(2026, 9, 1, tzinfo=UTC))
    services.undo_publish(exchange, by)
    waiting = OutboxMail.objects.filter(sent_at=None, failed_at=None)
    assert [mail.to for mail in waiting] == [student.email]
    assert "Please do not use the dates" in " ".join(waiting[0].body.split())


def test_after_an_undo_publishing_again_mails_again(exchange, by):
    services.publish(exchange, by)
    services.undo_publish(exchange, by)
    before = OutboxMail.objects.count()
    services.publish(exchange, by)
    assert OutboxMail.objects.count() == before + 15


def test_once_a_room_was_opened_there_is_no_undo(exchange, by):
    services.publish(exchange, by)
    meeting = DialogueSession.objects.first()
    RoomEvent.objects.create(dialogue_session=meeting, seq=1, at=0, kind="opened", data="{}", hash="0")
    with pytest.raises(RoomAlreadyOpened):
        services.undo_publish(exchange, by)
    assert DialogueSession.objects.count() == 16


def test_published_groups_fix_the_series(exchange, by):
    services.publish(exchange, by)
    with pytest.raises(GroupsPublished):
        services.set_series(exchange, by, [])


def test_a_series_carries_the_tags_of_its_plans(exchange, by):
    row = exchange_services.SeriesRow("First", 1, 120, "opening")
    assert services.set_series(exchange, by, [row])[0].tags == ["identity", "agreement"]


def test_a_plan_that_is_not_there_is_refused(exchange, by):
    with pytest.raises(PlanMissing):
        services.set_series(exchange, by, [exchange_services.SeriesRow("First", 1, 120, "nothing")])


def test_who_withdraws_loses_the_seats_to_come(exchange, by, django_capture_on_commit_callbacks):
    services.publish(exchange, by)
    enrolment = exchange.enrolments.first()
    over = DialogueSession.objects.filter(seats__user=enrolment.user).earliest("starts_at")
    DialogueSession.objects.filter(pk=over.pk).update(state=DialogueSession.State.ENDED)
    with django_capture_on_commit_callbacks(execute=True):
        exchange_services.withdraw(enrolment, by, "Ill")
    kept = Seat.objects.filter(user=enrolment.user, removed_at=None)
    assert [seat.dialogue_session_id for seat in kept] == [over.pk]
