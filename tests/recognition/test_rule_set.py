"""The rule set as data."""

import json
from pathlib import Path

import pytest

from recognition.rule_set import RuleSet, RuleSetInvalid

EXAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "examples" / "rule-set.json"


def test_the_committed_example_is_the_house_rule() -> None:
    assert RuleSet.from_json(json.loads(EXAMPLE.read_text())) == RuleSet()


def test_what_is_written_is_read_back() -> None:
    rule = RuleSet(version="2027.1", sessions_share=(4, 5), make_ups=2)
    assert RuleSet.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("session_minutes_share_percent", 0),
        ("session_minutes_share_percent", 101),
        ("session_minutes_share_percent", "75"),
        ("sessions_share", [4, 3]),
        ("sessions_share", [0, 4]),
        ("sessions_share", [3]),
        ("make_ups", -1),
        ("make_ups", True),
        ("least_sessions", 0),
        ("version", " "),
        ("needs_sign_off", "no"),
        ("review_flags", "late"),
        ("talk_seconds", 30),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_key(key: str, value: object) -> None:
    with pytest.raises(RuleSetInvalid) as refused:
        RuleSet.from_json({**RuleSet().to_json(), key: value})
    assert refused.value.key.partition("[")[0] == key


def test_a_key_that_is_missing_is_refused() -> None:
    body = RuleSet().to_json()
    del body["make_ups"]
    with pytest.raises(RuleSetInvalid, match="make_ups: expected this key"):
        RuleSet.from_json(body)
