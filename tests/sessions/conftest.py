"""The two shapes as fixtures: the same socket tests run on SQLite and on PostgreSQL + Redis with two processes."""

from collections.abc import Iterator

import pytest

from tests.support.product import Product, Ticket, embedded, scaled


@pytest.fixture(scope="module", params=["embedded", "scaled"])
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    if request.param == "embedded":
        with embedded() as product:
            yield product
    elif request.param == "uvicorn":
        with embedded("uvicorn") as product:
            yield product
    else:
        urls = [request.getfixturevalue(name) for name in ("postgres_url", "redis_url")]
        with scaled(*urls) as product:
            yield product


@pytest.fixture(scope="module")
def rooms(product: Product) -> Iterator[list[Ticket]]:
    """Live rooms of three students and a lead, made in one go; each test takes its own."""
    return product.rehearse(40)


@pytest.fixture
def tickets(rooms: Iterator[list[Ticket]]) -> list[Ticket]:
    return next(rooms)
