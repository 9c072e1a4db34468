"""The command check_definition: report, exit status, refusals."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

EXAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "examples" / "exchange.yaml"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def run(exchange: Path, report: Path) -> None:
    call_command("check_definition", exchange=exchange, report=report)


def test_the_report_lists_a_finding_for_each_check(report: Path) -> None:
    run(EXAMPLE, report)
    findings = json.loads(report.read_text())
    assert {"C1", "C3", "C4", "C6", "C7", "C9", "N1", "N6", "TEP"} == {item["criterion"] for item in findings}
    assert set(findings[0]) == {"criterion", "code", "level", "figure", "limit", "text"}


def test_the_word_for_the_whole_is_printed(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(EXAMPLE, report)
    assert capsys.readouterr().out.startswith("conforms_with_remarks: 0 block, 1 warn")


def test_a_blocked_design_is_no_refusal(report: Path, tmp_path: Path) -> None:
    poor = tmp_path / "poor.yaml"
    poor.write_text("kind: connect")
    run(poor, report)
    assert "block" in {item["level"] for item in json.loads(report.read_text())}


def test_a_wrong_file_is_refused_with_status_2_and_reasons_in_the_report(report: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("kind: tep\ncredits: many")
    with pytest.raises(CommandError, match="credits: .*Nothing was checked") as refused:
        run(wrong, report)
    assert refused.value.returncode == 2
    assert json.loads(report.read_text())["reasons"][0]["key"] == "credits"


def test_a_missing_file_is_refused(report: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refused:
        run(tmp_path / "none.yaml", report)
    assert refused.value.returncode == 2


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written") as refused:
        run(EXAMPLE, tmp_path / "no folder" / "report.json")
    assert refused.value.returncode == 2
