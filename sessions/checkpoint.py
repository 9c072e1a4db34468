"""Keeps SQLite's write-ahead log short: it starts anew only when nobody commits between two looks at it.

The checkpoint that comes with a commit of the writer's thread copies what is there and leaves what the event loop
commits meanwhile (sessions/inline.py). With 300 commits a second that was never nothing: the file grew by 4.8 MB a
second and never ended (measured). So beyond a size one checkpoint keeps everybody else from writing until it is done.
"""

from pathlib import Path

from django.conf import settings
from django.db import connection

from sessions.inline import sqlite_file

# A checkpoint with such a file took 20 ms beside 300 commits a second.
BYTES_MOST = 32 * 1024 * 1024
# Who reads just then is waited for so long, with all commits; else it is tried with the next heartbeat.
PATIENCE_MS = 200


def keep_short() -> None:
    """In the writer's thread. Nothing on PostgreSQL, and while the file is small."""
    path = sqlite_file()
    if path is None or not is_long(path.with_name(path.name + "-wal")):
        return
    usual_ms = int(settings.DATABASES["default"]["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual_ms}")


def is_long(wal: Path) -> bool:
    try:
        return wal.stat().st_size > BYTES_MOST
    except FileNotFoundError:
        return False
