"""Which signalling is passed on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dialogue import commands as ask
from sessions.hub import Hub
from sessions.media.frames import page_name
from sessions.sockets import SIGNALS_BURST
from tests.sessions.media.seats import Page, open_room, settled, sits_down

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = 5
OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with open_room(students=4) as [hub]:
        yield hub


async def test_a_signal_reaches_the_peer_under_the_name_of_its_sender(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await ana.signals_to(ben.name, OFFER)
    assert ben.signals == [{"kind": "signal", "from": ana.name, "epoch": 1, "data": OFFER}]


async def test_a_stranger_is_refused(hub: Hub) -> None:
    ana, _ = await sits_down(hub, 1), await sits_down(hub, 2)
    await ana.signals_to(page_name(3, "laptop", "page-one"))
    assert ana.refusals == ["no_such_peer"]


async def test_another_breakout_is_refused(hub: Hub) -> None:
    pages: dict[int, Page] = {seat: await sits_down(hub, seat) for seat in (1, 2, 3, 4, LEAD)}
    await hub.act(ask.StartPairs(LEAD))
    await settled(hub)
    inside = pages[pages[1].peers[0]]
    outside = next(pages[seat] for seat in (2, 3, 4) if seat != inside.seat)
    await pages[1].signals_to(inside.name)
    await pages[1].signals_to(outside.name)
    await pages[1].signals_to(pages[LEAD].name)
    assert pages[1].refusals == ["no_such_peer"] * 2
    assert (len(inside.signals), outside.signals, pages[LEAD].signals) == (1, [], [])


async def test_a_program_without_a_page_cannot_signal(hub: Hub) -> None:
    ben, program = await sits_down(hub, 2), await sits_down(hub, 1, page="")
    await program.signals_to(ben.name)
    assert (program.refusals, ben.signals) == (["no_such_peer"], [])


async def test_the_older_device_of_a_person_cannot_signal(hub: Hub) -> None:
    ben, laptop = await sits_down(hub, 2), await sits_down(hub, 1)
    await sits_down(hub, 1, device="phone")
    await laptop.signals_to(ben.name)
    assert (laptop.refusals, ben.signals) == (["no_such_peer"], [])


async def test_who_is_outside_cannot_signal(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await sits_down(hub, LEAD)
    await hub.act(ask.SendToLobby(LEAD, 1))
    await settled(hub)
    await ana.signals_to(ben.name)
    await ben.signals_to(ana.name)
    assert (ana.refusals, ben.refusals, ana.signals, ben.signals) == (["no_such_peer"], ["no_such_peer"], [], [])


@pytest.mark.parametrize("epoch", [0, 2])
async def test_what_belongs_to_another_plan_is_dropped_without_a_word(hub: Hub, epoch: int) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await ana.signals_to(ben.name, epoch=epoch)
    assert (ana.refusals, ben.signals) == ([], [])


async def test_a_signal_to_a_peer_whose_socket_is_away_is_dropped_without_a_word(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await hub.leave(ben.socket)
    await settled(hub)
    await ana.signals_to(ben.name)
    assert ana.refusals == []


async def test_a_flood_is_cut_and_complained_of_once(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    for _ in range(400):
        await ana.signals_to(ben.name)
    assert SIGNALS_BURST <= len(ben.signals) < 400
    assert ana.refusals[0] == "slow_down"
    assert len(ana.refusals) < 10
    await ben.signals_to(ana.name)  # the other's pace is its own
    assert len(ana.signals) == 1


async def test_a_signal_that_overtakes_the_log_waits_until_the_log_is_read() -> None:
    """Between two processes: the sender's knows of its peer already, the receiver's not yet of the sender."""
    async with open_room(processes=2) as [here, there]:
        ben = await sits_down(here, 2)
        await there.catch_up()
        ana = await sits_down(there, 1)
        assert not any(link.seat == 1 for link in here.room.connections.values())
        await here.media.relay.from_elsewhere(ben.name, ana.name, 1, OFFER)
        assert [frame["kind"] for frame in ben.ears.frames if frame["kind"] in ("media", "signal")][-2:] == [
            "media",
            "signal",
        ]
        await here.media.relay.from_elsewhere(ben.name, "0" * 16, 1, OFFER)
        assert len(ben.signals) == 1
        await asyncio.sleep(0)
