"""Incidents: made of the log once, mailed without a word, taken care of, decided, lifted."""

from datetime import UTC, datetime

import pytest
from django.utils.timezone import now

from accounts import outbox
from accounts.models import AuditEntry, OutboxMail, User
from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.room import Refused
from facilitation import incident_queries, incidents, opening, services
from facilitation.errors import AppealsUsedUp, ClosingNeedsWords, NotRemoved, ReportInvalid
from facilitation.incident_mail import readers_of
from facilitation.incident_timeline import timeline_of
from facilitation.models import ExchangeRemoval, Incident, SweptLog
from sessions import rooms
from sessions.models import RoomText, Seat
from tests.facilitation.incident_rooms import PLAN, World, make_world
from tests.factories import make_coordinator, make_session, make_user

pytestmark = pytest.mark.django_db
WORDS = "he said my country is a joke"


@pytest.fixture
def world() -> World:
    return make_world()


def visible_to(world: World, user) -> list[Incident]:
    return list(incident_queries.visible(world.exchange, user))


# -- from the log ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "source", "kind"),
    [
        (ask.Report(1, "unsafe", WORDS, 2), "reported", "safeguarding"),
        (ask.Report(1, "harassment", WORDS, 2), "reported", "conduct"),
        (ask.Report(1, "technical"), "reported", "technical"),
        (ask.FlagHurt(1, WORDS), "hurt", "content"),
    ],
)
def test_a_report_and_what_hurts_become_incidents(world: World, command: ask.Command, source: str, kind: str) -> None:
    seq = world.asks(command)
    [made] = incidents.gather(world.meeting)
    assert (made.source, made.kind, made.seq, made.state, made.by_seat) == (source, kind, seq, "open", 1)


def test_what_facilitators_do_for_safety_becomes_an_incident(world: World) -> None:
    world.asks(
        ask.TagDistress(world.lead, 1), ask.TagDistress(world.lead, 1, on=False), ask.Remove(world.lead, 2, "no")
    )
    made = incidents.gather(world.meeting)
    assert [(one.source, one.about_seat) for one in made] == [("distress", 1), ("removed", 2)]


def test_the_commit_of_a_report_makes_the_incident_at_once(world: World, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        world.asks(ask.Report(1, "hurtful", WORDS))
    assert world.incident.category == "hurtful"


def test_each_event_is_one_incident_however_often_it_is_looked_for(world: World) -> None:
    world.asks(ask.Report(1, "hurtful", WORDS))
    for _ in range(2):
        incidents.gather(world.meeting)
        incidents.sweep(world.exchange.pk)
    assert Incident.objects.count() == 1


def test_a_call_that_was_lost_loses_no_incident(world: World) -> None:
    world.asks(ask.Report(1, "hurtful", WORDS))
    incidents.sweep(world.exchange.pk)
    assert world.incident.by_seat == 1


def test_logs_with_nothing_for_the_coordinator_cost_no_query_each(world: World, django_assert_max_num_queries) -> None:
    for number in range(3, 13):
        rooms.open_room(make_session(world.exchange.groups.get(), number, now()), PLAN)
    with django_assert_max_num_queries(8):
        incidents.sweep(world.exchange.pk)
    assert SweptLog.objects.count() == 11


def test_a_room_without_an_exchange_has_no_incidents(world: World) -> None:
    world.asks(ask.Report(1, "hurtful", WORDS))
    world.meeting.exchange = None
    assert incidents.gather(world.meeting) == []


def test_the_words_stay_with_the_log_and_can_be_erased_there(world: World) -> None:
    world.asks(ask.Report(1, "hurtful", WORDS))
    incidents.gather(world.meeting)
    assert incident_queries.incident_page(world.incident, world.coordinator)["words"] == WORDS
    RoomText.objects.all().delete()
    assert incident_queries.incident_page(world.incident, world.coordinator)["words"] == ""


# -- mail --------------------------------------------------------------------------------------------------------


def mails(world: World) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(to=world.coordinator.email))


def test_the_coordinator_gets_a_mail_without_names_and_words(world: World) -> None:
    world.asks(ask.Report(1, "harassment", WORDS, 2))
    incidents.gather(world.meeting)
    [mail] = mails(world)
    assert f"/incidents/{world.incident.pk}/" in mail.body
    told = mail.subject + mail.body
    assert not any(secret in told for secret in (WORDS, world.user(1).name, world.user(2).name, "harass"))


@pytest.mark.parametrize(("category", "sent"), [("unsafe", 1), ("harassment", 0)])
def test_at_night_only_safeguarding_is_mailed(world: World, category: str, sent: int) -> None:
    world.asks(ask.Report(1, category))
    incidents.gather(world.meeting)
    assert outbox.deliver_due(datetime(2099, 1, 1, 3, tzinfo=UTC)).sent == sent


