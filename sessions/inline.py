"""Commits on the event loop itself, where the database is a SQLite file: no thread to wake, no thread to wait for.

Handing a commit to a thread and back costs about as much as the commit (35 to 60 us of 110, and five rounds of the
loop). SQLite writes into the page cache, which does not wait for a disk; what could wait is taken out:

- the write lock of another connection: ``timeout=0``, and the writer's thread takes the batch over;
- the checkpoint, which syncs files: never here (``wal_autocheckpoint=0``). The writer's thread commits its lease every
  5 s and does it then; while commits come all the time it must also cut the file off (sessions/checkpoint.py).

What clashes, or has rows kept beside the log, is left to the thread as well.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

type Statement = tuple[str, Sequence[Any]]


class InlineWriter:
    """One connection, used on the event loop only."""

    def __init__(self) -> None:
        self.database: sqlite3.Connection | None = None
        self.path = sqlite_file()

    def commit(self, statements: Sequence[Statement]) -> bool:
        """All or nothing, at once. False when it was not done; somebody who can wait must do it then."""
        if self.path is None:
            return False
        try:
            self.run(statements)
        except sqlite3.Error:
            self.roll_back()
            return False
        except BaseException:  # values that SQLite cannot take: an open transaction would lock everybody out
            self.roll_back()
            raise
        return True

    def run(self, statements: Sequence[Statement]) -> None:
        database = self.database or self.open()
        if len(statements) == 1:
            database.execute(*statements[0])
            return
        database.execute("BEGIN IMMEDIATE")
        for statement in statements:
            database.execute(*statement)
        database.execute("COMMIT")

    def roll_back(self) -> None:
        """A connection that cannot even do that is opened anew."""
        if self.database is not None:
            try:
                self.database.rollback()
            except sqlite3.Error:
                self.close()

    def open(self) -> sqlite3.Connection:
        assert self.path is not None
        database = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            database.executescript(settings.DATABASES["default"]["OPTIONS"].get("init_command", ""))
            database.execute("PRAGMA wal_autocheckpoint=0")
        except sqlite3.Error:
            database.close()
            raise
        self.database = database
        return database

    def close(self) -> None:
        if self.database is not None:
            self.database.close()
            self.database = None


def sqlite_file() -> Path | None:
    """None for PostgreSQL, and for databases in memory, which only their own connections can see."""
    given = settings.DATABASES["default"]
    path = Path(str(given["NAME"]))
    return path if given["ENGINE"].endswith("sqlite3") and path.is_file() else None
