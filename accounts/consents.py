"""What people can be asked to agree to. Upper floors register their purposes in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from accounts.errors import UnknownPurpose

# "choice": yes or no, changed at any time. "rules": agreed to before taking part. "notice": explained, never optional.
type Kind = Literal["choice", "rules", "notice"]


@dataclass(frozen=True)
class Purpose:
    """``title`` and ``text`` are lazy translations; a changed text needs a new ``version`` and a new yes.

    ``kept`` says how long what it allows is kept, ``refusal`` what a no means. A ``scoped`` purpose is answered apart
    for each scope ("exchange:7"); "" is the scope of what belongs to none.
    """

    key: str
    title: Any
    text: Any
    version: str
    kept: Any = ""
    refusal: Any = ""
    kind: Kind = "choice"
    scoped: bool = False


PURPOSES: dict[str, Purpose] = {}
# Prefix of a scope -> its title for the reader; empty when the thing is gone.
SCOPE_TITLES: dict[str, Callable[[str], str]] = {}


def register(purpose: Purpose) -> None:
    PURPOSES[purpose.key] = purpose


def purpose_of(key: str) -> Purpose:
    """Raises ``UnknownPurpose``."""
    if key not in PURPOSES:
        raise UnknownPurpose
    return PURPOSES[key]


def title_of_scope(scope: str) -> str:
    prefix, _, about = scope.partition(":")
    return SCOPE_TITLES[prefix](about) if prefix in SCOPE_TITLES else ""
