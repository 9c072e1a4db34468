"""Rooms on a real Janus, with pages that speak WebRTC in Python."""

import pytest

from sessions.media import sfu_forwarding
from sessions.media.janus_client import JanusRefused
from tests.support.sfu_pages import Page, Pages, until

pytestmark = pytest.mark.media


@pytest.fixture
def room(servers_of, janus):
    """`await room()`: a new room; `await room(other.room_session)`: the same one, as in another process."""

    async def make(room_session=None) -> Pages:
        servers = await servers_of(janus)
        pages = Pages(servers.by_name("one"), room_session)
        servers_of.later.push_async_callback(pages.close)
        return pages

    return make


async def test_two_pages_hear_and_see_each_other(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b")
    for reader, sender in ("ab", "ba"):
        await pages.grows(reader, sender, "audio")
        await pages.grows(reader, sender, "video")


async def test_a_room_is_shared_by_two_processes_and_gone_with_the_last(room):
    here = await room()
    there = await room(here.room_session)
    await here.follow("a", also="b")
    await there.follow("b", also="a")
    await here.send("a")
    await there.send("b")
    await here.grows("a", "b")
    await there.grows("b", "a")
    await here.close()
    assert not await room_is_gone(there)
    assert there.downs == 0
    await there.close()
    other = await room()
    await other.follow("")
    other.sfu.room = here.sfu.room
    assert await room_is_gone(other)


async def room_is_gone(pages: Pages) -> bool:
    try:
        await pages.sfu.steer("listparticipants")
    except JanusRefused as refusal:
        return refusal.code == 426
    return False


async def test_a_closed_microphone_and_camera_are_closed_at_janus(room):
    pages = await room()
    await pages.follow("a b", mute="a", hide="a")
    await pages.send("a b")
    await pages.grows("a", "b")
    await until(lambda: pages.of["b"].whose)
    await pages.still("b", "a")
    assert (pages.got("b", "a", "audio"), pages.got("b", "a", "video")) == (0, 0)
    await pages.follow("a b")
    await pages.grows("b", "a", "audio")
    await pages.grows("b", "a", "video")
    await pages.follow("a b", mute="a")
    await pages.still("b", "a")
    await pages.grows("b", "a", "video")


async def test_who_is_put_out_neither_sends_nor_gets(room):
    pages = await room()
    await pages.follow("a b c")
    await pages.send("a b c", video=False)
    for reader, sender in ("ab", "ba", "cb"):
        await pages.grows(reader, sender)
    await pages.follow("a c")
    await pages.still("b", "a")
    await pages.still("a", "b")
    await pages.still("c", "b")
    await pages.grows("a", "c")


async def test_breakouts_are_who_hears_whom(room):
    pages = await room()
    await pages.follow("a b c")
    await pages.send("a b c", video=False)
    for reader, sender in ("ab", "ac", "bc"):
        await pages.grows(reader, sender)
    await pages.follow("a b c", rooms=["a c", "b"])
    await pages.still("a", "b")
    await pages.grows("a", "c")
    await pages.follow("a b c")
    await pages.grows("a", "b")
    await pages.grows("b", "c")


async def test_a_page_without_pictures_gets_sound_only(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b")
    await pages.grows("a", "b", "video")
    await pages.sfu.signal("a", {"pc": "sub", "want": {"audio": True, "video": False}})
    await pages.still("a", "b", "video")
    await pages.grows("a", "b", "audio")
    await pages.sfu.signal("a", {"pc": "sub", "want": {"audio": True, "video": True}})
    await pages.grows("a", "b", "video")


async def test_a_page_that_begins_a_new_connection_is_heard_again(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b")
    await pages.grows("b", "a")
    await pages.of["a"].begin_anew()
    await pages.still("b", "nobody")
    await pages.grows("b", "a", "audio")
    await pages.grows("b", "a", "video")


async def test_a_page_may_ask_for_a_new_connection_to_get(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b", video=False)
    await pages.grows("b", "a")
    await pages.sfu.signal("b", {"pc": "sub", "rebuild": True})
    await until(lambda: sum(told.get("fresh", False) for told in pages.of["b"].told) == 2)
    await pages.grows("b", "a")
    first, *_, last = offers(pages, "b")
    assert line(first, "o=").split()[1] != line(last, "o=").split()[1]


async def test_an_ice_restart_is_a_new_offer_of_the_same_connection(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b", video=False)
    await pages.grows("b", "a")
    pages.of["b"].answering = False
    await pages.sfu.signal("b", {"pc": "sub", "restart": True})
    await until(lambda: len(offers(pages, "b")) == 2)
    first, second = offers(pages, "b")
    assert first["fresh"]
    assert not second["fresh"]
    assert line(first, "a=ice-ufrag") != line(second, "a=ice-ufrag")
    assert line(first, "a=fingerprint") == line(second, "a=fingerprint")
    assert line(first, "o=").split()[1] == line(second, "o=").split()[1], "by this a page knows its connection again"


def offers(pages: Pages, name: str) -> list[dict]:
    return [told for told in pages.of[name].told if told["pc"] == "sub" and "description" in told]


def line(signal: dict, start: str) -> str:
    return next(line for line in signal["description"]["sdp"].splitlines() if line.startswith(start))


async def test_talking_begins_with_sound_and_ends_with_silence(room):
    pages = await room()
    await pages.follow("a b")
    await pages.send("a b", video=False)
    pages.of["b"].tone.loud = False
    await until(lambda: pages.talking == {"a"})
    pages.of["a"].tone.loud = False
    await until(lambda: pages.talking == set())
    (begins, ends) = [at for name, _, at in pages.talk if name == "a"]
    assert begins < ends


@pytest.mark.parametrize("way", ["mute", "leave", "no packets"])
async def test_talking_ends_in_every_process_when_janus_says_nothing(room, way):
    here = await room()
    there = await room(here.room_session)
    await here.follow("a")
    await there.follow("b", also="a")
    await here.send("a", video=False)
    await until(lambda: here.talking == there.talking == {"a"})
    if way == "mute":
        await here.follow("a", mute="a")
    elif way == "leave":
        await here.follow("")
    else:
        here.of["a"].pub.getSenders()[0].replaceTrack(None)
    await until(lambda: here.talking == there.talking == set())


async def test_a_muted_page_never_talks(room):
    pages = await room()
    await pages.follow("a b", mute="a")
    await pages.send("a b", video=False)
    await until(lambda: pages.talking == {"b"})
    assert "a" not in {name for name, _, _ in pages.talk}


async def test_the_server_measures_by_itself_where_it_is_asked_to(room, settings):
    settings.TALK_MEASURE = "server"
    pages = await room()
    await pages.follow("a b")
    pages.of["a"].tone.loud = pages.of["b"].tone.loud = False
    await pages.send("a b", video=False)
    await until(lambda: slots_of(pages, "a", 3) >= 5 and slots_of(pages, "b", 3) >= 5, "sound is measured")
    pages.of["a"].tone.loud = True
    await until(lambda: slots_of(pages, "a", 2) >= 3, "speech is measured")
    assert slots_of(pages, "b", 2) == 0
    await pages.follow("a b", mute="a")
    await pages.still("b", "a")
    last = max(first for name, first, *_ in pages.measured if name == "a")
    await until(lambda: max(first for name, first, *_ in pages.measured if name == "b") > last + 15)
    assert max(first for name, first, *_ in pages.measured if name == "a") <= last + 10, "who is muted is not measured"


async def test_who_does_not_want_to_be_measured_is_not_decoded(room, settings, monkeypatch):
    settings.TALK_MEASURE = "server"
    monkeypatch.setattr(sfu_forwarding, "LOOK_AGAIN_SECONDS", 0.05)
    pages = await room()
    pages.unmeasured = {0}
    await pages.follow("a b")
    await pages.send("a b", video=False)
    await until(lambda: slots_of(pages, "b", 3) >= 5)
    assert slots_of(pages, "a", 3) == 0
    pages.unmeasured = {1}
    await until(lambda: slots_of(pages, "a", 3) >= 5)
    forwarded = await pages.sfu.steer("listforwarders")
    assert [one["publisher_id"] for one in forwarded["publishers"]] == ["a"]


def slots_of(pages: Pages, name: str, column: int) -> int:
    """Of all that was measured of somebody: slots with speech (column 2) or with sound (3)."""
    return sum(row[column].bit_count() for row in pages.measured if row[0] == name)


async def test_an_offer_that_is_faster_than_the_room_is_taken(room):
    pages = await room()
    await pages.follow("b")
    pages.of["a"] = Page("a", pages.sfu)
    await pages.send("a b", video=False)
    await pages.follow("a b")
    await pages.grows("b", "a")


async def test_the_answer_names_the_connection_of_the_page(room):
    pages = await room()
    await pages.follow("a")
    page = pages.of["a"]
    page.pub.addTrack(page.tone)
    offer = await page.pub.createOffer()
    await pages.sfu.signal("a", {"pc": "pub", "call": 7, "description": {"type": "offer", "sdp": offer.sdp}})
    await until(lambda: [told for told in page.told if told.get("call") == 7 and "description" in told])


async def test_a_room_that_cannot_be_made_is_down(room, settings):
    pages = await room()
    settings.JANUS_ADMIN_KEY = "not this one"
    await pages.follow("a")
    assert pages.downs == 1


async def test_a_signal_of_a_stranger_or_without_sense_is_dropped(room):
    pages = await room()
    await pages.follow("a b")
    nonsense = [
        {},
        {"pc": "pub"},
        {"pc": "sub", "description": 7},
        {"pc": "pub", "candidate": 7},
        {"pc": "sub", "x": 1},
    ]
    for data in nonsense:
        await pages.sfu.signal("a", data)
        await pages.sfu.signal("stranger", data)
    await pages.send("a b", video=False)
    await pages.grows("b", "a")
