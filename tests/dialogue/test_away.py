"""Back in a moment: passed over, the place kept; and microphones that a facilitator can turn off only."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, BEN, CHEN, LENA, Story, live_room


def person(story: Story, seat: int) -> dict[str, object]:
    return next(one for one in view_for(story.room, "students")["people"] if one["seat"] == seat)


def queue_of_three() -> Story:
    """Ben speaks; Ana and Chen wait."""
    story = live_room(phase="agreement")
    story.raises(BEN, ANA, CHEN)
    return story


def test_everybody_sees_who_is_back_in_a_moment() -> None:
    story = live_room()
    story.asks(ask.Away(ANA))
    assert (person(story, ANA)["back_soon"], person(story, ANA)["here"]) == (True, True)


def test_who_is_away_is_passed_over_and_keeps_the_place() -> None:
    story = queue_of_three()
    story.asks(ask.Away(ANA))
    story.asks(ask.EndTurn(BEN))
    assert (story.speaker, story.queue) == (CHEN, [ANA])
    story.asks(ask.EndTurn(CHEN))
    assert (story.speaker, story.queue) == (None, [ANA])


def test_who_is_back_gets_the_floor_that_waited() -> None:
    story = queue_of_three()
    story.asks(ask.Away(ANA))
    story.asks(ask.EndTurn(BEN))
    story.asks(ask.EndTurn(CHEN))
    story.asks(ask.Away(ANA, on=False))
    assert story.speaker == ANA


def test_a_speaker_who_goes_gives_the_floor_up_and_is_next() -> None:
    story = queue_of_three()
    story.asks(ask.Away(BEN))
    assert (story.speaker, story.queue) == (ANA, [BEN, CHEN])


def test_going_for_a_moment_is_no_pass_in_a_round_and_what_was_said_counts() -> None:
    story = live_room(phase="names")
    story.wait(30)
    story.asks(ask.Away(ANA))
    assert story.room.seats[ANA].turns == 1
    story.asks(ask.Away(ANA, on=False))
    story.asks(ask.PassTurn(ANA))
    assert story.queue[-1] == ANA


@pytest.mark.parametrize("act", [ask.Say(ANA, "back"), ask.React(ANA, "thanks"), ask.RaiseHand(ANA)])
def test_a_genuine_act_ends_being_away(act: ask.Command) -> None:
    story = live_room()
    story.asks(ask.Away(ANA))
    story.asks(act)
    assert not story.room.seats[ANA].back_soon


@pytest.mark.parametrize("act", [ask.CallHelp(ANA), ask.Report(ANA, "unsafe"), ask.FlagHurt(ANA)])
def test_what_is_private_does_not_show_that_somebody_is_back(act: ask.Command) -> None:
    story = live_room()
    story.asks(ask.Away(ANA))
    story.asks(act)
    assert story.room.seats[ANA].back_soon


def test_who_leaves_is_no_longer_away_for_a_moment() -> None:
    story = live_room()
    story.asks(ask.Away(ANA))
    story.asks(ask.Leave(ANA))
    assert not story.room.seats[ANA].back_soon


def test_everybody_sees_whose_microphone_is_on() -> None:
    story = live_room()
    story.asks(ask.SetMedia(ANA, muted=False, camera=True))
    assert (person(story, ANA)["muted"], person(story, ANA)["camera"]) == (False, True)


def test_a_facilitator_turns_off_and_the_person_turns_on_again() -> None:
    story = live_room()
    story.asks(ask.SetMedia(ANA, muted=False, camera=True))
    story.asks(ask.Mute(LENA, ANA))
    story.asks(ask.StopVideo(LENA, ANA))
    assert (story.room.seats[ANA].muted, story.room.seats[ANA].camera) == (True, False)
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    assert not story.room.seats[ANA].muted


def test_turning_off_what_is_off_changes_nothing() -> None:
    story = live_room()
    assert story.asks(ask.Mute(LENA, ANA)) == [ev.CommandNoted(LENA, "Mute")]
    assert story.asks(ask.StopVideo(LENA, ANA)) == [ev.CommandNoted(LENA, "StopVideo")]
