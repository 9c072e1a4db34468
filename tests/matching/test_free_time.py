"""All starts of a week at once say the same as one start asked by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from matching.engine.weeks import Calendar, parse_hours
from matching.free_time import Weeks, numbers_in, slot_text
from matching.hours import WEEKDAYS, is_free, starts_of

ZONES = ["UTC", "Europe/Amsterdam", "Africa/Cairo", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]
# From 5 October: Europe and Lord Howe change their clocks inside, New York just after.
MONDAYS = tuple(date(2026, 10, 5) + timedelta(weeks=number) for number in range(4))


@some.composite
def stated(draw):
    spans = []
    for day in WEEKDAYS:
        first = draw(some.integers(0, 90))
        spans.append(f"{day} {clock(first)}-{clock(draw(some.integers(first + 1, 96)))}")
    return ";".join(draw(some.permutations(spans))[: draw(some.integers(1, 7))])


def clock(quarters):
    return f"{quarters // 4:02d}:{quarters % 4 * 15:02d}"


def one_by_one(weeks, zone, availability):
    return {
        number
        for number in range(10080 // weeks.grid_minutes)
        if is_free(
            availability,
            zone,
            list(starts_of(slot_text(number * weeks.grid_minutes), weeks.anchor, weeks.mondays)),
            weeks.minutes,
        )
    }


@settings(max_examples=15, deadline=None)
@given(some.sampled_from(ZONES), some.sampled_from(ZONES), stated(), some.sampled_from([45, 90, 100]))
def test_it_agrees_with_each_start_by_itself(anchor, zone, availability, minutes):
    weeks = Weeks(MONDAYS, minutes, 60, anchor)
    assert set(numbers_in(weeks.starts(zone, availability))) == one_by_one(weeks, zone, availability)


@settings(max_examples=15, deadline=None)
@given(some.sampled_from(ZONES), some.sampled_from(ZONES), stated())
def test_nothing_that_the_matcher_takes_is_missing(anchor, zone, availability):
    """The matcher may leave out a start beside a change of clocks at the week's edge, on the safe side."""
    taken = Calendar(MONDAYS, 90, 30, anchor).starts(zone, parse_hours(availability)).nonzero()[0]
    assert set(taken.tolist()) <= set(numbers_in(Weeks(MONDAYS, 90, 30, anchor).starts(zone, availability)))


def test_a_session_may_run_over_midnight():
    weeks = Weeks(MONDAYS[:1], 90, 30, "UTC")
    assert set(numbers_in(weeks.starts("UTC", "Mon 23:00-24:00;Tue 00:00-00:30"))) == {46}


@pytest.mark.parametrize(("zone", "hours"), [("Mars/Olympus", "Mon 10:00-20:00"), ("UTC", ""), ("UTC", "whenever")])
def test_nobody_is_free_without_a_zone_or_hours(zone, hours):
    assert Weeks(MONDAYS, 90, 30, "UTC").starts(zone, hours) == 0
