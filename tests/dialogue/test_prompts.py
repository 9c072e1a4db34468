"""A facilitator's own prompt."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import streams
from dialogue.views import view_for
from tests.dialogue.rooms import ANA, LENA, SAM, START, live_room


def test_an_own_prompt_is_a_numbered_line_for_everybody() -> None:
    story = live_room()
    assert story.asks(ask.ShowPrompt(LENA, " What did you hear? ")) == [
        ev.PromptShown(LENA, 1, 18, "What did you hear?")
    ]
    assert streams.reads(story.room, ANA, "prompt")
    assert view_for(story.room, "students")["prompt"] == {"n": 1, "at": START}


def test_without_words_the_prompt_of_the_plan_opens_again() -> None:
    story = live_room()
    story.asks(ask.ShowPrompt(LENA, "What did you hear?"))
    story.wait(20)
    story.asks(ask.ShowPrompt(SAM))
    assert view_for(story.room, "students")["prompt"] == {"n": 0, "at": START + 20}


def test_the_next_phase_brings_its_own_prompt() -> None:
    story = live_room()
    story.asks(ask.ShowPrompt(LENA, "What did you hear?"))
    story.wait(20)
    story.asks(ask.NextPhase(LENA))
    assert view_for(story.room, "students")["prompt"] == {"n": 0, "at": START + 20}


def test_a_room_without_a_plan_can_have_a_prompt_to_answer() -> None:
    story = live_room({})
    assert view_for(story.room, "students")["prompt"] is None
    story.asks(ask.ShowPrompt(LENA, "What did you hear?"))
    assert story.asks(ask.Answer(ANA, text="a tram"))


def test_a_room_without_a_plan_has_no_prompt_of_the_plan() -> None:
    assert live_room({}).refusal(ask.ShowPrompt(LENA)) == "no_plan"


def test_an_endless_prompt_is_refused() -> None:
    assert live_room().refusal(ask.ShowPrompt(LENA, "x" * 1001)) == "too_long"
