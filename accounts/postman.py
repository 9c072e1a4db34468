"""Hands mails to the mail server: one connection for a round, and a plain outcome for each mail."""

import hashlib
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail as django_mail

from accounts.models import OutboxMail


@dataclass(frozen=True)
class Outcome:
    """``error`` empty: sent. ``final``: trying again is useless. ``unreachable``: no server answered."""

    error: str = ""
    final: bool = False
    unreachable: bool = False

    @property
    def sent(self) -> bool:
        return not self.error


class Postman:
    """Use as a context manager; the connection is opened at the first mail and renewed after a fault."""

    def __init__(self) -> None:
        self.connection: Any = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.hang_up()

    def send(self, mail: OutboxMail, body: str) -> Outcome:
        """Never raises for a mail or a server that fails (``Exception``): the outcome says it."""
        try:
            message = message_of(mail, body)
            connection = self.dial()
        except ValueError as error:
            return Outcome(said(error), final=True)
        except Exception as error:
            return Outcome(said(error), unreachable=True)
        try:
            connection.send_messages([message])
        except Exception as error:
            self.hang_up()
            return Outcome(said(error), final=is_final(error))
        return Outcome()

    def dial(self) -> Any:
        if self.connection is None:
            connection = django_mail.mailers.default
            connection.open()
            self.connection = connection
        return self.connection

    def hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            with suppress(OSError):  # SMTP errors too: saying goodbye may fail
                connection.close()


def message_of(mail: OutboxMail, body: str) -> django_mail.EmailMessage:
    message = django_mail.EmailMessage(
        subject=mail.subject,
        body=body,
        to=[mail.to],
        # RFC 3834: no out-of-office answers, please.
        headers={"Message-ID": message_id(mail.key), "Auto-Submitted": "auto-generated"},
    )
    for part in mail.attachments:
        message.attach(part["name"], part["text"], part["media_type"])
    return message


def message_id(key: str) -> str:
    """The same for every try of one mail, so that a doubled one can be seen to be the same."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"


def is_final(error: Exception) -> bool:
    """A 5xx answer about the reader or the mail, or an address that is none (RFC 5321 4.2.1: do not repeat).

    A 5xx about us (sign-in, sender, TLS) is a fault of the set-up that somebody will mend: tried again.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def said(error: Exception) -> str:
    """The server's answer for the log; never the mail's words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values()]
        return f"recipient refused: {'; '.join(answers)}"
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{type(error).__name__}: {error.smtp_code} {text}"
    return f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else f"not a mail: {error}"
