"""Phases start, are extended, paused and run over; a room without a facilitator goes on with the plan."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from tests.dialogue.rooms import ANA, LENA, SAM, START, Story, live_room


def ends_in(story: Story) -> float:
    """Seconds until the phase is over."""
    assert story.room.running is not None
    return story.room.running.ends_at - story.now


def unled(phase: str = "doors") -> Story:
    story = live_room(phase=phase)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    return story


def test_a_phase_lasts_as_long_as_planned() -> None:
    assert ends_in(live_room()) == 8 * 60


def test_the_next_phase_starts_when_it_is_asked_for() -> None:
    story = live_room()
    story.wait(60)
    story.asks(ask.NextPhase(LENA))
    assert (story.phase, ends_in(story)) == ("names", 17 * 60)


def test_one_can_go_back_a_phase() -> None:
    story = live_room(phase="names")
    story.asks(ask.PreviousPhase(LENA))
    assert story.phase == "doors"


def test_a_phase_begins_with_its_own_order() -> None:
    assert live_room(phase="agreement").room.order == "first_time_first"


def test_turns_are_counted_anew_in_each_phase() -> None:
    story = live_room(phase="names")
    story.wait(30)
    story.asks(ask.NextPhase(LENA))
    assert (story.room.seats[ANA].turns, story.room.seats[ANA].phase_turns) == (1, 0)


def test_a_led_room_is_told_once_that_the_time_is_over() -> None:
    story = live_room()
    story.wait(30 * 60)
    assert (story.phase, story.happened(ev.PhaseTimeOver)) == ("doors", [ev.PhaseTimeOver(0)])


def test_more_minutes_come_on_top_of_the_planned_ones() -> None:
    story = live_room()
    story.asks(ask.ExtendPhase(LENA, 5))
    assert ends_in(story) == 13 * 60


def test_more_minutes_after_the_time_was_over_count_from_now() -> None:
    story = live_room()
    story.wait(20 * 60)
    story.asks(ask.ExtendPhase(LENA, 5))
    assert ends_in(story) == 5 * 60


def test_an_extended_phase_is_over_again_later() -> None:
    story = live_room()
    story.wait(10 * 60)
    story.asks(ask.ExtendPhase(LENA, 1))
    story.wait(2 * 60)
    assert len(story.happened(ev.PhaseTimeOver)) == 2


@pytest.mark.parametrize("minutes", [0, -1, 16])
def test_a_phase_is_extended_by_1_to_15_minutes(minutes: int) -> None:
    assert live_room().refusal(ask.ExtendPhase(LENA, minutes)) == "bad_minutes"


def test_a_pause_stops_the_clock_of_the_phase() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.wait(600)
    story.asks(ask.Resume(SAM))
    assert ends_in(story) == 8 * 60


def test_a_paused_phase_is_not_over() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.wait(3600)
    assert story.happened(ev.PhaseTimeOver) == []


def test_minutes_given_while_the_clock_stands_are_there_when_it_goes_on() -> None:
    story = live_room()
    story.wait(10 * 60)
    story.asks(ask.Pause(LENA))
    story.wait(300)
    story.asks(ask.ExtendPhase(LENA, 5))
    story.wait(300)
    story.asks(ask.Resume(LENA))
    assert ends_in(story) == 5 * 60


def test_the_next_phase_runs_even_when_the_last_was_paused() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.asks(ask.NextPhase(LENA))
    assert story.refusal(ask.Resume(LENA)) == "not_paused"


def test_an_unled_room_goes_on_with_the_plan() -> None:
    story = unled()
    story.wait(8 * 60)
    assert (story.phase, story.happened(ev.PhaseStarted)[-1].by) == ("names", None)


def test_an_unled_room_ends_in_the_last_phase_and_waits() -> None:
    story = unled("check_out")
    story.wait(20 * 60)
    assert (story.phase, story.room.stage) == ("check_out", "live")


def test_an_unled_room_whose_time_is_over_goes_on_at_once() -> None:
    story = live_room()
    story.wait(10 * 60)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    story.wait(0)
    assert story.phase == "names"


def test_going_on_unled_does_not_say_again_that_the_time_is_over() -> None:
    story = live_room()
    story.wait(10 * 60)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    story.wait(0)
    assert story.happened(ev.PhaseTimeOver) == [ev.PhaseTimeOver(0)]


def test_a_pause_ends_with_the_last_facilitator() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.wait(600)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    assert ends_in(story) == 8 * 60


def test_a_pause_outlives_a_change_of_lead() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.asks(ask.Leave(LENA))
    assert story.happened(ev.Resumed) == []


@pytest.mark.parametrize("late_seconds", [0, 0.1, 5, 1000])
def test_a_late_timer_gives_the_next_phase_its_whole_time(late_seconds: float) -> None:
    story = unled()
    story.wait_unnoticed(8 * 60 + late_seconds)
    story.asks(server.TimeUp())
    assert (story.phase, ends_in(story)) == ("names", 17 * 60)


def test_the_phase_start_carries_who_asked_for_it() -> None:
    story = live_room()
    story.asks(ask.NextPhase(SAM))
    assert story.happened(ev.PhaseStarted)[-1] == ev.PhaseStarted(1, START + 17 * 60, SAM)
