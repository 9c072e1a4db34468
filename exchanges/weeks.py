"""The weeks of an exchange, counted from 1."""

from datetime import date, timedelta


def monday_of_week(starts_on: date, week: int) -> date:
    """Week 1 begins on the first Monday on or after the first day: no group meets before the exchange does."""
    first = starts_on + timedelta(days=-starts_on.weekday() % 7)
    return first + timedelta(weeks=week - 1)
