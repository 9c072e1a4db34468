"""Presence checks: when they are asked, who is asked, and everything that is an answer."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, CARA, CHEN, DIA, LENA, MINUTES, SAM, START, STUDENTS, Story, live_room

FIRST = server.CheckpointDue(1)


def checked_room(phase: str | None = None) -> Story:
    """Ten minutes after the start everybody is asked."""
    story = live_room(phase=phase)
    story.wait_unnoticed(600)
    story.asks(FIRST)
    return story


def closed(story: Story) -> ev.CheckpointClosed:
    """The check is over; ``story`` waits for it."""
    story.wait(95)
    [found] = story.happened(ev.CheckpointClosed)
    return found


def asks_nothing(story: Story, n: int = 1) -> bool:
    return story.asks(server.CheckpointDue(n)) == []


# -- when ------------------------------------------------------------------------------------------------------


def test_a_check_asks_for_90_seconds() -> None:
    story = checked_room()
    assert story.happened(ev.CheckpointOpened) == [ev.CheckpointOpened(1, START + 690)]


def test_a_doubled_question_is_asked_once() -> None:
    story = checked_room()
    assert asks_nothing(story)
    closed(story)
    assert asks_nothing(story)


def test_a_second_check_waits_until_the_first_is_closed() -> None:
    story = checked_room()
    assert asks_nothing(story, 2)
    closed(story)
    assert not asks_nothing(story, 2)


@pytest.mark.parametrize("minutes", [0, 4.9, MINUTES - 6.4, MINUTES - 1])
def test_nobody_is_asked_in_the_first_and_last_minutes(minutes: float) -> None:
    story = live_room()
    story.wait_unnoticed(minutes * 60)
    assert asks_nothing(story)


def test_after_landing_the_end_is_near() -> None:
    story = live_room()
    story.wait_unnoticed(1800)
    story.asks(ask.Land(LENA))
    story.wait_unnoticed(240)
    assert asks_nothing(story)


def test_nobody_is_asked_in_a_break() -> None:
    story = live_room(phase="pause")
    story.wait_unnoticed(310)
    assert asks_nothing(story)


def test_nobody_is_asked_while_the_plan_is_paused() -> None:
    story = live_room()
    story.wait_unnoticed(310)
    story.asks(ask.Pause(LENA))
    assert asks_nothing(story)


def test_nobody_is_asked_without_a_facilitator() -> None:
    story = live_room()
    story.asks(ask.Leave(SAM))
    story.asks(ask.Leave(LENA))
    story.wait_unnoticed(600)
    assert asks_nothing(story)


def test_an_empty_room_is_not_asked() -> None:
    story = live_room()
    for student in STUDENTS:
        story.asks(ask.Leave(student))
    story.wait_unnoticed(600)
    assert asks_nothing(story)


@pytest.mark.parametrize("steps", [[ask.NextPhase(LENA)] * 3, [ask.Pause(LENA)], [ask.EndSession(LENA)]])
def test_a_check_is_taken_back_by_a_break_a_pause_or_the_end(steps: list[ask.Command]) -> None:
    story = checked_room()
    for step in steps:
        story.asks(step)
    story.wait(200)
    assert (story.room.check, story.happened(ev.CheckpointClosed)) == (None, [])


def test_a_sped_up_plan_asks_faster() -> None:
    story = live_room(clock_factor=10)
    story.wait_unnoticed(60)
    story.asks(FIRST)
    assert story.happened(ev.CheckpointOpened) == [ev.CheckpointOpened(1, START + 69)]


# -- who -------------------------------------------------------------------------------------------------------


def test_students_in_the_room_are_asked_and_nobody_else() -> None:
    story = live_room()
    story.asks(ask.Leave(BEN))
    story.asks(ask.SendToLobby(LENA, CHEN))
    story.wait_unnoticed(600)
    story.asks(FIRST)
    assert closed(story).asked == (ANA, DIA)


def test_who_loses_the_connection_and_comes_back_is_asked_on_return() -> None:
    story = checked_room()
    story.wait(30)
    story.drops(ANA)
    story.wait(10)
    story.comes(ANA)
    assert private_view(story.room, ANA)["check"] == {"n": 1, "ends_at": START + 690}
    assert closed(story).asked == STUDENTS


def test_a_reconnect_is_no_answer() -> None:
    story = checked_room()
    story.drops(ANA)
    story.comes(ANA)
    assert ANA not in closed(story).answered


def test_who_reconnects_at_the_last_moment_was_asked_before() -> None:
    story = checked_room()
    story.wait(85)
    story.drops(ANA, silent_seconds=1)
    story.comes(ANA)
    assert closed(story).asked == STUDENTS


def test_who_is_gone_at_the_end_was_not_asked() -> None:
    story = checked_room()
    story.wait(30)
    story.drops(ANA)
    assert private_view(story.room, ANA)["check"] is None
    assert closed(story).asked == (BEN, CHEN, DIA)


@pytest.mark.parametrize(("back_after", "asked"), [(59, STUDENTS), (61, (BEN, CHEN, DIA))])
def test_who_had_less_than_half_a_minute_for_the_question_was_not_asked(
    back_after: float, asked: tuple[int, ...]
) -> None:
    story = checked_room()
    story.drops(ANA)  # the last sign of life was before the question
    story.wait(back_after)
    story.comes(ANA)
    assert closed(story).asked == asked


def test_several_losses_are_added_up() -> None:
    story = checked_room()
    for _ in range(2):
        story.drops(ANA, silent_seconds=0)
        story.wait(31)
        story.comes(ANA)
    assert closed(story).asked == (BEN, CHEN, DIA)


def test_who_was_sent_out_and_let_in_again_is_asked_on_return() -> None:
    story = checked_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert private_view(story.room, ANA)["check"] is None
    story.wait(10)
    story.asks(ask.Admit(LENA, ANA))
    assert closed(story).asked == STUDENTS


def test_who_comes_after_the_opening_is_not_asked() -> None:
    story = live_room()
    story.asks(ask.Leave(ANA))
    story.wait_unnoticed(600)
    story.asks(FIRST)
    story.comes(ANA)
    assert private_view(story.room, ANA)["check"] is None
    assert closed(story).asked == (BEN, CHEN, DIA)


def test_the_loss_of_one_of_two_devices_changes_nothing() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.wait_unnoticed(600)
    story.asks(FIRST)
    story.drops(ANA, device="phone")
    assert ANA in closed(story).asked


# -- answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        ask.ConfirmHere(ANA, 1),
        ask.RaiseHand(ANA),
        ask.LowerHand(ANA),
        ask.Say(ANA, "yes"),
        ask.Say(ANA, "privately", to="facilitators"),
        ask.React(ANA, "thanks"),
    ],
)
def test_any_genuine_act_is_an_answer(act: ask.Command) -> None:
    story = checked_room()
    story.asks(act)
    assert closed(story).answered == (ANA,)


def test_a_turn_that_ends_is_an_answer() -> None:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait_unnoticed(600)
    story.asks(FIRST)
    story.asks(ask.EndTurn(ANA))
    assert closed(story).answered == (ANA,)


def test_a_turn_that_runs_is_an_answer() -> None:
    story = checked_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    assert closed(story).answered == (ANA,)


def test_what_others_do_with_somebody_is_no_answer() -> None:
    story = checked_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.asks(ask.Skip(LENA, ANA))
    assert closed(story).answered == ()


def test_to_be_called_in_a_round_is_no_answer() -> None:
    story = checked_room()
    story.asks(ask.NextPhase(LENA))  # Ana has the floor, the others are called
    assert closed(story).answered == (ANA,)


@pytest.mark.parametrize(("late_seconds", "asked"), [(29, STUDENTS), (30, ())])
def test_a_check_whose_end_was_slept_through_counts_for_nobody(late_seconds: float, asked: tuple[int, ...]) -> None:
    story = checked_room()
    story.wait_unnoticed(90 + late_seconds)
    story.asks(server.TimeUp())
    assert story.happened(ev.CheckpointClosed)[-1].asked == asked


def test_an_act_after_the_window_comes_too_late() -> None:
    story = checked_room()
    done = closed(story)
    story.asks(ask.Say(ANA, "yes"))
    assert done.answered == ()


def test_confirming_twice_is_once() -> None:
    story = checked_room()
    story.asks(ask.ConfirmHere(ANA, 1))
    assert story.asks(ask.ConfirmHere(ANA, 1)) == [ev.CommandNoted(ANA, "ConfirmHere")]


@pytest.mark.parametrize("command", [ask.ConfirmHere(ANA, 2), ask.ConfirmHere(LENA, 1)])
def test_only_who_is_asked_can_confirm_and_only_that_check(command: ask.ConfirmHere) -> None:
    assert checked_room().refusal(command) == "no_check"


# -- what is seen ----------------------------------------------------------------------------------------------


def test_who_is_asked_sees_the_question_until_it_is_answered() -> None:
    story = checked_room()
    assert private_view(story.room, ANA)["check"] == {"n": 1, "ends_at": START + 690}
    story.asks(ask.RaiseHand(ANA))
    assert private_view(story.room, ANA)["check"] is None


def test_the_question_goes_when_the_check_is_closed() -> None:
    story = checked_room()
    closed(story)
    assert private_view(story.room, ANA)["check"] is None


@pytest.mark.parametrize("seat", [LENA, CARA])
def test_who_is_not_a_student_sees_no_question(seat: int) -> None:
    assert private_view(checked_room().room, seat)["check"] is None


def test_who_has_the_floor_is_not_disturbed() -> None:
    story = checked_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    assert private_view(story.room, ANA)["check"] is None


def test_facilitators_see_how_many_answered_and_not_who() -> None:
    story = checked_room()
    story.asks(ask.RaiseHand(ANA))
    assert view_for(story.room, "facilitators")["check"] == {"asked": 4, "answered": 1}
    assert "check" not in view_for(story.room, "students")
