"""What a student is told about groups, requests and answers, and what they download."""

import pytest

from accounts import own_data
from matching import group_requests
from matching.models import Group
from tests.factories import make_exchange, make_facilitator, make_group, make_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    exchange = make_exchange(title="Voices")
    students = make_students(exchange, 4)
    make_group(exchange, students, make_facilitator(exchange), status=Group.Status.PUBLISHED)
    return students[0]


def test_the_group_and_a_request_are_told(student):
    group_requests.ask_for_another_group(student, student.user, "I work on Mondays now.")
    told = dict(own_data.in_words(student.user))["Your groups"]
    assert told[0] == "Voices: you are in G1."
    assert told[1].startswith("You asked for another group 1 time")


def test_reasons_and_answers_are_in_the_download(student):
    group_requests.ask_for_another_group(student, student.user, "I work on Mondays now.")
    rows = own_data.as_data(student.user)["groups"]
    assert rows["groups"][0]["group"] == "G1"
    assert rows["requests"][0]["reason"] == "I work on Mondays now."
    assert rows["questions"] == []


def test_a_draft_is_not_told(student):
    Group.objects.update(status=Group.Status.DRAFT)
    assert "Your groups" not in dict(own_data.in_words(student.user))
