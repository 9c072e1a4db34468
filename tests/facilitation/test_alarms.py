"""Students wait and nobody facilitates: who has a mail, how soon, how often, and where it is seen."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import OutboxMail
from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.room import decide, replay
from dialogue.state import LEAD_HOLD_SECONDS
from facilitation.alarms import raise_alarm, raise_alarms, waiting_rooms
from facilitation.models import Alarm
from sessions import log, rooms
from sessions.models import ConnectionSign, DialogueSession
from tests.facilitation.incident_rooms import PLAN, World, make_world
from tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def seconds_after(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)


def unled(world: World) -> datetime:
    """The only facilitator leaves; when that was."""
    world.asks(ask.Leave(world.lead))
    world.meeting.refresh_from_db()
    assert world.meeting.unled_since is not None
    return world.meeting.unled_since


def not_started(world: World, *seats: int) -> DialogueSession:
    """A second session whose start is planned for now; these seats are connected."""
    meeting = make_session(world.meeting.group, 3, now())
    rooms.open_room(meeting, PLAN)
    for seat in seats:
        rooms.act(meeting.pk, server.Connect(seat, f"late-{seat}", "laptop", "p1"))
    return meeting


def mails() -> list[tuple[str, str]]:
    """What each mail is about, and to whom."""
    return sorted((mail.key.split(":")[0], mail.to) for mail in OutboxMail.objects.all())


def test_after_60_seconds_without_a_facilitator_the_coordinator_and_the_facilitators_have_a_mail(world: World) -> None:
    since = unled(world)
    assert raise_alarms(seconds_after(since, 59)) == 0
    assert raise_alarms(seconds_after(since, 61)) == 1
    assert mails() == [("alarm", world.coordinator.email), ("group_waits", world.user(world.lead).email)]


def test_the_mail_goes_out_at_any_hour_names_no_student_and_leads_to_the_board(world: World) -> None:
    raise_alarms(seconds_after(unled(world), 61))
    mail = OutboxMail.objects.get(to=world.coordinator.email)
    assert mail.at_any_hour
    assert reverse("facilitation:live") in mail.body
    told = mail.subject + mail.body
    assert not any(seat.user.name in told for seat in world.meeting.seats.filter(role="student"))


def test_the_mail_of_a_facilitator_leads_into_the_room(world: World) -> None:
    raise_alarms(seconds_after(unled(world), 61))
    mail = OutboxMail.objects.get(to=world.user(world.lead).email)
    assert reverse("dialogue_sessions:room", args=[world.meeting.pk]) in mail.body


def test_a_session_has_one_alarm_of_a_cause_in_half_an_hour(world: World) -> None:
    since = unled(world)
    for seconds in (61, 71, 900, 1800):
        raise_alarms(seconds_after(since, seconds))
    assert Alarm.objects.count() == 1
    raise_alarms(seconds_after(since, 61 + 1801))
    assert [alarm.number for alarm in Alarm.objects.all()] == [1, 2]


def test_another_process_that_looks_at_the_same_moment_mails_nothing(world: World) -> None:
    since = unled(world)
    seen_by_both = waiting_rooms(seconds_after(since, 61))[0]
    assert [raise_alarm(seen_by_both, seconds_after(since, 61)) for _ in range(2)] == [True, False]
    assert OutboxMail.objects.count() == 2


def test_nobody_is_told_of_a_facilitator_who_is_back_within_a_minute(world: World) -> None:
    since = unled(world)
    world.asks(server.Connect(world.lead, "back", "laptop", "p1"))
    assert raise_alarms(seconds_after(since, 61)) == 0


def test_an_empty_room_calls_nobody(world: World) -> None:
    since = unled(world)
    world.asks(*(ask.Leave(seat) for seat in (1, 2, 3)))
    assert raise_alarms(seconds_after(since, 61)) == 0


def test_who_stays_after_the_planned_length_stays_by_choice(world: World) -> None:
    since = unled(world)
    assert raise_alarms(since + timedelta(minutes=world.meeting.minutes + 1)) == 0


def test_a_session_that_has_ended_calls_nobody(world: World) -> None:
    world.asks(ask.EndSession(world.lead))
    assert raise_alarms(now() + timedelta(minutes=2)) == 0


def test_a_rehearsal_calls_nobody(world: World) -> None:
    since = unled(world)
    DialogueSession.objects.update(kind=DialogueSession.Kind.REHEARSAL)
    assert raise_alarms(seconds_after(since, 61)) == 0


def test_students_who_wait_five_minutes_after_the_start_are_heard_of(world: World) -> None:
    meeting = not_started(world, 1, 2)
    assert raise_alarms(meeting.starts_at + timedelta(minutes=4.9)) == 0
    assert raise_alarms(meeting.starts_at + timedelta(minutes=5.1)) == 1
    assert Alarm.objects.get().cause == "nobody_came"


def test_a_session_to_which_nobody_came_at_all_calls_nobody(world: World) -> None:
    meeting = not_started(world)
    assert raise_alarms(meeting.starts_at + timedelta(minutes=6)) == 0


def test_a_facilitator_who_is_there_and_has_not_started_is_no_alarm(world: World) -> None:
    meeting = not_started(world, 1, world.lead)
    assert raise_alarms(meeting.starts_at + timedelta(minutes=6)) == 0


def test_without_a_coordinator_the_administration_hears_of_it(world: World, admin_user) -> None:  # type: ignore[no-untyped-def]
    world.exchange.roles.all().delete()
    raise_alarms(seconds_after(unled(world), 61))
    assert ("alarm", admin_user.email) in mails()


def test_an_alarm_outlives_the_process_that_held_the_sockets(world: World) -> None:
    """What another process needs is in the database: it closes the connections, rings the timer and mails."""
    leader = ConnectionSign.objects.get(seat=world.lead)
    world.asks(server.Disconnect(leader.connection, 0.0, "lease_lost"))
    lost_at = rings_the_timer(world.meeting, LEAD_HOLD_SECONDS + 1)
    assert raise_alarms(seconds_after(lost_at, 61)) == 1


def rings_the_timer(meeting: DialogueSession, later_seconds: float) -> datetime:
    """So many seconds after the newest event of the log; since when nobody leads."""
    rows = log.read_rows(meeting.pk)
    room = replay(row.happened() for row in rows)
    at = round(room.at + later_seconds, 3)
    tip = (rows[-1].seq, rows[-1].hash)
    fresh = log.rows_for(meeting.pk, tip, at, decide(room, server.TimeUp(), at), None, "")
    log.append_one(log.Append(meeting.pk, fresh))
    meeting.refresh_from_db()
    assert meeting.unled_since is not None
    return meeting.unled_since


# -- where it is seen --------------------------------------------------------------------------------------------


def home(client, world: World) -> str:
    client.force_login(world.coordinator)
    return client.get(reverse("home")).content.decode()


def test_the_home_page_says_so_until_somebody_leads(client, world: World) -> None:
    said = f"{world.meeting.group.name} has no facilitator now"
    since = unled(world)
    DialogueSession.objects.filter(pk=world.meeting.pk).update(unled_since=since - timedelta(seconds=61))
    assert said in home(client, world)
    world.asks(server.Connect(world.lead, "back", "laptop", "p1"))
    assert said not in home(client, world)
