import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts import services
from accounts.models import SignInLink, User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN, SENT, BY_PASSWORD = "/accounts/sign-in/", "/accounts/sign-in/sent/", "/accounts/sign-in/password/"


def link_in(messages) -> str:
    return re.search(r"/accounts/link/[\w-]+/", messages[-1].body)[0]


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.fixture
def link(student, inbox) -> str:
    """The path of a mailed link that leads to /accounts/me/."""
    services.send_sign_in_link(student.email, "/accounts/me/")
    return link_in(inbox())


def test_a_stranger_sees_the_sign_in_page(client):
    page = client.get(SIGN_IN)
    assert page.status_code == 200
    assert "Mail me a link" in page.text
    assert "Sign in with a password" in page.text


def test_a_stranger_can_change_the_language_there(client):
    answer = client.post("/language/", {"language": "nl", "next": SIGN_IN})
    assert (answer.url, answer.cookies["django_language"].value) == (SIGN_IN, "nl")


def test_the_page_keeps_where_one_was_going(client):
    assert 'value="/accounts/me/"' in client.get(SIGN_IN, {"next": "/accounts/me/"}).text


def test_it_does_not_keep_a_foreign_address(client):
    assert "evil" not in client.get(SIGN_IN, {"next": "https://evil.example/"}).context["form"].as_p()


def test_a_signed_in_person_goes_on_at_once(client, student):
    client.force_login(student)
    assert client.get(SIGN_IN, {"next": "/accounts/me/"}).url == "/accounts/me/"


@pytest.mark.parametrize("email", ["amira@uni.example", "nobody@uni.example"])
def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, student, email):
    answer = client.post(SIGN_IN, {"email": email}, follow=True)
    assert answer.redirect_chain == [(SENT, 302)]
    assert "If we know this address" in answer.text


