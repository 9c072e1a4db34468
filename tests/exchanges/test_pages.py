"""Pages of an exchange: who may open them, and what a form does."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import OutboxMail
from exchanges import queries, services
from exchanges.models import Enrolment, Exchange, Institution
from tests.factories import (
    make_coordinator,
    make_exchange,
    make_facilitator,
    make_institutions,
    make_role,
    make_student,
    make_students,
    make_user,
)

pytestmark = pytest.mark.django_db
REASON = "The partners agreed on this in writing."


@pytest.fixture
def exchange():
    return make_exchange()


@pytest.fixture
def coordinator(exchange, client):
    user = make_coordinator(exchange)
    client.force_login(user)
    return user


def everybody(exchange):
    other = make_exchange()
    return {
        "coordinator": make_coordinator(exchange),
        "educator": make_role(exchange, "educator"),
        "facilitator": make_facilitator(exchange).user,
        "student": make_student(exchange).user,
        "coordinator of another exchange": make_coordinator(other),
        "stranger": make_user(),
    }


ALL = {"coordinator", "educator", "facilitator", "student"}
DESIGN = ("edit", "institutions", "new_institution", "agreement", "workload", "facilitators")
READ = {"exchange": ALL, "people": {"coordinator", "educator"}} | {name: {"coordinator"} for name in DESIGN}


@pytest.mark.parametrize("name", READ)
def test_a_page_opens_for_its_own_people_only(client, exchange, name):
    path = reverse(f"exchanges:{name}", args=[exchange.slug])
    let_in = set()
    for who, user in everybody(exchange).items():
        client.force_login(user)
        answer = client.get(path)
        assert answer.status_code in (200, 404)
        if answer.status_code == 200:
            let_in.add(who)
        else:
            assert answer.headers["X-Refusal"] == "not_here"
    assert let_in == READ[name]


WRITE = ("publish", "start", "upload", "import", "invite")


@pytest.mark.parametrize("name", WRITE)
def test_only_the_coordinator_may_act(client, exchange, name):
    path = reverse(f"exchanges:{name}", args=[exchange.slug])
    for who, user in everybody(exchange).items():
        client.force_login(user)
        refused = client.post(path).status_code == 404
        assert refused == (who != "coordinator")


def test_actions_on_one_person_are_refused_to_a_stranger(client, exchange):
    enrolment = make_student(exchange)
    client.force_login(make_coordinator(make_exchange()))
    assert client.post(reverse("exchanges:withdraw", args=[exchange.slug, enrolment.pk])).status_code == 404
    assert client.post(reverse("exchanges:accept_remark", args=[exchange.slug, "C4:x"])).status_code == 404
    assert client.post(reverse("exchanges:undo_import", args=[exchange.slug, 1])).status_code == 404


def test_a_coordinator_cannot_reach_into_another_exchange(client, exchange, coordinator):
    theirs = make_student(make_exchange())
    assert client.post(reverse("exchanges:withdraw", args=[exchange.slug, theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == Enrolment.Status.ACTIVE


def test_without_a_sign_in_every_page_leads_to_the_sign_in(client, exchange):
    answer = client.get(reverse("exchanges:people", args=[exchange.slug]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:sign_in"))


def test_the_list_shows_only_the_own_exchanges(client, exchange, coordinator):
    make_exchange(title="Somebody else's")
    text = client.get(reverse("exchanges:list")).content.decode()
    assert exchange.title in text
    assert "Somebody else" not in text


def test_an_educator_gets_no_buttons_and_sees_the_own_students(client, exchange):
    make_students(exchange, 6)
    educator = make_role(exchange, "educator", institution=make_institutions()[0])
    client.force_login(educator)
    text = client.get(reverse("exchanges:people", args=[exchange.slug])).content.decode()
    assert "Student 1" in text
    assert "Student 2" not in text
    assert "Import a list" not in text
    assert "Invite the chosen" not in text


FRAME = {
    "title": "Cities and water", "summary": "", "kind": "tep", "starts_on": "2026-09-07", "ends_on": "2026-11-01",
    "timezone": "Europe/Amsterdam", "working_languages": "en:B1", "size_min": 4, "size_max": 10,
    "target_min": 6, "target_max": 8,
}  # fmt: skip


def test_staff_make_an_exchange(client):
    client.force_login(make_user(is_staff=True))
    answer = client.post(reverse("exchanges:create"), FRAME)
    assert answer.url == reverse("exchanges:exchange", args=["cities-and-water"])
    assert Exchange.objects.get(slug="cities-and-water").working_languages == {"en": "B1"}


def test_a_student_makes_none(client, exchange):
    client.force_login(make_student(exchange).user)
    assert client.post(reverse("exchanges:create"), FRAME).status_code == 403


@pytest.mark.parametrize(
    "change", [{"working_languages": "english"}, {"timezone": "Mars/Base"}, {"size_min": 9}, {"title": ""}]
)
def test_a_wrong_frame_is_said_at_its_field(client, coordinator, exchange, change):
    answer = client.post(reverse("exchanges:edit", args=[exchange.slug]), FRAME | change)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_frame_and_the_design_are_saved_together(client, coordinator, exchange):
    posted = FRAME | {"outcomes": "One\nTwo\n", "holidays": "2026-10-12 2026-10-16 Break", "code_of_conduct": "on"}
    client.post(reverse("exchanges:edit", args=[exchange.slug]), posted)
    exchange.refresh_from_db()
    assert exchange.design["outcomes"] == ["One", "Two"]
    assert exchange.design["holidays"] == [{"first": "2026-10-12", "last": "2026-10-16", "title": "Break"}]
    assert exchange.design["shared_syllabus"] is False


def test_the_checklist_shows_criterion_figure_limit_and_sentence(client, coordinator, exchange):
    text = client.get(reverse("exchanges:exchange", args=[exchange.slug])).content.decode()
    for row in queries.checklist(exchange).rows:
        assert row.finding.criterion in text
    assert "Live sessions planned: 8." in text
    assert "Give a reason" in text


def test_a_remark_is_accepted_on_the_page(client, coordinator, exchange):
    key = next(row.finding.key for row in queries.checklist(exchange).rows if row.state == "warn")
    client.post(reverse("exchanges:accept_remark", args=[exchange.slug, key]), {"reason": REASON})
    text = client.get(reverse("exchanges:exchange", args=[exchange.slug])).content.decode()
    assert REASON in text


def test_a_refused_publication_is_said_on_the_page(client, coordinator, exchange):
    answer = client.post(reverse("exchanges:publish", args=[exchange.slug]), follow=True)
    assert "cannot be published yet" in answer.content.decode()
    exchange.refresh_from_db()
    assert exchange.status == Exchange.Status.DESIGN


def test_publish_and_start(client, coordinator, exchange):
    make_students(exchange, 12)
    for name in ("One", "Two"):
        make_facilitator(exchange, name)
    for row in queries.checklist(exchange).rows:
        if row.state == "warn":
            services.accept_remark(exchange, coordinator, row.finding.key, REASON)
    client.post(reverse("exchanges:publish", args=[exchange.slug]))
    client.post(reverse("exchanges:start", args=[exchange.slug]))
    exchange.refresh_from_db()
    assert exchange.status == Exchange.Status.RUNNING


def test_an_institution_is_made_changed_and_taken_out(client, coordinator, exchange):
    facts = {
        "name": "Beirut", "country": "lb", "timezone": "Asia/Beirut", "safeguarding_contact": "",
        "erasmus_code": "", "schac_code": "", "hours_per_credit": "28", "credit_label": "ECTS",
    }  # fmt: skip
    client.post(reverse("exchanges:new_institution", args=[exchange.slug]), facts)
    made = Institution.objects.get(slug="beirut")
    assert made.country == "LB"
    changed = facts | {"safeguarding_contact": "Rana +961", "seats": "9", "educator_name": "Rana"}
    client.post(reverse("exchanges:institution", args=[exchange.slug, "beirut"]), changed)
    assert exchange.participations.get(institution=made).seats == 9
    client.post(reverse("exchanges:remove_institution", args=[exchange.slug, "beirut"]))
    assert not exchange.participations.filter(institution=made).exists()


def test_the_agreement_is_signed(client, coordinator, exchange):
    posted = {"title": "MoU", "signed_on": "2026-02-01"}
    client.post(reverse("exchanges:agreement", args=[exchange.slug]), posted)
    exchange.refresh_from_db()
    assert exchange.agreement.signed_on == date(2026, 2, 1)


def test_the_workload_page_says_what_the_hours_are_worth(client, coordinator, exchange):
    path = reverse("exchanges:workload", args=[exchange.slug])
    client.post(path, {"live": "16", "preparation": "40", "credits": "2"})
    exchange.refresh_from_db()
    assert exchange.credits == Decimal(2)
    assert "2.0 ECTS" in client.get(path).content.decode()


def roster(rows=3):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Name", "E-mail", "Institution", "English", "Availability"])
    for n in range(rows):
        writer.writerow([f"New {n}", f"new{n}@example.org", "Leiden University", "B2", "Mon 12:00-20:00"])
    return SimpleUploadedFile("list.csv", out.getvalue().encode())


def test_a_list_is_checked_before_anything_is_imported(client, coordinator, exchange):
    answer = client.post(reverse("exchanges:upload", args=[exchange.slug]), {"roster": roster()})
    assert "Import 3 people" in answer.content.decode()
    assert exchange.enrolments.count() == 0


def test_the_checked_list_is_imported_and_taken_back(client, coordinator, exchange):
    client.post(reverse("exchanges:upload", args=[exchange.slug]), {"roster": roster()})
    client.post(reverse("exchanges:import", args=[exchange.slug]))
    assert exchange.enrolments.count() == 3
    client.post(reverse("exchanges:undo_import", args=[exchange.slug, exchange.imports.get().pk]))
    assert exchange.enrolments.count() == 0


def test_an_import_without_a_check_is_refused(client, coordinator, exchange):
    answer = client.post(reverse("exchanges:import", args=[exchange.slug]), follow=True)
    assert "Choose the file again" in answer.content.decode()


@pytest.mark.parametrize(
    "file", [SimpleUploadedFile("empty.csv", b""), SimpleUploadedFile("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200))]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(client, coordinator, exchange, file):
    answer = client.post(reverse("exchanges:upload", args=[exchange.slug]), {"roster": file})
    assert answer.status_code == 400
    assert "Nothing was imported" in answer.content.decode()


def test_no_file_at_all_is_said_at_the_field(client, coordinator, exchange):
    answer = client.post(reverse("exchanges:upload", args=[exchange.slug]))
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_everybody_is_invited_once(client, coordinator, exchange):
    make_students(exchange, 3, status=Enrolment.Status.IMPORTED)
    path = reverse("exchanges:invite", args=[exchange.slug])
    client.post(path, {"everybody": "yes"})
    client.post(path, {"everybody": "yes"})
    assert OutboxMail.objects.count() == 3
    assert set(exchange.enrolments.values_list("status", flat=True)) == {Enrolment.Status.INVITED}


def test_only_the_chosen_ones_are_invited(client, coordinator, exchange):
    chosen = make_students(exchange, 3, status=Enrolment.Status.IMPORTED)[1]
    client.post(reverse("exchanges:invite", args=[exchange.slug]), {"person": [chosen.pk, "x"]})
    assert [mail.to for mail in OutboxMail.objects.all()] == [chosen.user.email]


def test_nobody_chosen_is_said(client, coordinator, exchange):
    answer = client.post(reverse("exchanges:invite", args=[exchange.slug]), follow=True)
    assert "Nothing was sent" in answer.content.decode()


def test_the_invitation_leads_to_the_exchange_and_arriving_is_noted(client, coordinator, exchange):
    student = make_student(exchange, status=Enrolment.Status.IMPORTED)
    client.post(reverse("exchanges:invite", args=[exchange.slug]), {"everybody": "yes"})
    path = OutboxMail.objects.get().link.next_path
    client.force_login(student.user)
    assert client.get(path).status_code == 200
    student.refresh_from_db()
    assert student.status == Enrolment.Status.ACTIVE


def test_people_are_found_by_a_part_of_their_name(client, coordinator, exchange):
    make_students(exchange, 12)
    text = client.get(reverse("exchanges:people", args=[exchange.slug]), {"words": "student 12"}).content.decode()
    assert "Student 12" in text
    assert "Student 3" not in text


def test_a_student_is_taken_out_with_a_reason(client, coordinator, exchange):
    student = make_student(exchange)
    client.post(reverse("exchanges:withdraw", args=[exchange.slug, student.pk]), {"reason": "Ill"})
    student.refresh_from_db()
    assert (student.status, student.withdrawn_reason) == (Enrolment.Status.WITHDRAWN, "Ill")


def test_a_facilitator_is_added_with_a_qualification(client, coordinator, exchange):
    posted = {
        "name": "Noor", "email": "noor@example.org", "country": "lb", "timezone": "Asia/Beirut",
        "languages": "en:C1; ar:N", "availability": "Mon 12:00-20:00", "max_groups": 2, "access_skills": "captions",
        "level": "F2", "issuer": "Network", "issued_on": "2026-01-01", "valid_until": "",
    }  # fmt: skip
    client.post(reverse("exchanges:facilitators", args=[exchange.slug]), posted)
    offer = exchange.facilitators.get()
    assert offer.languages == {"en": "C1", "ar": "N"}
    assert offer.user.qualifications.get().valid_until == date(2028, 1, 1)
    assert "Noor" in client.get(reverse("exchanges:facilitators", args=[exchange.slug])).content.decode()


def test_a_qualification_is_renewed(client, coordinator, exchange):
    offer = make_facilitator(exchange, valid_until=date(2026, 9, 10))
    path = reverse("exchanges:qualification", args=[exchange.slug, offer.pk])
    assert client.get(path).status_code == 200
    client.post(path, {"level": "F2", "issuer": "Network", "issued_on": "2026-09-01", "valid_until": "2028-09-01"})
    assert queries.facilitator_lines(exchange, date(2026, 9, 1))[0].trouble == ""
