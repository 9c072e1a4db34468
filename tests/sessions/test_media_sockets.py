"""Sound and picture over real sockets: who is told of whom, and which signalling is passed on."""

from typing import Any

import pytest

from tests.sessions.test_outside import ticket_path
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


async def test_a_stranger_an_old_plan_and_another_breakout_get_nothing(product: Product, tickets: list[Ticket]) -> None:
    """Three students and a lead: in breakouts the students are one group, and the lead is outside it."""
    async with people(product, tickets, pages=True) as everyone:
        await all_see_all(everyone)
        ana, ben, cas, lead = everyone
        names = {person.seat: name_of(ana, person) for person in (ben, cas, lead)}
        await signal(ana, "0" * 16)
        assert await refused_signal(ana) == "no_such_peer"
        await signal(ana, names[ben.seat], epoch=0)
        assert (await lead.ask("start_pairs"))["kind"] == "ok"
        await has_peers(lead)
        await has_peers(ana, ben.seat, cas.seat)
        mark = len(ana.frames)
        await signal(ana, names[lead.seat])
        await ana.heard(lambda frame: frame["kind"] == "refused", since=mark)
        await signal(ana, names[ben.seat], data={"candidate": None})
        await ben.until(lambda: signals(ben))
        assert [frame["data"] for frame in signals(ben)] == [{"candidate": None}]
        assert not signals(lead)
        assert (await lead.ask("end_pairs"))["kind"] == "ok"
        await all_see_all(everyone)


async def test_who_is_taken_out_is_gone_for_all_and_a_second_device_takes_over(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets, pages=True) as everyone:
        await all_see_all(everyone)
        ana, ben, _, lead = everyone
        phone = Person(product, tickets[1], place=len(product.ports) - 1, page="page-on-a-phone")
        phone.path = ticket_path(product, tickets[1])
        before = name_of(lead, ben)
        await phone.come_in()
        try:
            await lead.until(lambda: name_of(lead, ben) != before)
            await ben.until(lambda: media(ben)["limits"].get("why") == "device")
            assert (await lead.ask("remove", who=ana.seat, reason="shouting"))["kind"] == "ok"
            assert await ana.closed() == 4003
            await phone.until(lambda: ana.seat not in peers(phone))
            await lead.until(lambda: ana.seat not in peers(lead))
        finally:
            await phone.go()


async def test_a_page_that_reconnects_on_another_process_keeps_its_name(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets, pages=True) as everyone:
        await all_see_all(everyone)
        ana, ben = everyone[:2]
        before = next(peer for peer in media(ben)["peers"] if peer["seat"] == ana.seat)
        await ana.go()
        await ben.until(lambda: before | {"lost": True} in media(ben)["peers"])
        await ana.come(place=len(product.ports) - 1)
        await ben.until(lambda: before in media(ben)["peers"])
        await ana.until(lambda: signals(ana) or peers(ana))
        await signal(ben, before["connection"])
        await ana.until(lambda: signals(ana))


async def test_a_signal_may_be_large_and_not_larger_and_a_flood_is_cut(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets, pages=True) as everyone:
        await all_see_all(everyone)
        ana, ben = everyone[:2]
        large = {"description": {"type": "offer", "sdp": "x" * 60_000}}
        await signal(ana, name_of(ana, ben), data=large)
        await ben.until(lambda: signals(ben))
        assert signals(ben)[0]["data"] == large
        while not any(frame["kind"] == "refused" for frame in ana.frames):
            for _ in range(60):
                await signal(ana, name_of(ana, ben))
            assert (await ana.ask("say", text="what was sent is read"))["kind"] == "ok"
        assert await refused_signal(ana) == "slow_down"
        assert (await ana.ask("say", text="the rest of the room does not notice"))["kind"] == "ok"
        assert ben.close_code is None