def test_a_hard_session_is_one_mail_and_not_nine(world: World) -> None:
    for seat in (1, 2, 3):
        world.asks(ask.FlagHurt(seat))
    incidents.gather(world.meeting)
    assert len(mails(world)) == 1


def test_somebody_who_reports_again_and_again_does_not_flood_the_mail(world: World) -> None:
    for text in ("one", "two", "three"):
        world.asks(ask.Report(1, "harassment", text, 2))
    assert len(incidents.gather(world.meeting)) == 3
    assert len(mails(world)) == 1


# -- who may know ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [True, False])
def test_a_report_that_may_be_about_a_coordinator_who_led_is_read_by_another_one(world: World, named: bool) -> None:
    leader = world.user(world.lead)
    make_coordinator_of(world, leader)
    world.asks(ask.Report(1, "harassment", WORDS, world.lead if named else 0))
    incidents.gather(world.meeting)
    assert leader not in readers_of(world.incident)
    assert visible_to(world, leader) == []
    assert visible_to(world, world.coordinator) == [world.incident]
    assert not OutboxMail.objects.filter(to=leader.email).exists()


def make_coordinator_of(world: World, user) -> None:
    world.exchange.roles.create(user=user, role="coordinator")


def test_a_report_that_no_coordinator_may_read_goes_to_the_administration(world: World) -> None:
    leader = world.user(world.lead)
    world.exchange.roles.all().delete()
    make_coordinator_of(world, leader)
    admin = make_user("Root", is_superuser=True)
    world.asks(ask.Report(1, "harassment", WORDS, world.lead))
    incidents.gather(world.meeting)
    assert list(OutboxMail.objects.values_list("to", flat=True)) == [admin.email]


def test_an_administrator_does_not_read_the_report_about_herself(world: World) -> None:
    world.exchange.roles.all().delete()
    User.objects.filter(pk=world.user(world.lead).pk).update(is_superuser=True)
    world.asks(ask.Report(1, "harassment", WORDS, world.lead))
    incidents.gather(world.meeting)
    assert readers_of(world.incident) == []
    other = make_user("Root", is_superuser=True)
    assert readers_of(world.incident) == [other]


def test_an_administrator_who_led_reads_a_report_that_names_nobody_when_there_is_nobody_else(world: World) -> None:
    world.exchange.roles.all().delete()
    lead = world.user(world.lead)
    User.objects.filter(pk=lead.pk).update(is_superuser=True)
    world.asks(ask.Report(1, "harassment", WORDS))
    incidents.gather(world.meeting)
    assert readers_of(world.incident) == [lead]


def test_a_report_from_a_page_has_no_nul(world: World) -> None:
    incidents.report(world.meeting.seats.get(number=1), "hurtful", 0, "a\0b")
    assert RoomText.objects.get(seat=1).text == "ab"


# -- taking care -------------------------------------------------------------------------------------------------


def reported(world: World) -> Incident:
    world.asks(ask.Report(1, "hurtful", WORDS, 2))
    return next(made for made in incidents.gather(world.meeting) if made.source == "reported")


def test_somebody_takes_care_notes_and_closes_with_a_sentence(world: World) -> None:
    incident, by = reported(world), world.coordinator
    incidents.take_care(incident, by)
    incidents.add_note(incident, by, "spoke with both")
    incidents.close(incident, by, "They agreed on how to go on.")
    incident.refresh_from_db()
    assert (incident.state, incident.owner, incident.decided) == ("closed", by, "They agreed on how to go on.")
    assert [note.what for note in incident.notes.all()] == ["taken", "note", "closed"]
    assert AuditEntry.objects.filter(actor=by, verb="incident.closed").count() == 1


def test_nothing_is_closed_without_a_sentence(world: World) -> None:
    with pytest.raises(ClosingNeedsWords):
        incidents.close(reported(world), world.coordinator, "  ")
    assert world.incident.state == "open"


def test_a_closed_incident_can_be_opened_again(world: World) -> None:
    incident = reported(world)
    incidents.close(incident, world.coordinator, "done")
    incidents.reopen(incident, world.coordinator)
    assert world.incident.state == "in_care"


def test_the_timeline_tells_who_was_there_and_nothing_that_was_said(world: World) -> None:
    world.asks(ask.Say(3, "SECRET"), ask.FlagHurt(3, "SECRET"), ask.SendToLobby(world.lead, 3))
    timeline = timeline_of(reported(world))
    told = " ".join(moment.words for moment in timeline.moments)
    assert sorted(timeline.here) == sorted(world.user(n).name for n in (1, 2, world.lead))
    assert timeline.phase == "Arriving"
    assert "was asked to wait outside" in told
    assert "SECRET" not in told
    assert "hurts" not in told
    assert [moment.words for moment in timeline.moments if moment.is_it] == [f"{world.user(1).name} made a report"]


