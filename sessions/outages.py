"""Notices that the database was away: from the first write that failed to the first that worked again.

In that time no room took anything; when it is back, every live room of this process is told (NoteOutage), and the time
counts neither for nor against anybody.
"""

from collections.abc import Awaitable, Callable

from django.db import InterfaceError, OperationalError

# A write that failed once and worked a moment later is no outage.
LEAST_SECONDS = 3.0


class OutageWatch:
    """``clock``: server time. ``note``: is told the beginning and the end of an outage when it is over."""

    def __init__(self, clock: Callable[[], float], note: Callable[[float, float], None]) -> None:
        self.clock, self.note = clock, note
        self.since: float | None = None

    def failed(self, begun_at: float) -> None:
        self.since = begun_at if self.since is None else min(self.since, begun_at)

    def worked(self) -> None:
        since, self.since, now = self.since, None, self.clock()
        if since is not None and now - since >= LEAST_SECONDS:
            self.note(since, now)

    def wrote(self, begun_at: float, error: BaseException | None) -> None:
        """The outcome of a write; other errors than those of the database tell nothing."""
        if isinstance(error, OperationalError | InterfaceError):
            self.failed(begun_at)
        elif error is None:
            self.worked()

    async def watched[R](self, write: Awaitable[R]) -> R:
        begun_at = self.clock()
        try:
            answer = await write
        except (OperationalError, InterfaceError) as error:
            self.wrote(begun_at, error)
            raise
        self.worked()
        return answer
