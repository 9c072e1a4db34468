"""The servers that the device check may try: those of the room, with a pass for this person and two minutes."""

import time

from django.conf import settings

from accounts.models import User
from sessions.media import turn
from sessions.wire_views import IceServer

PASS_SECONDS = 120


def for_check(user: User) -> list[IceServer]:
    """Empty where the installation has neither STUN nor TURN."""
    found: list[IceServer] = []
    if settings.STUN_URLS:
        found.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS and settings.TURN_SECRET:
        name, word = turn.credential(int(time.time()) + PASS_SECONDS, f"check.{user.pk}")
        found.append({"urls": settings.TURN_URLS, "username": name, "credential": word})
    return found
