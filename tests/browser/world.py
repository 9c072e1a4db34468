"""The world around the browsers of a story: accounts, time that passes, and the mail that lies in a folder."""

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.support.product import Product

BETWEEN_MAILS = "-" * 79  # what Django's file backend writes after each mail


def act(site: Product, command: str, /, **options: Any) -> dict[str, Any]:
    """Runs one command of tests/support/story_world.py."""
    words = [command]
    for option, value in options.items():
        words.append(f"--{option.replace('_', '-')}")
        words += [str(one) for one in value] if isinstance(value, list) else [str(value)]
    told: dict[str, Any] = site.make("story_world", *words)
    return told


def mails_to(site: Product, address: str) -> list[EmailMessage]:
    """The mails for an address, oldest first."""
    folder = Path(site.environment["DIALOGUE_DATA_DIR"]) / "mail"
    found: list[EmailMessage] = []
    for path in sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns):
        for text in path.read_text(encoding="utf-8").split(BETWEEN_MAILS):
            mail = email.message_from_string(text.strip(), policy=email.policy.default)
            if address in str(mail.get("To", "")):
                assert isinstance(mail, EmailMessage)
                found.append(mail)
    return found


def link_in(mail: EmailMessage) -> str:
    """The path of the sign-in link of a mail."""
    body = mail.get_content()
    found = re.search(r"http://[^/\s]+(/accounts/link/\S+)", body)
    assert found, body
    return found[1]
