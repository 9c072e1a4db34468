"""Calls for help, what hurts, whom facilitators keep an eye on, and their back channel."""

import json

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.streams import reads
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, Story, ended_room, live_room, lobby_room


def calls(story: Story) -> list[tuple[int, int | None, bool]]:
    return [(call["seat"], call["taken_by"], call["hurt"]) for call in view_for(story.room, "facilitators")["help"]]


def test_facilitators_see_who_called_and_since_when() -> None:
    story = live_room()
    story.wait(10)
    story.asks(ask.CallHelp(ANA))
    [call] = view_for(story.room, "facilitators")["help"]
    assert (call["seat"], call["at"], call["room"]) == (ANA, story.now, 0)


def test_a_repeated_call_is_one_call_and_the_first_time_stands() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.wait(10)
    assert story.asks(ask.CallHelp(ANA)) == [ev.CommandNoted(ANA, "CallHelp")]
    assert story.room.help[ANA].at == story.now - 10


def test_the_caller_is_told_who_comes() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    assert private_view(story.room, ANA)["help"]["taken_by"] is None
    story.asks(ask.TakeHelp(SAM, ANA))
    assert private_view(story.room, ANA)["help"]["taken_by"] == SAM


def test_what_is_taken_care_of_is_gone() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.asks(ask.TakeHelp(SAM, ANA, done=True))
    assert calls(story) == []
    assert private_view(story.room, ANA)["help"] is None


def test_another_facilitator_can_take_a_call_over() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.asks(ask.TakeHelp(SAM, ANA))
    story.asks(ask.TakeHelp(LENA, ANA))
    assert calls(story) == [(ANA, LENA, False)]


def test_help_can_be_called_before_the_start_and_from_outside() -> None:
    assert lobby_room().asks(ask.CallHelp(ANA)) == [ev.HelpCalled(ANA, 0)]
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert story.asks(ask.CallHelp(ANA)) == [ev.HelpCalled(ANA, 0)]


def test_that_something_hurts_needs_no_words_and_opens_a_call() -> None:
    story = live_room()
    story.asks(ask.FlagHurt(ANA))
    assert calls(story) == [(ANA, None, True)]


def test_that_something_hurts_joins_a_call_that_is_open() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.asks(ask.TakeHelp(SAM, ANA))
    story.asks(ask.FlagHurt(ANA, "what Ben said"))
    assert calls(story) == [(ANA, SAM, True)]


def test_the_words_of_what_hurts_are_read_by_facilitators_and_nobody_else() -> None:
    story = live_room()
    story.asks(ask.FlagHurt(ANA, "what Ben said"))
    assert [reads(story.room, seat, "hurt") for seat in (BEN, LENA, SAM)] == [False, True, True]


def test_who_was_removed_no_longer_calls() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    story.asks(ask.Remove(LENA, ANA, "threats"))
    assert calls(story) == []


def test_whom_facilitators_keep_an_eye_on_can_be_taken_back() -> None:
    story = live_room()
    story.asks(ask.TagDistress(LENA, ANA))
    assert view_for(story.room, "facilitators")["distress"] == [ANA]
    story.asks(ask.TagDistress(SAM, ANA, on=False))
    assert view_for(story.room, "facilitators")["distress"] == []


@pytest.mark.parametrize(
    "command",
    [ask.CallHelp(ANA), ask.FlagHurt(ANA, "x"), ask.TagDistress(LENA, ANA), ask.Report(ANA, "hurtful", "x", BEN)],
)
def test_nothing_of_it_is_in_the_students_view(command: ask.Command) -> None:
    story = live_room()
    before = json.dumps(view_for(story.room, "students"))
    story.asks(command)
    assert json.dumps(view_for(story.room, "students")) == before
    assert {"help", "distress", "barred", "reports", "hints"}.isdisjoint(view_for(story.room, "students"))


def test_a_call_is_told_to_nobody_else_in_private() -> None:
    story = live_room()
    story.asks(ask.CallHelp(ANA))
    assert private_view(story.room, BEN)["help"] is None


def test_facilitators_whisper_to_each_other() -> None:
    story = live_room()
    story.asks(ask.Whisper(LENA, " five more minutes? "))
    assert story.happened(ev.Whispered) == [ev.Whispered(LENA, 1, 18, "five more minutes?")]
    assert [reads(story.room, seat, "whisper") for seat in (ANA, LENA, SAM)] == [False, True, True]


def test_who_took_part_can_be_confirmed_once_also_after_the_end() -> None:
    story = ended_room()
    story.asks(ask.Attest(LENA, ANA, "wrote on paper"))
    assert story.asks(ask.Attest(SAM, ANA, "drew")) == [ev.CommandNoted(SAM, "Attest")]
    assert story.happened(ev.Attested) == [ev.Attested(ANA, LENA, "wrote on paper")]
