"""What is written together: told to whom it concerns, stored apart, counted by the hub, kept with the group."""

from collections.abc import AsyncIterator

import pytest

from dialogue import commands as ask
from dialogue.room import replay
from sessions import database, log, missed, wire
from sessions.hub import Hub
from sessions.models import RoomEvent, RoomText
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.rooms import add_seat
from tests.sessions.test_hub import PLAN, Ears, socket_of

pytestmark = pytest.mark.django_db(transaction=True)
LEAD, CAPTIONER = 3, 5  # seat 4 opened the room and left
QUESTION = ask.OpenPoll(LEAD, "Which drink?", ("Tea", "Coffee"))


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A live room with two students, their lead and a captioner in it."""
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    await database.write(add_seat, made, None, "captioner")
    opened = await RoomProcess().hub(made.pk)
    for seat in (1, 2, LEAD, CAPTIONER):
        await opened.enter(socket_of(seat, Ears(), "facilitators" if seat == LEAD else "students"))
    yield opened
    opened.stop()


def ears_of(hub: Hub, seat: int) -> Ears:
    (ears,) = [socket.outlet for socket in hub.sockets.values() if socket.seat == seat]
    assert isinstance(ears, Ears)
    return ears


def tallies(hub: Hub, audience: str) -> dict[int, list[int]]:
    return hub.tallies.counts(hub.room, audience)


# -- polls -----------------------------------------------------------------------------------------------------


async def test_an_open_poll_is_counted_for_facilitators_only(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    assert tallies(hub, "facilitators") == {1: [0, 1]}
    assert tallies(hub, "students") == {}


async def test_a_closed_poll_is_counted_for_everybody(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    await hub.act(ask.Answer(2, 1, (0,)))
    await hub.act(ask.Answer(2, 1, (1,)))
    await hub.act(ask.ClosePoll(LEAD, 1))
    assert tallies(hub, "students") == {1: [0, 2]}


async def test_earlier_polls_stay_counted_beside_the_newest(hub: Hub) -> None:
    for poll, choice in ((1, 0), (2, 1)):
        await hub.act(QUESTION)
        await hub.act(ask.Answer(1, poll, (choice,)))
        await hub.act(ask.ClosePoll(LEAD, poll))
    await hub.act(QUESTION)
    assert tallies(hub, "students") == {1: [1, 0], 2: [0, 1]}
    assert hub.tallies.of_seat(1) == {1: (0,), 2: (1,)}


async def test_who_comes_later_is_told_the_words_of_earlier_polls(hub: Hub) -> None:
    for poll in (1, 2):
        await hub.act(QUESTION)
        await hub.act(ask.ClosePoll(LEAD, poll))
    late = socket_of(2, Ears(), "students")
    missed.begin(late, {})
    await missed.let_in(hub, late)
    heard = late.outlet
    assert isinstance(heard, Ears)
    assert heard.lines == ["Which drink?\nTea\nCoffee"] * 2


async def test_nobody_else_is_told_what_somebody_chose(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    assert ears_of(hub, 2).lines == ["Which drink?\nTea\nCoffee"]
    assert ears_of(hub, LEAD).lines == ["Which drink?\nTea\nCoffee"]


async def test_who_chose_finds_the_choice_again(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    hub.flush()
    told = [frame["you"]["answers"] for frame in ears_of(hub, 1).frames if frame["kind"] == "you"]
    assert told[-1] == {"1": [1]}
    assert hub.tallies.of_seat(2) == {}


async def test_a_hub_that_opens_later_counts_from_the_stored_words(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    other = await RoomProcess().hub(hub.session)
    assert tallies(other, "facilitators") == {1: [0, 1]}
    other.stop()


async def test_erased_choices_are_in_no_count(hub: Hub) -> None:
    await hub.act(QUESTION)
    await hub.act(ask.Answer(1, 1, (1,)))
    await database.write(lambda: RoomText.objects.filter(audience="Answered").update(text=""))
    other = await RoomProcess().hub(hub.session)
    assert tallies(other, "facilitators") == {1: [0, 0]}
    other.stop()


async def test_the_log_of_a_poll_does_not_hold_what_was_chosen(hub: Hub) -> None:
    await hub.act(QUESTION)
    for choice in (0, 1):
        command = ask.Answer(1, 1, (choice,))
        await hub.act(command, f"1:d:{choice}", wire.digest_of(command))
    rows = (await database.read(log.read_rows, hub.session))[-2:]
    assert len({(row.data, row.digest) for row in rows}) == 1


# -- captions --------------------------------------------------------------------------------------------------


async def test_captions_are_told_to_everybody_and_kept_nowhere(hub: Hub) -> None:
    command = ask.Caption(CAPTIONER, "Welcome everybody")
    await hub.act(command, "4:d:c1", wire.digest_of(command))
    assert ears_of(hub, 1).lines == ears_of(hub, LEAD).lines == ["Welcome everybody"]
    rows = await database.read(lambda: [str(row) for row in RoomEvent.objects.values()])
    assert not [row for row in rows if "Welcome" in row]
    assert not await database.read(RoomText.objects.filter(text__contains="Welcome").exists)
    assert wire.digest_of(command) == wire.digest_of(ask.Caption(CAPTIONER, "Other words"))


async def test_captions_that_were_missed_are_missed(hub: Hub) -> None:
    await hub.act(ask.Caption(CAPTIONER, "Welcome everybody"))
    rows = await database.read(log.read_on, hub.session, 0)
    assert [row.text for row in rows if row.kind == "Captioned"] == [""]


# -- lines of a stream -----------------------------------------------------------------------------------------


async def test_notes_topics_answers_and_the_agreement_are_lines_of_their_streams(hub: Hub) -> None:
    for command in (
        ask.WriteNote(1, "a note"),
        ask.AddToBoard(1, "a topic"),
        ask.Answer(1, text="an answer"),
        ask.EditAgreement(LEAD, "We listen.", 0),
        ask.ShowPrompt(LEAD, "What did you hear?"),
    ):
        await hub.act(command)
    told = {f["audience"]: f["lines"][0]["text"] for f in ears_of(hub, 2).frames if f["kind"] == "lines"}
    assert told == {
        "notes": "a note",
        "board": "a topic",
        "answers": "an answer",
        "agreement": "We listen.",
        "prompt": "What did you hear?",
    }


async def test_an_objection_names_nobody_in_the_log(hub: Hub) -> None:
    await hub.act(ask.AddToBoard(1, "a topic"))
    before = replay(await database.read(log.read, hub.session))
    await hub.act(ask.Object(2, 1))
    (row,) = await database.read(log.read_rows, hub.session, before.seq)
    assert (row.kind, row.data, row.text) == ("TopicObjected", '{"item":1}', "")
