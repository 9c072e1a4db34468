"""Who met whom, from the few events that tell it."""

from dialogue import commands as ask
from dialogue.meetings import KINDS_THAT_TELL, met_in
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, Story, live_room


def in_pairs() -> Story:
    story = live_room()
    story.asks(ask.PreviewPairs(LENA))
    for seat, room in ((ANA, 1), (BEN, 1), (CHEN, 2), (DIA, 2)):
        story.asks(ask.MoveTo(LENA, seat, room))
    story.asks(ask.StartPairs(LENA))
    return story


def met(story: Story) -> set[tuple[int, int]]:
    events = [happened.event for happened in story.log]
    return met_in(event for event in events if type(event).__name__ in KINDS_THAT_TELL)


def test_who_is_in_one_pair_met() -> None:
    assert met(in_pairs()) == {(ANA, BEN), (CHEN, DIA)}


def test_who_is_moved_to_others_met_them_too() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(LENA, ANA, 2))
    assert met(story) == {(ANA, BEN), (CHEN, DIA), (ANA, CHEN), (ANA, DIA)}


def test_the_room_of_all_is_no_meeting_of_pairs() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(LENA, ANA, 0))
    story.asks(ask.MoveTo(LENA, CHEN, 0))
    assert met(story) == {(ANA, BEN), (CHEN, DIA)}


def test_who_was_sent_out_of_a_pair_meets_nobody_who_comes_there_later() -> None:
    story = in_pairs()
    story.asks(ask.SendToLobby(LENA, ANA))
    story.asks(ask.MoveTo(LENA, CHEN, 1))
    assert met(story) == {(ANA, BEN), (CHEN, DIA), (BEN, CHEN)}


def test_after_the_end_a_new_beginning_counts_anew() -> None:
    story = in_pairs()
    story.asks(ask.EndPairs(LENA))
    story.asks(ask.StartPairs(LENA))
    assert len(met(story)) == 4
