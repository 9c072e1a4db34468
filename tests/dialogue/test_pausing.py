"""The quiet minute that anybody may ask for, unsigned; what stands meanwhile."""

import dataclasses

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, START, Story, live_room


def quiet(*, after: float = 0.0, phase: str | None = None) -> Story:
    story = live_room(phase=phase)
    story.wait(after)
    story.asks(ask.PauseMinute(ANA))
    return story


def ends_in(story: Story) -> float:
    assert story.room.running is not None
    return story.room.running.ends_at - story.now


def test_a_quiet_minute_lasts_a_minute() -> None:
    story = quiet()
    story.wait(59)
    assert story.room.pause_minute_until == START + 60
    story.wait(1)
    assert story.room.pause_minute_until is None


def test_the_event_names_nobody() -> None:
    (event,) = live_room().asks(ask.PauseMinute(ANA))
    assert dataclasses.asdict(event) == {"until": START + 60}


def test_the_phase_gets_the_minute_back() -> None:
    story = quiet(after=100)
    story.wait(100)
    assert ends_in(story) == 8 * 60 - 100 - 40


@pytest.mark.parametrize("late_seconds", [0, 5, 1000])
def test_a_late_timer_gives_back_no_more_than_the_minute(late_seconds: float) -> None:
    story = quiet()
    story.wait_unnoticed(60 + late_seconds)
    story.asks(server.TimeUp())
    assert story.room.running is not None
    assert story.room.running.ends_at == START + 9 * 60


def test_the_limit_of_the_speaker_stands() -> None:
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "first_time_first", 60, hard=True))
    story.raises(ANA, BEN)
    story.asks(ask.PauseMinute(BEN))
    story.wait(60 + 74)
    assert story.speaker == ANA
    story.wait(1)
    assert story.speaker == BEN


def test_a_quiet_minute_after_the_loss_of_a_speaker_takes_nothing_from_what_was_said() -> None:
    story = live_room(phase="names")
    story.wait(20)
    story.drops(ANA)
    story.wait(1)
    story.asks(ask.PauseMinute(BEN))
    story.wait(9)
    story.asks(ask.Resume(LENA))
    story.wait(5)
    assert story.happened(ev.TurnEnded)[-1] == ev.TurnEnded(ANA, "lost", 20.0)


def test_who_is_lost_and_back_in_a_quiet_minute_has_the_whole_limit() -> None:
    story = live_room()
    story.asks(ask.SetQueueMode(LENA, "first_time_first", 60, hard=True))
    story.raises(ANA, BEN)
    story.wait(20)
    story.drops(ANA)
    story.asks(ask.PauseMinute(BEN))
    story.wait(10)
    story.asks(ask.Resume(LENA))
    story.comes(ANA)
    story.wait(54)
    assert story.speaker == ANA
    story.wait(1)
    assert story.speaker == BEN


@pytest.mark.parametrize("waited", [10, 60])
def test_silence_is_no_speaking(waited: float) -> None:
    story = live_room(phase="names")
    story.wait(20)
    story.asks(ask.PauseMinute(BEN))
    story.wait(waited)
    story.asks(ask.EndTurn(ANA))
    assert story.happened(ev.TurnEnded)[-1].seconds == 20


def test_a_facilitator_can_end_it_early() -> None:
    story = quiet(after=10)
    story.wait(20)
    story.asks(ask.Resume(SAM))
    assert (story.room.pause_minute_until, ends_in(story)) == (None, 8 * 60 - 10)


def test_a_room_without_a_plan_can_be_quiet_too() -> None:
    story = live_room({})
    story.asks(ask.PauseMinute(ANA))
    story.asks(ask.Resume(LENA))
    assert story.room.pause_minute_until is None


@pytest.mark.parametrize(("seconds", "refused"), [(30, True), (239, True), (240, False)])
def test_the_next_minute_is_three_minutes_later_at_the_earliest(seconds: float, refused: bool) -> None:
    story = quiet()
    story.wait(seconds)
    if refused:
        assert story.refusal(ask.PauseMinute(BEN)) == "pause_too_soon"
    else:
        assert story.asks(ask.PauseMinute(BEN))


def test_a_minute_within_a_pause_is_given_back_once() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.wait(10)
    story.asks(ask.PauseMinute(ANA))
    story.wait(70)
    story.asks(ask.Resume(LENA))
    assert ends_in(story) == 8 * 60


def test_a_pause_within_a_minute_goes_on_after_it() -> None:
    story = quiet()
    story.wait(20)
    story.asks(ask.Pause(LENA))
    story.wait(100)
    assert story.room.stands_since() == START + 20
    story.asks(ask.Resume(LENA))
    assert ends_in(story) == 8 * 60


def test_ending_the_minute_leaves_the_pause() -> None:
    story = quiet()
    story.asks(ask.Pause(LENA))
    story.asks(ask.Resume(LENA))
    assert story.room.running is not None
    assert story.room.running.paused_at == START


def test_a_phase_that_begins_in_the_minute_gets_back_the_rest_of_it() -> None:
    story = quiet()
    story.wait(40)
    story.asks(ask.NextPhase(LENA))
    story.wait(60)
    assert ends_in(story) == 17 * 60 - 40


def test_the_last_facilitator_who_leaves_in_a_minute_within_a_pause_leaves_a_running_clock() -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.asks(ask.PauseMinute(ANA))
    story.wait(30)
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    assert (story.room.stands_since(), ends_in(story)) == (None, 8 * 60)


def test_a_room_that_ends_is_not_quiet_any_more() -> None:
    story = quiet()
    story.asks(ask.EndSession(LENA))
    assert story.room.pause_minute_until is None


def test_a_faster_plan_has_a_shorter_minute() -> None:
    story = live_room(clock_factor=10)
    story.asks(ask.PauseMinute(ANA))
    assert story.room.pause_minute_until == START + 6


@pytest.mark.parametrize("audience", ["students", "facilitators"])
def test_everybody_sees_until_when_it_is_quiet(audience: str) -> None:
    view = view_for(quiet().room, audience)
    assert (view["quiet_until"], view["stands_since"]) == (START + 60, START)


# -- breaks ----------------------------------------------------------------------------------------------------


def break_due_in(story: Story) -> float | None:
    due: float | None = view_for(story.room, "facilitators")["break_due_at"]
    return None if due is None else due - story.now


def test_a_break_is_due_after_an_hour() -> None:
    assert break_due_in(live_room()) == 3600


def test_after_a_break_an_hour_begins_again() -> None:
    story = live_room(phase="pause")
    assert break_due_in(story) is None
    story.wait(600)
    story.asks(ask.NextPhase(LENA))
    assert break_due_in(story) == 3600


@pytest.mark.parametrize(("seconds", "due"), [(179, 3421), (180, 3600)])
def test_a_pause_of_three_minutes_is_a_break(seconds: float, due: float) -> None:
    story = live_room()
    story.asks(ask.Pause(LENA))
    story.wait(seconds)
    story.asks(ask.Resume(LENA))
    assert break_due_in(story) == due


def test_students_are_not_told_that_a_break_is_due() -> None:
    assert "break_due_at" not in view_for(live_room().room, "students")
