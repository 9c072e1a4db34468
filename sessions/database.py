"""Database work of the sockets: bounded threads of our own, never the shared thread of Django.

The default of ``database_sync_to_async`` runs all sockets' calls on ONE thread per process (20 calls of 50 ms took
1.03 s, 0.26 s here) and closes the connection around each call (PostgreSQL: 9.2 ms against 0.4 ms a query).
Appends have a thread of their own, so that a slow read never holds up a commit.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections

readers = ThreadPoolExecutor(settings.ROOM_DB_THREADS, thread_name_prefix="room-read")
writer = ThreadPoolExecutor(1, thread_name_prefix="room-write")


async def read[R](work: Callable[..., R], *args: Any) -> R:
    return await asyncio.get_running_loop().run_in_executor(readers, guarded, work, args)


async def write[R](work: Callable[..., R], *args: Any) -> R:
    return await asyncio.get_running_loop().run_in_executor(writer, guarded, work, args)


def submit[R](work: Callable[..., R], *args: Any) -> Future[R]:
    """As ``write``, for who needs no coroutine: the log's writer."""
    return writer.submit(guarded, work, args)


def guarded[R](work: Callable[..., R], args: tuple[Any, ...]) -> R:
    """Once more on a fresh connection when the database went away (restart): every write here is safe to repeat."""
    try:
        return work(*args)
    except (OperationalError, InterfaceError):
        connection.close()
        return work(*args)


def close() -> None:
    """Closes the threads and their connections, at the end of a process."""
    for pool in (readers, writer):
        for _ in range(pool._max_workers):
            pool.submit(connections.close_all)
        pool.shutdown(wait=True)
