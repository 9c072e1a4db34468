"""A server that is asked to stop: sockets are told, requests finish, nothing acknowledged is lost."""

import asyncio

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


async def test_a_stop_closes_the_connections_in_the_log(product: Product) -> None:
    [tickets] = product.rehearse(1)
    async with people(product, tickets[:1]):
        await asyncio.to_thread(product.stop, 0)
    replayed = await asyncio.to_thread(product.manage, "replay", "--session", tickets[0].session_id)
    assert '"connections": {}' in replayed.stdout
    await asyncio.to_thread(product.start, 0)
