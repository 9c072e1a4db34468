"""What a person is told about the rooms, and what the download holds of them."""

import json
from datetime import UTC, datetime

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts import own_data
from accounts.models import User
from dialogue import commands as ask
from dialogue import server_commands as server
from sessions import own_words
from sessions.models import DialogueSession, Seat
from sessions.rehearsals import make_room
from sessions.rooms import act
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}


@pytest.fixture
def writer() -> User:
    """Seat 1 of a room, who typed one line; seat 2 typed one too."""
    room, user = make_room(1, 2, 1, PLAN, 60), make_user("Amira")
    Seat.objects.filter(dialogue_session=room, number=1).update(user=user)
    for seat, text in ((1, "mine"), (2, "of somebody else")):
        act(room.pk, server.Connect(seat, f"c{seat}", "d", "p"), ask.Say(seat, text))
    return user


def test_the_download_holds_my_seats_and_my_lines_and_nobody_elses(writer: User) -> None:
    rows = json.loads(json.dumps(own_data.as_data(writer)["sessions"], cls=DjangoJSONEncoder))
    assert [row["number"] for row in rows["seats"]] == [1]
    assert [row["text"] for row in rows["texts"]] == ["mine"]


def test_a_person_is_told_that_typed_lines_are_kept(writer: User) -> None:
    place, lines = dict(own_data.in_words(writer))["Your sessions"]
    assert place.startswith("You have a place in 1 session.")
    assert lines.startswith("1 text that you typed")


def test_who_was_in_no_room_is_told_nothing(writer: User) -> None:
    assert "Your sessions" not in dict(own_data.in_words(make_user()))
    assert own_data.as_data(make_user())["sessions"] == {"seats": [], "texts": [], "device_check": [], "talk_time": []}


def test_each_text_says_what_kind_it_is(writer: User) -> None:
    room = Seat.objects.get(user=writer).dialogue_session_id
    act(room, server.Connect(3, "c3", "d", "p"), ask.OpenPoll(3, "Which drink?", ("Tea", "Coffee")))
    act(room, ask.WriteNote(1, "a note"), ask.Answer(1, 1, (1,)))
    told = [(text["kind"], text["text"]) for text in own_data.as_data(writer)["sessions"]["texts"]]
    assert told == [
        ("chat, to everybody", "mine"),
        ("a note of the group", "a note"),
        ("your answer to a poll", "Which drink? Coffee"),
    ]


def test_who_was_in_more_than_a_thousand_rooms_can_read_about_them(writer: User) -> None:
    """One condition for each seat is more than SQLite takes in a query."""
    now = datetime.now(tz=UTC)
    day = {"wall_date": now.date(), "wall_time": now.time(), "zone": "UTC", "starts_at": now}
    made = DialogueSession.objects.bulk_create(DialogueSession(title="S", **day) for _ in range(1001))
    Seat.objects.bulk_create(Seat(dialogue_session=one, number=1, user=writer) for one in made)
    assert len(own_words.texts_of(writer)) == 1
