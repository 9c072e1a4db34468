"""Who did what to which thing: written beside the act, read in the administration, never changed."""

from typing import Any

from django.db.models import Model

from accounts.models import AuditEntry, User


def record(actor: User | None, verb: str, about: Model | str, **detail: Any) -> AuditEntry:
    """Notes that ``actor`` (None: the system) did ``verb`` ("account.close") to ``about``.

    ``detail`` holds ids and figures (JSON), no names and no texts: an entry outlives the person it is about.
    """
    return AuditEntry.objects.create(actor=actor, verb=verb, about=subject(about), detail=detail)


def subject(about: Model | str) -> str:
    """``accounts.user:7`` for a row; a string stays as it is."""
    return about if isinstance(about, str) else f"{about._meta.label_lower}:{about.pk}"
