"""``decide`` and ``export_exchange``: reports, exit statuses, and that doing it again changes nothing."""

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from django.core.management import CommandError, call_command

from recognition import issuing, services
from recognition.models import Certificate, Decision
from tests.factories import make_user
from tests.recognition.held import coordinator_of, facilitator_of, held_season, meetings_of, student_of

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        }
    }


@pytest.fixture
def exchange():
    exchange = held_season(away={2: [1, 2]})
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, facilitator_of(exchange))
    return exchange


@pytest.fixture
def decide(exchange, tmp_path):
    def run(*options, slug=exchange.slug, name="report.json"):
        report = tmp_path / name
        call_command("decide", *options, exchange=slug, report=report)
        return json.loads(report.read_text())

    return run


def refused(error):
    return (error.value.returncode, Decision.objects.count(), Certificate.objects.count())


def test_everybody_is_decided_as_proposed_with_reasons(decide):
    report = decide()
    assert [one["outcome"] for one in report["students"]] == ["certified", "not_certified", "certified"]
    assert report["students"][1]["reasons"][0]["text"] == "2 of 4 sessions count. 3 are needed: 1 more."
    assert Decision.objects.count() == 3


def test_a_dry_run_gives_the_same_report_and_writes_nothing(decide):
    dry = decide("--dry-run")
    assert not Decision.objects.exists()
    assert decide() == dry


def test_deciding_again_gives_the_same_report_and_adds_no_row(decide):
    assert decide() == decide()
    assert Decision.objects.count() == 3


def test_the_report_is_as_its_schema_says(decide):
    schema = json.loads((REFERENCE / "decide-report.schema.json").read_text())
    jsonschema.validate(decide("--dry-run"), schema)


def test_the_example_is_as_the_schema_says():
    schema = json.loads((REFERENCE / "decide-report.schema.json").read_text())
    jsonschema.validate(json.loads((REFERENCE / "examples" / "decide-report.json").read_text()), schema)


def test_an_unknown_exchange_is_refused(decide):
    with pytest.raises(CommandError) as error:
        decide(slug="nowhere")
    assert refused(error) == (2, 0, 0)


def test_only_a_coordinator_of_the_exchange_decides(decide):
    with pytest.raises(CommandError) as error:
        decide("--by", make_user().email)
    assert refused(error) == (2, 0, 0)


def test_the_named_coordinator_answers_for_it(decide, exchange):
    decide("--by", coordinator_of(exchange).email)
    assert set(Decision.objects.values_list("decided_by", flat=True)) == {coordinator_of(exchange).pk}


def test_a_report_that_cannot_be_written_means_nothing_was_decided(decide):
    with pytest.raises(CommandError) as error:
        decide(name="no/such/folder.json")
    assert refused(error) == (2, 0, 0)


def test_who_signed_is_refused_and_the_report_says_which_students(exchange, tmp_path):
    exchange.facilitators.update(user=coordinator_of(exchange))
    for meeting in meetings_of(exchange):
        meeting.sign_off.signed_by = coordinator_of(exchange)
        meeting.sign_off.save()
    report = tmp_path / "report.json"
    with pytest.raises(CommandError) as error:
        call_command("decide", exchange=exchange.slug, report=report)
    assert refused(error) == (2, 0, 0)
    found = json.loads(report.read_text())
    assert found["reasons"][0]["code"] == "four_eyes"
    assert {one["refusal"]["code"] for one in found["students"]} == {"four_eyes"}


def test_a_broken_ledger_is_refused(decide, exchange):
    decide()
    exchange.decisions.update(outcome="deferred")
    with pytest.raises(CommandError) as error:
        decide()
    assert error.value.returncode == 2


# -- export --------------------------------------------------------------------------------------------------


def export(exchange, out):
    call_command("export_exchange", exchange=exchange.slug, out=out)
    return json.loads((out / "index.json").read_text())


def test_each_certified_student_has_a_folder_with_the_certificate(decide, exchange, tmp_path):
    decide()
    index = export(exchange, tmp_path / "out")
    assert [one["student_number"] for one in index["students"]] == ["s001", "s003"]
    for one in index["students"]:
        pdf = (tmp_path / "out" / one["folder"] / "certificate.pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == one["files"]["certificate.pdf"]


def test_exporting_again_gives_the_same_files(decide, exchange, tmp_path):
    decide()
    assert export(exchange, tmp_path / "one") == export(exchange, tmp_path / "two")
    assert Certificate.objects.count() == 2


def test_a_revoked_certificate_is_left_out(decide, exchange, tmp_path):
    decide()
    certificate = issuing.issue_certificate(Decision.objects.get(enrolment=student_of(exchange)))
    issuing.revoke(certificate, coordinator_of(exchange), "The name belonged to somebody else.")
    assert [one["student_number"] for one in export(exchange, tmp_path / "out")["students"]] == ["s003"]


def test_a_folder_that_cannot_be_written_is_refused(decide, exchange, tmp_path):
    decide()
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError) as error:
        export(exchange, tmp_path / "file")
    assert error.value.returncode == 2


def test_an_unknown_exchange_is_not_exported(exchange, tmp_path):
    exchange.slug = "nowhere"
    with pytest.raises(CommandError) as error:
        export(exchange, tmp_path / "out")
    assert error.value.returncode == 2
