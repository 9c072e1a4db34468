"""The product as real processes: one on SQLite (embedded) or several on PostgreSQL and Redis (scaled)."""

import contextlib
import csv
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import migrated
from tests.support.services import free_port, fresh_database

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 150  # on two cores that do much else a start took 60 s
# Ours, and another ASGI server with the options that make it as strict (docs/failure-modes.md).
UVICORN = ("--ws-max-size", "65536", "--ws-per-message-deflate", "false", "--log-level", "warning")
SERVERS = {
    "daphne": [str(ROOT / "manage.py"), "serve"],
    "uvicorn": ["-m", "uvicorn", "config.asgi:application", *UVICORN],
}


@dataclass
class Ticket:
    session_id: str
    seat: int
    role: str
    ws_url: str


@dataclass
class Product:
    """``ports``: one per process. Every process serves every room; tests choose where each person goes in."""

    shape: str
    folder: Path
    environment: dict[str, str]
    ports: list[int]
    processes: list["subprocess.Popen[bytes] | None"] = field(default_factory=list)
    server: str = "daphne"
    beside: "subprocess.Popen[str] | None" = None
    asking: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def origin(self, place: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[place]}"

    def manage(self, *args: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """A management command, run in the one process beside the product (tests/support/beside.py)."""
        return self.run_beside("manage.py", *args, check=check)

    def make(self, maker: str, *args: str) -> Any:
        """What a program of this folder made and told in JSON."""
        return json.loads(self.run_beside(f"tests.support.{maker}", *args).stdout or "null")

    def run_beside(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        with self.asking:
            if self.beside is None or self.beside.poll() is not None:
                self.beside = self.start_beside()
            assert self.beside.stdin is not None
            assert self.beside.stdout is not None
            self.beside.stdin.write(json.dumps(words) + "\n")
            self.beside.stdin.flush()
            told = json.loads(self.beside.stdout.readline() or '{"code": -1, "out": "", "err": "it died"}')
        if check and told["code"]:
            raise RuntimeError(f"{words} gave {told['code']}:\n{told['out']}\n{told['err']}")
        return subprocess.CompletedProcess(words, told["code"], told["out"], told["err"])

    def start_beside(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.support.beside"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, **pipes)

    def start(self, place: int, *, wait: bool = True) -> None:
        with (self.folder / f"server{place}.log").open("ab") as log:
            command = [sys.executable, *SERVERS[self.server], "--port", str(self.ports[place])]
            self.processes[place] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=ROOT)
        if wait:
            self.wait_until_up(place)

    def wait_until_up(self, place: int) -> None:
        ends_at = time.monotonic() + START_SECONDS
        while not self.is_up(place):
            process = self.processes[place]
            if time.monotonic() > ends_at or process is None or process.poll() is not None:
                raise RuntimeError("the server did not start:\n" + self.log(place))
            time.sleep(0.05)

    def is_up(self, place: int) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin(place)}/livez", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self, place: int) -> str:
        return (self.folder / f"server{place}.log").read_text(errors="replace")[-4000:]

    def kill(self, place: int) -> None:
        """SIGKILL: the process has no chance to say anything."""
        self.end(place, signal.SIGKILL)

    def stop(self, place: int) -> int:
        return self.end(place, signal.SIGTERM)

    def end(self, place: int, how: signal.Signals) -> int:
        process = self.processes[place]
        assert process is not None
        process.send_signal(how)
        code = process.wait(timeout=40)
        self.processes[place] = None
        return code

    def rehearse(self, rooms: int, seats: int = 3, facilitators: int = 1) -> Iterator[list[Ticket]]:
        """Live rooms: the tickets of each, in the order of seats; the last ones are the facilitators'."""
        path = self.folder / f"tickets-{secrets.token_hex(4)}.csv"
        self.manage(
            "rehearse", "--rooms", str(rooms), "--seats", str(seats + facilitators),
            "--facilitators", str(facilitators), "--tickets", str(path),
            "--servers", f"ws://127.0.0.1:{self.ports[0]}",
        )  # fmt: skip
        with path.open(newline="") as file:
            rows = [Ticket(r["session_id"], int(r["seat"]), r["role"], r["ws_url"]) for r in csv.DictReader(file)]
        each = seats + facilitators
        return iter([rows[start : start + each] for start in range(0, len(rows), each)])


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALOGUE_")}
    return {**kept, "DIALOGUE_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "config.settings", **more}


@contextlib.contextmanager
def running(product: Product) -> Iterator[Product]:
    """The database is migrated already."""
    try:
        places = range(len(product.ports))
        product.processes += [None for _ in places]
        for place in places:
            product.start(place, wait=False)
        for place in places:
            product.wait_until_up(place)
        yield product
    finally:
        for process in product.processes:
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        if product.beside is not None:
            product.beside.kill()
            product.beside.communicate()


@contextlib.contextmanager
def embedded(server: str = "daphne", **settings: str) -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="dialogue-") as name:
        folder, port = Path(name), free_port()
        own = environment(folder, DIALOGUE_BASE_URL=f"http://127.0.0.1:{port}", **settings)
        migrated.data_folder(folder / "data", database=True)
        with running(Product("embedded", folder, own, [port], server=server)) as product:
            yield product


@contextlib.contextmanager
def scaled(postgres_url: str, redis_url: str, processes: int = 2) -> Iterator[Product]:
    template = migrated.postgres_database(postgres_url)
    with tempfile.TemporaryDirectory(prefix="dialogue-") as name, fresh_database(postgres_url, template) as database:
        folder, ports = Path(name), [free_port() for _ in range(processes)]
        migrated.data_folder(folder / "data", database=False)
        own = environment(
            folder,
            DIALOGUE_BASE_URL=f"http://127.0.0.1:{ports[0]}",
            DIALOGUE_DATABASE_URL=database,
            DIALOGUE_REDIS_URL=redis_url,
            DIALOGUE_REDIS_PREFIX=f"test{secrets.token_hex(4)}",
            DIALOGUE_PROCESSES=str(processes),
        )
        with running(Product("scaled", folder, own, ports)) as product:
            yield product
