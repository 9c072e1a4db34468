"""Writes about people: one verb, one function. Pages, commands and upper floors call these."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import audit, hooks, limits, links, mail, outbox
from accounts.consents import purpose_of
from accounts.errors import NotOptional, WrongPassword
from accounts.models import Consent, OutboxMail, SignInLink, User, normal_email
from accounts.queries import person_by_email
from accounts.sign_ins import digest_of


@dataclass(frozen=True)
class Invitation:
    """What an invitation says: ``title`` of the exchange or session, who invites, and when it starts (aware)."""

    title: str
    inviter: str = ""
    starts_at: datetime | None = None
    minutes: int | None = None


def send_sign_in_link(email: str, next_path: str = "", network: str = "") -> None:
    """Mails a sign-in link when the address is known and active; says nothing about whether it is.

    Raises ``TooManyTries`` for known and unknown addresses alike. The time differs by two inserts, which is less
    than the spread of one request; the mail itself goes out later, from the outbox.
    """
    address = normal_email(email)
    limits.count(limits.LINKS_PER_NETWORK, network)
    limits.count(limits.LINKS_PER_ADDRESS, address)
    user = person_by_email(address)
    letter = mail.write("accounts/mail/sign_in_link.txt", user or User(email=address), link=outbox.LINK_MARK)
    if user is not None:
        post_link(user, SignInLink.Purpose.SIGN_IN, next_path, letter)


@transaction.atomic
def post_link(user: User, purpose: SignInLink.Purpose, next_path: str, letter: mail.Letter) -> SignInLink:
    link = links.make(user, purpose, next_path, now())
    key = f"sign_in_link:{link.pk}"
    outbox.post(key, user.email, letter.subject, letter.body, letter.language, at_any_hour=True, link=link)
    return link


@transaction.atomic
def invite(user: User, next_path: str, context: Invitation, *, again: str = "") -> bool:
    """Mails an invitation whose link signs in and leads to ``next_path``. Returns whether a mail was posted.

    The same person is invited to the same path once; to invite again give ``again`` a new value ("2", a date).
    """
    key = invitation_key(user, next_path, again)
    if not user.is_active or OutboxMail.objects.filter(key=key).exists():
        return False
    letter = mail.write("accounts/mail/invitation.txt", user, invitation=context, link=outbox.LINK_MARK)
    link = links.make(user, SignInLink.Purpose.INVITATION, next_path, now())
    _, is_new = outbox.post(key, user.email, letter.subject, letter.body, letter.language, link=link)
    if not is_new:  # another process was quicker
        link.delete()
    return is_new


def invitation_key(user: User, next_path: str, again: str) -> str:
    return f"invitation:{user.pk}:{hashlib.sha256(f'{next_path}|{again}'.encode()).hexdigest()[:32]}"


def renew_link(token: str, network: str = "") -> None:
    """Mails the owner of a used or expired link a new sign-in link to the same page.

    Raises ``LinkUnknown`` and ``TooManyTries``. Nothing is told about the owner.
    """
    link = links.find(token)
    send_sign_in_link(link.user.email, link.next_path, network)


def use_link(token: str) -> User:
    """Uses up a link and returns its person. Raises ``LinkUnknown``, ``LinkUsed``, ``LinkExpired``."""
    return links.use(token).user


def check_password(email: str, password: str, network: str = "") -> User:
    """The person whose password this is. Raises ``TooManyTries``, ``WrongPassword``.

    An unknown account, a closed one and one without a password cost the same hash as a wrong password (Django's
    ``ModelBackend``).
    """
    address = normal_email(email)
    limits.count(limits.PASSWORDS_PER_NETWORK, network)
    limits.count(limits.PASSWORDS_PER_ACCOUNT, address, network)
    user = authenticate(None, username=address, password=password)
    if not isinstance(user, User):
        raise WrongPassword
    limits.forgive(limits.PASSWORDS_PER_ACCOUNT, address, network)
    return user


BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, user: User) -> None:
    """Signs this browser in; if somebody else was signed in with it, that sign-in ends."""
    before, ended = request.user, digest_of(request.session.session_key)
    login(request, user, backend=BACKEND)
    if before.is_authenticated and before.pk != user.pk:
        hooks.sign_in_ended.tell(ended)


def sign_out(request: HttpRequest) -> None:
    """Signs this browser out and tells the open rooms; the person's other browsers stay in."""
    ended = digest_of(request.session.session_key)
    logout(request)
    hooks.sign_in_ended.tell(ended)


@transaction.atomic
def sign_out_everywhere(user: User, actor: User | None = None) -> None:
    """Ends every sign-in and every unused link of a person, and tells the open rooms after the commit."""
    end_sign_ins(user)
    audit.record(actor or user, "account.sign_out_everywhere", user)
    transaction.on_commit(lambda: hooks.signed_out.tell(user.pk))


@transaction.atomic
def change_password(user: User, password: str | None, actor: User | None = None) -> None:
    """Takes a new password that the form has checked; every other sign-in and link ends, open rooms are told.

    None takes the password away: the person signs in by mailed link.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sign_ins(user)
    audit.record(actor or user, "account.change_password", user)
    transaction.on_commit(lambda: hooks.signed_out.tell(user.pk))


@transaction.atomic
def deactivate(user: User, actor: User | None = None) -> None:
    """Closes an account: nobody can sign in with it, nothing is mailed to it, open rooms are told after the commit."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return
    user.is_active = False
    end_sign_ins(user)
    outbox.cancel_to(user.email, now(), "the account was closed")
    audit.record(actor, "account.close", user)
    transaction.on_commit(lambda: hooks.deactivated.tell(user.pk))


@transaction.atomic
def reactivate(user: User, actor: User | None = None) -> None:
    """Opens a closed account again; the person signs in anew."""
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        user.is_active = True
        audit.record(actor, "account.open", user)


def end_sign_ins(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sign_in_epoch=F("sign_in_epoch") + 1)
    user.refresh_from_db(fields=["sign_in_epoch"])
    links.end_all(user)


def grant_consent(user: User, purpose: str, scope: str = "") -> Consent:
    """Notes a yes to the text as it is now. Raises ``UnknownPurpose``."""
    return answer_consent(user, purpose, scope, granted=True)


def withdraw_consent(user: User, purpose: str, scope: str = "") -> Consent:
    """Notes a no; always possible for a choice, as easy as the yes. Raises ``UnknownPurpose``, ``NotOptional``."""
    if purpose_of(purpose).kind != "choice":
        raise NotOptional
    return answer_consent(user, purpose, scope, granted=False)


def answer_consent(user: User, purpose: str, scope: str, *, granted: bool) -> Consent:
    version = purpose_of(purpose).version
    return Consent.objects.create(
        user=user, purpose=purpose, scope=scope, granted=granted, text_version=version, at=now()
    )


def choose_language(user: User, language: str) -> None:
    """Keeps the language of pages and mails; the caller has checked that it is offered."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def change_details(user: User, *, name: str, name_spoken: str, language: str, timezone: str) -> None:
    """Takes details that DetailsForm has checked."""
    user.name, user.name_spoken, user.language, user.timezone = name, name_spoken, language, timezone
    user.save(update_fields=["name", "name_spoken", "language", "timezone"])
