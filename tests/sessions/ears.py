"""The other side of a socket without a network: what was sent to it, and with which code it was closed."""

import json
from itertools import count
from typing import Any

from sessions.entry import SignIn
from sessions.hub import Hub
from sessions.sockets import RoomSocket

numbers = count(1)


class Ears:
    """An outlet that keeps what was sent."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.closed = 0

    def prepare(self, frame: bytes) -> bytes:
        return frame

    def send(self, prepared: bytes) -> None:
        self.frames.append(json.loads(prepared))

    def backlog(self) -> int:
        return 0

    def close(self, code: int) -> None:
        self.closed = code

    @property
    def lines(self) -> list[str]:
        return [line["text"] for frame in self.frames if frame["kind"] == "lines" for line in frame["lines"]]

    def last(self, kind: str) -> dict[str, Any]:
        return next((frame for frame in reversed(self.frames) if frame["kind"] == kind), {})

    @property
    def view(self) -> dict[str, Any]:
        found: dict[str, Any] = self.last("view").get("view", {})
        return found


async def come(hub: Hub, seat: int, sign_in: SignIn | None = None, *, device: str = "d") -> Ears:
    """A person's socket, welcome in the hub."""
    ears, now = Ears(), hub.clock()
    audience = "facilitators" if hub.room.seats[seat].role in ("lead", "support") else "students"
    name = f"{seat}-{device}-{next(numbers)}"
    socket = RoomSocket(name, seat, device, None, audience, "en", ears, now, now, sign_in=sign_in or SignIn())
    await hub.enter(socket)
    return ears
