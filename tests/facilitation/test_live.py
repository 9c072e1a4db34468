"""The live board: who may open it, and what it says of each room."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from dialogue import commands as ask
from dialogue import server_commands as server
from facilitation import incidents, services
from facilitation.live import LiveRoom, board
from facilitation.models import Plan, SessionPlan
from sessions import rooms
from sessions.models import DialogueSession
from tests.facilitation.incident_rooms import PLAN, World, make_world
from tests.factories import make_coordinator, make_exchange, make_role, make_session, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def rooms_on_board(world: World) -> list[LiveRoom]:
    shown = board(world.coordinator, "en")["exchanges"]
    return [room for _exchange, there in shown for room in there]  # type: ignore[attr-defined]


def page(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("facilitation:live")).content.decode()


def test_only_who_coordinates_opens_it(client, world: World) -> None:
    for user in (make_role(world.exchange, "educator"), world.user(1), world.user(world.lead), make_user()):
        client.force_login(user)
        assert client.get(reverse("facilitation:live")).status_code == 404
    assert "Live now" in page(client, world.coordinator)


def test_rooms_of_other_exchanges_are_not_on_it(world: World) -> None:
    stranger = make_coordinator(make_exchange())
    assert board(stranger, "en")["exchanges"] == []


def test_a_live_room_tells_who_is_connected_and_that_it_is_facilitated(client, world: World) -> None:
    world.asks(ask.Leave(2))
    shown = page(client, world.coordinator)
    assert "2 of 3 connected" in shown
    assert "facilitated" in shown


def test_a_room_without_a_facilitator_says_so_at_once(world: World) -> None:
    world.asks(ask.Leave(world.lead))
    [room] = rooms_on_board(world)
    assert (room.standing, room.waiting) == ("unled", None)


def test_who_needs_somebody_stands_first(world: World) -> None:
    late = make_session(world.meeting.group, 3, now() - timedelta(minutes=6))
    rooms.open_room(late, PLAN)
    rooms.act(late.pk, server.Connect(1, "late", "laptop", "p1"))
    assert [room.meeting.pk for room in rooms_on_board(world)] == [late.pk, world.meeting.pk]


@pytest.mark.parametrize(
    ("minutes", "seats", "standing"),
    [(10, [1], "early"), (-1, [], "nobody"), (-1, [1], "waiting"), (-1, [1, 4], "ready")],
)
def test_before_the_start_it_tells_for_whom_it_waits(
    world: World, minutes: int, seats: list[int], standing: str
) -> None:
    soon = make_session(world.meeting.group, 3, now() + timedelta(minutes=minutes))
    rooms.open_room(soon, PLAN)
    for seat in seats:
        rooms.act(soon.pk, server.Connect(seat, f"soon-{seat}", "laptop", "p1"))
    assert [room.standing for room in rooms_on_board(world) if room.meeting.pk == soon.pk] == [standing]


def test_ended_and_later_sessions_are_not_on_it(world: World) -> None:
    world.asks(ask.EndSession(world.lead))
    told = board(world.coordinator, "en")
    assert (told["exchanges"], told["next"]) == ([], world.later)


def test_a_rehearsal_is_not_on_it(world: World) -> None:
    DialogueSession.objects.update(kind=DialogueSession.Kind.REHEARSAL)
    assert rooms_on_board(world) == []


def test_calls_are_counted_until_they_are_taken_care_of(world: World) -> None:
    world.asks(ask.CallHelp(1), ask.CallHelp(2), ask.FlagHurt(2))
    assert rooms_on_board(world)[0].calls == 2
    world.asks(ask.TakeHelp(world.lead, 1, done=True))
    assert rooms_on_board(world)[0].calls == 1


def test_the_phase_has_its_title_in_the_readers_language(world: World) -> None:
    services.load_plans(services.shipped_plans())
    SessionPlan.objects.create(
        dialogue_session=world.meeting, plan=Plan.objects.filter(slug="opening").latest("version")
    )
    [room] = rooms_on_board(world)
    first = room.phases[0]
    assert (room.phase_number, room.phase_title) == (1, first["title"])
    assert board(world.coordinator, "nl")["exchanges"][0][1][0].phase_title == first["translations"]["nl"]["title"]  # type: ignore[index]


def test_the_newest_incident_is_linked(client, world: World) -> None:
    world.asks(ask.Report(1, "hurtful", "words", 2), ask.FlagHurt(3))
    newest = incidents.gather(world.meeting)[-1]
    assert reverse("facilitation:incident", args=[world.exchange.slug, newest.pk]) in page(client, world.coordinator)


def test_an_incident_about_the_reader_is_not_on_it(world: World) -> None:
    world.meeting.seats.filter(role="lead").update(user=world.coordinator)
    world.asks(ask.Report(1, "harassment", "words", world.lead))
    incidents.gather(world.meeting)
    assert rooms_on_board(world)[0].incident is None


def test_it_asks_for_a_few_things_however_many_rooms_there_are(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(3, 9):
        make_session(world.meeting.group, number, now() + timedelta(minutes=number))
    with django_assert_max_num_queries(16):
        assert len(rooms_on_board(world)) == 7


def test_what_asks_again_gets_the_rooms_alone(client, world: World) -> None:
    client.force_login(world.coordinator)
    part = client.get(reverse("facilitation:live"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="live-rooms"')
    assert "every 15s" in part
