"""Closing open sockets in every process: of a person (signed out everywhere, account closed) or of one browser."""

from typing import Any

from sessions import doorbell
from sessions.entry import SignIn

# Longer than a socket may stay at the door between entering and hello (sockets.HELLO_SECONDS).
KEPT_SECONDS = 60.0


def close_sockets(user: int) -> None:
    doorbell.ring_from_outside(doorbell.EVERYBODY, {"kick": user, "code": "signed_out"})


def close_sign_in(digest: str) -> None:
    """``digest``: accounts.sign_ins.digest_of the browser's session key."""
    if digest:
        doorbell.ring_from_outside(doorbell.EVERYBODY, {"sign_in": digest, "code": "signed_out"})


def is_kick(message: dict[str, Any]) -> bool:
    return "kick" in message or "sign_in" in message


def concerns(message: dict[str, Any], sign_in: SignIn) -> bool:
    if "kick" in message:
        return bool(sign_in.user == message["kick"])
    return bool(sign_in.digest and sign_in.digest == message["sign_in"])


class RecentKicks:
    """For sockets that were let in before a kick and say hello after it. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, dict[str, Any]]] = []

    def note(self, message: dict[str, Any], at: float) -> None:
        self.heard = [(then, known) for then, known in self.heard if at - then < KEPT_SECONDS]
        self.heard.append((at, message))

    def meant(self, sign_in: SignIn, since: float) -> bool:
        return any(at >= since and concerns(message, sign_in) for at, message in self.heard)
