"""The command: flags, exit status, and the report it leaves."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exchanges.models import Exchange
from tests.exchanges.test_import_people import FIXTURE, make_partners_exchange

EXAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "examples"

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange() -> Exchange:
    return make_partners_exchange()


def command(*args: str) -> str:
    out = io.StringIO()
    call_command("import_people", *args, stdout=out)
    return out.getvalue()


def test_the_command_imports_and_reports(exchange, tmp_path):
    said = command("--exchange", "demo", str(FIXTURE / "noorderzee.csv"), "--report", str(tmp_path / "r.json"))
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert said.startswith("27 rows: 4 accepted, 18 repaired, 5 refused (2 duplicates); 22 new")
    assert (report["file"], exchange.enrolments.count()) == ("noorderzee.csv", 22)


def test_the_command_can_run_dry(exchange, tmp_path):
    said = command("--exchange", "demo", str(FIXTURE / "nile-delta.xlsx"), "--report", str(tmp_path / "r"), "--dry-run")
    assert ("nothing was written" in said, exchange.enrolments.count()) == (True, 0)


def test_the_command_refuses_a_bad_file_with_2_and_a_report(exchange, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"\x89PNG\x00\x00")
    with pytest.raises(CommandError) as caught:
        command("--exchange", "demo", str(tmp_path / "bad.csv"), "--report", str(tmp_path / "r.json"))
    assert caught.value.returncode == 2
    assert json.loads((tmp_path / "r.json").read_text())["reasons"][0]["code"] == "file_binary"


@pytest.mark.parametrize(
    "wrong",
    [{"--exchange": "nowhere"}, {"roster": "missing.csv"}, {"--institution": "utrecht"}, {"--by": "nobody@x.example"},
     {"--report": "/nowhere/at/all.json"}],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_the_command_refuses_wrong_arguments_with_2(exchange, tmp_path, wrong):
    given = {
        "--exchange": "demo",
        "roster": str(FIXTURE / "valdarno.csv"),
        "--report": str(tmp_path / "r.json"),
    } | wrong
    roster = given.pop("roster")
    with pytest.raises(CommandError) as caught:
        command(roster, *(word for pair in given.items() for word in pair))
    assert (caught.value.returncode, exchange.enrolments.count()) == (2, 0)


def test_the_example_in_the_reference_is_what_the_command_writes(exchange, tmp_path):
    command("--exchange", "demo", str(EXAMPLE / "roster.csv"), "--report", str(tmp_path / "r.json"), "--dry-run")
    assert json.loads((tmp_path / "r.json").read_text()) == json.loads((EXAMPLE / "roster-report.json").read_text())
