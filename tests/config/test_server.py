"""The runner: frames as the standard writes them, nothing about addresses in its log, and nobody who never reads."""

import asyncio
import contextlib
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
import websockets

from tests.support.people import Person
from tests.support.product import ROOT, embedded

# In a process of its own: importing the runner installs Twisted's reactor.
SET_UP = """
import os
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
"""
FRAMES = """
from websockets.frames import Frame
from websockets.streams import StreamReader
from sessions.outlets import text_frame

for size in (0, 1, 125, 126, 65535, 65536, 70000):
    reader = StreamReader()
    reader.feed_data(text_frame(b"x" * size))
    steps = Frame.parse(reader.read_exact, mask=False)
    try:
        next(steps)
    except StopIteration as done:
        frame = done.value
    assert frame.opcode == 1 and frame.fin and frame.data == b"x" * size, size
    assert not reader.buffer, size
"""
QUIET = """
from config.server import BoundedProtocol, QuietRequest
for kind in (BoundedProtocol, QuietRequest):
    thing = kind.__new__(kind)
    thing.path = thing.uri = b"/secret-link/"
    assert "secret-link" not in repr(thing), repr(thing)
"""

# An application that answers everything, on the runner with a short patience for pongs.
ECHO = """
from config.server import RoomServer

async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})

async def tell_port():
    print(server.ports[0].getHost().port, flush=True)

server = RoomServer(application, ["tcp:port=0:interface=127.0.0.1"], [tell_port], [], ping_seconds=4)
server.run()
"""


@pytest.mark.parametrize("program", [FRAMES, QUIET], ids=["frames are whole text messages", "repr has no address"])
def test_the_runner_alone(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SET_UP + program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def echo() -> Iterator[str]:
    """Its address."""
    line = [sys.executable, "-c", SET_UP + ECHO]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        yield f"ws://127.0.0.1:{int(server.stdout.readline())}/"
        server.terminate()


@pytest.mark.servers
async def test_who_sends_and_never_reads_is_cut_and_who_reads_stays(echo: str) -> None:
    async with websockets.connect(echo, ping_interval=None) as reader, asyncio.timeout(60):
        deaf = await websockets.connect(echo, ping_interval=None)
        deaf.transport.pause_reading()
        with pytest.raises(websockets.ConnectionClosed):
            await go_on_sending(deaf)
        await reader.send("I am")
        assert await reader.recv() == "I am"


async def go_on_sending(socket: websockets.ClientConnection) -> None:
    while True:
        await socket.send("am I heard?")
        await asyncio.sleep(0.2)


@pytest.mark.servers
async def test_no_mailed_link_and_no_room_is_logged() -> None:
    with embedded() as product:
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"{product.origin()}/accounts/link/a-mailed-link/", timeout=10)
        [ana, *_] = next(product.rehearse(1))
        person = await Person(product, ana).come()
        await person.until(lambda: person.you)
        await person.go()
        product.stop(0)
        told = product.log(0)
        assert "a-mailed-link" not in told
        assert ana.session_id not in told
