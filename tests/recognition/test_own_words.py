"""What a person is told about decisions and certificates, and what the administration shows of them."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts import own_data
from recognition import issuing, services
from recognition.services import Choice
from tests.factories import make_user
from tests.recognition.held import coordinator_of, facilitator_of, held_season, meetings_of, student_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    exchange = held_season()
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, facilitator_of(exchange))
    return issuing.issue_certificate(
        services.decide(exchange, coordinator_of(exchange), [Choice(student_of(exchange).pk)])[0]
    )


def told(user):
    return dict(own_data.in_words(user)).get("Your record and certificates", [])


def test_a_student_is_told_of_decision_and_certificate(certificate):
    lines = told(certificate.decision.enrolment.user)
    assert lines[0].endswith("it was decided: certified.")
    assert lines[1] == "You hold 1 certificate."


def test_a_facilitator_is_told_of_signatures(certificate):
    assert told(facilitator_of(certificate.decision.exchange)) == ["You signed 4 sessions."]


def test_who_has_nothing_here_is_told_nothing(certificate):
    assert told(make_user()) == []


def test_the_download_holds_evidence_and_certificate_as_json(certificate):
    rows = own_data.as_data(certificate.decision.enrolment.user)["recognition"]
    stored = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    assert stored["decisions"][0]["evidence"]["sessions"][0]["present_seconds"] == 7200
    assert stored["certificates"][0]["code"] == certificate.code


@pytest.mark.parametrize("model", ["rulesetrecord", "signoff", "attestation", "decision", "certificate"])
def test_the_administration_reads_and_never_changes(client, certificate, model):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(f"/admin/recognition/{model}/").status_code == 200
    assert client.get(f"/admin/recognition/{model}/add/").status_code == 403


def test_a_decision_cannot_be_edited_in_the_administration(client, certificate):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    path = f"/admin/recognition/decision/{certificate.decision_id}"
    assert client.get(f"{path}/change/").status_code == 200
    assert client.post(f"{path}/change/", {"outcome": "deferred"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
