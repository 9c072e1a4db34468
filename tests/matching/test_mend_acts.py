"""What would help is done with one press, when a coordinator may decide it; else the page says where."""

from dataclasses import asdict

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from matching import errors, mend_acts
from matching.engine.types import Mend
from matching.models import MatchRun
from tests.factories import make_facilitator, make_students

pytestmark = pytest.mark.django_db


def refused(exchange, *mends):
    """A run without an answer, with these mends for its one reason."""
    told = [asdict(one) | {"keys": list(one.who)} for one in mends]
    reason = {"code": "cohort_too_small", "text": "It does not work.", "people": [], "mend": told}
    inputs = {"constraints": {"slot_anchor": "UTC"}, "students": "", "facilitators": ""}
    return MatchRun.objects.create(
        exchange=exchange, status=MatchRun.Status.NOT_FEASIBLE, report={"feasible": False, "reasons": [reason]},
        inputs=inputs,
    )  # fmt: skip


def test_smaller_groups_are_allowed_once(exchange, by):
    run = refused(exchange, Mend("size_min", exchange.size_min - 1, instead=True))
    least = exchange.size_min
    mend_acts.accept(run, 0, 0, by)
    exchange.refresh_from_db()
    assert exchange.size_min == least - 1
    assert AuditEntry.objects.filter(verb="match.accept_mend", actor=by).count() == 1
    with pytest.raises(errors.MendGone):
        mend_acts.accept(run, 0, 0, by)


def test_only_the_named_wishes_are_given_up(exchange, by):
    one, two, three = (student.pk for student in make_students(exchange, 3))
    exchange.keep_together, exchange.keep_apart = [[one, two], [two, three]], [[one, two]]
    exchange.save()
    run = refused(exchange, Mend("unlink_together", 1, who=(f"s{two}", f"s{one}")))
    mend_acts.accept(run, 0, 0, by)
    exchange.refresh_from_db()
    assert (exchange.keep_together, exchange.keep_apart) == ([[two, three]], [[one, two]])


def test_a_facilitator_who_agreed_leads_more_groups(exchange, by):
    offer = make_facilitator(exchange, max_groups=1)
    mend_acts.accept(refused(exchange, Mend("facilitator_groups", 1, 5, who=(f"f{offer.pk}",))), 0, 0, by)
    offer.refresh_from_db()
    assert offer.max_groups == 2


def test_what_people_must_do_themselves_has_no_button(exchange, by):
    with pytest.raises(errors.MendGone):
        mend_acts.accept(refused(exchange, Mend("student_hours", 90, 1, "Mon 08:00-09:30", who=("s1",))), 0, 0, by)


def test_a_run_of_before_keys_were_kept_has_no_button_for_people():
    assert mend_acts.label_of(asdict(Mend("unlink_apart", 1, who=("Ann", "Bob")))) == ""


def test_the_page_offers_the_button_and_the_place(client, exchange, coordinator):
    run = refused(exchange, Mend("facilitator", 1, 5, "Mon 08:00-09:30", "en"), Mend("size_max", 99, instead=True))
    path = reverse("matching:run", args=[exchange.slug, run.pk])
    shown = client.get(path).text
    assert "Allow these groups" in shown
    assert shown.count(reverse("exchanges:facilitators", args=[exchange.slug])) == 3
    done = client.post(reverse("matching:accept_mend", args=[exchange.slug, run.pk]), {"reason": "0", "mend": "1"})
    assert done.url == reverse("matching:match", args=[exchange.slug])
    exchange.refresh_from_db()
    assert exchange.size_max == 99


@pytest.mark.parametrize("odd", ["", "²", "-1", "9" * 5000])
def test_a_place_that_is_none_does_nothing(client, exchange, coordinator, odd):
    run = refused(exchange, Mend("size_max", 99))
    client.post(reverse("matching:accept_mend", args=[exchange.slug, run.pk]), {"reason": odd, "mend": odd})
    exchange.refresh_from_db()
    assert exchange.size_max != 99


def test_nobody_else_mends(client, exchange, student_of):
    run = refused(exchange, Mend("size_max", 99))
    client.force_login(student_of)
    assert client.post(reverse("matching:accept_mend", args=[exchange.slug, run.pk])).status_code == 404


@pytest.fixture
def student_of(exchange):
    return make_students(exchange, 1)[0].user
