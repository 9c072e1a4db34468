"""What the pages of one room are told about sound and picture."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dialogue import commands as ask
from dialogue.media_plan import LOST_SECONDS
from sessions import database, log
from sessions.hub import Hub
from sessions.media import turn
from tests.sessions.media.seats import open_room, settled, sits_down

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = 4


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with open_room() as [hub]:
        yield hub


async def test_the_first_page_of_a_room_makes_it_a_mesh(hub: Hub) -> None:
    ana = await sits_down(hub, 1)
    assert (ana.plan["mode"], ana.plan["epoch"], ana.peers) == ("mesh", 1, [])
    assert ana.plan["me"] == ana.name


async def test_a_room_of_programs_plans_nothing(hub: Hub) -> None:
    program = await sits_down(hub, 1, page="")
    assert program.plan == {"kind": "media", "epoch": 0, "mode": "none", "ice": [], "limits": {}, "peers": []}
    kinds = [row.kind for row in await database.read(log.read_on, hub.session, 0)]
    assert "MediaPlanned" not in kinds


async def test_two_pages_are_each_others_peers_and_one_of_them_is_polite(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    assert (ana.peers, ben.peers) == ([2], [1])
    assert ana.peer(2)["polite"] != ben.peer(1)["polite"]
    assert ana.peer(2)["polite"] == (ana.name < ben.name)


async def test_nothing_is_told_twice(hub: Hub) -> None:
    ana = await sits_down(hub, 1)
    before = len(ana.ears.frames)
    hub.media.follow()
    await hub.act(ask.Say(1, "hello"))
    assert [frame["kind"] for frame in ana.ears.frames[before:] if frame["kind"] == "media"] == []


async def test_a_mute_reaches_every_peer(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    lead = await sits_down(hub, LEAD)
    await hub.act(ask.SetMedia(1, muted=False, camera=True))
    await settled(hub)
    assert (ben.peer(1)["muted"], ben.peer(1)["camera"]) == (False, True)
    await hub.act(ask.Mute(LEAD, 1))
    await settled(hub)
    assert (ben.peer(1)["muted"], ben.peer(1)["camera"], lead.peer(1)["muted"]) == (True, True, True)
    assert ana.plan["limits"]["audio"]


async def test_who_is_taken_out_is_heard_by_nobody(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await sits_down(hub, LEAD)
    await hub.act(ask.Remove(LEAD, 1, "shouting"))
    await settled(hub)
    assert ben.peers == [LEAD]
    assert ana.ears.closed == 4003


async def test_who_waits_outside_is_told_so_and_gets_no_credentials(hub: Hub, settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay:3478"], "s" * 20
    ana = await sits_down(hub, 1)
    await sits_down(hub, LEAD)
    assert ana.plan["ice"] != []
    await hub.act(ask.SendToLobby(LEAD, 1))
    await settled(hub)
    assert (ana.plan["mode"], ana.plan["ice"], ana.plan["limits"]["why"]) == ("none", [], "outside")


async def test_pairs_change_who_is_heard_and_change_it_back(hub: Hub) -> None:
    pages = [await sits_down(hub, seat) for seat in (1, 2, 3, LEAD)]
    await hub.act(ask.StartPairs(LEAD))
    await settled(hub)
    assert [page.peers for page in pages] == [[2, 3], [1, 3], [1, 2], []]
    await hub.act(ask.EndPairs(LEAD))
    await settled(hub)
    assert [sorted(page.peers) for page in pages] == [[2, 3, 4], [1, 3, 4], [1, 2, 4], [1, 2, 3]]


async def test_the_older_of_two_devices_carries_nothing(hub: Hub) -> None:
    ben, laptop = await sits_down(hub, 2), await sits_down(hub, 1)
    phone = await sits_down(hub, 1, device="phone")
    assert ben.peer(1)["connection"] == phone.name
    assert (laptop.plan["mode"], laptop.plan["limits"]["why"]) == ("none", "device")


# -- lost and back --------------------------------------------------------------------------------------------------


async def test_a_page_that_reconnects_is_the_same_peer(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    before = ben.plan
    await hub.leave(ana.socket)
    await settled(hub)
    assert ben.peer(1) == before["peers"][0] | {"lost": True}
    back = await sits_down(hub, 1)
    assert ben.plan == before
    assert back.plan == ana.plan


async def test_a_page_that_is_loaded_again_is_another_peer(hub: Hub) -> None:
    await sits_down(hub, 1)
    ben = await sits_down(hub, 2)
    before = ben.peer(1)["connection"]
    await sits_down(hub, 1, page="page-two")
    assert ben.peer(1)["connection"] != before


async def test_a_page_that_stays_away_is_given_up_though_nothing_happens(hub: Hub) -> None:
    ana, ben = await sits_down(hub, 1), await sits_down(hub, 2)
    await hub.leave(ana.socket)
    await settled(hub)
    assert hub.media.timer is not None
    hub.ahead += LOST_SECONDS + 1
    hub.media.follow()
    assert ben.peers == []


# -- help on the way -------------------------------------------------------------------------------------------------


async def test_credentials_are_of_the_seat_and_made_as_coturn_checks_them(hub: Hub, settings: Any) -> None:
    settings.STUN_URLS, settings.TURN_URLS = ["stun:relay:3478"], ["turn:relay:3478", "turns:relay:443"]
    settings.TURN_SECRET = "a secret of the relay"
    stun, relay = (await sits_down(hub, 1)).plan["ice"]
    assert stun == {"urls": ["stun:relay:3478"]}
    expires_at, who = relay["username"].split(":")
    assert who == f"{hub.session.hex[:8]}.1"
    assert 2 * 3600 < int(expires_at) - hub.clock() <= 3 * 3600
    digest = hmac.new(b"a secret of the relay", relay["username"].encode(), hashlib.sha1).digest()
    assert relay["credential"] == base64.b64encode(digest).decode()


async def test_credentials_are_told_anew_before_they_end_in_the_same_epoch(hub: Hub, settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay:3478"], "s" * 20
    ana = await sits_down(hub, 1)
    before = ana.plan
    assert turn.renewed_at(hub.clock()) < turn.expiry(hub.clock())
    hub.ahead += turn.renewed_at(hub.clock()) - hub.clock()
    hub.media.follow()
    assert ana.plan["epoch"] == before["epoch"]
    assert ana.plan["ice"][0]["username"] > before["ice"][0]["username"]


async def test_a_relay_without_a_secret_is_told_to_nobody(hub: Hub, settings: Any) -> None:
    settings.TURN_URLS = ["turn:relay:3478"]
    assert (await sits_down(hub, 1)).plan["ice"] == []


async def test_a_site_can_do_without_sound_and_picture(hub: Hub, settings: Any) -> None:
    settings.MEDIA = "none"
    ana = await sits_down(hub, 1)
    assert (ana.plan["mode"], ana.plan["limits"]["why"], hub.room.media.epoch) == ("none", "off", 0)
