"""The write-ahead log of SQLite is cut off though commits never pause."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sessions import checkpoint
from sessions.inline import InlineWriter

pytestmark = pytest.mark.django_db
KIBIBYTE = "x" * 1024


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE said (text TEXT)")
    return path


@pytest.fixture
def writers_thread(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    """Its connection to that file; a log is long from 64 KiB on."""
    monkeypatch.setattr(checkpoint, "sqlite_file", lambda: path)
    monkeypatch.setattr(checkpoint, "BYTES_MOST", 64 * 1024)
    thread = connections.create_connection("default")
    thread.settings_dict = {**thread.settings_dict, "NAME": str(path)}
    monkeypatch.setattr(checkpoint, "connection", thread)
    yield thread
    thread.close()


@pytest.fixture
def writer(path: Path) -> InlineWriter:
    writer = InlineWriter()
    writer.path = path
    return writer


def say(writer: InlineWriter, lines: int) -> None:
    for _ in range(lines):
        assert writer.commit([("INSERT INTO said (text) VALUES (?)", [KIBIBYTE])])


def log_bytes(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


def test_a_long_log_is_cut_off_and_nothing_is_lost(
    path: Path, writer: InlineWriter, writers_thread: BaseDatabaseWrapper
) -> None:
    say(writer, 100)
    checkpoint.keep_short()
    assert log_bytes(path) == 0
    say(writer, 1)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM said").fetchone() == (101,)


def test_a_short_log_is_left_alone(path: Path, writer: InlineWriter, writers_thread: BaseDatabaseWrapper) -> None:
    say(writer, 1)
    before = log_bytes(path)
    checkpoint.keep_short()
    assert log_bytes(path) == before > 0


def test_who_reads_for_long_is_not_waited_for(
    path: Path, writer: InlineWriter, writers_thread: BaseDatabaseWrapper
) -> None:
    say(writer, 100)
    with sqlite3.connect(path, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM said").fetchone()
        say(writer, 1)
        checkpoint.keep_short()
        say(writer, 1)
        reader.execute("COMMIT")
    checkpoint.keep_short()
    assert log_bytes(path) == 0


def test_the_patience_for_other_locks_stays(writer: InlineWriter, writers_thread: BaseDatabaseWrapper) -> None:
    say(writer, 100)
    checkpoint.keep_short()
    with writers_thread.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_without_a_file_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "sqlite_file", lambda: None)
    checkpoint.keep_short()
