from datetime import UTC, datetime

import pytest

from accounts import mail
from accounts.models import User
from accounts.services import Invitation

READER = User(email="amira@uni.example", name="Amira & Co", timezone="Africa/Cairo")


def invitation(reader=READER, **more) -> mail.Letter:
    starts_at = datetime(2026, 10, 28, 12, 0, tzinfo=UTC)  # winter in Amsterdam, summer time in Cairo until 29 October
    told = Invitation("Ordinary days", "Leiden University", starts_at, 120)
    return mail.write("accounts/mail/invitation.txt", reader, invitation=told, link="{link}", **more)


def test_the_first_line_is_the_subject():
    assert invitation().subject == "You are invited: Ordinary days"


def test_a_time_has_its_weekday_and_the_readers_zone():
    assert "Wednesday 28 October 2026, 15:00 (time zone Africa/Cairo)" in invitation().body


def test_plain_text_is_not_escaped():
    assert "Hello Amira & Co," in invitation().body


def test_the_link_stands_alone_on_its_line():
    assert "{link}" in invitation().body.splitlines()


def test_a_reader_without_a_known_zone_reads_utc():
    assert "12:00 (time zone UTC)" in invitation(User(timezone="Mars/Olympus")).body


def test_a_reader_without_a_known_language_reads_english():
    assert mail.write("accounts/mail/sign_in_link.txt", User(language="xx"), link="").language == "en"


def test_a_letter_is_in_the_readers_language():
    assert mail.write("accounts/mail/sign_in_link.txt", User(language="nl"), link="").language == "nl"


@pytest.mark.parametrize("name", ["", "Amira"])
def test_a_letter_greets_with_and_without_a_name(name):
    body = mail.write("accounts/mail/sign_in_link.txt", User(name=name), link="{link}").body
    assert body.startswith("Hello Amira," if name else "Hello,")


def test_lines_are_short_and_links_whole():
    address = "https://exchange.example/accounts/link/" + "x" * 80
    body = mail.write("accounts/mail/sign_in_link.txt", READER, link=address).body
    assert address in body.splitlines()
    assert all(len(line) <= 72 or line == address for line in body.splitlines())
