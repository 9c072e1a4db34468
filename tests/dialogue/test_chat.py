"""Written lines and short signs."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from tests.dialogue.rooms import ANA, BEN, CARA, LENA, START, live_room


def test_lines_are_numbered_by_audience() -> None:
    story = live_room()
    story.asks(ask.Say(ANA, "one"))
    story.asks(ask.Say(BEN, "psst", to="facilitators"))
    story.asks(ask.Say(BEN, "two"))
    assert [(line.audience, line.n) for line in story.happened(ev.Said)] == [
        ("all", 1),
        ("facilitators", 1),
        ("all", 2),
    ]


def test_the_log_keeps_how_long_a_line_was_without_blanks_around_it() -> None:
    assert live_room().asks(ask.Say(ANA, "  hello ")) == [ev.Said(ANA, "all", 1, 5, "hello")]


def test_the_longest_line_is_let_through() -> None:
    assert live_room().asks(ask.Say(ANA, "a" * ask.CHAT_CHARACTERS_MOST))


def test_who_captions_may_write() -> None:
    assert live_room().asks(ask.Say(CARA, "captions are on"))


def test_a_closed_chat_is_open_to_facilitators() -> None:
    assert live_room(phase="silence").asks(ask.Say(LENA, "two minutes left"))


def test_a_closed_chat_does_not_even_reach_the_facilitators() -> None:
    assert live_room(phase="silence").refusal(ask.Say(ANA, "psst", to="facilitators")) == "chat_closed"


def test_a_phase_may_close_the_chat_to_all() -> None:
    assert live_room(phase="check_out").refusal(ask.Say(ANA, "thank you")) == "chat_closed"


def test_such_a_phase_leaves_the_way_to_the_facilitators_open() -> None:
    assert live_room(phase="check_out").asks(ask.Say(ANA, "thank you", to="facilitators"))


def test_without_a_plan_the_chat_is_open() -> None:
    assert live_room({}).asks(ask.Say(ANA, "hello"))


@pytest.mark.parametrize("reaction", ask.REACTIONS)
def test_everybody_sees_the_newest_reaction(reaction: str) -> None:
    story = live_room()
    story.asks(ask.React(ANA, reaction))
    assert story.room.reaction == (ANA, reaction, START)
