import pytest
from django.utils.timezone import now

from accounts import consents, hooks, queries, services
from accounts.errors import TooManyTries, UnknownPurpose, WrongPassword
from accounts.models import Attempt, AuditEntry, OutboxMail, SignInLink
from accounts.services import Invitation
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def purpose(monkeypatch):
    monkeypatch.setattr(consents, "PURPOSES", {})
    monkeypatch.setattr(queries, "PURPOSES", consents.PURPOSES)
    consents.register(consents.Purpose("study", "A study", "May we use your answers?", "1"))
    return "study"


@pytest.fixture
def told(monkeypatch):
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(hooks.signed_out, "listeners", [lambda user_id: heard.append(("signed_out", user_id))])
    monkeypatch.setattr(hooks.deactivated, "listeners", [lambda user_id: heard.append(("deactivated", user_id))])
    return heard


def test_a_known_address_gets_a_link(student):
    services.send_sign_in_link("Amira@Uni.example ", "/sessions/7/")
    link = SignInLink.objects.get()
    assert (link.user, link.next_path) == (student, "/sessions/7/")
    assert OutboxMail.objects.get().to == student.email


def test_an_unknown_address_gets_nothing_and_is_answered_alike():
    assert services.send_sign_in_link("nobody@uni.example") is None
    assert not OutboxMail.objects.exists()


def test_a_closed_account_gets_nothing(student):
    services.deactivate(student)
    services.send_sign_in_link(student.email)
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("email", ["amira@uni.example", "nobody@uni.example"])
def test_the_sixth_link_in_an_hour_is_refused_for_known_and_unknown_alike(student, email):
    for _ in range(5):
        services.send_sign_in_link(email)
    with pytest.raises(TooManyTries):
        services.send_sign_in_link(email)


def test_one_network_asks_for_so_many_links_an_hour():
    for n in range(60):
        services.send_sign_in_link(f"{n}@uni.example", network="192.0.2.7")
    with pytest.raises(TooManyTries):
        services.send_sign_in_link("61@uni.example", network="192.0.2.7")
    services.send_sign_in_link("61@uni.example", network="192.0.2.8")


def test_an_invitation_is_mailed_once(student):
    context = Invitation("Ordinary days", "Carla", NOON)
    assert services.invite(student, "/sessions/7/", context)
    assert not services.invite(student, "/sessions/7/", context)
    assert (OutboxMail.objects.count(), SignInLink.objects.count()) == (1, 1)


def test_an_invitation_to_another_page_is_another_mail(student):
    services.invite(student, "/sessions/7/", Invitation("One"))
    assert services.invite(student, "/sessions/8/", Invitation("Two"))


def test_an_invitation_can_be_sent_again_on_purpose(student):
    services.invite(student, "/", Invitation("One"))
    assert services.invite(student, "/", Invitation("One"), again="2")


def test_a_closed_account_is_not_invited(student):
    services.deactivate(student)
    assert not services.invite(student, "/", Invitation("One"))


def test_an_invitation_rests_at_night_and_a_link_asked_for_does_not(student):
    services.invite(student, "/", Invitation("One"))
    services.send_sign_in_link(student.email)
    assert dict(OutboxMail.objects.values_list("link__purpose", "at_any_hour")) == {
        "invitation": False,
        "sign_in": True,
    }


def test_no_mail_in_the_table_holds_a_token(student):
    services.send_sign_in_link(student.email)
    assert "{link}" in OutboxMail.objects.get().body
    assert "/accounts/link/" not in OutboxMail.objects.get().body


def test_the_right_password_gives_the_person(facilitator):
    assert services.check_password("FEMKE@uni.example", PASSWORD) == facilitator


@pytest.mark.parametrize("email", ["femke@uni.example", "amira@uni.example", "nobody@uni.example"])
def test_a_wrong_password_is_refused_alike_for_every_address(facilitator, student, email):
    with pytest.raises(WrongPassword):
        services.check_password(email, "wrong")


def test_a_closed_account_is_refused_as_a_wrong_password(facilitator):
    services.deactivate(facilitator)
    with pytest.raises(WrongPassword):
        services.check_password(facilitator.email, PASSWORD)


@pytest.mark.parametrize("email", ["femke@uni.example", "amira@uni.example", "nobody@uni.example"])
def test_every_refusal_costs_exactly_one_hash(facilitator, student, email, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    with pytest.raises(WrongPassword):
        services.check_password(email, "wrong")
    assert len(hashed) == 1


@pytest.mark.parametrize("email", ["femke@uni.example", "nobody@uni.example"])
def test_the_eleventh_password_in_a_quarter_is_refused(facilitator, email):
    for _ in range(10):
        with pytest.raises(WrongPassword):
            services.check_password(email, "wrong", "192.0.2.7")
    with pytest.raises(TooManyTries):
        services.check_password(email, PASSWORD, "192.0.2.7")


def test_tries_from_another_network_do_not_lock_a_person_out(facilitator):
    for _ in range(10):
        with pytest.raises(WrongPassword):
            services.check_password(facilitator.email, "wrong", "203.0.113.9")
    assert services.check_password(facilitator.email, PASSWORD, "192.0.2.7") == facilitator


def test_the_right_password_forgives_the_wrong_ones(facilitator):
    for _ in range(9):
        with pytest.raises(WrongPassword):
            services.check_password(facilitator.email, "wrong")
    services.check_password(facilitator.email, PASSWORD)
    assert not Attempt.objects.filter(key__startswith="password.account").exists()


def test_signing_out_everywhere_ends_sign_ins_and_links(student, told, django_capture_on_commit_callbacks):
    before = student.get_session_auth_hash()
    services.send_sign_in_link(student.email)
    with django_capture_on_commit_callbacks(execute=True):
        services.sign_out_everywhere(student)
    assert student.get_session_auth_hash() != before
    assert not student.sign_in_links.filter(expires_at__gt=now()).exists()
    assert told == [("signed_out", student.pk)]


def test_rooms_hear_of_it_only_after_the_commit(student, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        services.sign_out_everywhere(student)
        services.deactivate(student)
    assert told == []


def test_closing_an_account_tells_the_rooms_once(student, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.deactivate(student)
        services.deactivate(student)
    assert told == [("deactivated", student.pk)]


def test_closing_an_account_gives_up_its_mails(student):
    services.invite(student, "/", Invitation("One"))
    services.deactivate(student)
    assert OutboxMail.objects.get().failed_at


def test_closing_and_opening_leave_a_trace(student, coordinator):
    services.deactivate(student, coordinator)
    services.reactivate(student, coordinator)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "about", "actor")) == [
        ("account.close", f"accounts.user:{student.pk}", coordinator.pk),
        ("account.open", f"accounts.user:{student.pk}", coordinator.pk),
    ]


def test_the_newest_answer_holds(student, purpose):
    assert not queries.has_consented(student, purpose)
    services.grant_consent(student, purpose)
    assert queries.has_consented(student, purpose)
    services.withdraw_consent(student, purpose)
    assert not queries.has_consented(student, purpose)


def test_a_yes_to_an_older_text_does_not_hold(student, purpose):
    services.grant_consent(student, purpose)
    consents.register(consents.Purpose("study", "A study", "May we also publish them?", "2"))
    assert not queries.has_consented(student, purpose)


def test_consent_to_nothing_known_is_refused(student):
    with pytest.raises(UnknownPurpose):
        services.grant_consent(student, "no-such-purpose")
