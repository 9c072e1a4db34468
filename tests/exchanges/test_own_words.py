"""What a person is told about exchanges, and what the download holds of them."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts import own_data
from tests.factories import make_exchange, make_facilitator, make_student, make_user

pytestmark = pytest.mark.django_db


def test_the_download_has_every_field_of_the_profile():
    student = make_student(make_exchange(), 1)
    rows = json.loads(json.dumps(own_data.as_data(student.user)["exchanges"], cls=DjangoJSONEncoder))
    held = rows["enrolments"][0]["profile"]
    assert {"born_on", "gender", "access_needs", "dropout_risk", "availability"} <= held.keys()
    assert held["country"] == student.profile.country


def test_a_student_is_told_what_the_university_gave():
    student = make_student(make_exchange(title="Ordinary days"), 1)
    [line] = dict(own_data.in_words(student.user))["Your exchanges"]
    assert line.startswith("Ordinary days: your university told us")


def test_a_facilitator_is_told_of_the_offer_and_gets_the_qualifications():
    offer = make_facilitator(make_exchange())
    assert len(dict(own_data.in_words(offer.user))["Your exchanges"]) == 1
    assert own_data.as_data(offer.user)["exchanges"]["qualifications"][0]["level"] == "F2"


def test_the_download_holds_nobody_elses_enrolment():
    make_student(make_exchange(), 1)
    assert own_data.as_data(make_user())["exchanges"]["enrolments"] == []
