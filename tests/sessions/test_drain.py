"""A server that is asked to stop: sockets are told, requests finish, nothing acknowledged is lost."""

import asyncio
import json
import time

import pytest

from tests.support.people import people
from tests.support.product import Product

pytestmark = pytest.mark.servers


async def test_a_stop_tells_sockets_to_come_back_and_ends_clean(product: Product) -> None:
    [tickets] = product.rehearse(1)
    async with people(product, tickets[:1]) as [ana]:
        await ana.ask("say", text="before the restart")
        code = await asyncio.to_thread(product.stop, 0)
        assert await ana.closed() == 4012
        assert code == 0
        await asyncio.to_thread(product.start, 0)
        await ana.come()
        await ana.sees(lambda view: any(person["here"] for person in view["people"]))


@pytest.mark.parametrize("product", ["embedded", "scaled", "uvicorn"], indirect=True)
async def test_a_stop_closes_the_connections_in_the_log(product: Product) -> None:
    [tickets] = product.rehearse(1)
    async with people(product, tickets[:1]):
        await asyncio.to_thread(product.stop, 0)
    replayed = await asyncio.to_thread(product.manage, "replay", "--session", tickets[0].session_id)
    assert '"connections": {}' in replayed.stdout
    await asyncio.to_thread(product.start, 0)


async def test_an_orderly_close_counts_as_a_sign_of_life(product: Product) -> None:
    """Nobody loses the seconds since the last beat by closing the page in the normal way."""
    [tickets] = product.rehearse(1)
    async with people(product, tickets[:1]) as [ana]:
        for task in ana.tasks:
            task.cancel()
        await asyncio.sleep(2)
        closed_at = time.time()
        await ana.socket.close()
    replayed = await asyncio.to_thread(product.manage, "replay", "--session", tickets[0].session_id, "--events")
    last = [event for event in json.loads(replayed.stdout)["events"] if event["kind"] == "Disconnected"][-1]
    # The last frame before came two seconds earlier; how late a busy server hears of the close is no matter.
    assert last["data"]["last_sign_at"] > closed_at - 1
