"""How long a turn may be, more time, and turns that end by themselves."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, START, Story, live_room, room_of_hands


def limit(story: Story) -> int:
    assert story.room.speaker is not None
    return story.room.speaker.limit_seconds


def a_turn(seconds: int | None = 60, *, hard: bool = False) -> Story:
    """Ana has the floor, Ben waits; the next one gets it by itself."""
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "first_time_first", seconds, hard))
    story.raises(ANA, BEN)
    return story


@pytest.mark.parametrize(("asked", "given"), [(None, 60), (0, 0), (10, 10), (900, 900)])
def test_a_facilitator_may_set_the_length_of_turns(asked: int | None, given: int) -> None:
    story = live_room(phase="agreement")
    story.asks(ask.SetQueueMode(LENA, "first_time_first", asked))
    story.raises(ANA)
    assert limit(story) == given


@pytest.mark.parametrize("seconds", [-1, 9, 901])
def test_a_turn_is_ten_seconds_to_fifteen_minutes(seconds: int) -> None:
    assert live_room().refusal(ask.SetQueueMode(LENA, "hands", seconds)) == "bad_seconds"


def test_the_length_holds_until_the_next_phase() -> None:
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "hands", 20, hard=True))
    story.goes_to("names")
    assert (limit(story), story.room.hard_turns) == (90, False)


def test_a_new_length_changes_nothing_for_who_speaks() -> None:
    story = a_turn(60)
    story.asks(ask.SetQueueMode(LENA, "first_time_first", 20, hard=True))
    story.wait(200)
    assert (story.speaker, limit(story)) == (ANA, 60)


def test_a_new_length_does_not_begin_the_round_again() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    story.asks(ask.SetQueueMode(LENA, "circle", 30))
    story.asks(ask.EndTurn(BEN))
    assert (limit(story), story.queue[-1]) == (30, ANA)


def test_nobody_is_cut_off_unless_it_was_set() -> None:
    story = a_turn()
    story.wait(3600)
    assert story.speaker == ANA


@pytest.mark.parametrize(("seconds", "speaker"), [(60, ANA), (74.9, ANA), (75, BEN)])
def test_a_hard_turn_ends_fifteen_seconds_after_its_limit(seconds: float, speaker: int) -> None:
    story = a_turn(hard=True)
    story.wait(seconds)
    assert story.speaker == speaker


def test_a_hard_end_is_a_turn_taken() -> None:
    story = a_turn(hard=True)
    story.wait(75)
    assert story.happened(ev.TurnEnded) == [ev.TurnEnded(ANA, "time", 75.0)]
    assert story.room.seats[ANA].turns == 1


def test_hard_turns_without_a_limit_never_end_by_themselves() -> None:
    story = a_turn(0, hard=True)
    story.wait(3600)
    assert story.speaker == ANA


def test_a_late_or_doubled_timer_cuts_one_turn() -> None:
    story = a_turn(hard=True)
    story.wait_unnoticed(100)
    story.asks(server.TimeUp())
    story.asks(server.TimeUp())
    assert (story.speaker, len(story.happened(ev.TurnEnded))) == (BEN, 1)


def test_more_time_comes_on_top() -> None:
    story = a_turn()
    story.wait(10)
    story.asks(ask.GrantTime(SAM, 30))
    assert limit(story) == 90


def test_more_time_after_the_limit_counts_from_now() -> None:
    story = a_turn()
    story.wait(70)
    story.asks(ask.GrantTime(LENA, 30))
    assert limit(story) == 100


def test_more_time_puts_the_hard_end_off() -> None:
    story = a_turn(hard=True)
    story.wait(70)
    story.asks(ask.GrantTime(LENA, 30))
    story.wait(44)
    assert story.speaker == ANA
    story.wait(1)
    assert story.speaker == BEN


@pytest.mark.parametrize("seconds", [9, 301])
def test_ten_seconds_to_five_minutes_are_given_at_a_time(seconds: int) -> None:
    assert a_turn().refusal(ask.GrantTime(LENA, seconds)) == "bad_seconds"


def test_a_turn_without_a_limit_needs_no_time() -> None:
    story = a_turn(0)
    assert story.asks(ask.GrantTime(LENA, 30)) == [ev.CommandNoted(LENA, "GrantTime")]


def test_a_plan_that_runs_faster_has_faster_turns() -> None:
    story = live_room(clock_factor=10)
    story.goes_to("names")
    assert limit(story) == 9


def test_a_pause_of_the_plan_stops_the_limit() -> None:
    story = a_turn(hard=True)
    story.wait(30)
    story.asks(ask.Pause(LENA))
    story.wait(600)
    story.asks(ask.Resume(LENA))
    story.wait(44)
    assert story.speaker == ANA
    story.wait(1)
    assert story.speaker == BEN


def test_what_is_said_in_a_pause_of_the_plan_is_speaking() -> None:
    story = a_turn()
    story.asks(ask.Pause(LENA))
    story.wait(100)
    story.asks(ask.EndTurn(ANA))
    assert story.happened(ev.TurnEnded)[-1].seconds == 100


def test_the_view_tells_when_the_limit_is_reached_and_when_the_floor_goes_on() -> None:
    speaker = view_for(a_turn(hard=True).room, "students")["speaker"]
    assert (speaker["ends_at"], speaker["cut_at"]) == (START + 60, START + 75)


def test_the_view_tells_which_limits_were_set() -> None:
    turns = view_for(a_turn(45, hard=True).room, "facilitators")["turns"]
    assert turns == {"seconds": 45, "hard": True, "piece": False}


def test_a_turn_given_by_hand_has_the_set_length_too() -> None:
    story = room_of_hands()
    story.asks(ask.SetQueueMode(LENA, "hands", 45))
    story.asks(ask.GiveTurn(LENA, ANA))
    assert limit(story) == 45
