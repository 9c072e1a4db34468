"""Sessions follow from the slot of the group: wall time, zone, daylight saving, seats."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import SlotInvalid, TooFewSessions
from sessions.models import RoomEvent
from sessions.scheduling import WEEKDAYS, parse_slot, planned_moments, schedule_group, seat_group, start_of, unschedule
from tests.factories import make_exchange, make_facilitator, make_group, make_student, make_students

ZONES = ("Europe/Amsterdam", "Africa/Cairo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")


def test_a_slot_is_a_weekday_and_a_time():
    assert parse_slot("Thu 09:05") == (3, time(9, 5))


@pytest.mark.parametrize("slot", ["", "Monday 16:30", "Mon 24:00", "Mon 16.30", "mon 16:30", "Mon 16:60"])
def test_a_slot_in_another_form_is_refused(slot):
    with pytest.raises(SlotInvalid):
        parse_slot(slot)


def test_the_wall_time_stays_when_the_clocks_change():
    before = start_of("Mon 16:30", "Europe/Amsterdam", date(2026, 10, 19), "Europe/Amsterdam")
    after = start_of("Mon 16:30", "Europe/Amsterdam", date(2026, 10, 26), "Europe/Amsterdam")
    assert (before.wall_time, after.wall_time) == (time(16, 30), time(16, 30))
    assert after.starts_at - before.starts_at == timedelta(days=7, hours=1)


def test_with_utc_as_anchor_the_moment_stays_and_the_wall_time_moves():
    before = start_of("Mon 16:30", "UTC", date(2026, 10, 19), "Europe/Amsterdam")
    after = start_of("Mon 16:30", "UTC", date(2026, 10, 26), "Europe/Amsterdam")
    assert (before.wall_time, after.wall_time) == (time(18, 30), time(17, 30))


def test_the_wall_date_may_be_the_next_day_in_the_zone_of_the_exchange():
    moment = start_of("Mon 23:30", "UTC", date(2026, 9, 7), "Asia/Kathmandu")
    assert (moment.wall_date, moment.wall_time) == (date(2026, 9, 8), time(5, 15))


def test_a_time_that_the_clocks_skip_starts_an_hour_later():
    moment = start_of("Sun 02:30", "Europe/Amsterdam", date(2026, 3, 29), "Europe/Amsterdam")
    assert (moment.wall_time, moment.starts_at) == (time(3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))


@given(
    weekday=st.sampled_from(WEEKDAYS),
    minute=st.integers(0, 1439),
    anchor=st.sampled_from(ZONES),
    zone=st.sampled_from(ZONES),
    week=st.dates(date(2025, 1, 1), date(2030, 1, 1)),
)
def test_wall_date_time_and_zone_say_the_same_moment_as_utc(weekday, minute, anchor, zone, week):
    moment = start_of(f"{weekday} {minute // 60:02d}:{minute % 60:02d}", anchor, week, zone)
    assert moment.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(
        moment.wall_date, moment.wall_time
    )


@pytest.fixture
def group(db):
    exchange = make_exchange()
    students = make_students(exchange, 6)
    return make_group(
        exchange, students, make_facilitator(exchange, "Lead"), co_facilitator=make_facilitator(exchange, "Support")
    )


def test_a_group_gets_one_session_for_each_of_the_series(group):
    made = schedule_group(group)
    assert [held.number for held in made] == list(range(1, 9))
    assert made[0].starts_at == datetime(2026, 9, 7, 14, 30, tzinfo=UTC)
    assert made[7].starts_at == datetime(2026, 10, 26, 15, 30, tzinfo=UTC)
    assert {held.wall_time for held in made} == {time(16, 30)}
    assert {held.zone for held in made} == {"Europe/Amsterdam"}


def test_scheduling_twice_makes_nothing_new(group):
    assert schedule_group(group) == schedule_group(group)


def test_seats_are_numbered_from_one_students_first(group):
    seats = list(schedule_group(group)[0].seats.all())
    assert [seat.number for seat in seats] == list(range(1, 9))
    assert [seat.role for seat in seats] == ["student"] * 6 + ["lead", "support"]
    assert [seat.country for seat in seats[:3]] == ["NL", "EG", "PT"]


def test_somebody_who_comes_later_gets_the_next_number(group):
    meeting = schedule_group(group)[0]
    late = make_student(group.exchange, 6)
    group.memberships.create(enrolment=late)
    assert [(seat.number, seat.user_id) for seat in seat_group(meeting, group)] == [(9, late.user_id)]


@pytest.mark.django_db
def test_fewer_sessions_than_the_definition_asks_are_refused():
    exchange = make_exchange(sessions=2)
    with pytest.raises(TooFewSessions):
        planned_moments(make_group(exchange, []))


@pytest.mark.django_db
def test_a_taster_may_have_one_session():
    exchange = make_exchange(sessions=1, kind="taster")
    assert len(schedule_group(make_group(exchange, []))) == 1


@pytest.mark.django_db
def test_without_a_first_day_nothing_is_scheduled():
    exchange = make_exchange(starts_on=date(2026, 9, 7))
    exchange.starts_on = None
    with pytest.raises(SlotInvalid):
        schedule_group(make_group(exchange, []))


def test_a_session_with_a_log_is_never_taken_back(group):
    opened = schedule_group(group)[0]
    RoomEvent.objects.create(dialogue_session=opened, seq=1, at=0, kind="opened", data="{}", hash="0")
    assert unschedule(group) == 7
    assert list(group.sessions.all()) == [opened]
