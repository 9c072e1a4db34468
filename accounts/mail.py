"""Letters: plain text from a template, in the reader's language, with times in the reader's zone."""

import textwrap
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User

LINE_LETTERS = 72


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str
    language: str


def write(template: str, reader: User, **context: Any) -> Letter:
    """The first line of the template is the subject, the rest the body.

    Beside ``context`` the template has ``reader``, ``zone`` (the name of the reader's time zone) and ``base_url``.
    """
    language, zone = language_of(reader), zone_of(reader)
    known = {"reader": reader, "zone": zone.key, "base_url": settings.BASE_URL}
    with translation.override(language), timezone.override(zone):
        text = render_to_string(template, {**context, **known})
    subject, _, body = text.strip().partition("\n")
    return Letter(" ".join(subject.split()), wrapped(body.strip()) + "\n", language)


def wrapped(text: str) -> str:
    """Lines of at most 72 characters, so that a mail is not encoded for its long lines; a link is never broken."""
    wrapper = textwrap.TextWrapper(LINE_LETTERS, break_long_words=False, break_on_hyphens=False)
    # Wrapping costs a third of a letter, and most lines are short: hundreds are written when groups are published.
    return "\n".join(line if len(line) <= LINE_LETTERS else wrapper.fill(line) for line in text.splitlines())


def language_of(reader: User) -> str:
    offered = {code for code, _ in settings.LANGUAGES}
    return reader.language if reader.language in offered else settings.LANGUAGE_CODE


def zone_of(reader: User) -> zoneinfo.ZoneInfo:
    """The reader's zone; UTC when none is known or the name is not a zone."""
    try:
        return zoneinfo.ZoneInfo(reader.timezone or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
