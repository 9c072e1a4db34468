"""Signs of life of a match run, from a thread: while its child loads the engine, and during long steps of that."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, close_old_connections, connection
from django.utils.timezone import now

from matching.models import MatchRun

SIGN_SECONDS = 2.0


@contextmanager
def signs_of_life(run_id: int) -> Iterator[None]:
    """The row of the run says every 2 s that its child lives, from now to the end of the block."""
    over = threading.Event()
    signs = threading.Thread(target=sign_until, args=(over, run_id), name="match-signs", daemon=True)
    signs.start()
    try:
        yield
    finally:
        over.set()
        signs.join()


def sign_until(over: threading.Event, run_id: int) -> None:
    """At once and every 2 s."""
    while True:
        close_old_connections()
        with suppress(DatabaseError):  # a busy or restarted database: the next sign comes in 2 s
            MatchRun.objects.filter(pk=run_id).update(alive_at=now())
        if over.wait(SIGN_SECONDS):
            break
    connection.close()
