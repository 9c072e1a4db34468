"""`./dev up --public` as a person starts it: https on this machine's own address, coturn and Janus beside it."""

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.env import PREFIX
from devtools.places import ROOT
from tests.support import migrated
from tests.support.media import own_address
from tests.support.services import free_port

pytestmark = [pytest.mark.media, pytest.mark.servers]


@dataclass
class Started:
    host: str
    port: int
    folder: Path
    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)

    def read_until(self, text: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return
        raise AssertionError("it ended:\n" + "".join(self.lines))

    def number(self, file: str, pattern: str) -> int:
        found = re.search(pattern, (self.folder / file).read_text())
        assert found
        return int(found[1])


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    folder, host, port = tmp_path_factory.mktemp("public") / "data", own_address(), free_port()
    migrated.data_folder(folder, database=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    words = ["up", "--public", host, "--port", str(port), "--no-demo", "--data", str(folder)]
    with subprocess.Popen(
        [sys.executable, "-m", "devtools", *words], env=kept, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        made = Started(host, port, folder, process)
        try:
            made.read_until("Serving on")
            yield made
        finally:
            if process.poll() is None:
                process.kill()


def answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=5):
        return True
    return False


def answers_soon(host: str, port: int) -> bool:
    return any(answers(host, port) or threading.Event().wait(0.1) for _ in range(100))


def test_pages_relay_and_media_server_are_there_and_end_together(started: Started) -> None:
    trusts = ssl.create_default_context(cafile=started.folder / "tls" / started.host / "ca.pem")
    address = f"https://{started.host}:{started.port}"
    assert answers_soon(started.host, started.port)
    with urllib.request.urlopen(f"{address}/accounts/sign-in/", context=trusts, timeout=30) as page:
        assert "__Host-csrf=" in page.headers["Set-Cookie"]
        assert "Secure" in page.headers["Set-Cookie"]
    ports = {
        started.host: [
            started.number("coturn/turnserver.conf", r"\nlistening-port=(\d+)"),
            started.number("coturn/turnserver.conf", r"\ntls-listening-port=(\d+)"),
        ],
        "127.0.0.1": [started.number("janus/janus.transport.websockets.jcfg", r"ws_port = (\d+)")],
    }
    both = [(host, port) for host, found in ports.items() for port in found]
    assert [answers_soon(*one) for one in both] == [True, True, True]
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(60) == 0
    assert [answers(*one) for one in [*both, (started.host, started.port)]] == [False] * 4
