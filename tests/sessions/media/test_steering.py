"""How media travel: the choice, the loss of a media server, the way back. The media servers here are pretended; real
ones are in test_sfu.py and tests/browser/media."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import pytest

from dialogue import commands as ask
from sessions import wire
from sessions.hub import Hub
from sessions.media import steering
from sessions.media.sfu import Member
from tests.sessions.media.seats import open_room, settled, sits_down

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = 4


@dataclass
class Server:
    name: str
    healthy: bool = True


@dataclass
class Servers:
    all: list[Server] = field(default_factory=lambda: [Server("one"), Server("two")])

    def choose(self, session: UUID, without: str = "") -> Server | None:
        return next((server for server in self.all if server.healthy and server.name != without), None)

    def by_name(self, name: str) -> Server | None:
        return next((server for server in self.all if server.name == name), None)

    async def looked_at(self) -> None: ...


@dataclass
class PretendedSfu:
    made: ClassVar[list["PretendedSfu"]] = []

    server: Server
    session: UUID
    tell: Callable[[str, dict[str, Any]], None]
    down: Callable[[], None]
    epoch: int = 0
    on_talking: Any = None
    on_measured: Any = None
    may_measure: Any = None
    members: Mapping[str, Member] = field(default_factory=dict)
    signals: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        PretendedSfu.made.append(self)

    async def follow(self, members: Mapping[str, Member]) -> None:
        self.members = dict(members)

    async def signal(self, connection: str, data: dict[str, Any]) -> None:
        self.signals.append((connection, data))

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def servers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Servers:
    found = Servers()
    settings.JANUS = {"one": "ws://one", "two": "ws://two"}
    PretendedSfu.made = []
    monkeypatch.setattr(steering, "servers", lambda: found)
    monkeypatch.setattr(steering, "Sfu", PretendedSfu)
    return found


@pytest.fixture
async def hub(servers: Servers) -> AsyncIterator[Hub]:
    async with open_room() as [hub]:
        yield hub


def newest() -> PretendedSfu:
    return PretendedSfu.made[-1]


async def test_where_a_media_server_answers_it_is_used(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    assert (ana.plan["mode"], ana.plan["server"], hub.room.media.server) == ("sfu", True, "one")
    assert newest().members == {
        ana.name: Member(1, may_speak=False, may_show=False, hears=frozenset([ben.name])),
        ben.name: Member(2, may_speak=False, may_show=False, hears=frozenset([ana.name])),
    }


async def test_where_none_answers_it_is_a_mesh(hub: Hub, servers: Servers) -> None:
    servers.all.clear()
    assert (await sits_down(hub, 1)).plan["mode"] == "mesh"


async def test_a_site_may_want_a_mesh(hub: Hub, settings: Any) -> None:
    settings.MEDIA = "mesh"
    plan = (await sits_down(hub, 1)).plan
    assert (plan["mode"], "server" in plan) == ("mesh", False)


async def test_a_mute_and_a_camera_reach_the_media_server(hub: Hub) -> None:
    ana, _ = await sits_down(hub, 1), await sits_down(hub, LEAD)
    await hub.act(ask.SetMedia(1, muted=False, camera=True))
    await settled(hub)
    assert (newest().members[ana.name].may_speak, newest().members[ana.name].may_show) == (True, True)
    await hub.act(ask.Mute(LEAD, 1))
    await settled(hub)
    assert (newest().members[ana.name].may_speak, newest().members[ana.name].may_show) == (False, True)


async def test_who_is_taken_out_is_no_member(hub: Hub) -> None:
    ana, lead = await sits_down(hub, 1), await sits_down(hub, LEAD)
    await hub.act(ask.Remove(LEAD, 1, "shouting"))
    await settled(hub)
    assert set(newest().members) == {lead.name}
    await hub.media.signal(ana.socket, wire.Signal("sfu", hub.room.media.epoch, {"pc": "pub"}))
    assert newest().signals == []


async def test_a_page_whose_socket_is_away_stays_a_member_for_a_while(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    home = ana.plan["home"]
    await hub.leave(ana.socket)
    await settled(hub)
    assert set(newest().members) == {ana.name, ben.name}
    assert (await sits_down(hub, 1)).plan["home"] == home


async def test_a_page_that_was_given_up_begins_anew(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    home = ana.plan["home"]
    await hub.leave(ana.socket)
    await settled(hub)
    hub.ahead += 60
    hub.media.follow()
    await settled(hub)
    assert set(newest().members) == {ben.name}
    assert (await sits_down(hub, 1)).plan["home"] != home


async def test_signals_go_to_the_media_server_and_come_from_it(hub: Hub) -> None:
    ana = await sits_down(hub, 1)
    await ana.signals_to("sfu", {"pc": "pub", "candidate": None})
    assert newest().signals == [(ana.name, {"pc": "pub", "candidate": None})]
    newest().tell(ana.name, {"pc": "sub"})
    assert ana.signals == [{"kind": "signal", "from": "sfu", "epoch": 1, "data": {"pc": "sub"}}]


async def test_a_lost_media_server_empties_into_the_next(hub: Hub) -> None:
    ana = await sits_down(hub, 1)
    first = newest()
    first.down()
    await settled(hub)
    assert (ana.plan["mode"], ana.plan["epoch"], hub.room.media.server) == ("sfu", 2, "two")
    assert first.closed
    assert (newest() is not first, set(newest().members)) == (True, {ana.name})


async def test_the_last_one_into_a_mesh_and_nobody_is_thrown_to_and_fro(hub: Hub) -> None:
    """The first answers again meanwhile; nobody goes back to it unasked."""
    ana = await sits_down(hub, 1)
    newest().down()
    await settled(hub)
    newest().down()
    await settled(hub)
    assert (ana.plan["mode"], ana.plan["epoch"]) == ("mesh", 3)


async def test_an_old_loss_changes_nothing(hub: Hub) -> None:
    await sits_down(hub, 1)
    first = newest()
    first.down()
    await settled(hub)
    first.down()
    await settled(hub)
    assert hub.room.media.epoch == 2


async def test_a_facilitator_brings_the_room_back(hub: Hub, servers: Servers) -> None:
    lead = await sits_down(hub, LEAD)
    servers.all[1].healthy = False
    newest().down()
    await settled(hub)
    assert lead.plan["mode"] == "mesh"
    await hub.act(ask.RestoreMedia(LEAD))
    await settled(hub)
    assert (lead.plan["mode"], hub.room.media.server) == ("sfu", "one")


async def test_where_none_answers_the_facilitator_is_told(hub: Hub, servers: Servers) -> None:
    lead, ana = await sits_down(hub, LEAD), await sits_down(hub, 1)
    for server in servers.all:
        server.healthy = False
    newest().down()
    await settled(hub)
    await hub.act(ask.RestoreMedia(LEAD))
    await settled(hub)
    assert (lead.refusals, ana.refusals, lead.plan["mode"]) == (["no_media_server"], [], "mesh")


async def test_each_process_keeps_its_own_end_and_of_two_that_lose_the_server_one_plans(servers: Servers) -> None:
    async with open_room(processes=2) as [here, there]:
        ana = await sits_down(here, 1)
        await there.catch_up()
        ben = await sits_down(there, 2)
        await here.catch_up()
        await settled(here, there)
        assert [(sfu.server.name, set(sfu.members)) for sfu in PretendedSfu.made] == [
            ("one", {ana.name}),
            ("one", {ben.name}),
        ]
        for sfu in list(PretendedSfu.made):
            sfu.down()
        await settled(here, there)
        await asyncio.gather(here.catch_up(), there.catch_up())
        assert here.room.media == there.room.media
        assert here.room.media.epoch == 2


async def test_a_process_to_whom_the_server_is_dead_fails_over(servers: Servers) -> None:
    async with open_room(processes=2) as [here, there]:
        await sits_down(here, 1)
        servers.all[0].healthy = False
        await there.catch_up()
        ben = await sits_down(there, 2)
        await settled(there)
        assert (ben.plan["epoch"], there.room.media.server) == (2, "two")


async def test_a_room_that_is_let_go_of_closes_its_end(servers: Servers) -> None:
    async with open_room() as [hub]:
        await sits_down(hub, 1)
    await asyncio.sleep(0)
    assert newest().closed
