"""Weights from a file: any scale, whole sets, and each wrong key named."""

import json

import pytest

from matching.engine.files import FileInvalid
from matching.engine.types import Weights
from matching.engine.weight_files import MIX, PARTS, read_weights, weights_in

EVEN = dict.fromkeys(PARTS, 2)


def test_numbers_of_any_scale_are_shares():
    assert read_weights("w.json", json.dumps(EVEN)).mix == pytest.approx(1 / 7)


def test_a_set_that_is_not_given_keeps_its_defaults():
    made = read_weights("w.json", json.dumps(dict.fromkeys(MIX, 1)))
    assert (made.mix_country, made.mix) == (0.25, Weights().mix)


def test_constraints_may_hold_them():
    assert weights_in("c.json", json.dumps({"size_min": 4, "weights": EVEN})).topic == pytest.approx(1 / 7)
    assert weights_in("c.json", "{}") == Weights()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (EVEN | {"mix": -1}, "key mix"),
        (EVEN | {"mix": "much"}, "key mix"),
        (EVEN | {"mix": True}, "key mix"),
        (EVEN | {"luck": 1}, "key luck"),
        ({"mix": 1}, "key isolates"),
        (dict.fromkeys(PARTS, 0), "key mix"),
        ([1, 2], "line 1"),
    ],
)
def test_what_is_wrong_is_named(data, named):
    with pytest.raises(FileInvalid, match=named):
        read_weights("w.json", json.dumps(data))


@pytest.mark.parametrize("text", ['{"mix": NaN}', '{"mix": Infinity}', "{", ""])
def test_what_is_no_json_or_no_number_is_refused(text):
    with pytest.raises(FileInvalid, match=r"w\.json"):
        read_weights("w.json", text)
