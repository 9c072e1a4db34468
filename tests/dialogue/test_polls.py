"""Polls and written answers to a prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.polls import choices_in
from dialogue.views import view_for
from tests.dialogue.depth import DEPTH
from tests.dialogue.rooms import ANA, BEN, LENA, SAM, Story, live_room


def polled_room(*, many: bool = False) -> Story:
    story = live_room()
    story.asks(ask.OpenPoll(LENA, "Which drink?", ("Tea", "Coffee", "Water"), many))
    return story


def test_the_words_of_a_poll_are_a_question_and_a_line_for_each_option() -> None:
    story = live_room()
    opened = story.asks(ask.OpenPoll(LENA, "  Which\n drink? ", (" Tea ", "Hot \n coffee")))
    assert opened == [ev.PollOpened(LENA, 1, 2, False, 27, "Which drink?\nTea\nHot coffee")]


@pytest.mark.parametrize("options", [(), ("one",), ("a", ""), ("a", "A"), tuple("abcdefghi")])
def test_a_poll_has_two_to_eight_options_that_differ(options: tuple[str, ...]) -> None:
    assert live_room().refusal(ask.OpenPoll(LENA, "Which?", options)) == "bad_options"


def test_eight_options_are_let_through() -> None:
    assert live_room().asks(ask.OpenPoll(LENA, "Which?", tuple("abcdefgh")))


@pytest.mark.parametrize(("question", "option"), [("q" * 301, "a"), ("q", "a" * 121)])
def test_a_poll_of_endless_words_is_refused(question: str, option: str) -> None:
    assert live_room().refusal(ask.OpenPoll(LENA, question, (option, "b"))) == "too_long"


def test_a_poll_without_a_question_is_refused() -> None:
    assert live_room().refusal(ask.OpenPoll(LENA, " ", ("a", "b"))) == "empty_text"


def test_students_open_no_polls() -> None:
    assert live_room().refusal(ask.OpenPoll(ANA, "Which?", ("a", "b"))) == "not_allowed"


def test_the_next_poll_may_be_opened_when_the_first_is_closed() -> None:
    story = polled_room()
    story.asks(ask.ClosePoll(SAM, 1))
    assert story.asks(ask.OpenPoll(LENA, "And now?", ("a", "b")))[0].n == 2  # type: ignore[attr-defined]


def test_what_was_chosen_is_words_and_nothing_else_in_the_event_tells_it() -> None:
    story = polled_room(many=True)
    assert story.asks(ask.Answer(ANA, 1, (2, 0, 2))) == [ev.Answered(ANA, 1, 1, 0, "0,2")]


def test_answering_again_counts_one_person_once() -> None:
    story = polled_room()
    for choice in (0, 1):
        story.asks(ask.Answer(ANA, 1, (choice,)))
    story.asks(ask.Answer(BEN, 1, (1,)))
    assert view_for(story.room, "students")["poll"] == {
        "n": 1, "options": 3, "many": False, "open": True, "answered": 2
    }  # fmt: skip


@pytest.mark.parametrize("choices", [(), (3,), (-1,), (0, 9)])
def test_only_options_of_the_poll_can_be_chosen(choices: tuple[int, ...]) -> None:
    assert polled_room(many=True).refusal(ask.Answer(ANA, 1, choices)) == "bad_choice"


@pytest.mark.parametrize("seat", [LENA, SAM])
def test_facilitators_ask_polls_and_do_not_vote(seat: int) -> None:
    assert polled_room().refusal(ask.Answer(seat, 1, (0,))) == "no_vote"


def test_facilitators_answer_prompts_as_everybody() -> None:
    assert live_room().asks(ask.Answer(LENA, text="a tram"))


def test_who_captions_has_no_vote() -> None:
    assert polled_room().refusal(ask.Answer(7, 1, (0,))) == "not_allowed"


def test_a_poll_is_closed_with_the_session() -> None:
    story = polled_room()
    story.asks(ask.EndSession(LENA))
    assert story.happened(ev.PollClosed) == [ev.PollClosed(1, None)]


def test_an_answer_to_the_prompt_is_a_numbered_line() -> None:
    story = live_room()
    story.asks(ask.Answer(ANA, text=" a tram "))
    assert story.asks(ask.Answer(BEN, text="rain")) == [ev.Answered(BEN, 0, 2, 4, "rain")]


@DEPTH
@given(st.sets(st.integers(0, 7), min_size=1))
def test_what_was_chosen_is_read_back_from_the_words(choices: set[int]) -> None:
    story = live_room()
    story.asks(ask.OpenPoll(LENA, "Which?", tuple("abcdefgh"), many=True))
    (answered,) = story.asks(ask.Answer(ANA, 1, tuple(choices)))
    assert isinstance(answered, ev.Answered)
    assert set(choices_in(answered.text)) == choices


def test_erased_words_are_no_choice() -> None:
    assert choices_in("") == ()
