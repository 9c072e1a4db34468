"""The exchange file: what is read, what is refused, and that the schema and the example are true."""

import contextlib
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from exchanges.design_file import MOST_BYTES, FileRefused, read, schema
from exchanges.figures import GroupRule

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
EXAMPLE = (REFERENCE / "examples" / "exchange.yaml").read_bytes()


def refusal(content: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(content.encode() if isinstance(content, str) else content)
    return caught.value


def test_the_example_is_read_whole() -> None:
    found = read(EXAMPLE)
    assert len(found.design.sessions) == 8
    assert found.design.partners[1].recognition_route == "free choice credits"
    assert "agreement_signed" in next(iter(found.accepted_remarks))


def test_the_committed_schema_is_made_from_the_reader() -> None:
    assert json.loads((REFERENCE / "exchange-file.schema.json").read_text()) == schema()


def test_the_example_fits_the_schema() -> None:
    plain = json.loads(json.dumps(yaml.safe_load(EXAMPLE), default=str))
    jsonschema.validate(plain, schema())


def test_only_the_kind_is_needed() -> None:
    assert read(b"kind: connect").design.groups == GroupRule()


def test_norway_is_a_country() -> None:
    assert read(b"kind: tep\neducators: [{name: A, country: NO}]").design.educators[0].country == "NO"


@pytest.mark.parametrize(
    ("content", "code", "key"),
    [
        ("", "not_a_mapping", ""),
        ("[1, 2]", "not_a_mapping", ""),
        (b"\xff\xfe\x00\x01", "not_text", ""),
        ("kind: [", "not_yaml", ""),
        ("groups: &g {size_max: 9}\nkind: {<<: *g}", "not_yaml", "<<"),
        ("[" * 5000, "not_yaml", ""),
        ("kind: !!python/object/apply:os.system [ls]", "not_yaml", ""),
        ("kind: tep\nstarts_on: 2026-13-01", "not_yaml", ""),
        (b"a" * (MOST_BYTES + 1), "file_too_large", ""),
        ("kind: tep\nkind: coil", "key_twice", "kind"),
        ("title: x", "wrong_value", "(top)"),
        ("kind: seminar", "wrong_value", "kind"),
        ("kind: tep\ncolour: red", "wrong_value", "(top)"),
        ("kind: tep\nsessions: [{date: 2026-11-04, minutes: long}]", "wrong_value", "sessions[0].minutes"),
        ("kind: tep\nsessions: [{date: soon, minutes: 60}]", "wrong_value", "sessions[0].date"),
        ("kind: tep\npartners: [{name: A, country: nl, students: 3}]", "wrong_value", "partners[0].country"),
        ("kind: tep\ncredits: .nan", "out_of_range", "credits"),
        ("kind: tep\nworkload: [{kind: live, hours: -1}]", "out_of_range", "workload[0].hours"),
        ("kind: tep\ngroup_work: [{first: 2026-11-02, last: 2026-11-09}]", "wrong_span", "group_work[0]"),
        ("kind: tep\nholidays: [{first: 2026-11-02, last: 2026-11-01}]", "wrong_span", "holidays[0]"),
        ("kind: tep\nstarts_on: 2026-11-02\nends_on: 2026-11-01", "wrong_span", "ends_on"),
        ("kind: tep\ngroups: {size_max: 5}", "wrong_sizes", "groups"),
        ("kind: tep\nfacilitators: [{name: A, level: F9}]", "wrong_value", "facilitators[0].level"),
        (
            "kind: tep\nfacilitators: [{name: A, level: F1}, {name: A, level: F2}]",
            "name_twice",
            "facilitators",
        ),
        (
            "kind: tep\nplanned_groups: [{name: Blue, facilitators: [B]}]",
            "unknown_name",
            "planned_groups[0].facilitators",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(content: str | bytes, code: str, key: str) -> None:
    refused = refusal(content)
    assert (refused.code, refused.key) == (code, key)


def test_a_wrong_choice_is_told_the_choices() -> None:
    assert "expected one of: tep, connect, coil" in str(refusal("kind: seminar"))
    modes = refusal("kind: tep\nsessions: [{date: 2026-11-04, minutes: 60, mode_minutes: {chat: 3}}]")
    assert modes.text.endswith("expected one of: plenary, round, pairs, free, silent")


def test_a_date_that_is_none_is_shown_how_a_date_looks() -> None:
    assert "expected a date such as 2026-11-04" in str(refusal("kind: tep\nstarts_on: soon"))


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_file_ends_in_anything_but_a_design_or_a_refusal(content: bytes) -> None:
    with contextlib.suppress(FileRefused):
        read(content)
