"""Credits from planned hours; the table is that of the recognition notes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.workload import credits

hours = st.decimals(0, 2000, places=2)
rates = st.decimals(20, 35, places=1)


@pytest.mark.parametrize(
    ("planned", "nl", "it", "thirty"), [(25, "0.5", "1", "0.5"), (56, "2", "2", "1.5"), (84, "3", "3", "2.5")]
)
def test_credits_are_whole_halves_rounded_down(planned: int, nl: str, it: str, thirty: str) -> None:
    found = [credits(Decimal(planned), Decimal(rate)) for rate in (28, 25, 30)]
    assert found == [Decimal(nl), Decimal(it), Decimal(thirty)]


def test_less_than_half_a_credit_is_none() -> None:
    assert credits(Decimal("13.9"), Decimal(28)) == 0


@pytest.mark.parametrize(("planned", "rate"), [("-1", "28"), ("10", "0"), ("NaN", "28"), ("10", "Infinity")])
def test_figures_that_cannot_be_are_refused(planned: str, rate: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        credits(Decimal(planned), Decimal(rate))


@given(hours, rates)
def test_credits_never_cost_more_hours_than_were_planned_and_miss_less_than_half(
    planned: Decimal, rate: Decimal
) -> None:
    given_credits = credits(planned, rate)
    assert given_credits * rate <= planned < (given_credits + Decimal("0.5")) * rate
    assert given_credits % Decimal("0.5") == 0


@given(hours, hours, rates)
def test_more_hours_never_give_fewer_credits(one: Decimal, other: Decimal, rate: Decimal) -> None:
    assert credits(min(one, other), rate) <= credits(max(one, other), rate)
