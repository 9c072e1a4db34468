"""Pages of recognition: who may open them, and what a form does."""

import csv
import io
import re

import pytest
from django.urls import reverse

from accounts.models import Attempt
from recognition import codes, issuing, services
from recognition.models import Certificate, Decision, SignOff
from recognition.services import Choice
from tests.factories import make_coordinator, make_facilitator, make_role, make_student, make_user
from tests.recognition.held import coordinator_of, facilitator_of, held_season, make_season, meetings_of, student_of

pytestmark = pytest.mark.django_db
REASON = "She wrote in the shared notes all the time."


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


@pytest.fixture
def exchange():
    return held_season(away={2: [1, 2]})


def sign_all(exchange):
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, facilitator_of(exchange))


def certificate_in(exchange, nth=0):
    sign_all(exchange)
    choice = Choice(student_of(exchange, nth).pk)
    return issuing.issue_certificate(services.decide(exchange, coordinator_of(exchange), [choice])[0])


def everybody(exchange):
    other = make_season()
    return {
        "coordinator": coordinator_of(exchange),
        "educator": make_role(exchange, "educator"),
        "facilitator": facilitator_of(exchange),
        "facilitator of another group": make_facilitator(exchange, "Other").user,
        "student": student_of(exchange).user,
        "fellow student": student_of(exchange, 1).user,
        "coordinator of another exchange": coordinator_of(other),
        "stranger": make_user(),
    }


def paths(exchange):
    meeting, student = meetings_of(exchange)[0], student_of(exchange)
    certificate = certificate_in(held_season())
    return {
        "desk": reverse("recognition:desk", args=[exchange.slug]),
        "attendance_csv": reverse("recognition:attendance_csv", args=[exchange.slug]),
        "student": reverse("recognition:student", args=[exchange.slug, student.pk]),
        "sign_off": reverse("recognition:sign_off", args=[meeting.pk]),
        "timeline_csv": reverse("recognition:timeline_csv", args=[meeting.pk, student.pk]),
        "own_record": reverse("recognition:own_record"),
        "foreign certificate": reverse("recognition:certificate", args=[certificate.code]),
    }


READ = {
    "desk": {"coordinator", "educator"},
    "attendance_csv": {"coordinator", "educator"},
    "student": {"coordinator"},
    "sign_off": {"coordinator", "facilitator"},
    "timeline_csv": {"coordinator", "facilitator", "student"},
    "own_record": {"student", "fellow student"},
    "foreign certificate": set(),
}


@pytest.mark.parametrize("name", READ)
def test_a_page_opens_for_its_own_people_only(client, exchange, name):
    path, let_in = paths(exchange)[name], set()
    for who, user in everybody(exchange).items():
        client.force_login(user)
        answer = client.get(path)
        assert answer.status_code in (200, 404)
        if answer.status_code == 200:
            let_in.add(who)
    assert let_in == READ[name]


def test_nobody_sees_a_page_without_signing_in(client, exchange):
    assert {client.get(path).status_code for path in paths(exchange).values()} == {302}


WRITE = {"check": set(), "decide": set(), "issue": set()}


@pytest.mark.parametrize("name", WRITE)
def test_only_the_coordinator_may_act(client, exchange, name):
    sign_all(exchange)
    path = reverse(f"recognition:{name}", args=[exchange.slug])
    people = everybody(exchange)
    del people["coordinator"]
    for user in people.values():
        client.force_login(user)
        assert client.post(path, {"student": student_of(exchange).pk}).status_code == 404
    assert not Decision.objects.exists()


def test_only_the_coordinator_revokes(client, exchange):
    certificate = certificate_in(exchange)
    people = everybody(exchange)
    del people["coordinator"]
    for user in people.values():
        client.force_login(user)
        answer = client.post(reverse("recognition:revoke", args=[certificate.code]), {"reason": REASON})
        assert answer.status_code == 404
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_a_stranger_cannot_sign_or_attest(client, exchange):
    client.force_login(make_user())
    meeting = meetings_of(exchange)[0]
    for name in ("sign_off", "attest"):
        assert client.post(reverse(f"recognition:{name}", args=[meeting.pk])).status_code == 404
    assert not SignOff.objects.exists()


# -- signing -------------------------------------------------------------------------------------------------


def test_the_facilitator_signs_and_confirms_who_took_part(client, exchange):
    meeting, student = meetings_of(exchange)[0], student_of(exchange)
    client.force_login(facilitator_of(exchange))
    form = {"held": "yes", "note": "Good.", f"attest-{student.pk}": REASON}
    assert client.post(reverse("recognition:sign_off", args=[meeting.pk]), form).status_code == 302
    assert meeting.sign_off.held
    assert meeting.attestations.get().reason == REASON


