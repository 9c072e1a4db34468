"""The outbox against a real SMTP server."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import outbox
from accounts.models import OutboxMail
from accounts.outbox import Delivery
from tests.accounts.conftest import NOON
from tests.accounts.smtp_server import Mailbox, listening

AMIRA = "amira@uni.example"
HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def by_smtp(settings, port, db) -> int:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    return port


def post(key="one", to=AMIRA, body="Één brief\n"):
    outbox.post(key, to, "Uitnodiging: één", body, "nl", NOON)


def row(key="one") -> OutboxMail:
    return OutboxMail.objects.get(key=key)


def test_a_mail_arrives_as_it_was_written(by_smtp, mailbox):
    post()
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(sent=1)
    message = mailbox.messages[0]
    assert (message["Subject"], message["To"]) == ("Uitnodiging: één", AMIRA)
    assert message.get_content().splitlines() == ["Één brief"]
    assert message["Auto-Submitted"] == "auto-generated"


def test_many_mails_go_over_one_connection(by_smtp, mailbox):
    for n in range(5):
        post(str(n))
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(sent=5)
    assert len(mailbox.messages) == 5


def test_a_reader_that_the_server_refuses_for_good_is_given_up_at_once(by_smtp, mailbox):
    mailbox.rcpt[AMIRA] = "550 no such person"
    post()
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(failed=1)
    assert row().last_error == "recipient refused: 550 no such person"


def test_a_refused_mail_does_not_stop_the_next(by_smtp, mailbox):
    mailbox.rcpt[AMIRA] = "550 no such person"
    post("first")
    post("second", to="bo@uni.example")
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(sent=1, failed=1)


def test_a_server_that_says_later_gets_it_later(by_smtp, mailbox):
    mailbox.data = ["451 try later"]
    post()
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(retried=1)
        assert outbox.deliver_due(NOON + timedelta(seconds=59)) == Delivery()
        assert outbox.deliver_due(NOON + timedelta(minutes=1)) == Delivery(sent=1)
    assert len(mailbox.messages) == 1


def test_a_greylisted_reader_gets_it_later(by_smtp, mailbox):
    mailbox.rcpt[AMIRA] = "450 greylisted"
    post()
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(retried=1)
        mailbox.rcpt.clear()
        assert outbox.deliver_due(NOON + timedelta(minutes=1)) == Delivery(sent=1)


def test_a_mail_that_the_server_refuses_for_good_is_given_up(by_smtp, mailbox):
    mailbox.data = ["554 looks like spam"]
    post()
    with listening(mailbox, by_smtp):
        assert outbox.deliver_due(NOON) == Delivery(failed=1)


def test_a_server_that_is_down_costs_one_mail_one_try_a_round(by_smtp):
    post("first")
    post("second")
    assert outbox.deliver_due(NOON) == Delivery(retried=1)
    assert (row("first").tries, row("second").tries) == (1, 0)


def test_when_the_server_comes_back_everything_arrives_once(by_smtp, mailbox):
    post("first")
    post("second")
    outbox.deliver_due(NOON)
    with listening(mailbox, by_smtp):
        outbox.deliver_due(NOON + timedelta(minutes=1))
    assert len(mailbox.messages) == 2
    assert not OutboxMail.objects.filter(sent_at=None).exists()


def manage(*words: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "manage.py", *words], cwd=HERE, env=os.environ | environment, text=True)


@pytest.fixture
def environment(tmp_path, port) -> dict[str, str]:
    """A data folder with an empty database, and the address of the mail server."""
    given = {
        "DIALOGUE_DATA_DIR": str(tmp_path),
        "DIALOGUE_DATABASE_URL": f"sqlite:///{tmp_path / 'mail.sqlite3'}",
        "DIALOGUE_MAIL_URL": f"smtp://127.0.0.1:{port}?tls=none",
    }
    assert manage("migrate", "accounts", "-v", "0", **given).wait(120) == 0
    return given


def run(code: str, environment: dict[str, str]) -> None:
    assert manage("shell", "--no-imports", "-c", code, **environment).wait(120) == 0


@pytest.mark.servers
def test_two_processes_at_once_send_each_mail_once(environment, port, mailbox):
    run(
        "from accounts import outbox;"
        "[outbox.post(str(n), f'{n}@uni.example', 's', 'b', 'en', at_any_hour=True) for n in range(40)]",
        environment,
    )
    with listening(mailbox, port):
        both = [manage("deliver_mail", **environment) for _ in range(2)]
        assert [process.wait(120) for process in both] == [0, 0]
    assert sorted(int(message["To"].split("@")[0]) for message in mailbox.messages) == list(range(40))


@pytest.mark.servers
def test_killed_after_the_server_took_the_mail_it_is_doubled_once_with_the_same_message_id(environment, port, mailbox):
    run("from accounts import outbox; outbox.post('k', 'a@uni.example', 's', 'b', 'en', at_any_hour=True)", environment)
    with listening(mailbox, port):
        doomed = manage("deliver_mail", **environment)
        mailbox.on_data = lambda: (doomed.kill(), doomed.wait(120))
        assert doomed.wait(120) == -signal.SIGKILL
        mailbox.on_data = lambda: None
        run(
            "from django.utils.timezone import now; from accounts.outbox import LEASE, deliver_due;"
            "[deliver_due(now() + n * LEASE) for n in (0, 1, 9)]",
            environment,
        )
    assert len(mailbox.messages) == 2
    assert mailbox.messages[0]["Message-ID"] == mailbox.messages[1]["Message-ID"]
