"""What people can be asked to agree to. Upper floors register their purposes in ``AppConfig.ready``."""

from dataclasses import dataclass
from typing import Any

from accounts.errors import UnknownPurpose


@dataclass(frozen=True)
class Purpose:
    """``title`` and ``text`` are lazy translations; a changed text needs a new ``version`` and a new yes."""

    key: str
    title: Any
    text: Any
    version: str


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    PURPOSES[purpose.key] = purpose


def purpose_of(key: str) -> Purpose:
    """Raises ``UnknownPurpose``."""
    if key not in PURPOSES:
        raise UnknownPurpose
    return PURPOSES[key]
