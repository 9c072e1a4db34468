"""Who met whom in breakouts, in seconds."""

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.partners import partners
from dialogue.record import record_of
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, Story, connection
from tests.dialogue.test_meetings import in_pairs


def met(story: Story) -> dict[tuple[int, int], float]:
    return partners(record_of(story.log))


def test_two_in_one_pair_were_together_as_long_as_it_ran() -> None:
    story = in_pairs()
    story.wait(120)
    story.asks(ask.EndPairs(LENA))
    story.wait(60)
    assert met(story) == {(ANA, BEN): 120, (CHEN, DIA): 120}


def test_time_after_the_last_sign_of_life_is_not_time_together() -> None:
    story = in_pairs()
    story.wait(100)
    story.drops(ANA, silent_seconds=12)
    story.wait(10)
    story.comes(ANA)
    story.wait(30)
    story.asks(ask.EndPairs(LENA))
    assert met(story)[ANA, BEN] == 88 + 30


def test_two_devices_count_once() -> None:
    story = in_pairs()
    story.comes(ANA, device="phone")
    story.wait(60)
    story.asks(ask.EndPairs(LENA))
    assert met(story)[ANA, BEN] == 60


def test_a_visit_of_a_facilitator_is_time_together_too() -> None:
    story = in_pairs()
    story.wait(10)
    story.asks(ask.MoveTo(LENA, LENA, 1))
    story.wait(20)
    story.asks(ask.MoveTo(LENA, LENA, 0))
    story.wait(30)
    assert met(story)[ANA, LENA] == 20


@pytest.mark.parametrize("reason", ["lost", "closed"])
def test_the_same_room_number_at_another_time_is_another_room(reason: str) -> None:
    story = in_pairs()
    story.wait(60)
    story.asks(server.Disconnect(connection(BEN), story.now, reason))
    story.asks(ask.EndPairs(LENA))
    story.asks(ask.PreviewPairs(LENA))
    story.asks(ask.StartPairs(LENA))
    story.wait(30)
    assert met(story)[ANA, BEN] == 60
