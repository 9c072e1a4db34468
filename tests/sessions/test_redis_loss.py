"""Redis goes away for a while: commands are still accepted, and all are level again after it is back."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support import services
from tests.support.people import people
from tests.support.product import Product, scaled

pytestmark = pytest.mark.servers


@pytest.fixture
def redis() -> Iterator[services.LocalServer]:
    with services.redis_server() as server:
        yield server


@pytest.fixture
def product(postgres_url: str, redis: services.LocalServer) -> Iterator[Product]:
    with scaled(postgres_url, redis.url) as product:
        yield product


async def test_a_lost_doorbell_costs_time_but_no_word(product: Product, redis: services.LocalServer) -> None:
    [tickets] = product.rehearse(1)
    async with people(product, tickets) as [ana, ben, *_]:
        assert (ana.place, ben.place) == (0, 1)
        await asyncio.to_thread(redis.stop)
        assert (await ana.ask("say", text="while the doorbell is broken"))["kind"] == "ok"
        await ana.until(lambda: "while the doorbell is broken" in ana.lines["all"].values())
        await ben.until(lambda: "while the doorbell is broken" in ben.lines.get("all", {}).values())
        await asyncio.to_thread(redis.start)
        assert (await ben.ask("say", text="and again"))["kind"] == "ok"
        await ana.until(lambda: "and again" in ana.lines["all"].values())
