"""The figures of an exchange reach the definition as they are stored."""

from datetime import date
from decimal import Decimal

import pytest

from exchanges.design import design_of
from exchanges.models import Enrolment
from tests.factories import make_exchange, make_facilitator, make_students, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    return make_exchange()


def test_sessions_stand_a_week_apart(exchange):
    assert [one.date for one in design_of(exchange).sessions][:2] == [date(2026, 9, 7), date(2026, 9, 14)]


def test_before_anybody_is_enrolled_the_seats_count(exchange):
    assert design_of(exchange).students == 24


def test_enrolled_students_count_and_those_who_left_do_not(exchange):
    gone = make_students(exchange, 7)[0]
    gone.status = Enrolment.Status.WITHDRAWN
    gone.save()
    assert design_of(exchange).students == 6


def test_the_highest_qualification_that_holds_to_the_end_counts(exchange):
    offer = make_facilitator(exchange, level="F3", valid_until=date(2026, 9, 30))
    offer.user.qualifications.create(
        level="F2", issuer="Network", issued_on=date(2026, 1, 1), valid_until=date(2027, 1, 1)
    )
    assert design_of(exchange).facilitators[0].level == "F2"


def test_two_facilitators_of_one_name_stay_two(exchange):
    make_facilitator(exchange, user=make_user("Noor"))
    make_facilitator(exchange, user=make_user("Noor"))
    assert len({one.name for one in design_of(exchange).facilitators}) == 2


def test_spans_and_figures_without_a_column_come_from_the_design(exchange):
    exchange.design |= {
        "holidays": [{"first": "2026-10-12", "last": "2026-10-16", "title": "Break"}],
        "recorded_hours": "1.5",
        "classes": {"leiden": 2},
        "without_video": True,
    }
    design = design_of(exchange)
    assert design.holidays[0].last == date(2026, 10, 16)
    assert design.recorded_hours == Decimal("1.5")
    assert {one.name: one.classes for one in design.partners}["Leiden University"] == 2
    assert not any(one.video for one in design.sessions)


def test_an_agreement_counts_when_it_is_signed(exchange):
    assert design_of(exchange).agreement_signed
    exchange.agreement.signed_on = None
    assert not design_of(exchange).agreement_signed
