"""How long a search may go on, counted in steps so that a stop can be repeated exactly."""

from __future__ import annotations

from collections.abc import Callable

from matching.engine.types import Better, Progress, Wish

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
        self._began, self._aside = clock(), 0.0
        self._next_report = 0.0

    def elapsed_seconds(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._began

    def set_aside(self, seconds: float) -> None:
        """What comes after the search takes so long: end earlier, but by no more than a third."""
        self._aside = min(seconds, self._seconds / 3)

    def found(self, total: float) -> None:
        """The best answer so far has this J now; tells who watches."""
        if self._on_better is not None:
            self._on_better(total)

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
        elapsed, until = self.elapsed_seconds(), self._seconds - self._aside
        if self._limit is None and elapsed >= until:
            self.stopped = True
        if self._progress is not None and elapsed >= self._next_report:
            self._next_report = elapsed + SECONDS_BETWEEN_REPORTS
            limit = self._limit
            share = self.steps / limit if limit else elapsed / until if until > 0 else 1.0
            wish = self._progress(min(1.0, share), text)
            if wish in (False, Wish.DROP):
                raise Cancelled
            if wish is Wish.KEEP:
                self.stopped = True
