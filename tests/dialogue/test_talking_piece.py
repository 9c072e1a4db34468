"""A talking piece: of the students in the room of all only who has the turn is heard."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.media_plan import may_speak
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, Story, live_room


def with_piece(order: str = "first_time_first") -> Story:
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, order, piece=True))
    return story


def heard(story: Story) -> set[int]:
    return {number for number in story.room.seats if may_speak(story.room, number)}


def test_without_a_piece_everybody_is_heard() -> None:
    assert {ANA, BEN, LENA} <= heard(live_room())


def test_only_who_has_the_turn_is_heard_and_who_leads() -> None:
    story = with_piece()
    story.raises(ANA, BEN)
    assert story.speaker == ANA
    assert heard(story) & {ANA, BEN, LENA, SAM} == {ANA, LENA, SAM}


def test_the_next_turn_takes_the_piece_along() -> None:
    story = with_piece()
    story.raises(ANA, BEN)
    story.asks(ask.EndTurn(ANA))
    assert (ANA in heard(story), BEN in heard(story)) == (False, True)


def test_between_turns_no_student_is_heard() -> None:
    assert ANA not in heard(with_piece())


@pytest.mark.parametrize("ending", ["switched off", "next phase"])
def test_it_ends(ending: str) -> None:
    story = with_piece()
    if ending == "next phase":
        story.asks(ask.NextPhase(LENA))
    else:
        story.asks(ask.SetQueueMode(LENA, "first_time_first"))
    assert {ANA, BEN} <= heard(story)


def test_pairs_talk_freely() -> None:
    story = with_piece()
    story.asks(ask.StartPairs(LENA))
    assert {ANA, BEN} <= heard(story)


def test_it_leaves_queue_and_turn_as_they_are() -> None:
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "first_time_first"))
    story.raises(ANA, BEN)
    before = story.speaker, story.queue
    assert story.asks(ask.SetQueueMode(LENA, "first_time_first", piece=True)) == [ev.TalkingPieceSet(LENA, True)]
    assert (story.speaker, story.queue) == before


def test_everybody_is_told() -> None:
    assert view_for(with_piece().room, "students")["turns"]["piece"] is True
