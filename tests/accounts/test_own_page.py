import pytest
from django.test import Client

from accounts import audit, consents, own_data, queries, services
from accounts.models import Consent, User
from accounts.own_data import Part
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/accounts/me/"
DETAILS = {"name": "Amira S.", "name_spoken": "a-MEE-ra", "language": "en", "timezone": "Africa/Cairo"}


@pytest.fixture
def purpose(monkeypatch) -> str:
    monkeypatch.setitem(consents.PURPOSES, "study", consents.Purpose("study", "A study", "May we?", "1"))
    return "study"


@pytest.fixture
def amira(client, student):
    services.choose_language(student, "en")
    client.force_login(student)
    return client


def test_the_page_says_what_time_it_is_for_me(amira, monkeypatch):
    from datetime import UTC, datetime

    monkeypatch.setattr("accounts.own_views.now", lambda: datetime(2026, 10, 5, 12, 5, tzinfo=UTC))
    assert "It is now <strong>Monday 14:05</strong> for you (Europe/Amsterdam)" in amira.get(PAGE).text


def test_my_details_are_saved(amira, student):
    assert amira.post(PAGE, DETAILS).url == PAGE
    assert User.objects.filter(pk=student.pk, **DETAILS).exists()
    assert "Your details are saved." in amira.get(PAGE).text


def test_the_page_comes_back_in_the_language_i_chose(amira):
    assert amira.post(PAGE, DETAILS | {"language": "nl"}).cookies["django_language"].value == "nl"


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars/Olympus"}, {"language": "tlh"}, {"name": ""}, {"name": "x" * 201}]
)
def test_wrong_details_change_nothing(amira, student, wrong):
    assert amira.post(PAGE, DETAILS | wrong).status_code == 400
    assert User.objects.get(pk=student.pk).name == "Amira el Sayed"


def test_nobody_can_make_themself_staff_here(amira, student):
    amira.post(PAGE, DETAILS | {"is_staff": "on", "is_superuser": "on", "email": "x@uni.example"})
    changed = User.objects.get(pk=student.pk)
    assert (changed.is_staff, changed.is_superuser, changed.email) == (False, False, student.email)


def test_a_zone_that_the_list_leaves_out_can_stay(amira, student):
    User.objects.filter(pk=student.pk).update(timezone="US/Pacific")
    assert amira.post(PAGE, DETAILS | {"timezone": "US/Pacific"}).status_code == 302


def test_a_name_is_shown_as_text(amira, student):
    User.objects.filter(pk=student.pk).update(name="<b>Amira</b>")
    assert "<b>Amira</b>" not in amira.get(PAGE).text


def test_a_question_is_answered_and_taken_back(amira, student, purpose):
    assert "You were not asked yet." in amira.get(PAGE).text
    amira.post("/accounts/me/consents/study/", {"granted": "yes"})
    assert "You said yes on" in amira.get(PAGE).text
    amira.post("/accounts/me/consents/study/", {"granted": "no"})
    assert not queries.has_consented(student, "study")


def test_an_unknown_question_is_refused(amira):
    answer = amira.post("/accounts/me/consents/other/", {"granted": "yes"})
    assert (answer.status_code, answer.headers["X-Refusal"]) == (404, "unknown_purpose")
    assert not Consent.objects.exists()


def test_the_page_says_what_upper_floors_noted(amira, monkeypatch):
    part = Part("test", "Sessions", lambda user: [f"{user.name} came to 6 of 8 sessions."], lambda user: [])
    monkeypatch.setitem(own_data.PARTS, "test", part)
    assert "Amira el Sayed came to 6 of 8 sessions." in amira.get(PAGE).text


def test_i_can_download_what_is_noted(amira, student, purpose):
    services.grant_consent(student, purpose)
    services.invite(student, "/", services.Invitation("Ordinary days"))
    answer = amira.get("/accounts/me/data.json")
    account = answer.json()["account"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert account["person"]["email"] == student.email
    assert account["consents"][0]["purpose"] == "study"
    assert account["mails"][0]["subject"] == "You are invited: Ordinary days"


def test_the_download_holds_no_secrets(amira, student):
    services.send_sign_in_link(student.email)
    text = amira.get("/accounts/me/data.json").text
    link = student.sign_in_links.get()
    assert link.seed not in text
    assert link.token_hash not in text
    assert student.password not in text


def test_the_download_holds_nobody_elses_rows(amira, facilitator):
    audit.record(facilitator, "exchange.publish", "exchanges.exchange:1")
    services.send_sign_in_link(facilitator.email)
    assert "exchange.publish" not in amira.get("/accounts/me/data.json").text
    assert not amira.get("/accounts/me/data.json").json()["account"]["mails"]


def new_password(client, old=PASSWORD, new="een heel nieuw geheim"):
    given = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/accounts/me/password/", given)


def test_staff_choose_a_new_password_and_stay_in_here_alone(client, facilitator):
    other = Client()
    client.force_login(facilitator)
    other.force_login(facilitator)
    assert new_password(client).url == PAGE
    assert client.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302
    assert services.check_password(facilitator.email, "een heel nieuw geheim") == facilitator


@pytest.mark.parametrize("wrong", [{"old": "wrong"}, {"new": "short"}, {"new": "password1234"}])
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(client, facilitator, wrong):
    client.force_login(facilitator)
    assert new_password(client, **wrong).status_code == 400
    assert services.check_password(facilitator.email, PASSWORD) == facilitator


def test_who_has_no_password_has_no_such_page(amira):
    assert amira.get("/accounts/me/password/").status_code == 404
    assert "My password" not in amira.get(PAGE).text


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_too_a_day_is_the_day_in_my_zone(async_client):
    from datetime import UTC, datetime

    late = datetime(2026, 10, 5, 22, 30, tzinfo=UTC)
    amira = await User.objects.acreate(email="a@uni.example", timezone="Europe/Amsterdam", joined_at=late)
    await async_client.aforce_login(amira)
    assert "made on Tuesday 6 October 2026" in (await async_client.get(PAGE)).text
