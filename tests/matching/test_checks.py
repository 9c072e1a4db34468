"""The board's own check of a group: which rules it breaks, in sentences."""

from datetime import UTC, date, datetime

import pytest

from matching.checks import Rules, members_of
from matching.hours import is_free, joined, spans_of, starts_of
from matching.models import Group
from tests.factories import make_exchange, make_facilitator, make_group, make_student, make_students

WEEKS = [date(2026, 10, 19), date(2026, 10, 26)]  # summer time in Europe ends on the Sunday between


def test_a_start_keeps_the_wall_time_of_its_anchor():
    assert list(starts_of("Mon 16:30", "Europe/Amsterdam", WEEKS)) == [
        datetime(2026, 10, 19, 14, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 15, 30, tzinfo=UTC),
    ]


def test_who_is_free_in_one_week_only_is_not_free():
    starts = list(starts_of("Mon 16:30", "Europe/Amsterdam", WEEKS))
    # Cape Town has no summer time: the session is at 16:30 there, and an hour later the week after.
    assert is_free("Mon 16:30-18:30", "Africa/Johannesburg", starts[:1], 120)
    assert not is_free("Mon 16:30-18:30", "Africa/Johannesburg", starts, 120)


def test_hours_that_touch_at_midnight_are_one_span():
    starts = list(starts_of("Mon 23:00", "UTC", WEEKS))
    assert is_free("Mon 22:00-24:00;Tue 00:00-02:00", "UTC", starts, 120)
    assert joined(spans_of("Tue 00:00-02:00;Mon 22:00-24:00")) == [(1320, 1560)]


def test_hours_that_cannot_be_read_are_no_hours():
    assert spans_of("whenever;Mon 9-17:00;Xyz 10:00-11:00;Mon 10:00-11:00") == [(600, 660)]


@pytest.fixture
def exchange(db):
    return make_exchange(working_languages={"en": "B2"})


def codes(group, members=None):
    group = Group.objects.get(pk=group.pk)
    return {one.code for one in Rules(group.exchange).broken(group, members_of(group) if members is None else members)}


def test_a_good_group_breaks_nothing(exchange):
    group = make_group(exchange, make_students(exchange, 6), make_facilitator(exchange))
    assert codes(group) == set()


BREAKS = {
    "language": {"work_languages": {"en": "B1"}},
    "availability": {"availability": "Mon 09:00-12:00"},
    "access": {"access_needs": ["captions"]},
}


@pytest.mark.parametrize("code", BREAKS)
def test_one_member_can_break_a_hard_rule(exchange, code):
    exchange.design |= {"access_hard": ["captions"]}
    exchange.save()
    members = [*make_students(exchange, 5), make_student(exchange, 5, **BREAKS[code])]
    assert codes(make_group(exchange, members, make_facilitator(exchange))) == {code}


def test_too_small_is_hard_and_below_the_target_is_soft(exchange):
    students = make_students(exchange, 6)
    group = make_group(exchange, students, make_facilitator(exchange))
    assert "size" in codes(group, students[:3])
    assert "target" in codes(group, students[:5])


def test_one_country_alone_is_refused(exchange):
    members = [make_student(exchange, nth) for nth in (0, 3, 6, 9, 12, 15)]
    group = make_group(exchange, members, make_facilitator(exchange))
    assert {"countries", "institutions"} <= codes(group)


def test_a_group_needs_a_facilitator(exchange):
    assert codes(make_group(exchange, make_students(exchange, 6))) == {"facilitator"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"languages": {"en": "B1"}}, "facilitator_language"),
        ({"availability": "Tue 12:00-20:00"}, "facilitator_free"),
    ],
)
def test_a_facilitator_must_speak_and_be_free(exchange, fields, code):
    group = make_group(exchange, make_students(exchange, 6), make_facilitator(exchange, **fields))
    assert codes(group) == {code}


def test_a_facilitator_does_not_lead_two_groups_at_once(exchange):
    students, leader = make_students(exchange, 12), make_facilitator(exchange)
    make_group(exchange, students[:6], leader)
    assert codes(make_group(exchange, students[6:], leader, slot="Mon 18:00")) == {"facilitator_gap"}


def test_a_facilitator_leads_no_more_groups_than_offered(exchange):
    students, leader = make_students(exchange, 12), make_facilitator(exchange, max_groups=1)
    make_group(exchange, students[:6], leader)
    assert codes(make_group(exchange, students[6:], leader, slot="Tue 16:30")) == {"facilitator_groups"}


def test_pairs_to_keep_together_and_apart(exchange):
    students = make_students(exchange, 7)
    exchange.keep_together = [[students[0].pk, students[6].pk]]
    exchange.keep_apart = [[students[1].pk, students[2].pk]]
    exchange.save()
    group = make_group(exchange, students[:6], make_facilitator(exchange))
    assert codes(group) == {"keep_together", "keep_apart"}


def test_the_only_woman_of_a_group_is_pointed_out(exchange):
    members = [make_student(exchange, nth, gender="m") for nth in range(5)] + [make_student(exchange, 5, gender="f")]
    assert codes(make_group(exchange, members, make_facilitator(exchange))) == {"alone_gender"}


def test_who_did_not_tell_a_gender_is_never_counted(exchange):
    members = [make_student(exchange, nth, gender="m") for nth in range(5)] + [make_student(exchange, 5, gender="")]
    assert codes(make_group(exchange, members, make_facilitator(exchange))) == set()


def test_the_only_one_of_a_country_beside_three_of_another_is_pointed_out(exchange):
    members = [make_student(exchange, nth) for nth in (0, 3, 6, 9, 12, 1, 4, 2)]
    assert codes(make_group(exchange, members, make_facilitator(exchange))) == {"alone_country"}
