"""Who asks for a quiet minute or objects to a topic stands nowhere; repeats and limits are held in memory."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from dialogue import commands as ask
from dialogue.refusals import Refused
from sessions import database, unsigned
from sessions.errors import IdReused
from sessions.hub import Hub
from sessions.models import RoomEvent
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.unsigned import Unsigned
from tests.sessions.test_hub import LEAD, PLAN, Ears, socket_of

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = ask.PauseMinute(1)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A live room with its lead and a student in it."""
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    opened = await RoomProcess().hub(made.pk)
    await opened.enter(socket_of(LEAD, Ears(), "facilitators"))
    await opened.enter(socket_of(1, Ears()))
    yield opened
    opened.stop()
    await asyncio.gather(*opened.tasks)


def stored(session: UUID, seq: int) -> RoomEvent:
    return RoomEvent.objects.get(dialogue_session_id=session, seq=seq)


async def test_the_log_does_not_tell_who_asked_for_a_quiet_minute(hub: Hub) -> None:
    seq = await unsigned.act(hub, MINUTE, "1:laptop:c1", "digest")
    row = await database.read(stored, hub.session, seq)
    assert (row.kind, row.command, row.digest) == ("PauseMinuteStarted", None, "")
    assert "seat" not in row.data


async def test_a_repeat_is_answered_as_the_first_time(hub: Hub) -> None:
    seqs = [await unsigned.act(hub, MINUTE, "1:laptop:c1", "digest") for _ in range(2)]
    assert seqs[0] == seqs[1]


async def test_a_command_with_a_name_keeps_its_key(hub: Hub) -> None:
    seq = await unsigned.act(hub, ask.Say(1, "hello"), "1:laptop:c2", "digest")
    assert (await database.read(stored, hub.session, seq)).command == "1:laptop:c2"


async def test_another_person_right_after_it_is_told_to_wait(hub: Hub) -> None:
    await unsigned.act(hub, MINUTE, "1:laptop:c1", "digest")
    with pytest.raises(Refused, match="pause_too_soon"):
        await unsigned.act(hub, ask.PauseMinute(LEAD), f"{LEAD}:laptop:c1", "digest")


def test_the_same_id_with_other_content_is_refused() -> None:
    memory = Unsigned()
    memory.note(MINUTE, "key", "one", 7, 0.0)
    with pytest.raises(IdReused):
        memory.known("key", "another", 1.0)


@pytest.mark.parametrize(("seconds", "refused"), [(599.0, True), (600.0, False)])
def test_one_person_asks_for_one_minute_in_ten(seconds: float, refused: bool) -> None:
    memory = Unsigned()
    memory.note(MINUTE, "key", "one", 7, 0.0)
    assert is_refused(memory, MINUTE, seconds) == refused


def test_others_are_free_to_ask() -> None:
    memory = Unsigned()
    memory.note(MINUTE, "key", "one", 7, 0.0)
    assert not is_refused(memory, ask.PauseMinute(2), 300.0)


@pytest.mark.parametrize(("item", "refused"), [(1, True), (2, False)])
def test_one_person_objects_to_a_topic_once(item: int, refused: bool) -> None:
    memory = Unsigned()
    memory.note(ask.Object(1, 1), "key", "one", 7, 0.0)
    assert is_refused(memory, ask.Object(1, item), 9_999.0) == refused


def is_refused(memory: Unsigned, command: ask.Command, now: float) -> bool:
    try:
        memory.check(command, now)
    except Refused:
        return True
    return False
