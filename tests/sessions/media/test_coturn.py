"""A real coturn with the configuration that we ship, asked by a client in Python with the product's own credentials."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address

import pytest
import pytest_asyncio
from aioice import stun
from aioice.turn import TurnTransport, create_turn_endpoint

from sessions.media import turn
from sessions.media.coturn_config import CLOSED_NETWORKS
from tests.support.media import LocalTurn, turn_server

pytestmark = pytest.mark.media
HOUR = 3600


@pytest.fixture(scope="module")
def relay() -> Iterator[LocalTurn]:
    with turn_server() as server:
        yield server


class Ear(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes | Exception] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self.heard.put_nowait(exc)


@pytest_asyncio.fixture
async def place(relay, settings) -> AsyncIterator:
    """``place(who, expires_in)``: an address at the relay for that person."""
    made: list[TurnTransport] = []

    async def place(who: str, expires_in: int = HOUR, secret: str = "") -> tuple[TurnTransport, Ear]:
        settings.TURN_SECRET = secret or relay.secret
        name, word = turn.credential(int(time.time()) + expires_in, who)
        transport, ear = await create_turn_endpoint(Ear, (relay.address, relay.port), name, word)
        made.append(transport)
        return transport, ear

    yield place
    for transport in made:
        await transport._close()


def address_of(transport: TurnTransport) -> tuple[str, int]:
    return transport.get_extra_info("sockname")


async def test_two_people_of_the_relay_reach_each_other(place) -> None:
    one, one_hears = await place("0000abcd.1")
    two, _ = await place("0000abcd.2")
    one.sendto(b"in", address_of(two))  # opens the way for the answer
    heard = None
    for _ in range(30):
        two.sendto(b"hello", address_of(one))
        if heard := await soon(one_hears):
            break
    assert heard == b"hello"


async def soon(ear: Ear) -> bytes | Exception | None:
    try:
        return await asyncio.wait_for(ear.heard.get(), 1)
    except TimeoutError:
        return None


async def test_nobody_reaches_the_operators_own_networks(place, relay) -> None:
    """But the one that this machine is in, for tests are of a site for that network."""
    one, ear = await place("0000abcd.1")
    for closed in ("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1"):
        if not in_one_network(closed, relay.address):
            one.sendto(b"who is there", (closed, 80))
            refusal = await asyncio.wait_for(ear.heard.get(), 20)
            assert isinstance(refusal, stun.TransactionFailed)
            assert refusal.response.error_code == 403


def in_one_network(one: str, other: str) -> bool:
    both = ip_address(one), ip_address(other)
    return any(all(address in network for address in both) for network in CLOSED_NETWORKS)


@pytest.mark.parametrize(
    "credential", [{"expires_in": -60}, {"secret": "of somebody else"}], ids=["expired", "of a wrong secret"]
)
async def test_a_credential_that_is_not_good_gives_no_relay(place, credential: dict[str, object]) -> None:
    with pytest.raises(stun.TransactionFailed) as refusal:
        await place("0000abcd.1", **credential)
    assert refusal.value.response.error_code == 401
