"""The socket behind "Will it work?": it answers beats to who is signed in, and nothing else."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets

from tests.browser.guests import make_room
from tests.support.product import Product

pytestmark = pytest.mark.servers


@pytest.fixture
def cookie(product: Product) -> str:
    """Of a person of their own: openings are counted by person."""
    room = make_room(product, students=1, facilitators=0)
    return f"{room['cookie_name']}={room['people'][0]['cookie']}"


@asynccontextmanager
async def opened(product: Product, cookie: str = "") -> AsyncIterator[Any]:
    url = product.origin().replace("http:", "ws:") + "/ws/check/"
    async with websockets.connect(
        url,
        origin=websockets.Origin(product.origin()),
        subprotocols=[websockets.Subprotocol("dialogue.v1")],
        additional_headers={"Cookie": cookie},
    ) as socket:
        yield socket


async def bye_of(socket: Any) -> tuple[str, int]:
    told = []
    with contextlib.suppress(websockets.ConnectionClosed):
        async for text in socket:
            told.append(json.loads(text))
    return told[-1]["code"], socket.close_code


async def test_a_beat_comes_back_with_the_servers_time(product: Product, cookie: str) -> None:
    async with opened(product, cookie) as socket:
        await socket.send(json.dumps({"do": "beat", "sent": 12.5}))
        answer = json.loads(await socket.recv())
    assert (answer["kind"], answer["sent"]) == ("beat", 12.5)
    assert abs(answer["now"] - time.time()) < 30


async def test_who_is_not_signed_in_is_told_so(product: Product) -> None:
    async with opened(product) as socket:
        assert await bye_of(socket) == ("signed_out", 4001)


@pytest.mark.parametrize("frame", ['{"do": "hello"}', '{"do": "raise_hand", "id": "x"}', "no json"])
async def test_nothing_but_beats_is_taken(product: Product, cookie: str, frame: str) -> None:
    async with opened(product, cookie) as socket:
        await socket.send(frame)
        assert await bye_of(socket) == ("not_allowed", 4003)


async def test_it_answers_so_many_beats_and_no_more(product: Product, cookie: str) -> None:
    async with opened(product, cookie) as socket:
        for _ in range(20):
            await socket.send('{"do": "beat"}')
        assert await bye_of(socket) == ("slow_down", 4008)


async def test_who_opens_it_again_and_again_is_asked_to_wait(product: Product, cookie: str) -> None:
    """Six times at once, then every five seconds: of twelve together some must wait, however slow the machine is."""
    byes = await asyncio.gather(*(stopped(product, cookie) for _ in range(12)))
    assert {code for code, _ in byes} == {"not_allowed", "slow_down"}


async def stopped(product: Product, cookie: str) -> tuple[str, int]:
    async with opened(product, cookie) as socket:
        with contextlib.suppress(websockets.ConnectionClosed):  # closed before it could ask
            await socket.send("stop")
        return await bye_of(socket)


async def test_a_foreign_page_cannot_open_it(product: Product, cookie: str) -> None:
    with pytest.raises(websockets.InvalidStatus):
        await websockets.connect(
            product.origin().replace("http:", "ws:") + "/ws/check/",
            origin=websockets.Origin("https://elsewhere.example"),
            additional_headers={"Cookie": cookie},
        )
