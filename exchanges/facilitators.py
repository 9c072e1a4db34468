"""Facilitators of an exchange: their offer, their qualification, and for how long it holds."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from exchanges import errors
from exchanges.models import Exchange, Facilitator, Institution, Qualification

# A qualification holds 24 months.
VALID_DAYS = 730
LANGUAGE = re.compile(r"([a-z]{2,3}):(A1|A2|B1|B2|C1|C2|N)", re.IGNORECASE)


def parse_languages(text: str) -> dict[str, str]:
    """ "en:C1; nl:N" -> {"en": "C1", "nl": "N"}. Raises ``LanguagesInvalid`` naming the part."""
    found = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = LANGUAGE.fullmatch(part)
        if not match:
            raise errors.LanguagesInvalid(part=part)
        found[match[1].lower()] = match[2].upper()
    return found


@transaction.atomic
def add_facilitator(
    exchange: Exchange,
    by: User,
    *,
    name: str,
    email: str,
    country: str,
    timezone: str,
    languages: dict[str, str],
    availability: str,
    max_groups: int = 1,
    access_skills: Sequence[str] = (),
    institution: Institution | None = None,
) -> Facilitator:
    """Adds or changes a facilitator's offer; a person who is new gets an account without a password."""
    user = person(name, email, timezone)
    offer, _is_new = Facilitator.objects.update_or_create(
        exchange=exchange,
        user=user,
        defaults={
            "institution": institution,
            "country": country.upper(),
            "timezone": timezone,
            "languages": languages,
            "availability": availability,
            "max_groups": max_groups,
            "access_skills": list(access_skills),
        },
    )
    record(by, "exchange.add_facilitator", offer)
    return offer


@transaction.atomic
def take_more_groups(offer: Facilitator, by: User, more: int) -> Facilitator:
    """Notes that somebody agreed to lead ``more`` groups than offered before."""
    offer.max_groups += more
    offer.save(update_fields=["max_groups"])
    record(by, "exchange.take_more_groups", offer, groups=offer.max_groups)
    return offer


def person(name: str, email: str, timezone: str) -> User:
    """The account of this address, made when there is none; a name that is there is kept."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found:
        return found
    return User.objects.create_user(email, name=name.strip(), timezone=timezone)


@transaction.atomic
def add_qualification(
    user: User,
    by: User,
    *,
    level: str,
    issuer: str,
    issued_on: date,
    valid_until: date | None = None,
    evidence: str = "",
) -> Qualification:
    """Notes what a facilitator is trained for, by default for 24 months. Raises ``QualificationInvalid``."""
    until = valid_until or issued_on + timedelta(days=VALID_DAYS)
    if until <= issued_on:
        raise errors.QualificationInvalid
    made, _is_new = Qualification.objects.update_or_create(
        user=user, level=level, issuer=issuer, issued_on=issued_on,
        defaults={"valid_until": until, "evidence": evidence},
    )  # fmt: skip
    record(by, "person.add_qualification", made, level=level)
    return made