# -- reports from a page -----------------------------------------------------------------------------------------


def test_a_report_after_the_end_goes_into_the_log_of_the_room(world: World) -> None:
    world.asks(ask.EndSession(world.lead))
    incidents.report(world.meeting.seats.get(number=1), "hurtful", 2, WORDS)
    assert incidents.gather(world.meeting)[0].seq is not None


@pytest.mark.parametrize("how", ["closed", "removed", "not_opened"])
def test_a_report_that_the_room_does_not_take_is_kept_beside_it(world: World, how: str) -> None:
    meeting = world.later if how == "not_opened" else world.meeting
    if how == "closed":
        world.asks(ask.EndSession(world.lead), server.CloseEvidence())
    if how == "removed":
        world.asks(ask.Remove(world.lead, 1, "no"))
    incidents.report(meeting.seats.get(number=1), "hurtful", 0, WORDS)
    beside = Incident.objects.get(seq=None)
    assert (beside.words, beside.by_seat) == (WORDS, 1)


@pytest.mark.parametrize(("category", "about"), [("boring", 0), ("hurtful", 99)])
def test_a_report_on_nothing_known_is_refused(world: World, category: str, about: int) -> None:
    with pytest.raises(ReportInvalid):
        incidents.report(world.meeting.seats.get(number=1), category, about, WORDS)


# -- out of the exchange -----------------------------------------------------------------------------------------


@pytest.fixture
def taken_out(world: World, django_capture_on_commit_callbacks) -> Incident:
    """Student 1, from all sessions; the room of the next session is open already."""
    rooms.open_room(world.later, PLAN)
    with django_capture_on_commit_callbacks(execute=True):
        world.asks(ask.Remove(world.lead, 1, "threats", exchange=True))
    return world.incident


def seat_later(world: World) -> Seat:
    return world.later.seats.get(user=world.user(1))


def test_removal_from_the_exchange_closes_every_seat_to_come(world: World, taken_out: Incident) -> None:
    removal = ExchangeRemoval.objects.get()
    assert (removal.user, removal.incident) == (world.user(1), taken_out)
    assert seat_later(world).removed_at == removal.at
    assert rooms.room_now(world.later.pk).seats[seat_later(world).number].closed
    assert OutboxMail.objects.filter(to=world.user(1).email, key__startswith="taken_out").exists()


def test_a_removal_from_one_session_leaves_the_others(world: World) -> None:
    world.asks(ask.Remove(world.lead, 1, "noise"))
    incidents.gather(world.meeting)
    assert seat_later(world).removed_at is None


def test_who_is_removed_from_the_exchange_gets_no_seat_by_a_new_group(world: World, taken_out: Incident) -> None:
    services.load_plans(services.shipped_plans())
    Seat.objects.filter(pk=seat_later(world).pk).update(removed_at=None)
    opening.open_meeting(world.later)
    assert seat_later(world).removed_at is not None


def test_the_coordinator_lifts_it_and_the_seats_come_back(
    world: World, taken_out: Incident, django_capture_on_commit_callbacks
) -> None:
    gone_before = world.later.seats.get(user=world.user(2))
    Seat.objects.filter(pk=gone_before.pk).update(removed_at=datetime(2026, 1, 1, tzinfo=UTC))
    with django_capture_on_commit_callbacks(execute=True):
        incidents.lift(taken_out, world.coordinator)
    assert seat_later(world).removed_at is None
    assert not rooms.room_now(world.later.pk).seats[seat_later(world).number].closed
    assert world.later.seats.get(pk=gone_before.pk).removed_at is not None
    world.asks(server.Connect(1, "again", "phone", "p1"))
    with pytest.raises(NotRemoved):
        incidents.lift(taken_out, world.coordinator)


def test_a_facilitator_cannot_take_it_back(world: World, taken_out: Incident) -> None:
    with pytest.raises(Refused) as refused:
        world.asks(ask.AllowBack(world.lead, 1))
    assert refused.value.code == "barred"


def test_an_appeal_opens_a_closed_incident_and_is_mailed(world: World, taken_out: Incident) -> None:
    incidents.close(taken_out, world.coordinator, "stays out")
    incidents.appeal(taken_out, world.user(1), "it was not me")
    assert world.incident.state == "open"
    [mail] = OutboxMail.objects.filter(key__startswith="appeal:")
    assert "not me" not in mail.body


def test_one_can_ask_three_times(world: World, taken_out: Incident) -> None:
    for _ in range(3):
        incidents.appeal(taken_out, world.user(1), "please")
    with pytest.raises(AppealsUsedUp):
        incidents.appeal(taken_out, world.user(1), "please")


def test_coordinators_of_other_exchanges_see_nothing(world: World) -> None:
    reported(world)
    other = make_world()
    assert visible_to(other, make_coordinator(other.exchange)) == []
