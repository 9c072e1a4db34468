from io import StringIO

import pytest
from django.core.management import call_command

from accounts import outbox

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("deliver_mail", stdout=out)
    return out.getvalue()


def test_the_command_sends_what_is_due_and_says_so(mailoutbox):
    outbox.post("k", "amira@uni.example", "s", "b", "en", at_any_hour=True)
    assert run() == "sent 1, to be tried again 0, waiting for the morning 0, given up 0\n"
    assert len(mailoutbox) == 1


def test_with_nothing_due_it_is_silent():
    assert run() == ""
