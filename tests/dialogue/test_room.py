"""The room as one calculation: the gate, the clock, and that nothing is left without a rule."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import permissions
from dialogue import server_commands as server
from dialogue.events import KINDS, Happened
from dialogue.registry import APPLIERS, DECIDERS
from dialogue.room import Room, apply, decide, next_due_at, replay
from tests.dialogue.rooms import (
    ANA,
    CARA,
    LENA,
    MINUTES,
    NOBODY,
    SAM,
    START,
    ended_room,
    live_room,
    lobby_room,
    room_of_hands,
    scheduled_room,
    unplanned_room,
)

SERVER_COMMANDS = server.ServerCommand.__value__.__args__
HARD_END = START + (MINUTES + 30) * 60


# -- nothing without a rule ------------------------------------------------------------------------------------


def test_every_command_has_one_rule() -> None:
    assert set(DECIDERS) == {*permissions.FOR_EVERYONE, *permissions.FOR_FACILITATORS, *SERVER_COMMANDS}


def test_every_command_of_a_person_is_for_everyone_or_for_facilitators() -> None:
    listed = [kind.__name__ for kind in permissions.EVERY_COMMAND]
    assert sorted(listed) == sorted({kind.__name__ for kind in ask.Command.__subclasses__()})


def test_what_needs_a_voice_is_otherwise_for_everyone() -> None:
    assert set(permissions.FOR_SPEAKERS) < set(permissions.FOR_EVERYONE)


def test_every_event_can_be_applied() -> None:
    assert set(APPLIERS) == set(KINDS.values())


def test_the_words_of_an_event_are_in_a_field_of_it() -> None:
    assert all(field in KINDS[kind].__dataclass_fields__ for kind, field in ev.WORDS.items())


@pytest.mark.parametrize(
    ("command", "name"), [(ask.RaiseHand, "raise_hand"), (ask.Say, "say"), (ask.SetQueueMode, "set_queue_mode")]
)
def test_a_command_has_a_name_on_the_wire(command: type[ask.Command], name: str) -> None:
    assert ask.do_of(command) == name


# -- deciding --------------------------------------------------------------------------------------------------


def test_deciding_changes_nothing() -> None:
    story = live_room()
    before = story.room
    decide(before, ask.RaiseHand(ANA), story.now)
    assert story.room == before


def test_an_accepted_command_that_changes_nothing_is_noted() -> None:
    story = room_of_hands()
    story.raises(ANA)
    assert story.asks(ask.RaiseHand(ANA)) == [ev.CommandNoted(ANA, "RaiseHand")]


def test_the_number_and_the_time_of_the_newest_event_are_known() -> None:
    room = apply(Room(), Happened(1, START, ev.LobbyOpened()))
    assert (room.seq, room.at) == (1, START)


def test_a_log_may_be_replayed_in_parts() -> None:
    log = live_room(phase="names").log
    assert replay(log[9:], replay(log[:9])) == replay(log)


def test_an_empty_log_is_an_empty_room() -> None:
    assert replay([]) == Room()


# -- the gate --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ask.RaiseHand, ask.LowerHand, ask.PassTurn, ask.EndTurn])
def test_who_captions_has_no_voice_in_the_room(kind: type[ask.Command]) -> None:
    assert live_room().refusal(kind(CARA)) == "not_allowed"


@pytest.mark.parametrize("kind", [ask.NextPhase, ask.Pause, ask.Land, ask.EndSession, ask.TakeLead, ask.AdmitAll])
def test_a_student_does_not_steer_the_room(kind: type[ask.Command]) -> None:
    assert live_room().refusal(kind(ANA)) == "not_allowed"


def test_the_support_may_do_what_the_lead_may() -> None:
    story = live_room()
    story.asks(ask.NextPhase(SAM))
    assert story.phase == "names"


def test_what_needs_a_live_room_waits_for_it() -> None:
    assert lobby_room().refusal(ask.Say(ANA, "hello")) == "not_live"


def test_who_waits_outside_may_leave() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    story.asks(ask.Leave(ANA))
    assert not story.room.here(ANA)


def test_a_stranger_is_refused_before_anything_else() -> None:
    assert unplanned_room().refusal(ask.EndSession(NOBODY)) == "no_such_seat"


# -- the clock -------------------------------------------------------------------------------------------------


def test_an_unknown_session_has_nothing_due() -> None:
    assert next_due_at(Room()) is None


def test_first_the_lobby_is_due() -> None:
    assert next_due_at(scheduled_room().room) == START - 900


def test_then_the_end_of_a_room_that_nobody_starts() -> None:
    assert next_due_at(lobby_room().room) == HARD_END


def test_in_a_live_room_the_end_of_the_phase() -> None:
    assert next_due_at(live_room().room) == START + 8 * 60


def test_when_the_phase_is_over_the_hard_end() -> None:
    story = live_room()
    story.wait(600)
    assert next_due_at(story.room) == HARD_END


def test_the_hold_of_a_lost_lead() -> None:
    story = live_room()
    story.drops(LENA)
    assert next_due_at(story.room) == START + 8


def test_the_hold_of_a_lost_speaker() -> None:
    story = live_room(phase="names")
    story.drops(ANA)
    assert next_due_at(story.room) == START + 15


def test_the_hold_of_a_lost_place() -> None:
    story = room_of_hands()
    story.raises(ANA)
    story.drops(ANA)
    assert next_due_at(story.room) == START + 90


def test_after_the_end_nothing_is_due() -> None:
    assert next_due_at(ended_room().room) is None


def test_an_early_timer_does_nothing() -> None:
    assert live_room().asks(server.TimeUp()) == []


def test_a_doubled_timer_does_nothing_the_second_time() -> None:
    story = live_room()
    story.now += 8 * 60
    assert story.asks(server.TimeUp()) == [ev.PhaseTimeOver(0)]
    assert story.asks(server.TimeUp()) == []


def test_a_very_late_timer_does_everything_in_one_go() -> None:
    story = live_room(phase="names")
    story.drops(ANA, LENA, SAM)
    story.wait_unnoticed(24 * 3600)
    story.asks(server.TimeUp())
    assert (story.room.stage, story.room.lead, story.queue) == ("ended", None, [])
