"""Writes on exchanges: each verb does its one thing, or refuses by name and changes nothing."""

from datetime import date
from decimal import Decimal

import pytest

from accounts import hooks
from accounts.models import AuditEntry
from exchanges import errors, queries, services
from exchanges.access import Part, parts_in
from exchanges.facilitators import add_facilitator, add_qualification, parse_languages
from exchanges.models import Exchange, Participation, WorkloadItem
from exchanges.services import SeriesRow
from tests.factories import make_exchange, make_facilitator, make_institutions, make_students, make_user

pytestmark = pytest.mark.django_db
REASON = "The partners agreed on this in writing."


@pytest.fixture
def exchange():
    return make_exchange()


@pytest.fixture
def by():
    return make_user("Coordinator")


def accept_all(exchange, by):
    for row in queries.checklist(exchange).rows:
        if row.state == "warn":
            services.accept_remark(exchange, by, row.finding.key, REASON)


@pytest.fixture
def ready(exchange, by):
    """An exchange that may be published: students, facilitators, every remark with a reason."""
    make_students(exchange, 12)
    make_facilitator(exchange, "One")
    make_facilitator(exchange, "Two")
    accept_all(exchange, by)
    return exchange


def test_who_makes_an_exchange_coordinates_it(by):
    made = services.create_exchange(by, title="Cities and water", starts_on=date(2026, 9, 7))
    assert (made.slug, parts_in(by, made)) == ("cities-and-water", {Part.COORDINATOR})


def test_a_short_name_is_used_once(by, exchange):
    with pytest.raises(errors.ExchangeExists):
        services.create_exchange(by, title="Again", slug=exchange.slug)


def test_an_exchange_does_not_end_before_it_starts(by):
    with pytest.raises(errors.DatesInvalid):
        services.create_exchange(by, title="Wrong", starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 7))


def test_each_write_is_noted_with_who_did_it(by, exchange):
    services.change_exchange(exchange, by, summary="Short")
    noted = AuditEntry.objects.get(verb="exchange.change")
    assert (noted.actor, noted.detail) == (by, {"fields": ["summary"]})


def test_the_design_is_merged_key_by_key(by, exchange):
    services.change_exchange(exchange, by, design={"max_per_class": 2})
    assert exchange.design["max_per_class"] == 2
    assert exchange.design["code_of_conduct"] is True


def test_adding_an_institution_twice_changes_its_part(by, exchange):
    leiden = make_institutions()[0]
    services.add_institution(exchange, by, leiden, seats=20)
    assert Participation.objects.get(exchange=exchange, institution=leiden).seats == 20


def test_an_institution_with_students_stays(by, exchange):
    make_students(exchange, 1)
    with pytest.raises(errors.InstitutionInUse):
        services.remove_institution(exchange, by, make_institutions()[0])


def test_an_institution_without_students_can_go(by, exchange):
    services.remove_institution(exchange, by, make_institutions()[0])
    assert exchange.participations.count() == 2


def test_the_parties_of_the_agreement_are_the_institutions(by, exchange):
    exchange.agreement = None
    agreement = services.sign_agreement(exchange, by, title="MoU", signed_on=date(2026, 2, 1))
    assert set(agreement.parties.all()) == set(make_institutions())


def test_the_series_is_replaced_as_a_whole(by, exchange):
    services.set_series(exchange, by, [SeriesRow("First", 1, 90), SeriesRow("Second", 3)])
    assert [(one.number, one.title, one.week) for one in exchange.series.all()] == [(1, "First", 1), (2, "Second", 3)]


@pytest.mark.parametrize(
    "rows",
    [
        [SeriesRow(" ", 1)],
        [SeriesRow("Long", 1, 600)],
        [SeriesRow("Never", 0)],
        [SeriesRow("Later", 2), SeriesRow("Before", 1)],
        [SeriesRow("One", 1), SeriesRow("Same week", 1)],
    ],
)
def test_a_wrong_row_leaves_the_series_as_it_was(by, exchange, rows):
    with pytest.raises(errors.SeriesInvalid):
        services.set_series(exchange, by, rows)
    assert exchange.series.count() == 8


def test_workload_of_no_hours_is_left_out(by, exchange):
    services.set_workload(exchange, by, {"live": Decimal(16), "exam": Decimal(0)}, Decimal("0.5"))
    assert [item.kind for item in exchange.workload.all()] == ["live"]


@pytest.mark.parametrize(
    ("hours", "credits"),
    [({"live": Decimal(-1)}, None), ({"sleep": Decimal(1)}, None), ({"live": Decimal(1)}, Decimal("0.3"))],
)
def test_wrong_hours_are_refused(by, exchange, hours, credits):
    with pytest.raises(errors.WorkloadInvalid):
        services.set_workload(exchange, by, hours, credits)
    assert WorkloadItem.objects.filter(exchange=exchange).count() == 2


def test_credits_follow_from_the_hours_of_each_institution(exchange):
    leiden = make_institutions()[0]
    leiden.hours_per_credit = Decimal(25)
    leiden.save()
    assert {line.institution: line.credits for line in queries.credits_by_institution(exchange)} == {
        "Leiden University": Decimal(3),
        "Cairo University": Decimal(3),
        "University of Porto": Decimal(3),
    }


def test_a_remark_is_accepted_with_a_reason(by, exchange):
    key = next(row.finding.key for row in queries.checklist(exchange).rows if row.state == "warn")
    services.accept_remark(exchange, by, key, REASON)
    assert next(row for row in queries.checklist(exchange).rows if row.finding.key == key).state == "accepted"


