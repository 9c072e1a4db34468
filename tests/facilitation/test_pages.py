"""Home pages, my week, brief, series and publishing: who may open them, and what they show."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from exchanges.models import Exchange
from facilitation import queries, services
from matching.models import Group
from sessions.models import DialogueSession, RoomEvent
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_group,
    make_institutions,
    make_role,
    make_session,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    services.load_plans(services.shipped_plans())
    made = make_exchange(status=Exchange.Status.PUBLISHED)
    students = make_students(made, 12)
    make_group(made, students[:6], make_facilitator(made, "One", access_skills=["captions"]))
    make_group(made, students[6:], make_facilitator(made, "Two"), slot="Tue 16:30")
    return made


@pytest.fixture
def coordinator(exchange, client):
    user = make_coordinator(exchange)
    client.force_login(user)
    return user


def others(exchange):
    return [
        make_role(exchange, "educator"),
        make_student(exchange, 30).user,
        exchange.facilitators.first().user,
        make_coordinator(make_exchange()),
        make_user(),
    ]


def text_of(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


@pytest.mark.parametrize("name", ["sessions", "publish"])
def test_series_and_publishing_are_the_coordinators(client, exchange, name):
    path = reverse(f"facilitation:{name}", args=[exchange.slug])
    for user in others(exchange):
        client.force_login(user)
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert not exchange.groups.filter(status=Group.Status.PUBLISHED).exists()


def test_undo_is_the_coordinators(client, exchange):
    for user in others(exchange):
        client.force_login(user)
        assert client.post(reverse("facilitation:undo_publish", args=[exchange.slug])).status_code == 404


def test_a_brief_is_for_its_facilitators_and_the_coordinator(client, exchange):
    meeting = make_session(exchange.groups.first())
    leads, leads_another = (offer.user for offer in exchange.facilitators.all())
    let_in = [leads, make_coordinator(exchange)]
    kept_out = [leads_another, exchange.enrolments.first().user, make_coordinator(make_exchange()), make_user()]
    for user in [*let_in, *kept_out]:
        client.force_login(user)
        answer = client.get(reverse("facilitation:brief", args=[meeting.pk]))
        assert answer.status_code == (200 if user in let_in else 404)


def test_my_week_is_for_facilitators(client, exchange):
    client.force_login(exchange.enrolments.first().user)
    assert client.get(reverse("facilitation:my_week")).status_code == 404
    client.force_login(exchange.facilitators.first().user)
    assert client.get(reverse("facilitation:my_week")).status_code == 200


def test_the_summary_comes_before_publishing(client, coordinator, exchange):
    text = text_of(client, "facilitation:publish", exchange.slug)
    assert "Publish 2 groups" in text
    assert "only one facilitator" in text
    assert DialogueSession.objects.count() == 0


def test_publishing_leads_to_the_calendar(client, coordinator, exchange):
    answer = client.post(reverse("facilitation:publish", args=[exchange.slug]), follow=True)
    text = answer.content.decode()
    assert "2 groups are published" in text
    assert text.count("Arriving as a group") == 2


def test_what_holds_publishing_back_is_said(client, coordinator, exchange):
    exchange.series.filter(number__gt=2).delete()
    text = text_of(client, "facilitation:publish", exchange.slug)
    assert "has at least 3" in text
    answer = client.post(reverse("facilitation:publish", args=[exchange.slug]), follow=True)
    assert answer.status_code == 200
    assert not exchange.groups.filter(status=Group.Status.PUBLISHED).exists()


def test_publishing_is_undone_on_the_page(client, coordinator, exchange):
    services.publish(exchange, coordinator)
    assert "Undo publishing" in text_of(client, "facilitation:publish", exchange.slug)
    client.post(reverse("facilitation:undo_publish", args=[exchange.slug]))
    assert DialogueSession.objects.count() == 0


def test_after_the_first_room_the_page_says_why_not(client, coordinator, exchange):
    services.publish(exchange, coordinator)
    meeting = DialogueSession.objects.first()
    RoomEvent.objects.create(dialogue_session=meeting, seq=1, at=0, kind="opened", data="{}", hash="0")
    assert "cannot be undone" in text_of(client, "facilitation:publish", exchange.slug)


def series(rows, initial):
    """What the browser posts: the rows that were shown, changed, and two empty ones."""
    rows = [*rows, ("", "", 120, "opening"), ("", "", 120, "opening")]
    posted = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": initial}
    for n, row in enumerate(rows):
        values = dict(zip(("title", "week", "minutes", "plan", "DELETE"), row, strict=False))
        posted |= {f"form-{n}-{name}": value for name, value in values.items()}
    return posted


def test_the_series_is_saved_in_the_order_of_weeks(client, coordinator, exchange):
    path = reverse("facilitation:sessions", args=[exchange.slug])
    exchange.series.filter(number__gt=3).delete()
    rows = [("Last", 3, 90, "closing"), ("First", 1, 120, "opening"), ("Gone", 2, 120, "middle", "on")]
    client.post(path, series(rows, initial=3))
    assert [(one.number, one.title, one.week) for one in exchange.series.all()] == [(1, "First", 1), (2, "Last", 3)]


def test_an_empty_row_can_be_filled(client, coordinator, exchange):
    exchange.series.all().delete()
    posted = series([], initial=0) | {"form-0-title": "First", "form-0-week": 1}
    client.post(reverse("facilitation:sessions", args=[exchange.slug]), posted)
    assert [one.title for one in exchange.series.all()] == ["First"]


def test_a_wrong_row_of_the_series_is_said_at_its_field(client, coordinator, exchange):
    answer = client.post(
        reverse("facilitation:sessions", args=[exchange.slug]), series([("First", 0, 120, "opening")], 1)
    )
    assert answer.status_code == 400
    assert exchange.series.count() == 8


def sign_in(client, enrolment_or_user):
    user = getattr(enrolment_or_user, "user", enrolment_or_user)
    client.force_login(user)
    return user


def soon(group, minutes=10, **fields):
    return make_session(group, starts_at=now() + timedelta(minutes=minutes), **fields)


@pytest.fixture
def published(exchange):
    exchange.groups.update(status=Group.Status.PUBLISHED)
    return exchange


def test_a_student_without_a_group_is_told_so(client):
    sign_in(client, make_student(make_exchange()))
    assert "Your group is not known yet" in text_of(client, "home")


def test_a_student_sees_the_next_session_with_one_join_button(client, published):
    group = published.groups.first()
    meeting = soon(group)
    soon(group, 60 * 24 * 7, number=2)
    sign_in(client, published.enrolments.first())
    text = text_of(client, "home")
    assert text.count(f'href="/sessions/{meeting.pk}/"') == 1
    assert text.count("Join") == 1
    assert "data-countdown" in text
    assert "Session 1 of 2" in text


def test_times_are_on_the_students_own_clock(client, published):
    soon_in_cairo = datetime.now(UTC).replace(hour=20, minute=15, second=0, microsecond=0) + timedelta(days=1)
    make_session(published.groups.first(), starts_at=soon_in_cairo)
    student = published.enrolments.filter(institution=make_institutions()[1]).first()
    user = sign_in(client, student)
    text = text_of(client, "home")
    assert user.timezone in text
    assert queries.meetings_of(user)[0].at == soon_in_cairo
    assert ":15" in text


def test_the_group_card_names_the_group_and_no_other(client, published):
    soon(published.groups.first())
    sign_in(client, published.enrolments.first())
    text = text_of(client, "home")
    assert "Student 6" in text
    assert "Student 7" not in text


def test_a_draft_group_is_shown_to_nobody(client, exchange):
    sign_in(client, exchange.enrolments.first())
    assert "Your group is not known yet" in text_of(client, "home")


def test_a_facilitators_home_has_sessions_and_access_needs_without_names(client, published):
    group = published.groups.first()
    needs = group.memberships.first().enrolment
    needs.profile.access_needs = ["captions"]
    needs.profile.save()
    meeting = soon(group)
    sign_in(client, group.facilitator.user)
    text = text_of(client, "home")
    assert f'href="/sessions/{meeting.pk}/"' in text
    assert "captions" in text
    assert str(needs.user) not in text


def test_my_week_leaves_out_sessions_of_others(client, published):
    soon(published.groups.last())
    user = sign_in(client, published.groups.first().facilitator.user)
    assert queries.my_week(user)["next"] is None
    assert "No session to come" in text_of(client, "facilitation:my_week")


def test_a_session_that_is_live_comes_first_and_can_be_joined(published):
    group = published.groups.first()
    live = soon(group, -150, state=DialogueSession.State.LIVE)
    soon(group, 60, number=2)
    week = queries.my_week(group.facilitator.user)
    assert week["next"].held == live
    assert week["next"].is_open


def test_a_session_that_nobody_opened_is_no_longer_next(published):
    group = published.groups.first()
    soon(group, -60 * 4)
    assert queries.my_week(group.facilitator.user)["next"] is None


def test_a_removed_seat_leads_nowhere(published):
    group = published.groups.first()
    meeting = soon(group)
    user = published.enrolments.first().user
    meeting.seats.filter(user=user).update(removed_at=now())
    assert queries.meetings_of(user) == []


STEPS = [
    ("import", lambda exchange: exchange.enrolments.all().delete()),
    ("publish_exchange", lambda exchange: Exchange.objects.update(status=Exchange.Status.DESIGN)),
    ("publish_groups", lambda exchange: None),
    ("match", lambda exchange: exchange.groups.all().delete()),
]


@pytest.mark.parametrize(("step", "before"), STEPS, ids=[step for step, _before in STEPS])
def test_the_coordinators_home_names_the_next_step(client, coordinator, exchange, step, before):
    before(exchange)
    assert queries.coordinator_home(coordinator)["parts"][0].next_step == step
    assert exchange.title in text_of(client, "home")


def test_a_live_session_shows_on_the_coordinators_home(client, coordinator, published):
    soon(published.groups.first(), -5, state=DialogueSession.State.LIVE)
    assert "Live now" in text_of(client, "home")


def test_an_educators_home_leads_to_the_students(client, exchange):
    sign_in(client, make_role(exchange, "educator"))
    assert reverse("exchanges:people", args=[exchange.slug]) in text_of(client, "home")