def test_a_refused_signature_keeps_what_was_typed(client, exchange):
    meeting = meetings_of(exchange)[0]
    client.force_login(facilitator_of(exchange))
    answer = client.post(reverse("recognition:sign_off", args=[meeting.pk]), {"held": "no", "note": "power"})
    assert answer.status_code == 400
    assert ">power</textarea>" in answer.text
    assert "at least 20 letters" in answer.text


def test_taking_part_can_be_confirmed_after_signing(client, exchange):
    sign_all(exchange)
    meeting, student = meetings_of(exchange)[0], student_of(exchange, 1)
    client.force_login(facilitator_of(exchange))
    client.post(reverse("recognition:attest", args=[meeting.pk]), {f"attest-{student.pk}": REASON})
    assert meeting.attestations.get().enrolment == student


def test_the_page_to_sign_shows_no_figure_of_talk(client, exchange):
    client.force_login(facilitator_of(exchange))
    page = client.get(reverse("recognition:sign_off", args=[meetings_of(exchange)[0].pk])).text
    assert "120 of 120" in page
    shown = re.sub(r"<script.*?</script>|<link[^>]*>", "", page, flags=re.DOTALL)
    assert not re.search(r"turns|lines|talk time", shown)


# -- the desk ------------------------------------------------------------------------------------------------


def desk(client, exchange, **query):
    client.force_login(coordinator_of(exchange))
    return client.get(reverse("recognition:desk", args=[exchange.slug]), query)


def test_the_desk_shows_whole_numbers_and_what_is_unsigned(client, exchange):
    page = desk(client, exchange).text
    assert "4 sessions wait for their signature" in page
    assert "2 of 4" in page


def test_the_desk_can_be_narrowed(client, exchange):
    sign_all(exchange)
    lines = desk(client, exchange, proposal="pass").context["lines"]
    assert [line.enrolment for line in lines] == [student_of(exchange), student_of(exchange, 2)]


def test_checking_writes_nothing_and_deciding_does(client, exchange):
    sign_all(exchange)
    client.force_login(coordinator_of(exchange))
    form = {"student": [one.pk for one in exchange.enrolments.all()]}
    page = client.post(reverse("recognition:check", args=[exchange.slug]), form)
    assert "3 decisions to write" in page.text
    assert not Decision.objects.exists()
    client.post(reverse("recognition:decide", args=[exchange.slug]), form)
    outcomes = exchange.decisions.order_by("enrolment").values_list("outcome", flat=True)
    assert list(outcomes) == ["certified", "not_certified", "certified"]


def test_all_who_are_shown_can_be_checked_at_once(client, exchange):
    sign_all(exchange)
    client.force_login(coordinator_of(exchange))
    shown = " ".join(str(one.pk) for one in exchange.enrolments.all())
    page = client.post(reverse("recognition:check", args=[exchange.slug]), {"everybody": "yes", "shown": shown})
    assert len(page.context["ready"]) == 3


def test_a_choice_that_cannot_be_decided_is_named_before_anything_is_written(client, exchange):
    sign_all(exchange)
    client.force_login(coordinator_of(exchange))
    form = {"student": student_of(exchange).pk, "outcome": "not_certified", "reason": "no"}
    page = client.post(reverse("recognition:check", args=[exchange.slug]), form)
    assert "1 cannot be decided like this" in page.text


def test_a_student_of_another_exchange_cannot_be_decided_here(client, exchange):
    client.force_login(coordinator_of(exchange))
    foreign = student_of(make_season())
    client.post(reverse("recognition:decide", args=[exchange.slug]), {"student": foreign.pk})
    assert not Decision.objects.exists()


def test_certificates_are_issued_from_the_desk(client, exchange):
    sign_all(exchange)
    client.force_login(coordinator_of(exchange))
    form = {"student": [one.pk for one in exchange.enrolments.all()]}
    client.post(reverse("recognition:decide", args=[exchange.slug]), form)
    client.post(reverse("recognition:issue", args=[exchange.slug]))
    assert Certificate.objects.count() == 2


def test_revoking_from_the_page_says_so_there(client, exchange):
    certificate = certificate_in(exchange)
    client.force_login(coordinator_of(exchange))
    path = reverse("recognition:revoke", args=[codes.shown(certificate.code)])
    answer = client.post(path, {"reason": "The name belonged to somebody else."}, follow=True)
    assert "Revoked on" in answer.text


def test_a_broken_ledger_is_said_on_the_desk(client, exchange):
    certificate_in(exchange)
    exchange.decisions.update(outcome="deferred")
    assert "The record of decisions was changed" in desk(client, exchange).text


