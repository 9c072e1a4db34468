"""Connections to PostgreSQL: enough for rooms and pages, and none that died with the database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import ConnectionHandler

from config import env
from tests.support import services


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> Iterator[Any]:
    with services.fresh_database(postgres_url) as url:
        monkeypatch.setenv("DIALOGUE_THING", url)
        handler: Any = ConnectionHandler({"default": env.database("THING", Path("unused"))})
        yield handler["default"]
        handler["default"].close()
        handler["default"].close_pool()


def answer(connection: Any, sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_page_after_a_restart_of_the_database_gets_a_living_connection(pooled: Any, postgres_url: str) -> None:
    name = answer(pooled, "SELECT current_database()")
    pooled.close()  # back into the pool, as at the end of a page
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    assert answer(pooled, "SELECT 1") == 1


@pytest.mark.parametrize("threads", [4, 64])
def test_however_many_threads_the_rooms_have_pages_have_connections_too(
    monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    monkeypatch.setenv("DIALOGUE_THING", "postgresql://u@h/x")
    pool = env.database("THING", Path("unused"), held=threads + 1)["OPTIONS"]["pool"]
    assert pool["max_size"] - (threads + 1) >= 8


@pytest.mark.django_db
def test_a_silent_database_is_given_up_soon(pooled: Any, postgres_url: str) -> None:
    answer(pooled, "SELECT 1")
    given = pooled.connection.info.get_parameters()
    assert {name: given[name] for name in env.SILENT_SERVER} == env.SILENT_SERVER


def test_the_address_of_the_database_may_ask_for_more_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALOGUE_THING", "postgresql://u@h/x?tcp_user_timeout=60000")
    assert env.database("THING", Path("unused"))["OPTIONS"]["tcp_user_timeout"] == "60000"
