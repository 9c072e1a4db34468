from datetime import date, timedelta

import pytest

from exchanges.weeks import monday_of_week

MONDAY = date(2026, 9, 7)


def test_an_exchange_that_starts_on_a_monday_meets_from_that_day():
    assert monday_of_week(MONDAY, 1) == MONDAY


@pytest.mark.parametrize("days", range(1, 7))
def test_an_exchange_that_starts_later_in_the_week_meets_from_the_next_monday(days):
    assert monday_of_week(MONDAY + timedelta(days=days), 1) == MONDAY + timedelta(weeks=1)


def test_later_weeks_follow():
    assert monday_of_week(MONDAY, 8) == MONDAY + timedelta(weeks=7)
