from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from hypothesis import given
from hypothesis import strategies as st

from accounts import links, outbox, services
from accounts.models import OutboxMail, SignInLink, User
from accounts.outbox import Delivery
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 5, 22, 30, tzinfo=UTC)  # half past midnight in Amsterdam


def post(key="one", to="amira@uni.example", at=NOON, **more):
    return outbox.post(key, to, "Subject", "Body\n", "en", at, **more)


def row(key="one") -> OutboxMail:
    return OutboxMail.objects.get(key=key)


def refusing(error: Exception):
    """A mail backend that fails at each message, as Django's backends do."""

    def send_messages(self, messages):
        raise error

    return send_messages


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", refusing(ConnectionResetError("gone"))
    )


def test_a_due_mail_is_sent_once(mailoutbox):
    post()
    assert outbox.deliver_due(NOON) == Delivery(sent=1)
    assert outbox.deliver_due(NOON) == Delivery()
    assert [message.to for message in mailoutbox] == [["amira@uni.example"]]


def test_the_same_key_is_one_mail_ever(mailoutbox):
    assert post()[1]
    outbox.deliver_due(NOON)
    assert not post()[1]
    outbox.deliver_due(NOON)
    assert len(mailoutbox) == 1


def test_a_mail_waits_for_its_moment(mailoutbox):
    post(at=NOON + timedelta(hours=1))
    assert outbox.deliver_due(NOON) == Delivery()
    assert outbox.deliver_due(NOON + timedelta(hours=1)) == Delivery(sent=1)


def test_of_two_processes_one_sends():
    post()
    mine, theirs = row(), row()
    assert outbox.claim(mine, NOON)
    assert not outbox.claim(theirs, NOON)


def test_a_claim_of_a_dead_process_ends():
    post()
    outbox.claim(row(), NOON)
    assert outbox.deliver_due(NOON + outbox.LEASE - timedelta(seconds=1)) == Delivery()
    assert outbox.deliver_due(NOON + outbox.LEASE) == Delivery(sent=1)


def test_a_process_that_dies_at_each_try_does_not_try_for_ever():
    post()
    at = NOON
    for _ in range(outbox.TRIES):
        assert outbox.claim(row(), at)
        at += outbox.LEASE
    assert outbox.deliver_due(at) == Delivery(failed=1)


def test_a_failed_mail_is_tried_again_later_and_later(broken):
    post(at_any_hour=True)
    at, waits = NOON, []
    for _ in range(outbox.TRIES - 1):
        assert outbox.deliver_due(at) == Delivery(retried=1)
        waits.append(round((row().send_after - at).total_seconds() / 60))
        at = row().send_after
    assert waits == [1, 5, 30, 60, 120, 240, 480]


def test_after_eight_tries_it_is_given_up(broken):
    post(at_any_hour=True)
    at = NOON
    for _ in range(outbox.TRIES):
        outbox.deliver_due(at)
        at = row().send_after
    assert row().failed_at
    assert row().tries == 8
    assert "gone" in row().last_error
    assert outbox.deliver_due(at + timedelta(days=30)) == Delivery()


def test_one_bad_mail_does_not_hold_up_the_next(monkeypatch, mailoutbox):
    post("bad", to="not an address\nBcc: all@uni.example")
    post("good")
    assert outbox.deliver_due(NOON).sent == 1
    assert row("good").sent_at


def test_at_night_a_mail_rests_until_the_reader_wakes(student, mailoutbox):
    post(to=student.email)
    assert outbox.deliver_due(NIGHT) == Delivery(rested=1)
    assert row().send_after == datetime(2026, 10, 6, 5, 0, tzinfo=UTC)  # 07:00 in Amsterdam
    assert outbox.deliver_due(row().send_after) == Delivery(sent=1)


def test_what_a_reader_asked_for_goes_out_at_night(student):
    post(to=student.email, at_any_hour=True)
    assert outbox.deliver_due(NIGHT) == Delivery(sent=1)


def test_a_retry_does_not_wake_anybody(student, broken):
    evening = datetime(2026, 10, 5, 19, 59, 30, tzinfo=UTC)  # 21:59:30 in Amsterdam
    post(to=student.email, at=evening)
    outbox.deliver_due(evening)
    assert outbox.deliver_due(row().send_after) == Delivery(rested=1)


def test_without_a_known_zone_the_night_is_that_of_utc():
    post(to="nobody@uni.example")
    assert outbox.deliver_due(datetime(2026, 10, 5, 22, 0, tzinfo=UTC)) == Delivery(rested=1)


@given(
    at=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    zone=st.sampled_from(
        ["Europe/Amsterdam", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo", ""]
    ),
)
def test_the_moment_a_mail_rests_until_is_the_next_seven_o_clock(at, zone):
    reader = User(timezone=zone)
    morning = outbox.morning_after(at, reader)
    local = at.astimezone(outbox.zone_of(reader))
    if morning is None:
        assert 7 <= local.hour < 22
    else:
        assert local.hour >= 22 or local.hour < 7
        assert (morning.hour, morning.minute) == (7, 0)
        assert timedelta(0) < morning - at <= timedelta(hours=10)
        assert outbox.morning_after(morning.astimezone(UTC), reader) is None


def test_sign_in_links_go_before_what_can_wait(mailoutbox):
    for n in range(60):
        post(f"news {n}", to=f"{n}@uni.example")
    post("link", at=NOON + timedelta(seconds=1), at_any_hour=True)
    outbox.deliver_due(NOON + timedelta(seconds=2))
    assert mailoutbox[0].to == ["amira@uni.example"]
    assert len(mailoutbox) == outbox.BATCH


def test_the_address_of_a_link_is_put_in_when_it_is_sent(student, mailoutbox):
    services.send_sign_in_link(student.email)
    outbox.deliver_due()
    assert links.address_of(SignInLink.objects.get()) in mailoutbox[0].body
    assert "{link}" not in mailoutbox[0].body


def test_a_link_that_ended_meanwhile_is_not_mailed(student, mailoutbox):
    services.send_sign_in_link(student.email)
    SignInLink.objects.update(expires_at=NOON)
    assert outbox.deliver_due() == Delivery(failed=1)
    assert not mailoutbox


def test_the_message_id_comes_from_the_key(mailoutbox):
    post()
    outbox.deliver_due(NOON)
    first = mailoutbox[0].extra_headers["Message-ID"]
    OutboxMail.objects.update(sent_at=None)
    outbox.deliver_due(NOON)
    post("another")
    outbox.deliver_due(NOON)
    assert mailoutbox[1].extra_headers["Message-ID"] == first
    assert mailoutbox[2].extra_headers["Message-ID"] != first


def test_attachments_go_along(mailoutbox):
    post(attachments=[{"name": "session.ics", "media_type": "text/calendar", "text": "BEGIN:VCALENDAR"}])
    outbox.deliver_due(NOON)
    assert mailoutbox[0].attachments[0].filename == "session.ics"


def test_the_embedded_shape_writes_mails_to_a_folder(settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path / "mail")}}}
    post()
    outbox.deliver_due(NOON)
    assert "Subject: Subject" in next((tmp_path / "mail").iterdir()).read_text()
    assert not getattr(django_mail, "outbox", [])
