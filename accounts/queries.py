"""Reads about people."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts import audit
from accounts.consents import PURPOSES, Purpose, title_of_scope
from accounts.models import AuditEntry, Consent, OutboxMail, User, normal_email


@dataclass(frozen=True)
class ConsentState:
    """``answer`` is the newest one, or None when never asked; an answer to an older text does not hold."""

    purpose: Purpose
    answer: Consent | None
    scope: str = ""

    @property
    def granted(self) -> bool:
        return bool(self.answer and self.answer.granted and self.answered)

    @property
    def answered(self) -> bool:
        """Yes or no, to the text as it is now."""
        return self.answer is not None and self.answer.text_version == self.purpose.version

    @property
    def scope_title(self) -> str:
        return title_of_scope(self.scope)


def person_by_email(email: str) -> User | None:
    """The active person with this address."""
    return User.objects.filter(email=normal_email(email), is_active=True).first()


def newest_consents(user: User) -> dict[tuple[str, str], Consent]:
    return {(consent.purpose, consent.scope): consent for consent in user.consents.order_by("at", "pk")}


def consents_in(user: User, scope: str) -> list[ConsentState]:
    """Every scoped purpose, with this person's newest answer for the scope."""
    answers = newest_consents(user)
    scoped = [purpose for purpose in PURPOSES.values() if purpose.scoped]
    return [ConsentState(purpose, answers.get((purpose.key, scope)), scope) for purpose in scoped]


def consents_of(user: User) -> list[ConsentState]:
    """Every purpose one can be asked about: scoped ones for each scope in which something was answered."""
    answers = newest_consents(user)
    unscoped = [purpose for purpose in PURPOSES.values() if not purpose.scoped]
    scopes = sorted({scope for key, scope in answers if key in PURPOSES and PURPOSES[key].scoped})
    everywhere = [ConsentState(purpose, answers.get((purpose.key, ""))) for purpose in unscoped]
    return everywhere + [state for scope in scopes for state in consents_in(user, scope)]


def has_consented(user: User, purpose: str, scope: str = "") -> bool:
    """Whether this person said yes, last, to the text as it is now; False for an unknown purpose."""
    newest = newest_consents(user).get((purpose, scope))
    return purpose in PURPOSES and ConsentState(PURPOSES[purpose], newest, scope).granted


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
        "consents": list(user.consents.order_by("at").values("purpose", "scope", "granted", "text_version", "at")),
        "sign_in_links": list(user.sign_in_links.order_by("created_at").values("purpose", "created_at", "used_at")),
        "mails": list(OutboxMail.objects.filter(to=user.email).order_by("created_at").values("subject", "sent_at")),
        "acts": list(entries.values("at", "verb", "about", "detail")),
    }
