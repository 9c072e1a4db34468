"""The rule set as data: versioned, frozen when the exchange starts, read from and written to JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import msgspec


class RuleSetInvalid(ValueError):
    """A rule set that cannot be: ``key`` and what is expected there."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(f"{key}: expected {expected}")
        self.key, self.expected = key, expected


def sessions_required(held: int, share: tuple[int, int] = (3, 4)) -> int:
    """Whole sessions needed of ``held``, rounded up: 6 of 8, 4 of 5, 3 of 4, 3 of 3."""
    return -(-held * share[0] // share[1])


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What counts. The defaults are the house rule (docs/reference/rule-set.md says where each figure is from)."""

    version: str = "2026.1"
    # Part of the sessions held that must count.
    sessions_share: tuple[int, int] = (3, 4)
    # A session counts from this share of its held, facilitated minutes.
    session_minutes_share_percent: int = 75
    # Gaps of at most this many seconds count as present: a restarted router, a walk to a better place.
    bridge_seconds: int = 180
    # Distinct acts of taking part in each counted session, unless a facilitator attests.
    acts_per_session: int = 1
    make_ups: int = 1
    # Fewer sessions are a taster, which gives no certificate (criterion N6).
    least_sessions: int = 3
    # So many unanswered presence checkpoints put a session in doubt; 0: never.
    missed_checkpoints_to_review: int = 1
    needs_sign_off: bool = True
    # Flags that put a session in doubt. Lateness or a hidden tab never do.
    review_flags: tuple[str, ...] = ("sources_disagree", "log_broken", "presence_disputed")

    def __post_init__(self) -> None:
        _check(self)

    def sessions_required(self, held: int) -> int:
        return sessions_required(held, self.sessions_share)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "RuleSet":
        """Raises ``RuleSetInvalid``. All keys must be there: a default that changes later must not change a rule."""
        known = {one.name for one in fields(cls)}
        for key in sorted(known ^ set(body)):
            raise RuleSetInvalid(key, "this key" if key in known else "no such key")
        try:
            return msgspec.convert(dict(body), cls)
        except msgspec.ValidationError as error:
            raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> RuleSetInvalid:
    """Our own refusal when a figure is out of range; the place and the type when the type is wrong."""
    if isinstance(error.__cause__, RuleSetInvalid):
        return error.__cause__
    text, _, place = str(error).partition(" - at `$.")
    return RuleSetInvalid(place.rstrip("`"), text.removeprefix("Expected "))


# Least and most of each whole number.
_RANGES = {
    "session_minutes_share_percent": (1, 100),
    "bridge_seconds": (0, 600),
    "acts_per_session": (0, 100),
    "make_ups": (0, 3),
    "least_sessions": (1, 100),
    "missed_checkpoints_to_review": (0, 100),
}


def _check(rule_set: RuleSet) -> None:
    for key, (least, most) in _RANGES.items():
        if not least <= getattr(rule_set, key) <= most:
            raise RuleSetInvalid(key, f"a whole number from {least} to {most}")
    if not 0 < rule_set.sessions_share[0] <= rule_set.sessions_share[1]:
        raise RuleSetInvalid("sessions_share", "two whole numbers such as [3, 4]")
    if not rule_set.version.strip():
        raise RuleSetInvalid("version", "a text such as 2026.1")
