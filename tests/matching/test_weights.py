"""What matters how much: the names and defaults of the engine, and numbers scaled to shares."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as some

from matching.engine.types import Weights
from matching.forms import StartForm
from matching.weights import DEFAULTS, MIX, PARTS, are_usual, kept, points_of, shares_of

NAMES = [*PARTS, *MIX]
GIVEN = {"seconds": "5", "seed": "1"}


def test_names_and_defaults_are_those_of_the_engine():
    assert asdict(Weights()) == DEFAULTS
    assert set(NAMES) == set(DEFAULTS)


def test_the_usual_numbers_of_the_form_give_exactly_the_defaults():
    assert shares_of(points_of({})) == DEFAULTS


@given(some.lists(some.floats(0, 1000), min_size=11, max_size=11))
def test_shares_are_taken_by_the_engine_or_refused(numbers):
    points = dict(zip(NAMES, numbers, strict=True))
    try:
        shares = shares_of(points)
    except ValueError:
        assert not any(points[name] for name in PARTS) or not any(points[name] for name in MIX)
    else:
        Weights(**shares)


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shares_of(points_of({}) | {"mix": -1})


def test_a_run_without_weights_used_the_usual_ones():
    assert kept({}) == DEFAULTS
    assert are_usual({})
    assert not are_usual({"mix": 0.5, "balance": 0.05})


def test_numbers_of_any_scale_are_taken():
    form = StartForm(GIVEN | dict.fromkeys(NAMES, "3"))
    assert form.is_valid()
    assert form.weights()["mix"] == pytest.approx(1 / 7)


def test_a_post_without_weights_keeps_those_of_the_run_before():
    form = StartForm(GIVEN, weights={"mix": 0.5, "balance": 0.05})
    assert form.is_valid()
    assert form.weights()["mix"] == 0.5


def test_not_everything_may_be_nothing():
    form = StartForm(GIVEN | dict.fromkeys(NAMES, "0"))
    assert not form.is_valid()
    assert "more than 0" in form.errors["mix"][0]
    assert "more than 0" in form.errors["mix_country"][0]


@pytest.mark.parametrize(
    ("number", "said"), [("-1", "below 0"), ("", "0 means"), ("much", "such as 20"), ("nan", "20")]
)
def test_what_is_no_number_is_named_beside_its_field(number, said):
    form = StartForm(GIVEN | dict.fromkeys(NAMES, "3") | {"topic": number})
    assert not form.is_valid()
    assert said in form.errors["topic"][0]
