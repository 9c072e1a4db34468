"""The page of the room before its first frame: who may open it, and what it shows."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from sessions import ground_rules
from sessions.entry_views import CHECKED_COOKIE
from sessions.models import DialogueSession, Seat
from tests.factories import make_cohort, make_session, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> DialogueSession:
    group = make_cohort().groups.get()
    return make_session(group, starts_at=now() + timedelta(hours=2))


def page(meeting: DialogueSession, user: User | None) -> Any:
    """As somebody who has agreed to the ground rules, in a browser where the check went well."""
    client = Client()
    client.cookies[CHECKED_COOKIE] = "1"
    if user is not None:
        ground_rules.agree(user, meeting, {})
        client.force_login(user)
    return client.get(f"/sessions/{meeting.pk}/")


def person(meeting: DialogueSession, role: str) -> User:
    user = meeting.seats.filter(role=role)[0].user
    assert user is not None
    return user


def setup_of(answer: Any) -> dict[str, Any]:
    found = re.search(r'<script id="room-setup" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    setup: dict[str, Any] = json.loads(found[1])
    return setup


def test_a_student_with_a_seat_gets_the_room(meeting: DialogueSession) -> None:
    answer = page(meeting, person(meeting, "student"))
    assert answer.status_code == 200
    assert setup_of(answer)["socket"] == f"/ws/rooms/{meeting.pk}/"


def test_the_console_is_sent_to_facilitators_only(meeting: DialogueSession) -> None:
    assert b'id="console"' not in page(meeting, person(meeting, "student")).content
    assert b'id="console"' in page(meeting, person(meeting, "lead")).content


def test_somebody_without_a_seat_learns_nothing(meeting: DialogueSession) -> None:
    answer = page(meeting, make_user())
    assert answer.status_code == 404
    assert meeting.title not in answer.content.decode()


def test_who_left_the_group_may_not_come_back(meeting: DialogueSession) -> None:
    student = person(meeting, "student")
    Seat.objects.filter(dialogue_session=meeting, user=student).update(removed_at=now())
    assert page(meeting, student).status_code == 404


def test_a_stranger_signs_in_first_and_comes_back_here(meeting: DialogueSession) -> None:
    answer = page(meeting, None)
    assert answer.status_code == 302
    assert f"next=/sessions/{meeting.pk}/" in answer["Location"]


def test_an_unknown_room_is_not_here(meeting: DialogueSession) -> None:
    student = person(meeting, "student")
    meeting.pk = "00000000-0000-4000-8000-000000000000"
    assert page(meeting, student).status_code == 404


def test_the_page_tells_the_hours_in_my_zone(meeting: DialogueSession) -> None:
    student = person(meeting, "student")
    student.timezone = "Africa/Cairo"
    student.save()
    answer = page(meeting, student)
    assert "Africa/Cairo" in answer.content.decode()
    assert setup_of(answer)["zone"] == "Africa/Cairo"


def test_the_page_of_a_session_that_is_over_says_when_it_ended(meeting: DialogueSession) -> None:
    DialogueSession.objects.filter(pk=meeting.pk).update(state="ended", ended_at=now())
    answer = page(meeting, person(meeting, "student")).content.decode()
    assert 'data-status="ended"' in answer
    assert "The session ended at" in answer


def test_the_end_leads_students_to_their_record_and_facilitators_to_the_sign_off(meeting: DialogueSession) -> None:
    assert 'href="/recognition/record/"' in page(meeting, person(meeting, "student")).content.decode()
    assert f"/recognition/sessions/{meeting.pk}/" in page(meeting, person(meeting, "lead")).content.decode()


def test_a_cancelled_session_says_so(meeting: DialogueSession) -> None:
    DialogueSession.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert "This session was cancelled." in page(meeting, person(meeting, "student")).content.decode()


def test_without_script_the_page_says_what_it_needs(meeting: DialogueSession) -> None:
    assert "The room needs JavaScript." in page(meeting, person(meeting, "student")).content.decode()


def test_a_name_cannot_break_out_of_the_data_of_the_page(meeting: DialogueSession) -> None:
    student = person(meeting, "student")
    student.name = "</script><script>alert(1)</script>"
    student.save()
    answer = page(meeting, student)
    assert "<script>alert(1)" not in answer.content.decode()
    assert setup_of(answer)["names"]["1"]["name"] == student.name


def test_the_page_is_never_kept(meeting: DialogueSession) -> None:
    assert "no-store" in page(meeting, person(meeting, "student"))["Cache-Control"]
