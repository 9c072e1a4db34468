import pytest

from config.roles import roles_of
from exchanges.models import ExchangeRole, Facilitator
from tests.factories import make_exchange, make_user

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/").url == "/accounts/sign-in/"


def test_who_is_in_no_exchange_is_told_what_to_expect(client):
    client.force_login(make_user("Amira"))
    page = client.get("/")
    assert "Hello, <bdi>Amira</bdi>" in page.text
    assert "You are not in an exchange yet" in page.text


def test_a_person_may_have_several_roles_in_a_fixed_order(client):
    exchange, user = make_exchange(), make_user()
    ExchangeRole.objects.create(exchange=exchange, user=user, role="coordinator")
    Facilitator.objects.create(exchange=exchange, user=user, country="NL", timezone="Europe/Amsterdam")
    assert roles_of(user) == ("facilitator", "coordinator")
    client.force_login(user)
    assert [part.role for part in client.get("/").context["parts"]] == ["facilitator", "coordinator"]


def test_a_stranger_has_no_role():
    assert roles_of(None) == ()
