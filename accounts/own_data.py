"""What is noted about a person, in words and as data. Upper floors add their parts in ``AppConfig.ready``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Part:
    """``said``: sentences for the person, translated now; ``rows``: everything noted, as values for JSON."""

    key: str
    title: Any
    said: Callable[[User], Iterable[str]]
    rows: Callable[[User], Any]


PARTS: dict[str, Part] = {}


def add(part: Part) -> None:
    PARTS[part.key] = part


def in_words(user: User) -> list[tuple[str, list[str]]]:
    """Title and sentences of each part that has something to say."""
    told = [(str(part.title), [str(sentence) for sentence in part.said(user)]) for part in PARTS.values()]
    return [(title, sentences) for title, sentences in told if sentences]


def as_data(user: User) -> dict[str, Any]:
    """Every part's rows by key: the file that "download my data" gives."""
    return {part.key: part.rows(user) for part in PARTS.values()}
