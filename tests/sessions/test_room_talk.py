"""Talk time in a room: reports come in, figures and segments stand in their tables, facilitators are told bands."""

import pytest

from dialogue import commands as ask
from dialogue.talk import ones, slot_of
from dialogue.talk_bands import Measured
from sessions import database
from sessions.models import Seat, TalkFigure, TalkMethod, TalkSegment
from sessions.talk import services
from sessions.talk.bits import vote_of
from tests.sessions.talk_room import LEAD, TalkRoom, opened

pytestmark = pytest.mark.django_db(transaction=True)
HALF = ones(25)


async def figures(room: TalkRoom) -> dict[int, TalkFigure]:
    return await figures_by(room, TalkMethod.WITNESSES)


async def segments(room: TalkRoom, seat: int) -> list[TalkSegment]:
    found = TalkSegment.objects.filter(dialogue_session_id=room.hub.session, seat=seat).order_by("first_slot")
    return await database.read(lambda: list(found))


async def test_who_spoke_half_of_a_minute_has_thirty_seconds() -> None:
    room = await opened()
    await room.talk(60, {1: HALF})
    await room.end()
    found = await figures(room)
    assert (found[1].talk_slots, found[2].talk_slots) == (300, 0)
    assert found[1].witnesses == 4
    assert found[1].covered_slots == 600
    assert found[1].version == services.METHOD_VERSION


async def test_the_log_knows_nothing_of_it() -> None:
    room = await opened()
    seq = room.hub.room.seq
    await room.talk(30, {1: HALF})
    assert room.hub.room.seq == seq
    await room.close()


async def test_segments_stand_in_their_table() -> None:
    room = await opened()
    await room.talk(20, {1: HALF})
    await room.end()
    found = await segments(room, 1)
    assert [(one.end_slot - one.first_slot, one.single_slots, one.disputed_slots) for one in found] == [(25, 0, 0)] * 4


async def test_a_long_talk_is_one_segment_though_it_is_written_many_times() -> None:
    room = await opened()
    await room.talk(60, {1: ones(50)})
    await room.end()
    [found] = await segments(room, 1)
    assert found.end_slot - found.first_slot == 600


async def test_who_is_muted_has_nothing_whatever_is_claimed() -> None:
    room = await opened()
    await room.hub.act(ask.SetMedia(1, muted=True, camera=False))
    await room.talk(30, {1: ones(50)})
    await room.end()
    assert (await figures(room))[1].talk_slots == 0


async def test_a_mute_by_a_facilitator_ends_it_at_once() -> None:
    room = await opened()
    room.clock.at += 3
    await room.hub.act(ask.Mute(LEAD, 1))
    await room.talk(20, {1: ones(50)})
    await room.end()
    found = (await figures(room))[1]
    assert found.talk_slots <= found.unmuted_slots <= 41


async def test_who_said_no_is_in_no_table_and_looks_like_who_could_not_be_heard() -> None:
    room = await opened(unwilling=(4,))
    await room.talk(330, {1: HALF, 2: HALF, 4: HALF})
    await room.round()
    assert set(await figures(room)) == {1, 2, 3, 5}
    assert "4" not in room.told()["doubts"]
    await room.close()


async def test_the_switch_deletes_what_there_was_and_keeps_nothing_more() -> None:
    room = await opened()
    await room.talk(30, {1: HALF, 2: HALF})
    seat = await database.read(lambda: room_seat(room, 1))
    await database.write(services.stop_measuring, seat)
    room.hub.talk.hear_ring({"talk_switch": 1})
    await room.talk(30, {1: HALF, 2: HALF})
    await room.end()
    found = await figures(room)
    assert 1 not in found
    assert await segments(room, 1) == []
    assert found[2].witnesses == 4  # what 1 heard of others goes on counting for them


async def test_measuring_again_counts_from_then_on() -> None:
    room = await opened()
    await room.talk(30, {1: HALF})
    seat = await database.read(lambda: room_seat(room, 1))
    for change in (services.stop_measuring, services.measure_again):
        await database.write(change, seat)
        room.hub.talk.hear_ring({"talk_switch": 1})
    await room.round()
    await room.talk(30, {1: HALF})
    await room.end()
    assert 100 <= (await figures(room))[1].talk_slots <= 175


def room_seat(room: TalkRoom, number: int) -> Seat:
    seats = Seat.objects.select_related("dialogue_session", "user")
    return seats.get(dialogue_session_id=room.hub.session, number=number)


async def test_what_is_written_twice_counts_once() -> None:
    room = await opened()
    await room.talk(30, {1: HALF})
    before = (await figures(room))[1]
    entry = services.Entry(1, before.settled_slot - 50, before.settled_slot, room_sums(room), ())
    await database.write(services.keep, room.hub.session, [entry])
    assert (await figures(room))[1].talk_slots == before.talk_slots
    await room.close()


def room_sums(room: TalkRoom) -> Measured:
    return Measured(50, 50, 0, 0, 50, 50)


