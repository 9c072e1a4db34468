"""How late the event loop is, and whether the process must do less (more than 200 ms late for 5 s).

A strained process draws views at most four times a second a room. It never thins what counts: presence, the queue,
lines, answers. One that is a second late for so long also asks newcomers to wait; who comes back is let in.
"""

import asyncio
from collections.abc import Callable

TICK_SECONDS = 0.25
LATE_SECONDS = 0.2
TOO_LATE_SECONDS = 1.0
STRAINED_AFTER_SECONDS = 5.0
CALM_AFTER_SECONDS = 5.0
# How long a change may wait to be drawn while strained; several changes are then one view.
DRAW_AFTER_SECONDS = 0.25


class Strain:
    def __init__(self, late_seconds: float = LATE_SECONDS) -> None:
        self.late_seconds = late_seconds
        self.strained = False
        self.lag_seconds = 0.0
        self.since: float | None = None  # since when the loop has been otherwise than ``strained`` says

    def draw_soon(self, draw: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        if self.strained:
            loop.call_later(DRAW_AFTER_SECONDS, draw)
        else:
            loop.call_soon(draw)

    def note(self, lag_seconds: float, at: float) -> None:
        """One look: the loop was so late, at this time of the monotonic clock."""
        self.lag_seconds = lag_seconds
        if (lag_seconds > self.late_seconds) == self.strained:
            self.since = None
            return
        # A late look is as old as its lateness.
        self.since = at - lag_seconds if self.since is None else self.since
        if at - self.since >= (CALM_AFTER_SECONDS if self.strained else STRAINED_AFTER_SECONDS):
            self.strained, self.since = not self.strained, None


async def watch(*strains: Strain) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + TICK_SECONDS
        await asyncio.sleep(TICK_SECONDS)
        at = loop.time()
        for strain in strains:
            strain.note(max(0.0, at - due), at)
