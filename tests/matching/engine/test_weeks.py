"""Local hours become starts that hold in every session week."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.types import Hours
from matching.engine.weeks import Calendar, format_hours, parse_hours
from tests.matching.engine.cohorts import free_for, start_of, student

WINTER = (date(2026, 2, 2), date(2026, 2, 9))
ACROSS_THE_CHANGE = (date(2026, 3, 23), date(2026, 3, 30))
"""Europe changes its clocks on Sunday 29 March 2026, the United States on 8 March."""


def starts(weeks, tz, text, anchor="UTC", minutes=90):
    calendar = Calendar(weeks, minutes, 30, anchor)
    return [calendar.slot_text(slot) for slot in calendar.starts(tz, parse_hours(text)).nonzero()[0]]


def test_local_hours_are_turned_into_utc():
    assert starts(WINTER, "Europe/Amsterdam", "Mon 12:30-14:30") == ["Mon 11:30", "Mon 12:00"]


def test_a_session_longer_than_the_hours_has_no_start():
    assert starts(WINTER, "Europe/Amsterdam", "Mon 12:30-13:45") == []


def test_hours_that_touch_hold_one_session():
    assert starts(WINTER, "UTC", "Mon 12:00-13:00;Mon 13:00-13:30") == ["Mon 12:00"]


def test_hours_may_run_over_midnight_as_two_spans():
    assert starts(WINTER, "UTC", "Mon 23:00-24:00;Tue 00:00-00:30") == ["Mon 23:00"]


def test_hours_may_run_over_the_end_of_the_week():
    assert starts(WINTER, "UTC", "Sun 23:00-24:00;Mon 00:00-00:30") == ["Sun 23:00"]


def test_a_start_must_hold_before_and_after_the_clock_change():
    assert starts(ACROSS_THE_CHANGE, "Europe/Amsterdam", "Tue 12:00-14:30") == ["Tue 11:00"]


def test_a_span_as_long_as_the_session_is_lost_over_the_clock_change():
    assert starts(ACROSS_THE_CHANGE, "Europe/Amsterdam", "Tue 12:00-13:30") == []


def test_an_anchor_with_the_same_clock_change_keeps_the_start():
    hours = "Tue 12:00-13:30"
    assert starts(ACROSS_THE_CHANGE, "Europe/Amsterdam", hours, anchor="Europe/Rome") == ["Tue 12:00"]


def test_a_zone_at_a_quarter_from_utc_is_exact():
    assert starts(WINTER, "Asia/Kathmandu", "Tue 12:15-13:45") == ["Tue 06:30"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Auckland"]),
    st.sampled_from(
        [ACROSS_THE_CHANGE, (date(2026, 10, 19), date(2026, 10, 26)), (date(2026, 3, 2), date(2026, 3, 9))]
    ),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 70), st.integers(6, 26)), min_size=1, max_size=4),
)
def test_every_start_lies_inside_the_hours_on_the_persons_own_clock(tz, weeks, spans):
    hours = tuple(sorted(Hours(d * 1440 + a * 15, d * 1440 + min(96, a + n) * 15) for d, a, n in spans))
    calendar = Calendar(weeks, 90, 30, "UTC")
    person = student(0, tz=tz, availability=hours)
    for slot in calendar.starts(tz, hours).nonzero()[0]:
        assert all(free_for(person, start_of(calendar.slot_text(slot), week), 90) for week in weeks)


@pytest.mark.parametrize("tz", ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
@pytest.mark.parametrize("weeks", [WINTER, ACROSS_THE_CHANGE])
def test_a_start_is_told_on_the_persons_own_clock(tz, weeks):
    calendar = Calendar(weeks, 90, 30, "UTC")
    for slot in range(0, calendar.slots, 7):
        for number, week in enumerate(weeks):
            local = start_of(calendar.slot_text(slot), week).astimezone(ZoneInfo(tz))
            assert calendar.local_text(slot, tz, number) == f"{local:%a %H:%M}"


def test_hours_are_written_as_they_were_read():
    text = "Mon 12:30-14:00;Tue 18:00-24:00"
    assert format_hours(parse_hours(text)) == text


@pytest.mark.parametrize("text", ["Monday 9-11", "Mon 09:00", "Mon 9:00-11:00", "Mon 10:00-09:00", "Mon 20:00-25:00"])
def test_a_wrong_span_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match="'Mon"):
        parse_hours(text)


def test_a_slot_off_the_grid_has_no_number():
    calendar = Calendar(WINTER, 90, 30, "UTC")
    assert [calendar.slot_number(text) for text in ("Mon 00:30", "Mon 00:15", "nonsense")] == [1, None, None]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    zone=st.sampled_from(["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
    spans=st.lists(st.tuples(st.integers(0, 670), st.integers(1, 24)), min_size=1, max_size=6),
    weeks=st.sampled_from([WINTER, ACROSS_THE_CHANGE]),
)
def test_one_start_asked_for_is_as_it_is_among_all(zone, spans, weeks):
    hours = tuple(sorted(Hours(15 * at, min(10_080, 15 * (at + length))) for at, length in spans))
    calendar = Calendar(weeks, 90, 30, "Europe/Rome")
    assert [calendar.holds(zone, hours, slot) for slot in range(calendar.slots)] == calendar.starts(
        zone, hours
    ).tolist()
