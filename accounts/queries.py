"""Reads about people."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts import audit
from accounts.consents import PURPOSES, Purpose
from accounts.models import AuditEntry, Consent, OutboxMail, User, normal_email


@dataclass(frozen=True)
class ConsentState:
    """``answer`` is the newest one, or None when never asked; an answer to an older text does not hold."""

    purpose: Purpose
    answer: Consent | None

    @property
    def granted(self) -> bool:
        answer = self.answer
        return bool(answer and answer.granted and answer.text_version == self.purpose.version)


def person_by_email(email: str) -> User | None:
    """The active person with this address."""
    return User.objects.filter(email=normal_email(email), is_active=True).first()


def newest_consents(user: User) -> dict[str, Consent]:
    return {consent.purpose: consent for consent in user.consents.order_by("at", "pk")}


def consents_of(user: User) -> list[ConsentState]:
    """Every purpose one can be asked about, with this person's newest answer."""
    answers = newest_consents(user)
    return [ConsentState(purpose, answers.get(purpose.key)) for purpose in PURPOSES.values()]


def has_consented(user: User, purpose: str) -> bool:
    """Whether this person said yes, last, to the text as it is now; False for an unknown purpose."""
    return any(state.granted for state in consents_of(user) if state.purpose.key == purpose)


def account_rows(user: User) -> dict[str, Any]:
    """Everything this floor has noted about a person, for the download of own data."""
    about = audit.subject(user)
    entries = AuditEntry.objects.filter(Q(actor=user) | Q(about=about)).order_by("at")
    return {
        "person": {
            "email": user.email,
            "name": user.name,
            "how_to_say_it": user.name_spoken,
            "language": user.language,
            "time_zone": user.timezone,
            "joined_at": user.joined_at,
            "last_sign_in_at": user.last_login,
            "has_password": user.has_usable_password(),
        },
        "consents": list(user.consents.order_by("at").values("purpose", "granted", "text_version", "at")),
        "sign_in_links": list(user.sign_in_links.order_by("created_at").values("purpose", "created_at", "used_at")),
        "mails": list(OutboxMail.objects.filter(to=user.email).order_by("created_at").values("subject", "sent_at")),
        "acts": list(entries.values("at", "verb", "about", "detail")),
    }
