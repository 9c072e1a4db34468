"""Pages about incidents: who may open which, what they show, and what they do."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from dialogue import commands as ask
from facilitation import incidents
from facilitation.models import Incident
from tests.facilitation.incident_rooms import World, make_world
from tests.factories import make_coordinator, make_exchange, make_role, make_user

pytestmark = pytest.mark.django_db
WORDS = "he said my country is a joke"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def incident(world: World) -> Incident:
    world.asks(ask.Report(1, "harassment", WORDS, 2))
    return incidents.gather(world.meeting)[0]


def address(world: World, incident: Incident | None = None, verb: str = "") -> str:
    name = "incident_act" if verb else "incident" if incident else "incidents"
    args = [world.exchange.slug, *([incident.pk] if incident else []), *([verb] if verb else [])]
    return reverse(f"facilitation:{name}", args=args)


def page(client, user, path: str):
    client.force_login(user)
    return client.get(path)


def test_only_coordinators_of_the_exchange_open_incidents(client, world: World, incident: Incident) -> None:
    others = [
        make_role(world.exchange, "educator"),
        world.user(1),
        world.user(world.lead),
        make_coordinator(make_exchange()),
        make_user(),
    ]
    for path in (address(world), address(world, incident)):
        assert [page(client, user, path).status_code for user in others] == [404] * 5
        assert page(client, world.coordinator, path).status_code == 200


def test_the_list_finds_what_the_log_gained(client, world: World) -> None:
    world.asks(ask.FlagHurt(1))
    assert "Somebody said that it hurts" in page(client, world.coordinator, address(world)).content.decode()


def test_the_list_shows_open_ones_first_and_closed_ones_when_asked(client, world: World, incident: Incident) -> None:
    incidents.close(incident, world.coordinator, "They talked.")
    assert "They talked." not in page(client, world.coordinator, address(world)).content.decode()
    assert "They talked." in page(client, world.coordinator, f"{address(world)}?state=closed").content.decode()


def test_the_list_can_be_narrowed_to_a_session(client, world: World, incident: Incident) -> None:
    path = f"{address(world)}?session={world.later.pk}"
    assert "Nothing here" in page(client, world.coordinator, path).content.decode()
    assert page(client, world.coordinator, f"{address(world)}?session=nonsense").status_code == 200


def test_each_reading_of_an_incident_is_noted(client, world: World, incident: Incident) -> None:
    text = page(client, world.coordinator, address(world, incident)).content.decode()
    assert WORDS in text
    entry = AuditEntry.objects.get(verb="incident.read")
    assert (entry.actor, entry.about) == (world.coordinator, f"facilitation.incident:{incident.pk}")


def test_the_coordinator_takes_care_notes_and_closes_on_the_page(client, world: World, incident: Incident) -> None:
    client.force_login(world.coordinator)
    for verb, data in (("take", {}), ("note", {"text": "called both"}), ("sort", {"kind": "content"}),
                       ("close", {"text": "They talked."})):  # fmt: skip
        client.post(address(world, incident, verb), data)
    incident.refresh_from_db()
    assert (incident.state, incident.kind, incident.owner) == ("closed", "content", world.coordinator)
    assert "called both" in client.get(address(world, incident)).content.decode()


def test_closing_without_a_sentence_is_said_and_changes_nothing(client, world: World, incident: Incident) -> None:
    client.force_login(world.coordinator)
    answer = client.post(address(world, incident, "close"), {"text": ""}, follow=True)
    assert "Say in a sentence" in answer.content.decode()
    assert Incident.objects.get().state == "open"


def test_a_stranger_to_the_exchange_cannot_act_on_an_incident(client, world: World, incident: Incident) -> None:
    client.force_login(make_coordinator(make_exchange()))
    assert client.post(address(world, incident, "take")).status_code == 404


def test_safeguarding_shows_whom_to_call(client, world: World) -> None:
    world.asks(ask.Report(1, "unsafe"))
    [made] = incidents.gather(world.meeting)
    assert "safe@leiden.example" in page(client, world.coordinator, address(world, made)).content.decode()


def test_the_home_page_of_a_coordinator_counts_what_is_open(client, world: World, incident: Incident) -> None:
    assert "1 incident to look at" in page(client, world.coordinator, reverse("home")).content.decode()


# -- students ----------------------------------------------------------------------------------------------------


def report_path(world: World) -> str:
    return reverse("facilitation:report", args=[world.meeting.pk])


def test_a_student_reports_on_a_page_after_the_end(client, world: World, django_capture_on_commit_callbacks) -> None:
    world.asks(ask.EndSession(world.lead))
    client.force_login(world.user(1))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(report_path(world), {"category": "hurtful", "about": world.lead, "text": WORDS})
    assert "Thank you for telling us" in answer.content.decode()
    assert (world.incident.about_facilitator, world.incident.by_seat) == (True, 1)


def test_the_form_names_everybody_but_the_reporter(client, world: World) -> None:
    text = page(client, world.user(1), report_path(world)).content.decode()
    assert world.user(2).name in text
    assert f'<option value="{world.lead}">' in text
    assert '<option value="1">' not in text


def test_what_was_written_is_still_there_when_the_report_is_refused(client, world: World) -> None:
    client.force_login(world.user(1))
    answer = client.post(report_path(world), {"category": "", "text": WORDS})
    assert answer.status_code == 400
    assert WORDS in answer.content.decode()


def test_who_has_no_seat_reports_nothing_there(client, world: World) -> None:
    assert page(client, make_user(), report_path(world)).status_code == 404


def appeal_path(world: World) -> str:
    return reverse("facilitation:appeal", args=[world.meeting.pk])


def test_who_was_taken_out_reads_the_reason_and_asks_again(client, world: World) -> None:
    world.asks(ask.Remove(world.lead, 1, "shouting at others", exchange=True))
    assert "shouting at others" in page(client, world.user(1), appeal_path(world)).content.decode()
    client.post(appeal_path(world), {"text": "my brother shouted"})
    assert "my brother shouted" in page(client, world.coordinator, address(world, world.incident)).content.decode()


def test_the_own_home_page_says_so_and_leads_there(client, world: World) -> None:
    world.asks(ask.Remove(world.lead, 1, "shouting at others", exchange=True))
    incidents.gather(world.meeting)
    assert appeal_path(world) in page(client, world.user(1), reverse("home")).content.decode()
    assert appeal_path(world) not in page(client, world.user(2), reverse("home")).content.decode()


def test_who_was_not_taken_out_has_nothing_to_ask(client, world: World) -> None:
    world.asks(ask.Remove(world.lead, 1, "shouting at others"))
    assert page(client, world.user(2), appeal_path(world)).status_code == 404


def test_who_was_let_back_in_the_room_is_told_so(client, world: World) -> None:
    world.asks(ask.Remove(world.lead, 1, "noise"), ask.AllowBack(world.lead, 1))
    assert "You can come back" in page(client, world.user(1), appeal_path(world)).content.decode()


def test_the_room_leads_to_the_report_and_the_appeal(client, world: World) -> None:
    text = page(client, world.user(1), reverse("dialogue_sessions:room", args=[world.meeting.pk])).content.decode()
    if not text:  # the page before the first entry
        client.post(reverse("dialogue_sessions:entry", args=[world.meeting.pk]), {"agree": "yes"})
        text = client.get(reverse("dialogue_sessions:room", args=[world.meeting.pk])).content.decode()
    assert appeal_path(world) in text
    assert report_path(world) in text
