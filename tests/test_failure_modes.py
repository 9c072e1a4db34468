"""The catalogue of failures (docs/failure-modes.md) names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "failure-modes.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (?!---|what )(.+) \|$", re.MULTILINE)


def rows() -> list[str]:
    return ROW.findall(PAGE.read_text("utf-8"))


def test_the_catalogue_has_rows() -> None:
    assert len(rows()) > 50


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split(" | ")[0][:60])
def test_the_test_of_a_failure_exists(row: str) -> None:
    named = TEST.findall(row)
    assert named, "a row without a test belongs into the last section"
    for path, name in named:
        source = ROOT / path
        assert source.exists(), path
        assert re.search(rf"^(async )?def {name}\(", source.read_text("utf-8"), re.MULTILINE), name
