"""Starts and stops what is measured: our room in its shapes and the floors, each one real process on loopback."""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.floors import Mix
from bench.measure import rss_kib
from tests.support import product
from tests.support.services import free_port, postgres_server, redis_server

START_SECONDS = 60
FLOORS = {
    "hub": "bare hub",
    "thin_hub": "bare hub, views only",
    "asgi_hub": "bare hub, ASGI send",
    "uvicorn_hub": "bare hub, uvicorn",
    "consumer": "plain Channels",
    "broadcast": "websockets",
}
SHAPES = {"room": "our room", "uvicorn": "our room, uvicorn", "scaled": "our room, PostgreSQL + Redis"}
UVICORN = "uvicorn config.asgi:application --ws-max-size 65536 --ws-per-message-deflate false --log-level error"


@dataclass
class Target:
    """A server to drive: the addresses of its rooms, one a seat; ``empty_kib``: its memory before anybody came."""

    name: str
    pid: int
    origin: str
    rooms: list[list[str]]
    empty_kib: float


@contextlib.contextmanager
def floor(name: str, rooms: int, seats: int, mix: Mix) -> Iterator[Target]:
    port = free_port()
    module, mix = ("hub", replace(mix, line=False, yous=0.0)) if name == "thin_hub" else (name, mix)
    command = [sys.executable, "-m", f"bench.floors.{module}", "--port", str(port), *mix.arguments()]
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dialogue-bench-"))
        pid = stack.enter_context(process(command, product.environment(Path(folder)), port))
        urls = [[f"ws://127.0.0.1:{port}/ws/rooms/r{room}/"] * seats for room in range(rooms)]
        yield Target(name, pid, f"http://127.0.0.1:{port}", urls, rss_kib(pid))


@contextlib.contextmanager
def process(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=product.ROOT)
        try:
            wait_until_open(port, running)
            yield running.pid
        finally:
            running.kill()
            running.wait()


def wait_until_open(port: int, running: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{running.args!r} did not start")


@contextlib.contextmanager
def shape(name: str, rooms: int, seats: int, facilitators: int) -> Iterator[Target]:
    """Our room with live rehearsal rooms in it; ``facilitators`` of the seats lead or support."""
    with contextlib.ExitStack() as stack:
        if name == "scaled":
            redis, postgres = stack.enter_context(redis_server()), stack.enter_context(postgres_server())
            ours = stack.enter_context(product.scaled(postgres.url, redis.url, processes=1))
        else:
            ours = stack.enter_context(product.embedded())
        pid = on_uvicorn(stack, ours) if name == "uvicorn" else pid_of(ours)
        urls = [[ticket.ws_url for ticket in room] for room in ours.rehearse(rooms, seats - facilitators, facilitators)]
        yield Target(name, pid, ours.origin(), urls, rss_kib(pid))


def pid_of(ours: product.Product) -> int:
    running = ours.processes[0]
    assert running is not None
    return running.pid


def on_uvicorn(stack: contextlib.ExitStack, ours: product.Product) -> int:
    """The same data and address, another server."""
    ours.stop(0)
    command = [sys.executable, "-m", *UVICORN.split(), "--port", str(ours.ports[0])]
    return stack.enter_context(process(command, ours.environment, ours.ports[0]))