def test_a_trial_installation_says_where_its_mails_are(client, settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    assert "trial installation" not in client.get(SENT).text
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    assert "trial installation" in client.get(SENT).text


def test_what_is_no_address_is_said_beside_the_field(client):
    answer = client.post(SIGN_IN, {"email": "amira"})
    assert answer.status_code == 400
    assert "valid email address" in answer.text


@pytest.mark.parametrize("email", ["amira@uni.example", "nobody@uni.example"])
def test_too_many_requests_are_told_when_to_try_again(client, student, email):
    for _ in range(5):
        client.post(SIGN_IN, {"email": email})
    answer = client.post(SIGN_IN, {"email": email})
    assert answer.status_code == 429
    assert answer.headers["X-Refusal"] == "too_many_tries"
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "You can try again in 60 minutes." in answer.text


def test_opening_a_link_does_not_sign_in(client, link):
    page = client.get(link)
    assert "Sign in as <bdi>Amira el Sayed</bdi>" in page.text
    assert who(client) is None
    assert not SignInLink.objects.get().used_at


def test_a_mail_scanner_may_open_it_as_often_as_it_likes(client, link, student):
    for _ in range(3):
        client.get(link)
        client.head(link)
    client.post(link)
    assert who(client) == str(student.pk)


def test_its_button_signs_in_and_goes_on_in_the_persons_language(client, link, student):
    answer = client.post(link)
    assert (who(client), answer.url) == (str(student.pk), "/accounts/me/")
    assert answer.cookies["django_language"].value == "nl"


def test_the_button_needs_the_token_of_the_page(link):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_a_used_link_says_so_and_offers_a_new_one(client, link, inbox):
    client.post(link)
    client.logout()
    page = client.get(link)
    assert (page.status_code, page.headers["X-Refusal"]) == (410, "link_used")
    assert client.post(f"{link}renew/").url == SENT
    assert len(inbox()) == 2
    assert client.post(link_in(inbox())).url == "/accounts/me/"


def test_an_expired_link_says_so_and_offers_a_new_one(client, link, inbox):
    SignInLink.objects.update(expires_at=now() - timedelta(seconds=1))
    page = client.get(link)
    assert (page.status_code, page.headers["X-Refusal"]) == (410, "link_expired")
    assert "Mail me a new link" in page.text
    client.post(f"{link}renew/")
    assert len(inbox()) == 2


def test_a_spent_link_tells_a_stranger_nothing_about_its_owner(client, link, student):
    client.post(link)
    client.logout()
    text = client.get(link).text
    assert student.name not in text
    assert student.email not in text


def test_an_expired_link_cannot_sign_in(client, link):
    SignInLink.objects.update(expires_at=now())
    assert client.post(link).status_code == 410
    assert who(client) is None


def test_an_unknown_link_asks_for_the_address(client):
    page = client.get("/accounts/link/cut-off/")
    assert (page.status_code, page.headers["X-Refusal"]) == (404, "link_unknown")
    assert 'name="email"' in page.text


def test_an_unknown_link_cannot_be_renewed(client):
    assert client.post("/accounts/link/cut-off/renew/").status_code == 404


def test_an_old_mail_leads_a_signed_in_person_on(client, link):
    client.post(link)
    assert client.get(link).url == "/accounts/me/"


def test_who_is_signed_in_as_another_is_told_so(client, link, facilitator):
    client.force_login(facilitator)
    assert "You are signed in as <bdi>Femke</bdi>" in client.get(link).text
    client.post(link)
    assert who(client) != str(facilitator.pk)


def test_a_link_page_is_never_kept(client, link):
    assert "no-store" in client.get(link).headers["Cache-Control"]


def test_an_invitation_signs_in_and_leads_to_its_session(client, student, inbox):
    services.invite(student, "/accounts/me/", services.Invitation("Ordinary days"))
    noon = now().replace(hour=12) + timedelta(days=1)
    assert client.post(link_in(inbox(noon))).url == "/accounts/me/"


def test_staff_sign_in_with_a_password(client, facilitator):
    answer = client.post(BY_PASSWORD, {"email": "femke@uni.example", "password": PASSWORD, "next": "/accounts/me/"})
    assert (who(client), answer.url) == (str(facilitator.pk), "/accounts/me/")


def test_a_foreign_next_leads_home(client, facilitator):
    given = {"email": facilitator.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(BY_PASSWORD, given).url == "/"


def test_a_wrong_password_is_said_and_the_password_not_shown_again(client, facilitator):
    answer = client.post(BY_PASSWORD, {"email": facilitator.email, "password": "wrong-secret"})
    assert answer.status_code == 400
    assert "do not belong together" in answer.text
    assert "wrong-secret" not in answer.text


def test_too_many_passwords_are_told_when_to_try_again(client, facilitator):
    for _ in range(10):
        client.post(BY_PASSWORD, {"email": facilitator.email, "password": "wrong"})
    answer = client.post(BY_PASSWORD, {"email": facilitator.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "You can try again in 15 minutes." in answer.text


def test_signing_in_gives_a_new_session_key(client, facilitator):
    client.get(SIGN_IN)
    client.session.save()
    before = client.session.session_key
    client.post(BY_PASSWORD, {"email": facilitator.email, "password": PASSWORD})
    assert client.session.session_key != before


def test_signing_out_needs_a_press_of_the_button(client, student):
    client.force_login(student)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").url == SIGN_IN
    assert who(client) is None


def test_signing_out_everywhere_ends_the_other_browser_too(client, student):
    from django.test import Client

    other = Client()
    client.force_login(student)
    other.force_login(student)
    client.post("/accounts/sign-out/everywhere/")
    assert other.get("/accounts/me/").status_code == 302


def test_a_closed_account_is_out_at_its_next_page(client, student):
    client.force_login(student)
    services.deactivate(student)
    assert client.get("/accounts/me/").status_code == 302


def test_a_chosen_language_also_holds_for_mail(client, student):
    client.force_login(student)
    client.post("/language/", {"language": "en"})
    assert User.objects.get(pk=student.pk).language == "en"


def test_a_language_that_is_not_offered_changes_nothing(client, student):
    client.force_login(student)
    client.post("/language/", {"language": "tlh"})
    assert User.objects.get(pk=student.pk).language == "nl"


def test_a_new_browser_shows_the_persons_own_language(client, student):
    client.force_login(student)
    assert client.get("/accounts/me/").headers["Content-Language"] == "nl"


@pytest.mark.parametrize("name", ["sign_out", "sign_out_everywhere", "own_data", "download", "new_password"])
def test_a_stranger_is_sent_to_sign_in(client, name):
    for answer in (client.get(reverse(f"accounts:{name}")), client.post(reverse(f"accounts:{name}"))):
        assert answer.status_code == 302
        assert answer.url.startswith(SIGN_IN)


def test_a_stranger_answers_no_question_about_data(client):
    assert client.post("/accounts/me/consents/study/").url.startswith(SIGN_IN)


def test_a_refusal_is_logged_without_the_token(client, caplog):
    with caplog.at_level("INFO", "dialogue.refusals"):
        client.get("/accounts/link/a-token/")
    assert [record.message for record in caplog.records if record.name == "dialogue.refusals"] == [
        "refused link_unknown at accounts:use_link"
    ]
