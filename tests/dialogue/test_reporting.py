"""Reports to the coordinator, and being taken out of the whole exchange."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.streams import stream_of
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import ANA, BEN, LENA, Story, connection, ended_room, live_room, lobby_room


def reports_seen(story: Story) -> int:
    return int(view_for(story.room, "facilitators")["reports"])


@pytest.mark.parametrize("room", [lobby_room, live_room, ended_room])
def test_a_report_can_be_made_before_during_and_after_the_session(room: type[Story]) -> None:
    assert room().asks(ask.Report(ANA, "hurtful", " no ", BEN)) == [ev.Reported(ANA, "hurtful", BEN, 2, "no")]


def test_a_report_can_be_made_from_outside() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert story.asks(ask.Report(ANA, "unsafe"))


def test_the_words_of_a_report_are_in_no_stream() -> None:
    assert stream_of(ev.Reported(ANA, "hurtful", BEN, 2, "no")) is None


def test_facilitators_learn_that_there_was_a_report_about_a_student() -> None:
    story = live_room()
    story.asks(ask.Report(ANA, "hurtful", "words", BEN))
    assert reports_seen(story) == 1


@pytest.mark.parametrize("about", [LENA, 0])
def test_facilitators_learn_nothing_of_a_report_that_may_be_about_them(about: int) -> None:
    story = live_room()
    before = view_for(story.room, "facilitators")
    story.asks(ask.Report(ANA, "harassment", "words", about))
    assert view_for(story.room, "facilitators") == before


def test_a_report_on_technology_is_told() -> None:
    story = live_room()
    story.asks(ask.Report(ANA, "technical"))
    assert reports_seen(story) == 1


def test_who_is_taken_out_of_the_exchange_is_let_back_by_the_coordinator_only() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "threats", exchange=True))
    assert view_for(story.room, "facilitators")["barred"] == [ANA]
    assert story.refusal(ask.AllowBack(LENA, ANA)) == "barred"
    story.asks(server.LiftRemoval(ANA))
    story.asks(server.Connect(ANA, connection(ANA, "phone"), "phone", "p1"))
    assert not private_view(story.room, ANA)["removed"]


def test_lifting_a_removal_twice_changes_nothing() -> None:
    story = live_room()
    assert story.asks(server.LiftRemoval(ANA)) == []
