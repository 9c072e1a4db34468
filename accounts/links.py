"""Mailed links: made, turned into an address when the mail goes out, looked at, and used once."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from accounts.errors import LinkExpired, LinkUnknown, LinkUsed
from accounts.models import SignInLink, User
from accounts.paths import safe_path

# A sign-in link lives as long as one looks for a mail; an invitation as long as one may be on holiday.
LIFE = {
    SignInLink.Purpose.SIGN_IN: timedelta(minutes=20),
    SignInLink.Purpose.INVITATION: timedelta(days=14),
}
TOKEN_BYTES = 24  # 192 bits: not guessable, and the address stays on one line of a mail
SALT = "accounts.links"


def make(user: User, purpose: SignInLink.Purpose, next_path: str, at: datetime) -> SignInLink:
    """A new link that works from ``at`` until its purpose's life is over; a foreign ``next_path`` becomes home."""
    link = fresh(user, purpose, next_path, at)
    link.save()
    return link


def fresh(user: User, purpose: SignInLink.Purpose, next_path: str, at: datetime) -> SignInLink:
    """The same, not saved yet: hundreds are saved at once (``outbox.post_all``)."""
    seed = secrets.token_hex(16)
    return SignInLink(
        seed=seed,
        token_hash=hash_of(token_from(seed)),
        user=user,
        purpose=purpose,
        next_path=safe_path(next_path),
        created_at=at,
        expires_at=at + LIFE[purpose],
    )


def token_from(seed: str) -> str:
    code = salted_hmac(SALT, seed, algorithm="sha256").digest()[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(code).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(link: SignInLink) -> str:
    """The full address for the mail."""
    return settings.BASE_URL + reverse("accounts:use_link", args=[token_from(link.seed)])


def is_live(link: SignInLink, at: datetime) -> bool:
    return link.used_at is None and link.expires_at > at and link.user.is_active


def find(token: str) -> SignInLink:
    """The link of a token. Raises ``LinkUnknown``; also for the link of a closed account."""
    link = SignInLink.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    if link is None or not link.user.is_active:
        raise LinkUnknown
    return link


def find_live(token: str) -> SignInLink:
    """The link of a token if it still works. Raises ``LinkUnknown``, ``LinkUsed``, ``LinkExpired``."""
    link = find(token)
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= now():
        raise LinkExpired
    return link


def use(token: str) -> SignInLink:
    """Marks the link used; of two at the same moment one wins. Raises as ``find_live``."""
    link, at = find_live(token), now()
    won = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at).update(used_at=at)
    if not won:
        raise LinkUsed
    link.used_at = at
    return link


def end_all(user: User) -> None:
    """Ends every link of a person that was not used yet."""
    at = now()
    user.sign_in_links.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
