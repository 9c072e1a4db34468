"""The two shapes as fixtures: the same socket tests run on SQLite and on PostgreSQL + Redis with two processes."""

from collections.abc import Iterator

import pytest

from tests.support.product import Product, Ticket, embedded, scaled

ROOMS_AT_ONCE = 20


@pytest.fixture(scope="session")
def served_embedded() -> Iterator[Product]:
    with embedded() as product:
        yield product


@pytest.fixture(scope="session")
def served_uvicorn() -> Iterator[Product]:
    with embedded("uvicorn") as product:
        yield product


@pytest.fixture(scope="session")
def served_scaled(postgres_url: str, redis_url: str) -> Iterator[Product]:
    with scaled(postgres_url, redis_url) as product:
        yield product


@pytest.fixture(params=["embedded", "scaled"])
def product(request: pytest.FixtureRequest) -> Product:
    """One of each shape for the whole run; a process that the test before has ended, or lost, is there again."""
    product: Product = request.getfixturevalue(f"served_{request.param}")
    for place, process in enumerate(product.processes):
        if process is None or process.poll() is not None:
            product.start(place)
    return product


@pytest.fixture(scope="session")
def rooms_made() -> dict[int, Iterator[list[Ticket]]]:
    """Of each product by its port."""
    return {}


@pytest.fixture
def tickets(product: Product, rooms_made: dict[int, Iterator[list[Ticket]]]) -> list[Ticket]:
    """A live room of three students and a lead, which nobody has been in."""
    rooms = rooms_made.get(product.ports[0], iter(()))
    if (room := next(rooms, None)) is None:
        rooms = rooms_made[product.ports[0]] = product.rehearse(ROOMS_AT_ONCE)
        room = next(rooms)
    return room
