"""Every refusal: what is asked, in which room, and the code that comes back."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import dialogue
from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.refusals import CODES, Refused
from tests.dialogue.rooms import (
    ANA,
    BEN,
    CARA,
    CHEN,
    DIA,
    LENA,
    NOBODY,
    PLAN,
    SAM,
    STUDENTS,
    Story,
    connection,
    ended_room,
    live_room,
    lobby_room,
    room_of_hands,
    scheduled_room,
    unplanned_room,
)

type Told = tuple[Story, server.AnyCommand]
STORIES: dict[str, Callable[[], Told]] = {}


def told(story: Callable[[], Told]) -> Callable[[], Told]:
    """Under the code that its function is named after."""
    STORIES[story.__name__] = story
    return story


# -- the gate --------------------------------------------------------------------------------------------------


@told
def no_such_seat() -> Told:
    return live_room(), ask.RaiseHand(NOBODY)


@told
def seat_closed() -> Told:
    story = live_room()
    story.asks(server.TakeSeatAway(ANA))
    return story, server.Connect(ANA, "again", "laptop", "p1")


@told
def removed() -> Told:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    return story, server.Connect(ANA, "again", "phone", "p1")


@told
def ended() -> Told:
    return ended_room(), ask.Say(ANA, "still here")


@told
def not_connected() -> Told:
    story = live_room()
    story.drops(ANA)
    return story, ask.RaiseHand(ANA)


@told
def not_allowed() -> Told:
    return live_room(), ask.EndSession(ANA)


@told
def not_live() -> Told:
    return lobby_room(), ask.RaiseHand(ANA)


@told
def in_lobby() -> Told:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    return story, ask.Say(ANA, "hello?")


# -- the life of the session -----------------------------------------------------------------------------------


@told
def already_scheduled() -> Told:
    return scheduled_room(), server.Schedule("s1", 0.0, 60, PLAN)


@told
def bad_plan() -> Told:
    return unplanned_room(), server.Schedule("s1", 0.0, 60, {"id": "x", "title": "x", "phases": []})


@told
def not_scheduled() -> Told:
    return unplanned_room(), server.AddSeat(1, "student")


@told
def seat_taken() -> Told:
    return scheduled_room(), server.AddSeat(ANA, "student")


@told
def not_open_yet() -> Told:
    return scheduled_room(), server.Connect(ANA, "early", "laptop", "p1")


@told
def already_live() -> Told:
    return live_room(), ask.StartSession(SAM)


@told
def landed_already() -> Told:
    story = live_room()
    story.asks(ask.Land(LENA))
    return story, ask.Land(SAM)


@told
def not_ended() -> Told:
    return live_room(), server.CloseEvidence()


@told
def evidence_closed() -> Told:
    story = ended_room()
    story.asks(server.CloseEvidence())
    return story, server.CloseEvidence()


# -- presence and the lead -------------------------------------------------------------------------------------


@told
def unknown_connection() -> Told:
    story = live_room()
    story.drops(ANA)
    return story, server.Disconnect(connection(ANA), story.now)


@told
def is_facilitator() -> Told:
    return live_room(), ask.Remove(LENA, SAM, "a quarrel")


@told
def not_a_facilitator() -> Told:
    return live_room(), ask.GiveLead(LENA, ANA)


@told
def not_here() -> Told:
    story = live_room()
    story.drops(SAM)
    return story, ask.GiveLead(LENA, SAM)


@told
def no_check() -> Told:
    return live_room(), ask.ConfirmHere(ANA, 1)


# -- the plan in time ------------------------------------------------------------------------------------------


@told
def no_plan() -> Told:
    return live_room({}), ask.NextPhase(LENA)


@told
def last_phase() -> Told:
    return live_room(phase="check_out"), ask.NextPhase(LENA)


@told
def first_phase() -> Told:
    return live_room(), ask.PreviousPhase(LENA)


@told
def is_paused() -> Told:
    story = live_room()
    story.asks(ask.Pause(LENA))
    return story, ask.Pause(SAM)


@told
def not_paused() -> Told:
    return live_room(), ask.Resume(LENA)


@told
def bad_minutes() -> Told:
    return live_room(), ask.ExtendPhase(LENA, 16)


# -- speaking --------------------------------------------------------------------------------------------------


@told
def not_your_turn() -> Told:
    return live_room(), ask.EndTurn(ANA)


@told
def has_the_floor() -> Told:
    story = live_room()
    story.asks(ask.GiveTurn(LENA, ANA))
    return story, ask.RaiseHand(ANA)


@told
def takes_no_turns() -> Told:
    return live_room(), ask.GiveTurn(LENA, CARA)


@told
def no_hand() -> Told:
    return live_room(), ask.Skip(LENA, BEN)


@told
def bad_order() -> Told:
    return live_room(), ask.SetQueueMode(LENA, "loudest_first")


@told
def bad_queue() -> Told:
    story = room_of_hands()
    story.raises(ANA)
    return story, ask.ReorderQueue(LENA, (ANA, ANA))


@told
def bad_seconds() -> Told:
    return live_room(), ask.SetQueueMode(LENA, "hands", turn_seconds=9)


@told
def nobody_speaks() -> Told:
    return live_room(), ask.GrantTime(LENA)


@told
def no_turn_to_reply_to() -> Told:
    return live_room(), ask.ReplyPoint(ANA)


@told
def reply_taken() -> Told:
    story = live_room(phase="names")
    story.asks(ask.ReplyPoint(BEN))
    return story, ask.ReplyPoint(DIA)


@told
def pause_too_soon() -> Told:
    story = live_room()
    story.asks(ask.PauseMinute(ANA))
    return story, ask.PauseMinute(BEN)


# -- words and signs -------------------------------------------------------------------------------------------


@told
def bad_audience() -> Told:
    return live_room(), ask.Say(ANA, "psst", to="ben")


@told
def empty_text() -> Told:
    return live_room(), ask.Say(ANA, " \n ")


@told
def too_long() -> Told:
    return live_room(), ask.Say(ANA, "a" * 2001)


@told
def chat_closed() -> Told:
    return live_room(phase="silence"), ask.Say(ANA, "hello")


@told
def captions_need_microphone() -> Told:
    return live_room(), ask.Caption(ANA, "I am Ana")


@told
def captions_in_pairs() -> Told:
    story = live_room()
    story.asks(ask.StartPairs(LENA))
    return story, ask.Caption(ANA, "I am Ana")


@told
def bad_reaction() -> Told:
    return live_room(), ask.React(ANA, "boo")


# -- written together ------------------------------------------------------------------------------------------


def polled_room() -> Story:
    story = live_room()
    story.asks(ask.OpenPoll(LENA, "Tea or coffee?", ("Tea", "Coffee")))
    return story


@told
def no_such_poll() -> Told:
    return polled_room(), ask.Answer(ANA, 2, (0,))


@told
def poll_closed() -> Told:
    story = polled_room()
    story.asks(ask.ClosePoll(LENA, 1))
    return story, ask.Answer(ANA, 1, (0,))


@told
def poll_running() -> Told:
    return polled_room(), ask.OpenPoll(SAM, "Cake?", ("Yes", "No"))


@told
def no_vote() -> Told:
    return polled_room(), ask.Answer(LENA, 1, (0,))


@told
def bad_choice() -> Told:
    return polled_room(), ask.Answer(ANA, 1, (0, 1))


@told
def bad_options() -> Told:
    return live_room(), ask.OpenPoll(LENA, "Cake?", ("Yes", " yes "))


@told
def no_prompt() -> Told:
    return live_room({}), ask.Answer(ANA, text="I hear the tram")


@told
def no_such_topic() -> Told:
    return live_room(), ask.Mark(ANA, 1)


@told
def objected_already() -> Told:
    story = live_room()
    story.asks(ask.AddToBoard(BEN, "Money"))
    for seat in STUDENTS:
        story.asks(ask.Object(seat, 1))
    return story, ask.Object(ANA, 1)


@told
def old_version() -> Told:
    story = live_room()
    story.asks(ask.EditAgreement(LENA, "We let people finish.", 0))
    return story, ask.EditAgreement(SAM, "We listen.", 0)


@told
def no_agreement() -> Told:
    return live_room(), ask.AcceptAgreement(ANA, 1)


# -- help and safety -------------------------------------------------------------------------------------------


@told
def no_help_called() -> Told:
    return live_room(), ask.TakeHelp(LENA, ANA)


@told
def bad_category() -> Told:
    return live_room(), ask.Report(ANA, "boring")


@told
def not_a_student() -> Told:
    return live_room(), ask.Attest(LENA, SAM, "was here")


@told
def barred() -> Told:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "threats", exchange=True))
    return story, ask.AllowBack(LENA, ANA)


# -- pairs -----------------------------------------------------------------------------------------------------


def in_pairs() -> Story:
    story = live_room()
    story.asks(ask.StartPairs(LENA))
    return story


@told
def no_pairs() -> Told:
    return live_room(), ask.EndPairs(LENA)


@told
def pairs_running() -> Told:
    return in_pairs(), ask.StartPairs(SAM)


@told
def too_few_for_pairs() -> Told:
    story = live_room()
    story.drops(ANA, BEN, CHEN)
    return story, ask.PreviewPairs(LENA)


@told
def bad_size() -> Told:
    return live_room(), ask.PreviewPairs(LENA, size=7)


@told
def bad_cross() -> Told:
    return live_room(), ask.PreviewPairs(LENA, cross="hair")


@told
def no_such_room() -> Told:
    return in_pairs(), ask.MoveTo(LENA, ANA, 3)


# -- the claims ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_the_answer_to_some_command(code: str) -> None:
    story, command = STORIES[code]()
    assert story.refusal(command) == code


def test_no_story_is_told_about_a_code_that_is_gone() -> None:
    assert set(STORIES) == CODES


def test_the_rules_use_exactly_the_codes_of_the_list() -> None:
    assert codes_in_rules() == CODES


def test_a_refusal_with_an_unknown_code_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        Refused("because")


def codes_in_rules() -> set[str]:
    """The second argument of every ``refuse(condition, code)`` in the package."""
    sources = [path.read_text() for path in Path(dialogue.__file__).parent.glob("*.py")]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    refusals = [call for call in calls if getattr(call.func, "id", "") == "refuse"]
    return {ast.literal_eval(call.args[1]) for call in refusals}
