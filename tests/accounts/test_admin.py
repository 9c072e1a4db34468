import pytest

from accounts import audit, services
from accounts.models import AuditEntry, OutboxMail, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(client, coordinator):
    client.force_login(coordinator)
    return client


def test_a_stranger_is_sent_to_our_own_password_page(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/sign-in/password/?next=/admin/")


def test_the_door_of_django_checks_no_password(client, coordinator):
    answer = client.post("/admin/login/", {"username": coordinator.email, "password": "kaarsvet op de maan"})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_student_is_refused(client, student):
    client.force_login(student)
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", ["user", "auditentry", "outboxmail"])
def test_the_lists_open(carla, student, model):
    services.invite(student, "/", services.Invitation("One"))
    audit.record(None, "test", student)
    assert carla.get(f"/admin/accounts/{model}/").status_code == 200


def test_a_person_opens(carla, student):
    assert carla.get(f"/admin/accounts/user/{student.pk}/change/").status_code == 200
    assert carla.get("/admin/accounts/user/add/").status_code == 200


@pytest.mark.parametrize("model", ["auditentry", "outboxmail"])
def test_what_was_noted_cannot_be_added_changed_or_deleted(carla, student, model):
    services.invite(student, "/", services.Invitation("One"))
    audit.record(None, "test", student)
    row = {"auditentry": AuditEntry, "outboxmail": OutboxMail}[model].objects.get()
    assert carla.get(f"/admin/accounts/{model}/add/").status_code == 403
    assert carla.post(f"/admin/accounts/{model}/{row.pk}/change/", {}).status_code == 403
    assert carla.post(f"/admin/accounts/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_words_of_a_mail_are_not_shown(carla, student):
    services.invite(student, "/", services.Invitation("One"))
    mail = OutboxMail.objects.get()
    assert "Open this link" not in carla.get(f"/admin/accounts/outboxmail/{mail.pk}/change/").text


def test_nobody_is_deleted(carla, student):
    assert carla.post(f"/admin/accounts/user/{student.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("action", "verb"), [("close", "account.close"), ("end_sign_ins", "account.sign_out_everywhere")]
)
def test_accounts_are_closed_by_the_service(carla, coordinator, student, action, verb):
    carla.post("/admin/accounts/user/", {"action": action, "_selected_action": [student.pk]})
    assert AuditEntry.objects.get(verb=verb).actor == coordinator


def test_a_closed_account_is_opened_again(carla, student):
    services.deactivate(student)
    carla.post("/admin/accounts/user/", {"action": "reopen", "_selected_action": [student.pk]})
    assert User.objects.get(pk=student.pk).is_active
