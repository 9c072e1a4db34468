"""Commits on the event loop: done at once, or left to the writer's thread."""

import sqlite3
from pathlib import Path

import pytest

from sessions.inline import InlineWriter, sqlite_file

INSERT = "INSERT INTO said (n) VALUES (?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE said (n INTEGER UNIQUE)")
    return path


@pytest.fixture
def writer(path: Path) -> InlineWriter:
    writer = InlineWriter()
    writer.path = path
    return writer


def said(path: Path) -> list[int]:
    with sqlite3.connect(path) as database:
        return [n for (n,) in database.execute("SELECT n FROM said ORDER BY n")]


@pytest.mark.parametrize("numbers", [[1], [1, 2]])
def test_what_was_committed_is_there_for_every_connection(writer: InlineWriter, path: Path, numbers: list[int]) -> None:
    assert writer.commit([(INSERT, [n]) for n in numbers])
    assert said(path) == numbers


@pytest.mark.parametrize("numbers", [[1], [2, 1]])
def test_a_clash_leaves_nothing_behind(writer: InlineWriter, path: Path, numbers: list[int]) -> None:
    writer.commit([(INSERT, [1])])
    assert not writer.commit([(INSERT, [n]) for n in numbers])
    assert said(path) == [1]


@pytest.mark.parametrize("numbers", [[1], [1, 2]])
def test_a_lock_of_somebody_else_is_not_waited_for(writer: InlineWriter, path: Path, numbers: list[int]) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not writer.commit([(INSERT, [n]) for n in numbers])
    other.execute("COMMIT")
    assert said(path) == []
    assert writer.commit([(INSERT, [3])])


def test_the_loop_never_moves_the_log_into_the_database_file(writer: InlineWriter) -> None:
    writer.commit([(INSERT, [1])])
    assert writer.database is not None
    assert writer.database.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)


def test_a_database_in_memory_is_left_to_the_thread(db: None) -> None:
    assert sqlite_file() is None


def test_a_value_that_sqlite_cannot_take_leaves_no_lock(writer: InlineWriter, path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        writer.commit([(INSERT, [1]), (INSERT, ["\ud800"])])
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    other.execute(INSERT, [2])
    assert said(path) == [2]