def test_the_table_as_a_file_cannot_run_formulas(client, exchange):
    student = student_of(exchange)
    student.user.name = "=HYPERLINK(1)"
    student.user.save()
    client.force_login(coordinator_of(exchange))
    answer = client.get(reverse("recognition:attendance_csv", args=[exchange.slug]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 3 * 4
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


# -- an educator ---------------------------------------------------------------------------------------------


def test_an_educator_sees_own_students_only_and_no_acts_or_reasons(client, exchange):
    own = student_of(exchange)
    educator = make_role(exchange, "educator", institution=own.institution)
    client.force_login(educator)
    page = client.get(reverse("recognition:desk", args=[exchange.slug]))
    assert [line.enrolment for line in page.context["lines"]] == [own]
    assert 'form="deciding"' not in page.text
    assert not re.search("taking part|took part|recorded", page.text)
    file = client.get(reverse("recognition:attendance_csv", args=[exchange.slug])).content.decode("utf-8-sig")
    assert {row[0] for row in csv.reader(io.StringIO(file))} == {"student", own.user.name}
    assert "acts" not in file


# -- a student's own record ----------------------------------------------------------------------------------


def test_a_student_sees_the_reason_for_every_minute(client, exchange):
    client.force_login(student_of(exchange, 1).user)
    page = client.get(reverse("recognition:own_record"))
    record = page.context["records"][0]
    assert [line.standing for line in record.sessions] == ["missed", "missed", "in_doubt", "in_doubt"]
    assert all(sum(row.minutes for row in line.rows) == 120 for line in record.sessions)
    assert "not there, not counted" in page.text


def test_a_record_does_not_name_other_students(client, exchange):
    client.force_login(student_of(exchange).user)
    assert "Student 2" not in client.get(reverse("recognition:own_record")).text


def test_a_student_without_sessions_is_told_what_will_be_here(client):
    exchange = make_season(sessions=3)
    client.force_login(make_student(exchange, 5).user)
    assert "When your group is known" in client.get(reverse("recognition:own_record")).text


def test_the_holder_downloads_the_certificate(client, exchange):
    certificate = certificate_in(exchange)
    client.force_login(certificate.decision.enrolment.user)
    answer = client.get(reverse("recognition:certificate", args=[certificate.code]))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")


# -- the public page -----------------------------------------------------------------------------------------


def verify(client, code):
    return client.get(reverse("recognition:verify_code", args=[code]))


def test_anybody_can_check_a_certificate(client, exchange):
    certificate = certificate_in(exchange)
    page = verify(client, codes.shown(certificate.code))
    assert page.status_code == 200
    assert "This certificate is valid" in page.text
    assert "Student 1" in page.text
    assert "4 of 4" in page.text


def test_the_public_page_shows_no_more_than_the_paper(client, exchange):
    certificate = certificate_in(exchange)
    page = verify(client, certificate.code).text
    enrolment = certificate.decision.enrolment
    for hidden in (enrolment.user.email, enrolment.student_number, "minutes", "absent"):
        assert hidden not in page.partition("<main")[2].partition("</main>")[0]


def test_the_public_page_runs_no_script_and_is_not_kept(client, exchange):
    page = verify(client, certificate_in(exchange).code)
    assert '<script type="module"' not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_revoked_certificate_says_since_when_and_not_why(client, exchange):
    certificate = certificate_in(exchange)
    issuing.revoke(certificate, coordinator_of(exchange), "The name belonged to somebody else.")
    page = verify(client, certificate.code).text
    assert "was revoked on" in page
    assert "belonged" not in page


def test_a_superseded_certificate_says_so(client, exchange):
    certificate = certificate_in(exchange)
    decision = certificate.decision
    choice = Choice(decision.enrolment_id, "deferred", "The examiner has asked a question.")
    services.decide(exchange, decision.decided_by, [choice])
    assert "was superseded" in verify(client, certificate.code).text


@pytest.mark.parametrize("code", ["nonsense", "0" * 28, "7K3M-9QXA-2F5T-HW8C-R0ZE-4BJN-6VYD"])
def test_an_unknown_code_is_said_plainly(client, code):
    page = verify(client, code)
    assert page.status_code == 404
    assert "We do not know this code" in page.text


def test_the_form_leads_to_the_page_of_the_code(client):
    code = codes.new_code()
    answer = client.get(reverse("recognition:verify"), {"code": codes.shown(code).lower()})
    assert answer.headers["Location"] == reverse("recognition:verify_code", args=[codes.shown(code)])


def test_codes_cannot_be_tried_without_end(client):
    answers = [verify(client, codes.new_code()).status_code for _ in range(122)]
    assert set(answers[:120]) == {404}
    assert set(answers[120:]) == {429}
    assert Attempt.objects.count() == 120


def test_a_second_coordinator_can_decide_what_the_first_signed(client, exchange):
    for meeting in meetings_of(exchange):
        services.sign_off(meeting, coordinator_of(exchange), note="The facilitator is ill this month.")
    second = make_coordinator(exchange)
    client.force_login(second)
    client.post(reverse("recognition:decide", args=[exchange.slug]), {"student": student_of(exchange).pk})
    assert exchange.decisions.get().decided_by == second
