"""The servers that tests run on."""

import os
from pathlib import Path

import psycopg
import pytest
import redis

from tests.support import services

pytestmark = pytest.mark.servers


def test_redis_wants_its_password(redis_url: str) -> None:
    assert redis.Redis.from_url(redis_url).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(f"redis://{redis_url.rpartition('@')[2]}").ping()


def test_postgres_wants_its_password(postgres_url: str) -> None:
    bare = "postgresql://dialogue@" + postgres_url.rpartition("@")[2]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(bare, password="wrong").close()


def test_a_server_keeps_its_url_over_a_restart() -> None:
    with services.redis_server() as server:
        first = server.pid
        server.restart()
        assert server.is_up()
        assert server.pid != first


def test_a_killed_server_can_be_started_again() -> None:
    with services.redis_server() as server:
        server.kill()
        assert not server.is_up()
        server.start()
        assert server.is_up()


def test_a_server_leaves_no_process_and_no_folder() -> None:
    with services.redis_server() as server:
        pid, folder = server.pid, server.folder
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not folder.exists()


def test_a_fresh_database_is_empty_and_gone_afterwards(postgres_url: str) -> None:
    with services.fresh_database(postgres_url) as url, psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url).close()


def test_a_program_that_does_not_start_says_why(tmp_path: Path) -> None:
    program = Path("/bin/sh")
    command = [str(program), "-c", "echo out of luck; exit 3"]
    server = services.LocalServer("thing", "redis://127.0.0.1:1/0", command, tmp_path, services.redis_answers)
    with pytest.raises(services.ServiceFailed, match="out of luck"):
        server.start()
