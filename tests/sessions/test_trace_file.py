"""The trace file and the command attendance: read, refused, reported."""

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from sessions.trace_file import TraceRefused, read, report, schema
from tests.sessions.traces import known_trace

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
EXAMPLE = REFERENCE / "examples" / "attendance-trace.json"


def trace(**changes: object) -> bytes:
    events = [{key: value for key, value in asdict(event).items() if value} | {"t": event.t} for event in known_trace()]
    whole = {"window": {"start": 0, "end": 5400}, "bridge_seconds": 60, "outages": [], "events": events}
    return json.dumps({**whole, **changes}).encode()


def run(content: bytes, folder: Path) -> dict:
    (folder / "trace.json").write_bytes(content)
    call_command("attendance", trace=folder / "trace.json", report=folder / "report.json")
    return json.loads((folder / "report.json").read_text())


def test_the_known_trace_is_reported_as_88_minutes(tmp_path: Path) -> None:
    person = run(trace(), tmp_path)["people"]["p1"]
    assert (person["seconds"], person["minutes"], person["bridged_minutes"]) == (5280.0, 88.0, 0.1)
    assert person["intervals"] == [[0, 1200], [1205, 4200], [4320, 5400]]


def test_the_example_gives_its_committed_report(tmp_path: Path) -> None:
    expected = json.loads(EXAMPLE.with_suffix(".report.json").read_text())
    assert run(EXAMPLE.read_bytes(), tmp_path) == expected


def test_the_committed_schema_is_made_from_the_reader() -> None:
    assert json.loads((REFERENCE / "attendance-trace.schema.json").read_text()) == schema()


def test_the_example_fits_the_schema() -> None:
    jsonschema.validate(json.loads(EXAMPLE.read_text()), schema())


def test_silence_and_bridges_have_defaults() -> None:
    found = read(b'{"window": {"start": 0, "end": 1}, "events": []}')
    assert (found.silence_seconds, found.bridge_seconds, found.outages) == (25, 180, ())


def test_an_unknown_key_is_ignored_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(trace(bridge_second=1), tmp_path)["ignored_keys"] == ["bridge_second"]
    assert "bridge_second is not known" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code", "key"),
    [
        (b"", "not_json", ""),
        (b"\xff\xfe", "not_json", ""),
        (b"[" * 100_000, "not_json", ""),
        (b"[]", "not_an_object", ""),
        (b"{}", "wrong_value", "(top)"),
        (trace(window={"start": 5, "end": 5}), "wrong_span", "window"),
        (trace(window={"start": 0, "end": 1e-9}), "wrong_span", "window"),
        (trace(window={"start": 0}), "wrong_value", "window"),
        (trace(outages=[[5, 4]]), "wrong_span", "outages[0]"),
        (trace(outages=[[5]]), "wrong_value", "outages[0]"),
        (trace(silence_seconds=-1), "wrong_value", "silence_seconds"),
        (trace(bridge_seconds="long"), "wrong_value", "bridge_seconds"),
        (trace(events=[{"t": 1, "kind": "sleep"}]), "wrong_value", "events[0].kind"),
        (trace(events=[{"t": True, "kind": "beat"}]), "wrong_value", "events[0].t"),
        (trace(events=[{"t": 1, "kind": "beat", "person": "p1"}]), "missing", "events[0].connection"),
        (trace(events=[{"t": 1, "kind": "crash"}]), "missing", "events[0].process"),
    ],
)
def test_a_wrong_trace_is_refused_with_its_place(content: bytes, code: str, key: str) -> None:
    with pytest.raises(TraceRefused) as refused:
        read(content)
    assert (refused.value.code, refused.value.key) == (code, key)


def test_a_refused_trace_ends_with_status_2_and_reasons_in_the_report(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing was counted") as refused:
        run(b"{}", tmp_path)
    assert refused.value.returncode == 2
    assert json.loads((tmp_path / "report.json").read_text())["reasons"][0]["code"] == "wrong_value"


def test_a_missing_trace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("attendance", trace=tmp_path / "none.json", report=tmp_path / "report.json")


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("attendance", trace=EXAMPLE, report=tmp_path / "no folder" / "report.json")


numbers = st.floats(allow_nan=False) | st.integers()
events = st.fixed_dictionaries(
    {"t": numbers, "kind": st.sampled_from(["connect", "beat", "crash", "checkpoint", "nap"])},
    optional={"person": st.sampled_from(["p", ""]), "connection": st.just("c"), "process": st.just("w")},
)


@given(st.fixed_dictionaries({"start": numbers, "end": numbers}), st.lists(events, max_size=5))
def test_no_trace_ends_in_anything_but_a_report_or_a_refusal(window: dict, events: list) -> None:
    with contextlib.suppress(TraceRefused):
        report(read(json.dumps({"window": window, "events": events}).encode()))
