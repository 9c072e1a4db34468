"""The result of a person's own device check, for the people who lead their sessions: ready, or needs help with what.

Told by the page after the person pressed a button that says so; taken back with another. Kept: what the device
carries, one word of trouble, when. Never a device, a network, a browser or a speed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models import DeviceCheck, Seat

# As long as a browser counts as checked (sessions/entry_views.py); older says nothing of today's devices.
KEPT = timedelta(days=60)
Carries, Trouble = DeviceCheck.Carries, DeviceCheck.Trouble
READY_WORDS: dict[str, Any] = {
    Carries.VIDEO: _("ready"),
    Carries.AUDIO: _("ready, sound only"),
    Carries.TEXT: _("ready, writing only"),
}
TROUBLE_WORDS: dict[str, Any] = {
    Trouble.BROWSER: _("needs help: browser"),
    Trouble.CONNECTION: _("needs help: connection"),
    Trouble.MICROPHONE: _("needs help: microphone"),
    Trouble.CAMERA: _("needs help: camera"),
    Trouble.SPEAKER: _("needs help: speaker"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands before a session; ``at`` is None for who has not checked, or took the result back."""

    at: datetime | None = None
    carries: str = ""
    trouble: str = ""

    @property
    def state(self) -> str:
        """ready, needs_help or unchecked."""
        return "unchecked" if self.at is None else "needs_help" if self.trouble else "ready"

    @property
    def words(self) -> str:
        if self.at is None:
            return str(_("not checked yet"))
        return str(TROUBLE_WORDS[self.trouble] if self.trouble else READY_WORDS[self.carries])


UNCHECKED = Standing()


def note(user: User, carries: str, trouble: str) -> None:
    """The newest result alone is kept; what has become old goes with it. The caller has checked both words."""
    at = now()
    DeviceCheck.objects.filter(checked_at__lt=at - KEPT).delete()
    values = {"carries": carries, "trouble": trouble, "checked_at": at}
    DeviceCheck.objects.update_or_create(user=user, defaults=values)


def forget(user_id: int) -> None:
    """The person takes the result back, or the account is closed."""
    DeviceCheck.objects.filter(user=user_id).delete()


def standings(users: Iterable[int]) -> dict[int, Standing]:
    """Of those with a result that still counts, by user id."""
    rows = DeviceCheck.objects.filter(user__in=list(users), checked_at__gt=now() - KEPT)
    return {row.user_id: Standing(row.checked_at, row.carries, row.trouble) for row in rows}


def standing_of(user: User) -> Standing:
    return standings([user.pk]).get(user.pk, UNCHECKED)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many students of a session are ready, need help, and have not checked."""

    ready: int
    needs_help: int
    unchecked: int

    @property
    def students(self) -> int:
        return self.ready + self.needs_help + self.unchecked


def readiness(seats: Iterable[Seat]) -> Readiness:
    """Of the students among these seats."""
    users = [seat.user_id for seat in seats if seat.role == Seat.Role.STUDENT and seat.user_id]
    known = standings(users)
    states = [known.get(user, UNCHECKED).state for user in users]
    return Readiness(states.count("ready"), states.count("needs_help"), states.count("unchecked"))
