"""A short load: 20 rooms of simulated people on one process; nothing acknowledged is lost, nobody is thrown out."""

import asyncio

import pytest

from sessions.simulation import Person
from tests.support.product import Product

pytestmark = pytest.mark.servers
ROOMS, SEATS, SECONDS = 20, 6, 12


async def test_twenty_rooms_of_simulated_people_live_side_by_side(product: Product) -> None:
    rooms = list(product.rehearse(ROOMS, seats=SEATS))
    people = [
        Person(ticket.ws_url, product.origin(), seed, pause_seconds=2.0)
        for seed, ticket in enumerate(ticket for room in rooms for ticket in room)
    ]
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + SECONDS

    def over() -> bool:
        return loop.time() > ends_at and sum(person.asked for person in people) > ROOMS * SECONDS

    await asyncio.gather(*(person.live(until=over) for person in people))
    # The last command of each is ``leave``: its answer may cross with the close of the socket.
    assert [len(person.unanswered) for person in people if len(person.unanswered) > 1] == []
    assert [person.byes for person in people if person.byes] == []
