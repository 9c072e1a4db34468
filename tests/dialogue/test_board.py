"""Shared notes, topics with marks, and objections that nobody's name is on."""

import dataclasses
import json

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, CHEN, LENA, SAM, STUDENTS, Story, live_room


def board_room() -> Story:
    """Two topics."""
    story = live_room()
    story.asks(ask.AddToBoard(ANA, " Work and\n money "))
    story.asks(ask.AddToBoard(LENA, "Home"))
    return story


def test_notes_are_numbered_lines() -> None:
    story = live_room()
    story.asks(ask.WriteNote(ANA, "We agreed on Tuesday"))
    assert story.asks(ask.WriteNote(SAM, " Ask about visas ")) == [ev.NoteWritten(SAM, 2, 15, "Ask about visas")]


def test_a_topic_is_one_line() -> None:
    assert board_room().happened(ev.TopicAdded)[0] == ev.TopicAdded(ANA, 1, 14, "Work and money")


def test_a_topic_is_short() -> None:
    assert live_room().refusal(ask.AddToBoard(ANA, "x" * 201)) == "too_long"


def test_everybody_marks_as_many_topics_as_they_wish() -> None:
    story = board_room()
    for item in (1, 2):
        story.asks(ask.Mark(BEN, item))
    assert private_view(story.room, BEN)["marks"] == [1, 2]


def test_a_mark_can_be_taken_back() -> None:
    story = board_room()
    story.asks(ask.Mark(BEN, 1))
    story.asks(ask.Mark(BEN, 1, on=False))
    assert [topic["marks"] for topic in view_for(story.room, "students")["board"]] == [0, 0]


def test_a_mark_that_is_there_changes_nothing() -> None:
    story = board_room()
    story.asks(ask.Mark(BEN, 1))
    assert story.asks(ask.Mark(BEN, 1)) == [ev.CommandNoted(BEN, "Mark")]


def test_everybody_sees_how_many_marked_a_topic_and_nobody_who() -> None:
    story = board_room()
    story.asks(ask.Mark(BEN, 1))
    story.asks(ask.Mark(CHEN, 1))
    assert view_for(story.room, "students")["board"] == [
        {"n": 1, "seat": ANA, "marks": 2},
        {"n": 2, "seat": LENA, "marks": 0},
    ]


def test_objections_are_a_number_for_facilitators_only() -> None:
    story = board_room()
    story.asks(ask.Object(CHEN, 1))
    assert view_for(story.room, "facilitators")["board"][0]["objections"] == 1
    assert "objections" not in view_for(story.room, "students")["board"][0]


def test_the_log_of_an_objection_holds_no_seat() -> None:
    story = board_room()
    for seat in STUDENTS:
        (event,) = story.asks(ask.Object(seat, 2))
        assert json.dumps(dataclasses.asdict(event)) == '{"item": 2}'


def test_an_objection_changes_nothing_of_the_seat() -> None:
    story = board_room()
    before = story.room.seats
    story.asks(ask.Object(CHEN, 2))
    assert story.room.seats == before


def test_a_topic_has_no_more_objections_than_there_are_students() -> None:
    story = board_room()
    for _ in STUDENTS:
        story.asks(ask.Object(CHEN, 1))
    assert story.refusal(ask.Object(CHEN, 1)) == "objected_already"
