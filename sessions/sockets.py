"""One open socket of a seat, as the hub sees it, and the limits that hold for it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from sessions import gauges, wire
from sessions.entry import SignIn
from sessions.outlets import GIVE_UP_BYTES, SKIP_VIEWS_BYTES, Outlet
from sessions.refusal_texts import sentence

COMMANDS_PER_SECOND, COMMANDS_BURST = 10.0, 30.0
# A page beats every 5 s, and at once when it comes to the front.
BEATS_PER_SECOND, BEATS_BURST = 2.0, 20.0
# Signalling comes in showers: a new page tells a dozen ways to each of its peers.
SIGNALS_PER_SECOND, SIGNALS_BURST = 40.0, 200.0
BAD_FRAMES_MOST = 5
# From the opening of a socket to its first frame.
HELLO_SECONDS = 15.0
# So many refused-for-speed commands in one connection are a flood.
FLOOD_REFUSALS = 100


@dataclass
class Bucket:
    """A token bucket on the event loop's clock."""

    per_second: float
    burst: float
    tokens: float
    at: float

    def take(self, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(eq=False)
class RoomSocket:
    """``last_sign``: server time of the newest frame. ``lost``: the log closed it, the transport did not yet."""

    connection: str
    seat: int
    device: str
    user: int | None
    audience: str
    language: str
    outlet: Outlet
    last_sign: float
    opened: float
    lost: bool = False
    behind: bool = False
    closing: bool = False
    you: dict[str, Any] = field(default_factory=dict)
    you_read: Any = None  # what the newest ``you`` was made of
    plan_version: int = 0
    shown_version: int = -1
    # The newest line told, by stream; ``shut``: nothing is told until everything missed outside was.
    cursors: dict[str, int] = field(default_factory=dict)
    shut: bool = False
    letting_in: bool = False
    sign_in: SignIn = field(default_factory=SignIn)
    # Name of the loaded page among those that carry sound and picture, and the plan that it was told last.
    page: str = ""
    media_told: Any = None
    # Whether this person may be captioned by a program, and until when that need not be looked at again (server time).
    captions_allowed: bool = False
    captions_until: float = 0.0

    def tell(self, frame: wire.ServerFrame) -> None:
        self.push(self.outlet.prepare(wire.encode(frame)))

    def push(self, prepared: Any) -> None:
        """A frame that must arrive; a socket too far behind is given up, its client comes back and resumes."""
        if self.closing:
            return
        if self.outlet.backlog() > GIVE_UP_BYTES:
            self.bye("slow_down")
        else:
            self.outlet.send(prepared)

    def show(self, prepared: Any, version: int) -> None:
        """The newest view; skipped while the socket is behind, caught up by the next pulse."""
        self.behind = self.outlet.backlog() > SKIP_VIEWS_BYTES
        if not self.behind and not self.closing:
            self.shown_version = version
            self.outlet.send(prepared)

    def refuse(self, about: str, code: str) -> None:
        """``about``: the id of what is refused, or the name of a frame that has none."""
        with override(self.language):
            self.tell(wire.Refused(id=about, code=code, text=sentence(code)))

    def bye(self, code: str) -> None:
        if not self.closing:
            self.closing = True
            gauges.CLOSED.labels(code).inc()
            with override(self.language):
                frame = wire.Bye(code=code, text=sentence(code))
            self.outlet.send(self.outlet.prepare(wire.encode(frame)))
            self.outlet.close(wire.CLOSE_CODES[code])

    def go(self) -> None:
        """Closes without a word: the person left."""
        if not self.closing:
            self.closing = True
            self.outlet.close(1000)
