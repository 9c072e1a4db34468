"""What follows when groups change while they meet: seats, sessions, open rooms, and one mail to whom it concerns."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import OutboxMail, User
from exchanges.models import Exchange, Facilitator
from exchanges.services import withdraw
from facilitation import opening, services
from facilitation.models import ExchangeRemoval, Incident
from matching import changes, merging
from matching.changes import Wanted
from matching.checks import members_of
from matching.meeting_changes import NewMeeting
from matching.models import Change, Group
from sessions import rooms, scheduling
from sessions.models import DialogueSession, Seat
from tests.factories import make_exchange, make_facilitator, make_group, make_student, make_students, make_user

pytestmark = pytest.mark.django_db(transaction=True)
State = DialogueSession.State


@pytest.fixture
def by() -> User:
    return make_user("Coordinator")


@pytest.fixture
def groups(by: User) -> list[Group]:
    """Two published groups of four and seven with four sessions each, from the Monday after next."""
    services.load_plans(services.shipped_plans())
    monday = now().date() + timedelta(days=14 - now().weekday())
    exchange = make_exchange(sessions=4, status=Exchange.Status.PUBLISHED, starts_on=monday)
    students = make_students(exchange, 11)
    make_group(exchange, students[:4], make_facilitator(exchange, "One"))
    make_group(exchange, students[4:], make_facilitator(exchange, "Two"))
    return services.publish(exchange, by)


def seats_of(person: User, group: Group) -> list[int]:
    """Numbers of the seats that somebody has in the sessions of a group."""
    seats = Seat.objects.filter(user=person, dialogue_session__group=group, removed_at=None)
    return list(seats.order_by("dialogue_session__starts_at").values_list("number", flat=True))


def go(student, source, target, by):  # type: ignore[no-untyped-def]
    return changes.ask(target.exchange, Change.Kind.MOVE, [Wanted(student, source, target, asks=False)], by)


def test_who_joins_has_a_seat_in_every_session_to_come_and_one_mail(groups: list[Group], by: User) -> None:
    late = make_student(groups[0].exchange, 11)
    go(late, None, groups[0], by)
    assert len(seats_of(late.user, groups[0])) == 4
    (mail,) = OutboxMail.objects.filter(to=late.user.email)
    assert "Your group and your dates" in mail.subject


def test_who_moves_leaves_the_seats_of_the_former_group(groups: list[Group], by: User) -> None:
    student = members_of(groups[1])[0]
    go(student, groups[1], groups[0], by)
    assert seats_of(student.user, groups[1]) == []
    assert len(seats_of(student.user, groups[0])) == 4


def test_who_comes_back_has_the_same_seats_again(groups: list[Group], by: User) -> None:
    student = members_of(groups[1])[0]
    before = seats_of(student.user, groups[1])
    go(student, groups[1], groups[0], by)
    go(student, groups[0], groups[1], by)
    assert seats_of(student.user, groups[1]) == before


def test_a_session_that_is_over_keeps_its_seat(groups: list[Group], by: User) -> None:
    held = groups[1].sessions.first()
    assert held is not None
    DialogueSession.objects.filter(pk=held.pk).update(state=State.ENDED)
    student = members_of(groups[1])[0]
    go(student, groups[1], groups[0], by)
    assert held.seats.filter(user=student.user, removed_at=None).exists()


def test_a_room_that_is_open_hears_of_it(groups: list[Group], by: User) -> None:
    meetings = [group.sessions.order_by("number")[0] for group in groups]
    for meeting in meetings:
        opening.open_meeting(meeting)
    student = members_of(groups[1])[0]
    left = meetings[1].seats.get(user=student.user).number
    go(student, groups[1], groups[0], by)
    new = meetings[0].seats.get(user=student.user).number
    assert rooms.room_now(meetings[1].pk).seats[left].closed
    assert not rooms.room_now(meetings[0].pk).seats[new].closed


def test_who_is_taken_out_of_the_exchange_gets_no_seat_by_moving(groups: list[Group], by: User) -> None:
    student = members_of(groups[1])[0]
    held = groups[1].sessions.order_by("number")[0]
    incident = Incident.objects.create(dialogue_session=held, kind="conduct", source="removed", at=now(), by_seat=1)
    ExchangeRemoval.objects.create(exchange=groups[0].exchange, user=student.user, incident=incident)
    meeting = groups[0].sessions.order_by("number")[0]
    opening.open_meeting(meeting)
    go(student, groups[1], groups[0], by)
    assert seats_of(student.user, groups[0]) == []
    assert meeting.seats.get(user=student.user).number not in rooms.room_now(meeting.pk).seats


def test_a_change_without_its_seats_is_completed_when_the_room_opens(groups: list[Group]) -> None:
    """As if the process had died between the commit and the hook."""
    late = make_student(groups[0].exchange, 11)
    groups[0].memberships.create(enrolment=late)
    meeting = groups[0].sessions.order_by("number")[0]
    opening.open_meeting(meeting)
    assert meeting.seats.get(user=late.user).number in rooms.room_now(meeting.pk).seats


def test_who_leaves_the_exchange_has_no_seat_any_more(groups: list[Group], by: User) -> None:
    student = members_of(groups[1])[0]
    withdraw(student, by, "moved away")
    assert seats_of(student.user, groups[1]) == []


def test_the_sessions_of_a_group_that_ends_do_not_take_place(groups: list[Group], by: User) -> None:
    merging.merge_groups(groups[0], groups[1], by, "They are too few.", asks=False)
    assert set(groups[0].sessions.values_list("state", flat=True)) == {State.CANCELLED}
    assert set(groups[1].sessions.values_list("state", flat=True)) == {State.SCHEDULED}
    assert groups[1].sessions.first().seats.filter(role="student", removed_at=None).count() == 11  # type: ignore[union-attr]


def test_who_led_the_group_that_ends_is_told_once(groups: list[Group], by: User) -> None:
    merging.merge_groups(groups[0], groups[1], by, "They are too few.", asks=False)
    assert groups[0].facilitator is not None
    mails = OutboxMail.objects.filter(key__startswith="group_ended:", to=groups[0].facilitator.user.email)
    assert mails.count() == 1


def test_undoing_a_merger_brings_sessions_and_seats_back(groups: list[Group], by: User) -> None:
    people = members_of(groups[0])
    before = [seats_of(one.user, groups[0]) for one in people]
    change = merging.merge_groups(groups[0], groups[1], by, "They are too few.", asks=False)
    changes.undo_merge(change, by)
    assert set(groups[0].sessions.values_list("state", flat=True)) == {State.SCHEDULED}
    assert [seats_of(one.user, groups[0]) for one in people] == before
    assert seats_of(people[0].user, groups[1]) == []


def test_a_group_that_is_added_meets_in_the_weeks_to_come(groups: list[Group], by: User) -> None:
    exchange = groups[0].exchange
    late = [make_student(exchange, nth) for nth in range(11, 15)]
    added = make_group(exchange, [], make_facilitator(exchange, "Three"), slot="Wed 16:30")
    wanted = [Wanted(one, None, added, asks=False) for one in late]
    changes.ask(exchange, Change.Kind.PROPOSAL, wanted, by)
    added.refresh_from_db()
    assert added.status == Group.Status.PUBLISHED
    assert [meeting.session_plan.plan.slug for meeting in added.sessions.all()][0] == "opening"
    assert len(seats_of(late[0].user, added)) == 4
    assert OutboxMail.objects.filter(to=late[0].user.email).count() == 1


def test_taking_publishing_back_ends_every_question(groups: list[Group], by: User) -> None:
    student = members_of(groups[1])[0]
    change = changes.ask(groups[0].exchange, Change.Kind.MOVE, [Wanted(student, groups[1], groups[0])], by)
    services.undo_publish(groups[0].exchange, by)
    change.refresh_from_db()
    assert change.status == Change.Status.CANCELLED


def meet_otherwise(group: Group, slot: str, leader: Facilitator, by: User) -> Change:
    new = NewMeeting(group, slot, leader, "en", group.slot, group.facilitator)
    wanted = changes.with_stayers([], [new], asks=False)
    return changes.ask(group.exchange, Change.Kind.PROPOSAL, wanted, by, new=[new])


def test_sessions_to_come_follow_a_new_time_and_everybody_has_the_dates(groups: list[Group], by: User) -> None:
    assert groups[0].facilitator is not None
    meet_otherwise(groups[0], "Wed 18:00", groups[0].facilitator, by)
    starts = {(one.wall_date.weekday(), f"{one.wall_time:%H:%M}") for one in groups[0].sessions.all()}
    assert starts == {(2, "18:00")}
    mails = OutboxMail.objects.filter(key__startswith=f"meets_anew:{groups[0].pk}:")
    assert mails.count() == 5
    assert all("New dates for" in mail.subject for mail in mails)


def test_a_room_that_was_opened_keeps_its_time(groups: list[Group], by: User) -> None:
    opened = groups[0].sessions.order_by("starts_at")[1]
    DialogueSession.objects.filter(pk=opened.pk).update(state=State.LOBBY)
    assert groups[0].facilitator is not None
    meet_otherwise(groups[0], "Wed 18:00", groups[0].facilitator, by)
    days = [one.wall_date.weekday() for one in groups[0].sessions.order_by("number")]
    assert days == [2, 0, 2, 2]


def test_a_session_whose_new_time_is_past_already_is_not_lost(groups: list[Group], by: User) -> None:
    """Moved to earlier in the week: this week's session stays where it was."""
    group, exchange = groups[1], groups[1].exchange
    exchange.starts_on = now().date() - timedelta(days=now().weekday())
    exchange.save()
    first = group.sessions.order_by("number")[0]
    soon = now() + timedelta(hours=30)
    DialogueSession.objects.filter(pk=first.pk).update(starts_at=soon)
    group.slot = f"{now():%a} 00:00"
    kept = {one.pk: one.starts_at for one in scheduling.reschedule(group)}
    assert kept[first.pk] == soon


def test_another_facilitator_has_the_seats_and_who_led_is_told(groups: list[Group], by: User) -> None:
    before, leader = groups[0].facilitator, make_facilitator(groups[0].exchange, "Three")
    assert before is not None
    meet_otherwise(groups[0], groups[0].slot, leader, by)
    assert seats_of(before.user, groups[0]) == []
    assert len(seats_of(leader.user, groups[0])) == 4
    (told,) = OutboxMail.objects.filter(to=before.user.email, key__startswith="meets_anew:")
    assert "Somebody else leads" in told.subject
    assert OutboxMail.objects.filter(key__startswith=f"meets_anew:{groups[0].pk}:").count() == 6