async def test_the_media_server_is_a_second_figure() -> None:
    room = await opened()
    await room.talk(30, {1: HALF})
    settled = (await figures(room))[1].settled_slot
    entry = services.Entry(1, 0, settled, room_sums(room), ())
    await database.write(services.keep, room.hub.session, [entry], TalkMethod.SERVER)
    rows = await database.read(lambda: TalkFigure.objects.filter(dialogue_session_id=room.hub.session, seat=1).count())
    assert rows == 2
    await room.close()


async def test_what_the_media_server_calls_talking_is_a_second_figure() -> None:
    room = await opened()
    page = room.sockets[1].page
    begins = room.clock()
    room.hub.talk.server_says(page, True, begins)
    await room.talk(20, {1: HALF})
    room.hub.talk.server_says(page, False, room.clock())
    await room.end()
    rows = await figures_by(room, TalkMethod.SERVER)
    assert 190 <= rows[1].talk_slots <= 200
    assert (await figures(room))[1].talk_slots == 100


async def test_a_media_server_that_heard_next_to_nothing_is_a_doubt() -> None:
    room = await opened()
    room.hub.talk.server_says(room.sockets[1].page, True, room.clock())
    room.clock.at += 1
    room.hub.talk.server_says(room.sockets[1].page, False, room.clock())
    await room.talk(400, {1: HALF, 2: HALF, 3: HALF, 4: HALF})
    await room.round()
    assert set(room.told()["doubts"].values()) == {"apart"}
    await room.close()


async def test_what_the_server_measured_from_the_sound_is_told_instead() -> None:
    room = await opened()
    for _ in range(70):
        await room.talk(5, {1: HALF, 2: HALF, 3: HALF, 4: HALF})
        for seat in (1, 2, 3, 4):
            speech = ones(50) if seat == 4 else ones(10)
            room.hub.talk.server_decoded(room.sockets[seat].page, slot_of(room.clock()) - 50, speech, ones(50))
    await room.round()
    assert (await figures_by(room, TalkMethod.DECODED))[4].single_slots == 0
    assert room.told()["bands"]["4"] == "more"
    assert room.told()["doubts"]["4"] == "apart"
    await room.close()


async def figures_by(room: TalkRoom, method: str) -> dict[int, TalkFigure]:
    rows = TalkFigure.objects.filter(dialogue_session_id=room.hub.session, method=method)
    return {row.seat: row for row in await database.read(lambda: list(rows))}


async def test_facilitators_are_told_nothing_in_the_first_minutes() -> None:
    room = await opened()
    await room.talk(60, {1: HALF})
    assert room.told() == {"why": "early", "bands": {}, "doubts": {}}
    await room.close()


async def test_facilitators_are_told_bands_and_students_nothing() -> None:
    room = await opened()
    await room.talk(3000, {1: ones(40), 2: ones(10), 3: ones(10) << 10, 4: 0})
    await room.round()
    assert room.told() == {
        "why": "",
        "bands": {"1": "much_more", "2": "less", "3": "less", "4": "much_less"},
        "doubts": {},
    }
    assert all("talk" not in frame for frame in room.ears[1].frames)
    await room.close()


async def test_a_false_word_is_a_doubt_of_the_one_it_is_about() -> None:
    room = await opened()
    for _ in range(80):
        room.clock.at = round(room.clock.at + 5, 1)
        for witness in (1, 2, 3, 4, LEAD):
            lie = {2: HALF} if witness == LEAD else {2: 0}
            room.report(witness, {1: HALF, 3: HALF, 4: HALF} | lie)
        await room.round()
    assert room.told()["doubts"] == {"2": "apart"}
    assert (await figures(room))[2].talk_slots == 0
    await room.close()


async def test_the_only_witness_is_noted() -> None:
    room = await opened()
    await room.talk(30, {1: HALF}, witnesses=(2,))
    await room.end()
    found = (await figures(room))[1]
    assert found.single_slots == found.covered_slots == 300
    assert found.witnesses == 1


@pytest.mark.parametrize("slots", [{1: "%%"}, {1: "A"}, {99: "AAAA"}, {1: ""}])
async def test_what_cannot_be_read_is_dropped(slots: dict[int, str]) -> None:
    room = await opened()
    room.send(2, slots)
    await room.round()
    assert sum(row.covered_slots for row in (await figures(room)).values()) == 0
    await room.close()


@pytest.mark.parametrize("since", [0.0, 1e300, 4e9])
async def test_a_report_of_another_time_is_dropped(since: float) -> None:
    room = await opened()
    room.report(2, {1: HALF}, since=since)
    assert not room.hub.talk.ledgers
    await room.close()


async def test_who_waits_outside_is_no_witness() -> None:
    room = await opened()
    await room.hub.act(ask.SendToLobby(LEAD, 2))
    await room.talk(20, {1: HALF}, witnesses=(2,))
    await room.end()
    assert (await figures(room))[1].covered_slots == 0


def test_a_text_without_a_dot_had_sound_in_every_slot() -> None:
    vote = vote_of("AQ==")
    assert vote is not None
    assert (vote.speech, vote.covered) == (1, 255)
