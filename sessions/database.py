"""Database work of the sockets: bounded threads of our own, never the shared thread of Django.

The default of ``database_sync_to_async`` runs all sockets' calls on ONE thread per process (20 calls of 50 ms took
1.03 s, 0.26 s here) and closes the connection around each call (PostgreSQL: 9.2 ms against 0.4 ms a query).
Appends have a thread of their own, so that a slow read never holds up a commit; so has what runs in the background
(mail to a slow server), so that it never holds up a room.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from psycopg_pool import PoolTimeout

from sessions.errors import Busy

# Beyond this a read would wait longer than anybody does (4 threads did about 2,000 reads a second).
WAITING_MOST = 4000


class Threads:
    """``waiting``: calls handed over and not done; counted on the event loop only."""

    def __init__(self, size: int, name: str) -> None:
        self.size = size
        self.pool = ThreadPoolExecutor(size, thread_name_prefix=name)
        self.waiting = 0

    async def run[R](self, work: Callable[..., R], *args: Any) -> R:
        """Raises ``Busy`` when too much waits, and what the work raises."""
        if self.waiting >= WAITING_MOST:
            raise Busy
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, guarded, work, args)
        finally:
            self.waiting -= 1


readers = Threads(settings.ROOM_DB_THREADS, "room-read")
writer = Threads(1, "room-write")
# The rounds of mail and of opening rooms: one of each at a time.
background = Threads(settings.BACKGROUND_DB_THREADS, "background")


async def read[R](work: Callable[..., R], *args: Any) -> R:
    return await readers.run(work, *args)


async def write[R](work: Callable[..., R], *args: Any) -> R:
    return await writer.run(work, *args)


async def aside[R](work: Callable[..., R], *args: Any) -> R:
    """For what may take minutes and nobody in a room waits for."""
    return await background.run(work, *args)


def submit[R](work: Callable[..., R], *args: Any) -> Future[R]:
    """As ``write``, for who needs no coroutine: the log's writer."""
    return writer.pool.submit(guarded, work, args)


def guarded[R](work: Callable[..., R], args: tuple[Any, ...]) -> R:
    """Once more on a fresh connection when the database went away (restart): every write here is safe to repeat.

    Not when the pool waited for a connection in vain (5 s): it would wait as long again, and a room's commands with it.
    """
    try:
        return work(*args)
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.__cause__, PoolTimeout):
            raise
        connection.close()
        return work(*args)


def close() -> None:
    """Closes the threads and their connections, at the end of a process."""
    for threads in (readers, writer, background):
        for _ in range(threads.size):
            threads.pool.submit(connections.close_all)
        threads.pool.shutdown(wait=True)
