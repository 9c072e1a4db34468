"""Issuing for chosen students never reaches those who were not chosen."""

import pytest
from django.test import Client
from django.urls import reverse

from recognition.models import Certificate
from tests.factories import make_coordinator
from tests.recognition.test_certificates import certified

pytestmark = pytest.mark.django_db


def test_a_choice_of_nobody_valid_issues_nothing(client: Client) -> None:
    exchange = certified().exchange
    client.force_login(make_coordinator(exchange))
    page = client.post(reverse("recognition:issue", args=[exchange.slug]), {"student": ["²"]}, follow=True)
    assert page.status_code == 200
    assert not Certificate.objects.exists()
