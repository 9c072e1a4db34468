"""Several Januses: which one, and what happens when one ends or hangs."""

import os
import signal
from collections import Counter
from uuid import UUID, uuid4

import pytest

from sessions.gauges import REGISTRY
from sessions.media import janus_room, janus_servers
from sessions.media.janus_client import JanusRefused, connected
from sessions.media.janus_servers import JanusServers
from sessions.media.janus_sweep import Sweep
from tests.support.media import two_januses
from tests.support.sfu_pages import Pages, until


def healthy(*names: str) -> JanusServers:
    """Without a connection: `choose` asks only who is healthy."""
    found = JanusServers({}, "")
    for name in names:
        found.all[name] = janus_servers.JanusServer(name, "", "")
        found.all[name].client = object()
    return found


SESSIONS = [UUID(int=number * 7919) for number in range(600)]


async def test_sessions_spread_evenly():
    found = healthy("one", "two", "three")
    counts = Counter(found.choose(one).name for one in SESSIONS)
    assert all(150 < counts[name] < 250 for name in found.all)


async def test_when_one_goes_only_its_own_sessions_move():
    found = healthy("one", "two", "three")
    before = {one: found.choose(one).name for one in SESSIONS}
    found.all["two"].client = None
    after = {one: found.choose(one).name for one in SESSIONS}
    assert {before[one] for one in SESSIONS if before[one] != after[one]} == {"two"}
    assert "two" not in after.values()


async def test_one_that_just_failed_is_not_chosen_again():
    found = healthy("one", "two")
    assert found.choose(SESSIONS[0], without="one").name == "two"
    assert healthy("one").choose(SESSIONS[0], without="one") is None
    assert healthy().choose(SESSIONS[0]) is None


async def test_settings_without_a_janus_are_no_servers(settings):
    settings.JANUS = {}
    found = janus_servers.servers()
    await found.looked_at()
    assert found is janus_servers.servers()
    assert found.by_name("one") is None
    await janus_servers.stop()


# -- with real ones ----------------------------------------------------------------------------------------------


@pytest.mark.media
async def test_a_wrong_api_secret_is_refused(janus):
    with pytest.raises(JanusRefused) as refusal:
        await connected(janus.url, "not this one", lambda: None)
    assert refusal.value.code == 403


@pytest.mark.media
async def test_a_room_is_not_made_entered_or_ended_without_its_words(janus, servers_of):
    server = (await servers_of(janus)).by_name("one")
    handle = await server.client.attach(lambda *_: None)
    room = janus_room.room_name(uuid4(), 1)
    refused = {
        "key": {**janus_room.creation(room), "admin_key": "not this one"},
        "pin": {**janus_room.joining(room, "publisher", id="a"), "pin": "not this one"},
        "secret": {**janus_room.steering("destroy", room), "secret": "not this one"},
    }
    with pytest.raises(JanusRefused):
        await handle.ask(refused["key"])
    await handle.ask(janus_room.creation(room))
    for word in ("pin", "secret"):
        with pytest.raises(JanusRefused) as refusal:
            await handle.ask(refused[word])
        assert refusal.value.code == 433
    await handle.ask(janus_room.steering("destroy", room))


@pytest.mark.media
async def test_a_janus_that_ends_takes_its_rooms_down_at_once_and_comes_back(servers_of):
    with two_januses() as (one, two):
        found = await servers_of(one, two)
        session = next(one for one in SESSIONS if found.choose(one).name == "one")
        pages = Pages(found.by_name("one"), session)
        servers_of.later.push_async_callback(pages.close)
        await pages.follow("a b")
        await pages.send("a b", video=False)
        await until(lambda: pages.talking == {"a", "b"})
        assert REGISTRY.get_sample_value("dialogue_janus_up", {"janus": "one"}) == 1
        one.kill()
        await until(lambda: pages.downs)
        assert REGISTRY.get_sample_value("dialogue_janus_up", {"janus": "one"}) == 0
        assert found.choose(session).name == "two"
        assert pages.talking == set()
        one.start()
        await until(lambda: found.by_name("one").healthy)
        assert found.choose(session).name == "one"
        assert pages.downs == 1


@pytest.mark.media
async def test_a_janus_that_hangs_is_as_good_as_gone(servers_of, monkeypatch):
    monkeypatch.setattr(janus_servers, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(janus_servers, "ANSWER_SECONDS", 0.3)
    with two_januses() as (one, two):
        found = await servers_of(one, two)
        pages = Pages(found.by_name("one"))
        servers_of.later.push_async_callback(pages.close)
        await pages.follow("a")
        os.kill(one.pid, signal.SIGSTOP)
        try:
            await until(lambda: pages.downs == 1)
            assert not found.by_name("one").healthy
        finally:
            os.kill(one.pid, signal.SIGCONT)
        await until(lambda: found.by_name("one").healthy)


@pytest.mark.media
async def test_rooms_that_nobody_is_in_are_swept_and_others_stay(janus, servers_of):
    server = (await servers_of(janus)).by_name("one")
    pages = Pages(server)
    await pages.follow("")
    handle = await server.client.attach(lambda *_: None)
    left_over = janus_room.room_name(uuid4(), 4)
    of_others = {**janus_room.creation(left_over), "room": "somebody-elses"}
    await handle.ask(janus_room.creation(left_over))
    await handle.ask(of_others)
    swept = await Sweep(server.client, second_look_seconds=0).once()
    assert left_over in swept
    assert "somebody-elses" not in swept
    assert pages.sfu.room not in swept
    await pages.sfu.steer("listparticipants")
    await pages.close()
    await handle.ask({"request": "destroy", "room": "somebody-elses", "secret": of_others["secret"]})
