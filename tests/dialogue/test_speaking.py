"""Who speaks and who is next."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from tests.dialogue.rooms import ANA, BEN, CARA, CHEN, DIA, LENA, SAM, STUDENTS, live_room, room_of_hands

# -- the place in the queue ------------------------------------------------------------------------------------


def test_hands_stand_in_the_order_in_which_they_were_raised() -> None:
    story = room_of_hands()
    story.raises(CHEN, ANA, BEN)
    assert story.queue == [CHEN, ANA, BEN]


def test_a_hand_raised_twice_has_one_place() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN, ANA)
    assert story.queue == [ANA, BEN]


def test_a_hand_that_is_lowered_is_out() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.asks(ask.LowerHand(ANA))
    assert story.queue == [BEN]


def test_a_hand_that_was_not_up_may_be_lowered() -> None:
    assert room_of_hands().asks(ask.LowerHand(ANA)) == [ev.CommandNoted(ANA, "LowerHand")]


def test_a_facilitator_may_raise_a_hand() -> None:
    story = room_of_hands()
    story.raises(LENA)
    assert story.queue == [LENA]


def test_who_captions_takes_no_place() -> None:
    assert room_of_hands().refusal(ask.RaiseHand(CARA)) == "not_allowed"


def test_with_hands_the_floor_waits_for_the_facilitator() -> None:
    story = room_of_hands()
    story.raises(ANA)
    assert story.speaker is None


def test_first_time_first_lets_the_unheard_pass_in_front() -> None:
    story = live_room(phase="agreement")
    story.raises(ANA)
    story.wait(5)
    story.asks(ask.EndTurn(ANA))
    story.raises(BEN, ANA, CHEN)
    assert (story.speaker, story.queue) == (BEN, [CHEN, ANA])


def test_first_time_first_then_asks_who_has_been_silent_longest() -> None:
    story = live_room(phase="agreement")
    for seat in (BEN, ANA):
        story.raises(seat)
        story.wait(5)
        story.asks(ask.EndTurn(seat))
    story.raises(DIA, ANA, BEN)
    assert story.queue == [BEN, ANA]


def test_fewest_turns_asks_who_had_the_fewest() -> None:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(5)
    story.asks(ask.EndTurn(ANA))
    story.asks(ask.SetQueueMode(LENA, "fewest_turns"))
    story.raises(DIA, ANA, BEN)
    assert (story.speaker, story.queue) == (DIA, [BEN, ANA])


def test_a_new_order_sorts_the_hands_that_are_up() -> None:
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(5)
    story.asks(ask.EndTurn(ANA))
    story.raises(ANA, BEN)
    story.asks(ask.SetQueueMode(LENA, "fewest_turns"))
    assert (story.speaker, story.queue) == (BEN, [ANA])


def test_hands_stay_up_over_a_change_of_phase() -> None:
    story = live_room(phase="silence")
    story.raises(BEN, ANA)
    story.goes_to("pause")
    assert story.queue == [BEN, ANA]


# -- the round -------------------------------------------------------------------------------------------------


def test_a_round_asks_every_student_by_seat() -> None:
    story = live_room(phase="names")
    assert (story.speaker, story.queue) == (ANA, [BEN, CHEN, DIA])


def test_a_facilitator_with_a_hand_up_comes_after_the_students() -> None:
    story = room_of_hands()
    story.raises(SAM)
    story.goes_to("names")
    assert story.queue == [BEN, CHEN, DIA, SAM]


def test_a_round_does_not_ask_who_is_speaking_again() -> None:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, BEN))
    story.asks(ask.SetQueueMode(LENA, "circle"))
    assert (story.speaker, story.queue) == (BEN, [ANA, CHEN, DIA])


def test_who_is_lost_when_the_round_begins_still_has_a_place() -> None:
    story = live_room()
    story.drops(ANA)
    story.goes_to("names")
    assert (story.speaker, story.queue) == (BEN, [ANA, CHEN, DIA])


def test_who_left_is_not_asked_in_the_round() -> None:
    story = live_room()
    story.asks(ask.Leave(ANA))
    story.goes_to("names")
    assert (story.speaker, story.queue) == (BEN, [CHEN, DIA])


def test_who_was_lost_too_long_ago_is_not_asked_in_the_round() -> None:
    story = live_room()
    story.drops(ANA)
    story.wait(90)
    story.goes_to("names")
    assert ANA not in story.queue


def test_who_passes_in_the_round_is_asked_once_more_at_the_end() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    assert (story.speaker, story.queue) == (BEN, [CHEN, DIA, ANA])


def test_who_passes_a_second_time_is_let_go() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    for seat in (BEN, CHEN, DIA):
        story.wait(5)
        story.asks(ask.EndTurn(seat))
    story.asks(ask.PassTurn(ANA))
    assert (story.speaker, story.queue) == (None, [])


def test_passing_before_ones_turn_counts_as_the_first_pass() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(DIA))
    story.asks(ask.PassTurn(DIA))
    assert story.queue == [BEN, CHEN]


def test_a_new_round_asks_again_who_passed_before() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    story.asks(ask.SetQueueMode(LENA, "circle"))
    story.asks(ask.PassTurn(ANA))
    assert story.queue == [CHEN, DIA, ANA]


def test_who_comes_late_to_a_round_stands_before_those_who_passed() -> None:
    story = live_room()
    story.asks(ask.Leave(DIA))
    story.goes_to("names")
    story.asks(ask.PassTurn(ANA))
    story.comes(DIA)
    story.raises(DIA)
    assert story.queue == [CHEN, DIA, ANA]


def test_who_did_not_get_to_speak_in_the_round_has_no_hand_up_after_it() -> None:
    story = live_room(phase="names")
    story.asks(ask.PassTurn(ANA))
    story.asks(ask.NextPhase(LENA))
    assert story.queue == []


def test_a_hand_raised_before_the_round_is_still_up_after_it() -> None:
    story = room_of_hands()
    story.raises(DIA)
    story.goes_to("names")
    story.asks(ask.NextPhase(LENA))
    assert story.queue == [DIA]


def test_a_hand_raised_during_the_round_is_still_up_after_it() -> None:
    story = live_room(phase="names")
    story.raises(LENA)
    story.asks(ask.NextPhase(LENA))
    assert story.queue == [LENA]


# -- the turn --------------------------------------------------------------------------------------------------


def test_the_facilitator_gives_the_floor_to_anybody_who_is_here() -> None:
    story = room_of_hands()
    story.raises(ANA)
    story.asks(ask.GiveTurn(LENA, BEN))
    assert (story.speaker, story.queue) == (BEN, [ANA])


def test_a_turn_takes_the_hand_down() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.asks(ask.GiveTurn(LENA, ANA))
    assert story.queue == [BEN]


def test_a_turn_given_to_the_speaker_changes_nothing() -> None:
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    assert story.asks(ask.GiveTurn(SAM, ANA)) == [ev.CommandNoted(SAM, "GiveTurn")]


def test_the_turn_has_the_limit_of_its_phase() -> None:
    story = live_room(phase="names")
    assert story.room.speaker is not None
    assert story.room.speaker.limit_seconds == 90


def test_who_was_interrupted_at_the_first_word_is_next() -> None:
    story = room_of_hands()
    story.raises(CHEN)
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(1)
    story.asks(ask.GiveTurn(LENA, BEN))
    assert story.queue == [ANA, CHEN]


def test_who_has_spoken_is_not_next_again() -> None:
    story = room_of_hands()
    story.raises(CHEN)
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(2)
    story.asks(ask.GiveTurn(LENA, BEN))
    assert story.queue == [CHEN]


def test_a_short_turn_is_not_counted() -> None:
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(1.9)
    story.asks(ask.EndTurn(ANA))
    assert story.room.seats[ANA].turns == 0


def test_skipping_the_speaker_gives_the_floor_on() -> None:
    story = live_room(phase="names")
    story.asks(ask.Skip(LENA, ANA))
    assert story.speaker == BEN


def test_skipping_a_hand_takes_it_out() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.asks(ask.Skip(LENA, ANA))
    assert story.queue == [BEN]


def test_passing_outside_a_round_takes_the_hand_down() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.asks(ask.PassTurn(ANA))
    assert story.queue == [BEN]


def test_the_turn_ends_with_its_phase() -> None:
    story = live_room(phase="names")
    story.asks(ask.NextPhase(LENA))
    assert story.speaker is None


# -- lost and back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "queue"), [(89.9, [ANA, BEN]), (90.0, [BEN])])
def test_a_place_is_kept_90_seconds_after_the_loss_was_noticed(seconds: float, queue: list[int]) -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.drops(ANA)
    story.wait(seconds)
    assert story.queue == queue


def test_who_is_back_in_time_has_kept_the_place_for_good() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.drops(ANA)
    story.wait(80)
    story.comes(ANA)
    story.wait(80)
    assert story.queue == [ANA, BEN]


def test_who_is_away_is_passed_over_and_first_again_on_return() -> None:
    story = live_room(phase="names")
    story.drops(BEN)
    story.asks(ask.EndTurn(ANA))
    assert story.speaker == CHEN
    story.comes(BEN)
    story.asks(ask.EndTurn(CHEN))
    assert story.speaker == BEN


def test_a_free_floor_goes_to_the_first_who_comes_back() -> None:
    story = live_room(phase="agreement")
    story.raises(ANA, BEN)
    story.drops(BEN)
    story.asks(ask.EndTurn(ANA))
    story.comes(BEN)
    assert story.speaker == BEN


@pytest.mark.parametrize(("seconds", "speaker"), [(14.9, ANA), (15.0, BEN)])
def test_the_floor_is_held_15_seconds(seconds: float, speaker: int) -> None:
    story = live_room(phase="names")
    story.drops(ANA)
    story.wait(seconds)
    assert story.speaker == speaker


def test_a_lost_speaker_waits_right_behind_the_next_one() -> None:
    story = room_of_hands()
    story.raises(BEN, CHEN)
    story.asks(ask.GiveTurn(LENA, ANA))
    story.drops(ANA)
    story.wait(15)
    assert story.queue == [BEN, ANA, CHEN]


def test_a_lost_speaker_who_stays_away_loses_the_place_90_seconds_after_the_loss() -> None:
    story = live_room(phase="names")
    story.drops(ANA)
    story.wait(90)
    assert ANA not in story.queue


def test_nobody_overtakes_a_lost_speaker() -> None:
    story = live_room(phase="agreement")
    story.raises(ANA, BEN)
    story.wait(5)
    story.drops(ANA)
    story.wait(15)
    story.raises(CHEN)
    assert (story.speaker, story.queue) == (BEN, [ANA, CHEN])


def test_the_hold_is_no_time_of_speaking() -> None:
    story = live_room(phase="names")
    story.wait(7)
    story.drops(ANA)
    story.wait(15)
    assert [turn.seconds for turn in story.happened(ev.TurnEnded)] == [7.0]


def test_two_devices_are_one_entry_and_one_of_them_may_go() -> None:
    story = room_of_hands()
    story.comes(ANA, device="phone")
    story.raises(ANA)
    story.drops(ANA)
    story.wait(3600)
    assert story.queue == [ANA]


@pytest.mark.parametrize("seat", STUDENTS)
def test_leaving_gives_the_place_up_at_once(seat: int) -> None:
    story = room_of_hands()
    story.raises(*STUDENTS)
    story.asks(ask.Leave(seat))
    assert story.queue == [other for other in STUDENTS if other != seat]
