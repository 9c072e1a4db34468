"""Outages: noted when they are noticed, for the time in which the room was live."""

from dialogue import events as ev
from dialogue import server_commands as server
from tests.dialogue.rooms import START, ended_room, live_room, lobby_room


def test_a_dead_process_with_people_of_the_room_is_an_outage_until_it_is_noticed() -> None:
    story = live_room()
    story.wait_unnoticed(100)
    story.asks(server.LeaseLost("p1", START + 80, {}))
    assert story.happened(ev.OutageNoted) == [ev.OutageNoted(START + 80, START + 100)]


def test_a_dead_process_without_people_of_the_room_is_none() -> None:
    story = live_room()
    story.wait_unnoticed(100)
    assert story.asks(server.LeaseLost("p2", START + 80, {})) == []


def test_before_going_live_nothing_is_lost() -> None:
    story = lobby_room()
    story.wait_unnoticed(100)
    story.asks(server.LeaseLost("p1", START + 80, {}))
    assert story.happened(ev.OutageNoted) == []


def test_an_outage_is_noted_as_told_within_the_live_time() -> None:
    story = live_room()
    story.wait_unnoticed(100)
    story.asks(server.NoteOutage(START - 50, START + 20))
    story.asks(server.NoteOutage(START + 60, START + 500))
    assert story.happened(ev.OutageNoted) == [
        ev.OutageNoted(START, START + 20),
        ev.OutageNoted(START + 60, START + 100),
    ]


def test_an_outage_of_no_length_is_not_noted() -> None:
    story = live_room()
    assert story.asks(server.NoteOutage(START - 50, START - 10)) == []


def test_after_the_end_nothing_is_noted() -> None:
    story = ended_room()
    story.wait_unnoticed(100)
    assert story.asks(server.NoteOutage(START, START + 50)) == []
