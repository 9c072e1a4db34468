"""Addresses that help pages find each other (STUN, TURN), and credentials for the latter that end by themselves.

coturn's way (``use-auth-secret``): the name is ``<expiry>:<who>``, the word HMAC-SHA1 of it with a secret that product
and relay share. Nothing is stored. A credential is of one seat of one session, and told only to who is inside.
"""

import base64
import hashlib
import hmac
import math

from django.conf import settings

from sessions.wire_views import IceServer

# A credential lives from two to three hours. What the relay holds open then goes on; only a new start needs a new one.
LEAST_SECONDS, SLOT_SECONDS = 2 * 3600, 3600


def expiry(now: float) -> int:
    """Seconds since 1970; the same for a whole hour, so that nothing new is told in between."""
    return math.ceil(now / SLOT_SECONDS) * SLOT_SECONDS + LEAST_SECONDS


def renewed_at(now: float) -> float:
    """When another credential is given out."""
    return math.floor(now / SLOT_SECONDS + 1) * SLOT_SECONDS + 1.0


def credential(expires_at: int, who: str) -> tuple[str, str]:
    """Name and word. ``who``: ``<8 hex digits of the session>.<seat>``; it stands in the relay's notes."""
    name = f"{expires_at}:{who}"
    digest = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(digest).decode()


def ice_servers(who: str, now: float) -> list[IceServer]:
    """What the page of ``who`` is told. TURN only where the secret is set."""
    found: list[IceServer] = []
    if settings.STUN_URLS:
        found.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS and settings.TURN_SECRET:
        name, word = credential(expiry(now), who)
        found.append({"urls": settings.TURN_URLS, "username": name, "credential": word})
    return found
