"""Sound and picture over real sockets: who is told of whom, and which signalling is passed on."""

from typing import Any

import pytest

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers

OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


def media(person: Person) -> dict[str, Any]:
    return next((frame for frame in reversed(person.frames) if frame["kind"] == "media"), {})


def peers(person: Person) -> list[int]:
    return sorted(peer["seat"] for peer in media(person).get("peers", ()))


def name_of(looker: Person, other: Person) -> str:
    found: str = next(peer["connection"] for peer in media(looker)["peers"] if peer["seat"] == other.seat)
    return found


def signals(person: Person) -> list[dict[str, Any]]:
    return [frame for frame in person.frames if frame["kind"] == "signal"]


async def signal(person: Person, to: str, epoch: int | None = None, data: dict[str, Any] = OFFER) -> None:
    newest = media(person)["epoch"] if epoch is None else epoch
    await person.send({"do": "signal", "to": to, "epoch": newest, "data": data})


async def refused_signal(person: Person) -> str:
    frame = await person.heard(lambda frame: frame["kind"] == "refused" and frame["id"] == "signal")
    return str(frame["code"])


async def has_peers(person: Person, *seats: int) -> None:
    await person.until(lambda: peers(person) == sorted(seats))


async def all_see_all(everyone: list[Person]) -> None:
    for person in everyone:
        await has_peers(person, *(other.seat for other in everyone if other is not person))


async def test_two_pages_signal_each_other(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets, pages=True) as everyone:
        await all_see_all(everyone)
        ana, ben = everyone[:2]
        await signal(ana, name_of(ana, ben))
        await ben.until(lambda: signals(ben))
        assert signals(ben) == [
            {"kind": "signal", "from": name_of(ben, ana), "epoch": media(ben)["epoch"], "data": OFFER}
        ]
        await signal(ben, name_of(ben, ana), data={"candidate": None})
        await ana.until(lambda: signals(ana))
        assert signals(ana)[0]["data"] == {"candidate": None}
        assert not signals(everyone[2])
