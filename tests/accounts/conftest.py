"""Student, facilitator, coordinator and a stranger; a clock that tests set."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.models import User

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
PASSWORD = "kaarsvet op de maan"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def student(db) -> User:
    return User.objects.create_user(
        "amira@uni.example", name="Amira el Sayed", language="nl", timezone="Europe/Amsterdam"
    )


@pytest.fixture
def facilitator(db) -> User:
    return User.objects.create_user("femke@uni.example", PASSWORD, name="Femke", timezone="Europe/Amsterdam")


@pytest.fixture
def coordinator(db) -> User:
    return User.objects.create_superuser("carla@uni.example", PASSWORD, name="Carla")


@pytest.fixture
def set_clock(monkeypatch) -> Callable[[datetime], None]:
    """Stops the clock of accounts/ at a moment."""

    def set_to(at: datetime) -> None:
        for module in ("links", "limits", "services"):
            monkeypatch.setattr(f"accounts.{module}.now", lambda: at)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    return set_to


@pytest.fixture
def inbox(mailoutbox, settings):
    """Delivers what is due and gives the mails that went out so far."""
    from accounts.outbox import deliver_due

    def look(now: datetime | None = None):
        deliver_due(now)
        return mailoutbox

    return look
