"""How long a search may go on, counted in steps so that a stop can be repeated exactly."""

from __future__ import annotations

from collections.abc import Callable

from matching.engine.types import Better, Progress, Wish

STEPS_BETWEEN_LOOKS = 64
SECONDS_BETWEEN_REPORTS = 0.25


class Cancelled(Exception):
    """``progress`` answered False or ``Wish.DROP``."""


class Budget:
    """Counts steps; the clock (or a number of steps) only decides at which step to stop.

    The search never looks at the time itself, so ``steps`` taken from one run stop another at the same point.
    """

    def __init__(
        self,
        seconds: float,
        steps: int | None,
        clock: Callable[[], float],
        progress: Progress | None = None,
        on_better: Better | None = None,
    ) -> None:
        self.steps = 0
        self.stopped = False
        self._clock, self._seconds, self._limit, self._progress = clock, seconds, steps, progress
        self._on_better = on_better
        self._began = clock()
        self._next_look = 0
        self._next_report = 0.0

    def elapsed_seconds(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._began

    def found(self, total: float) -> None:
        """The best answer so far has this J now; tells who watches."""
        if self._on_better is not None:
            self._on_better(total)

    def spend(self, text: str = "") -> bool:
        """Count one step; False when the search must stop. Raises Cancelled."""
        if self.stopped:
            return False
        if self._limit is not None and self.steps >= self._limit:
            self.stopped = True
            return False
        if self.steps >= self._next_look:
            self._look(text)
            if self.stopped:
                return False
        self.steps += 1
        return True

    def take(self, wanted: int, text: str = "") -> int:
        """How many of the ``wanted`` steps may be done now, counted as done; 0 to stop. Raises Cancelled."""
        if self._limit is not None:
            wanted = min(wanted, self._limit - self.steps)
        if wanted <= 0 or self.stopped:
            self.stopped = True
            return 0
        self._look(text)
        if self.stopped:
            return 0
        self.steps += wanted
        return wanted

    def _look(self, text: str) -> None:
        self._next_look = self.steps + STEPS_BETWEEN_LOOKS
        elapsed = self.elapsed_seconds()
        if self._limit is None and elapsed >= self._seconds:
            self.stopped = True
        if self._progress is not None and elapsed >= self._next_report:
            self._next_report = elapsed + SECONDS_BETWEEN_REPORTS
            limit = self._limit
            share = self.steps / limit if limit else elapsed / self._seconds if self._seconds > 0 else 1.0
            wish = self._progress(min(1.0, share), text)
            if wish in (False, Wish.DROP):
                raise Cancelled
            if wish is Wish.KEEP:
                self.stopped = True
