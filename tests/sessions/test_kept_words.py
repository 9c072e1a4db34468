"""What a group keeps from one session to the next."""

from datetime import UTC, datetime, timedelta

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from exchanges.models import Exchange
from matching.models import Group
from sessions import kept_words, rooms
from sessions.models import DialogueSession, RoomText
from tests.factories import make_exchange, make_facilitator, make_group, make_session, make_students
from tests.sessions.test_room_page import page

pytestmark = pytest.mark.django_db
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 10}]}
STUDENTS = (1, 2)


@pytest.fixture
def series() -> list[DialogueSession]:
    """Two sessions of one group of two students; in the first, they wrote notes, topics and an agreement."""
    starts_at = datetime.now(UTC) + timedelta(minutes=5)
    exchange = make_exchange(status=Exchange.Status.PUBLISHED)
    students, lead = make_students(exchange, 2), make_facilitator(exchange)
    group = make_group(exchange, students, lead, status=Group.Status.PUBLISHED)
    meetings = [make_session(group, number=n, starts_at=starts_at + timedelta(days=7 * n)) for n in (0, 1)]
    meetings[0].starts_at = starts_at
    first = meetings[0].pk
    rooms.open_room(meetings[0], PLAN)
    ana, ben, leads = seats(meetings[0], "student") + seats(meetings[0], "lead")
    for seat in (ana, ben, leads):
        rooms.act(first, server.TimeUp(), server.Connect(seat, f"c{seat}", "d", "p"))
    rooms.act(first, ask.StartSession(leads), ask.WriteNote(ana, "Tuesday it is"), ask.AddToBoard(ben, "Work"))
    rooms.act(first, ask.AddToBoard(ana, "Home"), ask.Mark(ana, 1), ask.Mark(ben, 1), ask.Mark(ben, 2))
    rooms.act(first, ask.Mark(ben, 2, on=False), ask.EditAgreement(leads, "We listen.", 0))
    rooms.act(first, ask.EditAgreement(leads, "We listen and ask.", 1), ask.AcceptAgreement(ana, 2))
    return meetings


def seats(meeting: DialogueSession, role: str) -> list[int]:
    return list(meeting.seats.filter(role=role).order_by("number").values_list("number", flat=True))


def test_notes_and_topics_are_shown_with_their_session(series: list[DialogueSession]) -> None:
    kept = kept_words.earlier_words(series[1])
    assert [line["text"] for line in kept["notes"][0]["lines"]] == ["Tuesday it is"]
    assert [(line["text"], line["marks"]) for line in kept["board"][0]["lines"]] == [("Work", "2"), ("Home", "0")]
    assert kept["notes"][0]["title"] == series[0].title


def test_the_first_session_has_nothing_from_before(series: list[DialogueSession]) -> None:
    assert kept_words.earlier_words(series[0]) == {"notes": [], "board": []}


def test_erased_notes_are_not_shown(series: list[DialogueSession]) -> None:
    RoomText.objects.filter(audience="notes").update(text="")
    assert kept_words.earlier_words(series[1])["notes"] == []


def test_the_newest_agreement_comes_along_with_who_accepted_it(series: list[DialogueSession]) -> None:
    rooms.open_room(series[1], PLAN)
    room = rooms.room_now(series[1].pk)
    ana, ben = seats(series[1], "student")
    assert room.agreement == 1
    assert (room.seats[ana].agreed, room.seats[ben].agreed) == (1, 0)
    assert RoomText.objects.get(dialogue_session=series[1], audience="agreement").text == "We listen and ask."


def test_erased_words_do_not_come_back(series: list[DialogueSession]) -> None:
    RoomText.objects.filter(audience="agreement", n=2).update(text="")
    rooms.open_room(series[1], PLAN)
    assert rooms.room_now(series[1].pk).agreement == 0


def test_a_room_without_a_group_keeps_nothing() -> None:
    assert kept_words.earlier(DialogueSession(starts_at=datetime.now(UTC))) == []


def test_the_page_of_the_next_session_shows_what_was_kept(series: list[DialogueSession]) -> None:
    shown = page(series[1], series[1].seats.filter(role="student")[0].user).content.decode()
    assert "Tuesday it is" in shown
    assert 'data-again="Work"' in shown
    assert "marks: 2" in shown
