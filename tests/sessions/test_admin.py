"""The log is there to look at, and cannot be edited by anybody."""

import pytest
from django.test import Client

from accounts.models import User
from dialogue import commands as ask
from dialogue import server_commands as server
from sessions.models import DialogueSession, RoomEvent
from sessions.rehearsals import make_room
from sessions.rooms import act

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("chief@example.org", "a long password here"))
    return client


@pytest.fixture
def room() -> DialogueSession:
    return make_room(1, 2, 1, PLAN, 60)


def test_the_log_is_listed(chief: Client, room: DialogueSession) -> None:
    page = chief.get("/admin/dialogue_sessions/roomevent/")
    assert page.status_code == 200
    assert "SessionScheduled" in page.text


def test_an_event_cannot_be_changed_or_deleted(chief: Client, room: DialogueSession) -> None:
    event = RoomEvent.objects.filter(dialogue_session=room)[0]
    address = f"/admin/dialogue_sessions/roomevent/{event.pk}/"
    assert chief.post(f"{address}change/", {"kind": "Ended"}).status_code == 403
    assert chief.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert RoomEvent.objects.get(pk=event.pk).kind == event.kind


def test_words_are_not_shown(chief: Client, room: DialogueSession) -> None:
    act(room.pk, server.Connect(1, "c", "d", "p"))
    act(room.pk, ask.Say(1, "a private line"))
    assert "a private line" not in chief.get("/admin/dialogue_sessions/roomevent/?all=").text
