"""HTTPS and WSS by the runner itself: what a client sees on the one public port."""

import asyncio
import http.client
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import websockets

from config.env import PREFIX
from devtools.authority import Issued, certificate_for
from tests.support.product import ROOT

HOST = "127.0.0.1"
BUFFERED_MOST = 1024 * 1024
# An application that tells the scheme, and on a socket sends so many frames of 60 kB as it is asked for, directly.
SERVER = """
import os, sys
from pathlib import Path
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
from config.server import RoomServer
from config.tls import Tls

async def application(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["scheme"].encode()})
        return
    await receive()
    await send({"type": "websocket.accept"})
    outlet = scope["extensions"]["dialogue.outlet"]
    while (message := await receive())["type"] == "websocket.receive":
        for _ in range(int(message["text"])):
            outlet.send(outlet.prepare(b"x" * 60_000))

async def tell_port():
    print(server.ports[1].getHost().port, flush=True)

tls = Tls("127.0.0.1", 0, Path(sys.argv[1]), Path(sys.argv[2]), "https://room.example:8443")
server = RoomServer(application, ["tcp:port=0:interface=127.0.0.1"], [tell_port], [], tls=tls)
server.run()
"""
pytestmark = pytest.mark.servers


@dataclass
class Served:
    port: int
    issued: Issued

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.issued.ca)

    def plain(self, request: bytes) -> bytes:
        with socket.create_connection((HOST, self.port), timeout=20) as line:
            line.sendall(request)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def serial(self) -> str:
        with (
            socket.create_connection((HOST, self.port), timeout=20) as line,
            self.trusting().wrap_socket(line, server_hostname=HOST) as secured,
        ):
            return str((secured.getpeercert() or {})["serialNumber"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    issued = certificate_for(HOST, tmp_path_factory.mktemp("tls"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    line = [sys.executable, "-c", SERVER, str(issued.certificate), str(issued.key)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=kept) as server:
        assert server.stdout is not None
        yield Served(int(server.stdout.readline()), issued)
        server.kill()


def test_pages_come_by_https(served: Served) -> None:
    line = http.client.HTTPSConnection(HOST, served.port, context=served.trusting(), timeout=20)
    line.request("GET", "/")
    assert line.getresponse().read() == b"https"
    line.close()


def test_who_asks_in_the_clear_is_sent_to_https_with_a_sentence(served: Served) -> None:
    told = served.plain(b"GET /sessions/?a=b HTTP/1.1\r\nHost: room.example\r\n\r\n").decode()
    assert told.startswith("HTTP/1.1 307 ")
    assert "Location: https://room.example:8443/sessions/?a=b\r\n" in told
    assert "served over https only" in told


@pytest.mark.parametrize(
    "request_line", [b"POST /accounts/sign-in/ HTTP/1.1\r\n\r\n", b"GET /a\rb HTTP/1.1\r\n\r\n", b"hello\n"]
)
def test_what_must_not_be_repeated_is_refused_with_a_sentence(served: Served, request_line: bytes) -> None:
    told = served.plain(request_line).decode()
    assert told.startswith("HTTP/1.1 403 ")
    assert "Open https://room.example:8443/\n" in told


async def test_frames_go_out_encrypted_and_whole(served: Served) -> None:
    async with websockets.connect(f"wss://{HOST}:{served.port}/", ssl=served.trusting()) as line:
        await line.send("3")
        frames = [await asyncio.wait_for(line.recv(), 20) for _ in range(3)]
    assert [len(frame) for frame in frames] == [60_000] * 3


async def test_who_does_not_keep_up_is_cut_here_too(served: Served) -> None:
    async with websockets.connect(f"wss://{HOST}:{served.port}/", ssl=served.trusting(), max_queue=1) as line:
        await line.send(str(40 * BUFFERED_MOST // 60_000))
        with pytest.raises(websockets.ConnectionClosedError):
            await asyncio.wait_for(read_all(line), 30)


async def read_all(line: websockets.ClientConnection) -> None:
    while True:
        await line.recv()


def test_a_renewed_certificate_serves_the_next_connection(served: Served) -> None:
    before = served.serial()
    served.issued.certificate.write_text("half written")
    assert served.serial() == before
    served.issued.certificate.unlink()
    certificate_for(HOST, served.issued.ca.parent.parent)
    assert served.serial() != before


def unusable(certificate: Path, key: Path) -> str:
    program = (
        "import sys; from pathlib import Path; from config.tls import Tls, unusable;"
        "print(unusable(Tls('127.0.0.1', 1, Path(sys.argv[1]), Path(sys.argv[2]), '')))"
    )
    line = [sys.executable, "-c", program, str(certificate), str(key)]
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True).stdout


def test_files_that_do_not_fit_are_named(tmp_path: Path) -> None:
    one, two = certificate_for("192.0.2.7", tmp_path), certificate_for("192.0.2.8", tmp_path)
    assert "is not the key of" in unusable(one.certificate, two.key)
    assert "cannot be read (No such file" in unusable(one.certificate, tmp_path / "gone.key")
    assert unusable(one.certificate, one.key).strip() == ""


@pytest.mark.parametrize(
    ("address", "seen"),
    [("https://room.example:8443", "True True __Host-dialogue"), ("http://127.0.0.1:8000", "False False sessionid")],
)
def test_a_site_on_https_keeps_its_cookies_to_https(tmp_path: Path, address: str, seen: str) -> None:
    names = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME"
    program = f"from django.conf import settings as s; print({names})"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DIALOGUE_BASE_URL": address,
        "DIALOGUE_DATA_DIR": str(tmp_path),
    }
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True, env={**kept, **own})
    assert done.stdout.strip() == seen
