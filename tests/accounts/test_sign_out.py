"""What ends a sign-in tells the floors above, where open rooms are closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts import hooks
from accounts.models import User
from accounts.sign_ins import digest_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough secret"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[Any]]]:
    heard: dict[str, list[Any]] = {"browser": [], "everywhere": [], "closed": []}
    for name, hook in (
        ("browser", hooks.sign_in_ended),
        ("everywhere", hooks.signed_out),
        ("closed", hooks.deactivated),
    ):
        monkeypatch.setattr(hook, "listeners", [heard[name].append])
    return heard


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", ["/accounts/sign-out/", "/admin/logout/"])
def test_signing_out_tells_which_browser(told: dict[str, list[Any]], page: str) -> None:
    client = browser_of(make_user(is_staff=True))
    digest = digest_of(client.session.session_key)
    client.post(page)
    assert told == {"browser": [digest], "everywhere": [], "closed": []}


def test_somebody_else_who_signs_in_ends_the_sign_in_before(told: dict[str, list[Any]]) -> None:
    client = browser_of(make_user())
    digest = digest_of(client.session.session_key)
    other = make_user(password=PASSWORD)
    client.post("/accounts/sign-in/password/", {"email": other.email, "password": PASSWORD})
    assert told["browser"] == [digest]


def test_the_same_person_who_signs_in_again_stays_in(told: dict[str, list[Any]]) -> None:
    person = make_user(password=PASSWORD)
    browser_of(person).post("/accounts/sign-in/password/", {"email": person.email, "password": PASSWORD})
    assert told["browser"] == []


def test_a_password_set_by_the_administration_ends_all_sign_ins(told: dict[str, list[Any]]) -> None:
    person = make_user(password=PASSWORD)
    admin = browser_of(make_user(is_staff=True, is_superuser=True))
    answer = admin.post(
        f"/admin/accounts/user/{person.pk}/password/",
        {"password1": "another long secret", "password2": "another long secret", "set-password": "1"},
    )
    assert answer.status_code == 302
    assert told["everywhere"] == [person.pk]
    person.refresh_from_db()
    assert person.check_password("another long secret")


def test_a_password_taken_away_by_the_administration_ends_all_sign_ins(told: dict[str, list[Any]]) -> None:
    person = make_user(password=PASSWORD)
    admin = browser_of(make_user(is_staff=True, is_superuser=True))
    admin.post(f"/admin/accounts/user/{person.pk}/password/", {"usable_password": "false", "unset-password": "1"})
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert told["everywhere"] == [person.pk]


def test_an_account_closed_in_the_administration_is_told(told: dict[str, list[Any]]) -> None:
    person = make_user()
    admin = browser_of(make_user(is_staff=True, is_superuser=True))
    admin.post("/admin/accounts/user/", {"action": "close", "_selected_action": [person.pk]})
    assert told["closed"] == [person.pk]
    assert not User.objects.get(pk=person.pk).is_active