def test_a_remark_needs_more_than_a_word(by, exchange):
    key = next(row.finding.key for row in queries.checklist(exchange).rows if row.state == "warn")
    with pytest.raises(errors.ReasonMissing):
        services.accept_remark(exchange, by, key, "ok")


def test_a_block_cannot_be_talked_away(by, exchange):
    services.change_exchange(exchange, by, design={"code_of_conduct": False})
    with pytest.raises(errors.RemarkUnknown):
        services.accept_remark(exchange, by, "C6:code_of_conduct", REASON)


def test_an_accepted_remark_can_be_opened_again(by, exchange):
    key = next(row.finding.key for row in queries.checklist(exchange).rows if row.state == "warn")
    services.accept_remark(exchange, by, key, REASON)
    services.reopen_remark(exchange, by, key)
    assert exchange.accepted_remarks == {}


def test_a_conforming_exchange_is_published(by, ready):
    assert services.publish_exchange(ready, by).status == Exchange.Status.PUBLISHED


def test_a_block_holds_publishing_back(by, ready):
    services.change_exchange(ready, by, design={"code_of_conduct": False})
    with pytest.raises(errors.NotConforming):
        services.publish_exchange(ready, by)
    assert Exchange.objects.get(pk=ready.pk).status == Exchange.Status.DESIGN


def test_publishing_waits_for_every_safeguarding_contact(by, ready):
    ready.institutions.filter(slug="cairo").update(safeguarding_contact="")
    with pytest.raises(errors.SafeguardingMissing, match="Cairo"):
        services.publish_exchange(ready, by)


def test_an_exchange_is_published_once(by, ready):
    services.publish_exchange(ready, by)
    with pytest.raises(errors.AlreadyPublished):
        services.publish_exchange(ready, by)


def test_without_a_signed_agreement_it_does_not_start(by, ready):
    services.publish_exchange(ready, by)
    ready.agreement.signed_on = None
    with pytest.raises(errors.AgreementMissing):
        services.start_exchange(ready, by)


def test_an_exchange_in_design_does_not_start(by, ready):
    with pytest.raises(errors.NotPublished):
        services.start_exchange(ready, by)


def test_once_started_the_formula_is_fixed(by, ready):
    services.publish_exchange(ready, by)
    services.start_exchange(ready, by)
    with pytest.raises(errors.Frozen):
        services.set_series(ready, by, [])
    with pytest.raises(errors.Frozen):
        services.set_workload(ready, by, {})
    with pytest.raises(errors.Frozen):
        services.change_exchange(ready, by, credits=Decimal(9))


def test_a_taster_is_published_without_the_label(by):
    taster = make_exchange(sessions=1, kind="taster")
    assert services.publish_exchange(taster, by).status == Exchange.Status.PUBLISHED


def test_withdrawing_is_told_upwards_once(by, exchange, django_capture_on_commit_callbacks):
    heard: list[int] = []
    enrolment = make_students(exchange, 1)[0]
    hooks.withdrawn.listeners.append(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            services.withdraw(enrolment, by, "Ill")
            services.withdraw(enrolment, by, "Ill")
    finally:
        hooks.withdrawn.listeners.remove(heard.append)
    assert heard == [enrolment.pk]


def test_who_withdrew_has_no_part_any_more(by, exchange):
    enrolment = make_students(exchange, 1)[0]
    services.withdraw(enrolment, by, "Ill")
    assert parts_in(enrolment.user, exchange) == frozenset()


def test_languages_are_written_as_in_the_group_files():
    assert parse_languages("en:c1; NL:n;") == {"en": "C1", "nl": "N"}


def test_a_wrong_language_is_named():
    with pytest.raises(errors.LanguagesInvalid, match="english"):
        parse_languages("en:B2; english")


def offer(exchange, by, **fields):
    values = {
        "name": "Noor", "email": "Noor@Example.org", "country": "nl", "timezone": "Europe/Amsterdam",
        "languages": {"en": "C1"}, "availability": "Mon 12:00-20:00",
    }  # fmt: skip
    return add_facilitator(exchange, by, **(values | fields))


def test_a_new_facilitator_gets_an_account_without_a_password(by, exchange):
    made = offer(exchange, by)
    assert (made.user.email, made.user.has_usable_password()) == ("noor@example.org", False)


def test_a_facilitator_is_added_once(by, exchange):
    assert offer(exchange, by).pk == offer(exchange, by, max_groups=2).pk


def test_a_qualification_holds_24_months(by, exchange):
    held = add_qualification(offer(exchange, by).user, by, level="F2", issuer="Network", issued_on=date(2026, 1, 1))
    assert held.valid_until == date(2028, 1, 1)


def test_a_qualification_does_not_end_before_it_begins(by, exchange):
    with pytest.raises(errors.QualificationInvalid):
        add_qualification(
            by, by, level="F2", issuer="Network", issued_on=date(2026, 1, 1), valid_until=date(2025, 1, 1)
        )


@pytest.mark.parametrize(
    ("level", "valid_until", "trouble"),
    [
        ("F2", date(2027, 1, 1), ""),
        ("F1", date(2027, 1, 1), "may_not_lead"),
        ("F2", date(2026, 10, 1), "ends_early"),
        ("F2", date(2026, 5, 1), "expired"),
    ],
)
def test_the_list_says_what_is_wrong_with_a_qualification(exchange, level, valid_until, trouble):
    make_facilitator(exchange, level=level, valid_until=valid_until)
    assert queries.facilitator_lines(exchange, date(2026, 6, 1))[0].trouble == trouble
