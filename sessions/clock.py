"""Server time that runs evenly: a wall clock that is set back or forth never moves a room with it.

Holds, turns and minutes are promises about how much time passed. So time is read from the monotonic clock, and the
wall clock only tells where it began. A process with people in its rooms comes nearer to a changed wall clock by 5 %
at most (an hour takes 20 hours); one without takes it over at once.
"""

import math
import time
from collections.abc import Callable

FOLLOW_AT_MOST = 0.05


class SteadyClock:
    """Call it: seconds since 1970, UTC."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self.wall, self.steady = wall, steady
        self.looked_at = steady()
        self.offset = wall() - self.looked_at

    def __call__(self) -> float:
        return self.steady() + self.offset

    def follow(self, *, at_once: bool) -> float:
        """Comes nearer to the wall clock; returns by how many seconds that was away (for the metrics)."""
        at = self.steady()
        passed, self.looked_at = at - self.looked_at, at
        error = self.wall() - at - self.offset
        most = abs(error) if at_once else passed * FOLLOW_AT_MOST
        self.offset += math.copysign(min(abs(error), most), error)
        return error


# The one clock of this process.
server = SteadyClock()
