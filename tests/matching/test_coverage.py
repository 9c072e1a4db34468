"""When students are free and who could lead then."""

import pytest

from matching.coverage import Count, counts, coverage, free_people
from matching.free_time import slot_text
from tests.factories import make_exchange, make_facilitator, make_student, make_students

pytestmark = pytest.mark.django_db
MONDAY = "Mon 16:00-18:00"


@pytest.fixture
def exchange():
    """Two languages, groups of 5 to 8; nobody yet."""
    return make_exchange(working_languages={"en": "B1", "fr": "B2"}, size_min=5, size_max=8)


def at(exchange, slot, language=""):
    """The count at a start, in the exchange's own zone."""
    free = free_people(exchange)
    number = next(n for n in range(336) if slot_text(30 * n) == slot)
    return counts(free, language).get(number, Count(0, 0, 0))


def local(exchange, how_many, hours=MONDAY, **fields):
    return [
        make_student(exchange, 3 * nth, availability=hours, timezone="Europe/Amsterdam", **fields)
        for nth in range(how_many)
    ]


def test_a_start_counts_only_when_the_whole_session_fits(exchange):
    local(exchange, 3)
    assert at(exchange, "Mon 16:00").students == 3
    assert at(exchange, "Mon 16:30").students == 0


def test_a_start_counts_only_when_it_holds_in_every_week(exchange):
    exchange.series.filter(number=8).update(week=9)  # 2 November: Johannesburg stands still, Amsterdam does not
    make_student(exchange, 0, availability="Mon 16:00-18:00", timezone="Africa/Johannesburg")
    make_student(exchange, 1, availability="Mon 16:00-19:00", timezone="Africa/Johannesburg")
    assert at(exchange, "Mon 16:00").students == 1


def test_students_are_counted_by_the_language_that_they_speak_well_enough(exchange):
    local(exchange, 5, work_languages={"en": "B2"})
    local(exchange, 2, work_languages={"en": "A1", "fr": "C1"})
    assert at(exchange, "Mon 16:00", "en").students == 5
    assert at(exchange, "Mon 16:00", "fr").students == 2
    assert at(exchange, "Mon 16:00").students == 7


def test_groups_are_limited_by_students_and_by_facilitators(exchange):
    local(exchange, 11)
    assert at(exchange, "Mon 16:00").groups == 0
    make_facilitator(exchange, "One", availability=MONDAY)
    assert at(exchange, "Mon 16:00").groups == 1
    for name in ("Two", "Three"):
        make_facilitator(exchange, name, availability=MONDAY)
    assert at(exchange, "Mon 16:00").groups == 2


def test_a_facilitator_of_another_language_makes_no_group(exchange):
    local(exchange, 6, work_languages={"en": "B2"})
    make_facilitator(exchange, languages={"fr": "C1"}, availability=MONDAY)
    assert at(exchange, "Mon 16:00") == Count(6, 1, 0)


def test_who_may_not_lead_is_not_counted(exchange):
    local(exchange, 6)
    make_facilitator(exchange, "Trainee", level="F1", availability=MONDAY)
    assert at(exchange, "Mon 16:00").leaders == 0


def test_hours_stand_on_the_clock_of_who_looks(exchange):
    local(exchange, 6)
    shown = coverage(exchange, "en", "Asia/Kathmandu", "Europe/Amsterdam")
    assert [row.clock for row in shown.rows] == ["19:45"]
    assert shown.rows[0].cells[0].students == 6


def test_weeks_in_which_the_own_clock_moves_are_told(exchange):
    exchange.series.filter(number=8).update(week=9)
    local(exchange, 6)
    assert coverage(exchange, "en", "Europe/Amsterdam", "UTC").changes == []
    (changed,) = coverage(exchange, "en", "Africa/Johannesburg", "UTC").changes
    assert changed == ("2 Nov", "60 minutes later than shown")


def test_an_hour_without_a_facilitator_is_listed_with_what_would_help(exchange):
    local(exchange, 10)
    make_facilitator(exchange, "Nearby", availability="Mon 17:00-19:00", timezone="Europe/Amsterdam")
    make_facilitator(exchange, "French", availability=MONDAY, languages={"fr": "C1"})
    (missing,) = coverage(exchange, "en", "Europe/Amsterdam", "UTC").shortages
    assert (missing.when, missing.students, missing.groups) == ("Mon 16:00", 10, 2)
    assert missing.near == [("Nearby", "17:00")]
    assert missing.other_languages == ["French"]


def test_hours_beside_each_other_are_one_shortage(exchange):
    local(exchange, 10, hours="Mon 10:00-16:00;Thu 10:00-13:00")
    shown = coverage(exchange, "en", "Europe/Amsterdam", "UTC")
    assert [one.when for one in shown.shortages] == ["Mon 10:00", "Mon 12:30", "Thu 10:00"]


def test_who_is_never_free_for_a_whole_session_is_counted(exchange):
    make_students(exchange, 2, availability="Mon 10:00-11:00")
    assert coverage(exchange, "en", "UTC", "UTC").never == 2
