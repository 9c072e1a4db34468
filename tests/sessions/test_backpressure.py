"""Slow and hostile clients: bounded memory, closed by code, and the room goes on."""

import asyncio
import contextlib
import json
import socket

import pytest
import websockets

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers
# Of 3,800 bytes each: 64 KiB lie in the window of who does not read, 16 KiB in the kernel, 256 KiB here; then it ends.
LINES = 130


def memory_mib(pid: int) -> float:
    with open(f"/proc/{pid}/status") as file:
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def pid_of(product: Product, place: int = 0) -> int:
    process = product.processes[place]
    assert process is not None
    return process.pid


def stop_reading(person: Person) -> None:
    """Goes on with its beats."""
    person.tasks[0].cancel()
    raw = person.socket.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    person.socket.transport.pause_reading()


async def flood(person: Person, frame: str) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        for _ in range(20_000):
            await person.socket.send(frame)


async def test_a_client_that_does_not_read_never_fills_the_memory(product: Product, tickets: list[Ticket]) -> None:
    """Views are skipped, then the socket is given up; the others see every line in time."""
    async with people(product, tickets) as [ana, *others]:
        ben = others[0]
        stop_reading(ana)
        before = memory_mib(pid_of(product))
        for number in range(LINES):
            await others[number % 3].ask("say", text=f"{number} " + "ح" * 1900)
            await asyncio.sleep(0.04)
        await ben.until(lambda: len(ben.lines["all"]) == LINES)
        await ben.sees(lambda view: [one["here"] for one in view["people"] if one["seat"] == ana.seat] == [False])
        assert memory_mib(pid_of(product)) - before < 30


async def test_frames_faster_than_they_can_be_read_end_the_socket(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        before = memory_mib(pid_of(product))
        await flood(ana, json.dumps({"do": "say", "id": "x", "text": "y" * 9000}))
        # Bytes still under way when the server closes make TCP drop the close frame: the client may only see 1006.
        assert await ana.closed() in {4008, 1006}
        assert (await ben.ask("say", text="fine"))["kind"] == "ok"
        assert memory_mib(pid_of(product)) - before < 30


async def test_a_message_above_the_limit_is_cut_by_the_server(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        await ana.socket.send("z" * 100_000)
        await ana.closed()
        assert (await ben.ask("say", text="fine"))["kind"] == "ok"


async def test_bytes_that_are_no_text_end_the_socket(product: Product, tickets: list[Ticket]) -> None:
    stranger = Person(product, tickets[0])
    await stranger.come(beats=False)
    for _ in range(8):
        await stranger.socket.send(b"\xff\xfe\x00")
    assert await stranger.closed() == 4008
