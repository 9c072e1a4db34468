"""Who met whom, from the few events that tell it; and for how long, from the record."""

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.meetings import KINDS_THAT_TELL, met_in, partners
from dialogue.record import record_of
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, Story, connection, live_room


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


# -- for how long -------------------------------------------------------------------------------------------------


def seconds_together(story: Story) -> dict[tuple[int, int], float]:
    return partners(record_of(story.log))


def test_two_in_one_pair_were_together_as_long_as_it_ran() -> None:
    story = in_pairs()
    story.wait(120)
    story.asks(ask.EndPairs(LENA))
    story.wait(60)
    assert seconds_together(story) == {(ANA, BEN): 120, (CHEN, DIA): 120}


def test_time_after_the_last_sign_of_life_is_not_time_together() -> None:
    story = in_pairs()
    story.wait(100)
    story.drops(ANA, silent_seconds=12)
    story.wait(10)
    story.comes(ANA)
    story.wait(30)
    story.asks(ask.EndPairs(LENA))
    assert seconds_together(story)[ANA, BEN] == 88 + 30


def test_two_devices_count_once() -> None:
    story = in_pairs()
    story.comes(ANA, device="phone")
    story.wait(60)
    story.asks(ask.EndPairs(LENA))
    assert seconds_together(story)[ANA, BEN] == 60


def test_a_visit_of_a_facilitator_is_time_together_too() -> None:
    story = in_pairs()
    story.wait(10)
    story.asks(ask.MoveTo(LENA, LENA, 1))
    story.wait(20)
    story.asks(ask.MoveTo(LENA, LENA, 0))
    story.wait(30)
    assert seconds_together(story)[ANA, LENA] == 20


@pytest.mark.parametrize("reason", ["lost", "closed"])
def test_the_same_room_number_at_another_time_is_another_room(reason: str) -> None:
    story = in_pairs()
    story.wait(60)
    story.asks(server.Disconnect(connection(BEN), story.now, reason))
    story.asks(ask.EndPairs(LENA))
    story.asks(ask.PreviewPairs(LENA))
    story.asks(ask.StartPairs(LENA))
    story.wait(30)
    assert seconds_together(story)[ANA, BEN] == 60
