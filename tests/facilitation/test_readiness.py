"""How students' device checks are seen: by who leads the next session, and by each student alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from sessions import device_checks
from sessions.models import DialogueSession
from tests.factories import make_cohort, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> DialogueSession:
    return make_session(make_cohort().groups.get(), starts_at=now() + timedelta(days=2))


@pytest.fixture
def students(meeting: DialogueSession) -> list[User]:
    return [seat.user for seat in meeting.seats.filter(role="student") if seat.user]


def page(user: User | None, address: str) -> str:
    client = Client()
    assert user is not None
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lead_of(meeting: DialogueSession) -> User | None:
    return meeting.seats.get(role="lead").user


def brief(meeting: DialogueSession) -> str:
    return page(lead_of(meeting), reverse("facilitation:brief", args=[meeting.pk]))


def test_the_brief_says_a_word_for_each_student(meeting: DialogueSession, students: list[User]) -> None:
    device_checks.note(students[0], "video", "")
    device_checks.note(students[1], "text", "microphone")
    told = brief(meeting)
    assert told.count("needs help: microphone") == 1
    assert told.count("not checked yet") == len(students) - 2
    assert ">ready" in told.replace("</svg>ready", "</svg>>ready")


@pytest.mark.parametrize("address", ["home", "facilitation:my_week"])
def test_the_next_session_says_how_many_are_ready(meeting: DialogueSession, students: list[User], address: str) -> None:
    device_checks.note(students[0], "video", "")
    device_checks.note(students[1], "text", "connection")
    told = page(lead_of(meeting), reverse(address))
    assert f"1 of {len(students)} students are ready" in told
    assert f"1 needs help · {len(students) - 2} not checked yet" in told


def test_a_student_is_told_of_the_own_check_only(meeting: DialogueSession, students: list[User]) -> None:
    device_checks.note(students[0], "audio", "camera")
    own, other = (page(student, reverse("home")) for student in students[:2])
    assert "You checked on" in own
    assert "needs help: camera" in own
    assert "needs help" not in other
    assert "students are ready" not in own


def test_what_was_taken_back_is_not_checked_yet(meeting: DialogueSession, students: list[User]) -> None:
    device_checks.note(students[0], "video", "")
    device_checks.forget(students[0].pk)
    assert brief(meeting).count("not checked yet") == len(students)
