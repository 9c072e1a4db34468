"""What an audience sees, and what only one seat is told."""

from typing import Any

import pytest

from dialogue import commands as ask
from dialogue import permissions
from dialogue.refusals import Refused
from dialogue.room import decide
from dialogue.views import AUDIENCES, audience_of, drift_seconds, may, private_view, view_for
from tests.dialogue.rooms import (
    ANA,
    BEN,
    CARA,
    LENA,
    NOBODY,
    ROLES,
    SAM,
    START,
    Story,
    ended_room,
    live_room,
    lobby_room,
    room_of_hands,
    scheduled_room,
)


def person(story: Story, number: int, audience: str = "students") -> dict[str, Any]:
    return next(one for one in view_for(story.room, audience)["people"] if one["seat"] == number)


# -- everybody -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("make", [scheduled_room, lobby_room, live_room, ended_room])
def test_every_room_can_be_seen_by_everybody(make: Any, audience: str) -> None:
    story = make()
    assert view_for(story.room, audience)["stage"] == story.room.stage


@pytest.mark.parametrize(
    ("role", "audience"),
    [("student", "students"), ("lead", "facilitators"), ("support", "facilitators"), ("observer", "students")],
)
def test_the_role_decides_the_audience(role: str, audience: str) -> None:
    assert audience_of(role) == audience


def test_the_queue_shows_who_waits_and_who_is_away() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.drops(BEN)
    queue = view_for(story.room, "students")["queue"]
    assert [(hand["seat"], hand["away"], hand["called"]) for hand in queue] == [(ANA, False, False), (BEN, True, False)]


def test_in_a_round_the_queue_shows_who_is_called() -> None:
    queue = view_for(live_room(phase="names").room, "students")["queue"]
    assert [hand["called"] for hand in queue] == [True, True, True]


def test_a_lost_speaker_is_shown_as_away() -> None:
    story = live_room(phase="names")
    story.drops(ANA)
    assert view_for(story.room, "students")["speaker"] == {
        "seat": ANA,
        "since": START,
        "limit_seconds": 90,
        "away": True,
        "reply": False,
        "ends_at": START + 90,
        "cut_at": None,
    }


def test_the_phase_is_shown_with_its_end_and_its_chat() -> None:
    phase = view_for(live_room(phase="silence").room, "students")["phase"]
    assert (phase["id"], phase["chat"], phase["ends_at"]) == ("silence", "closed", START + 300)


def test_students_are_not_shown_how_often_others_spoke() -> None:
    assert "turns" not in person(live_room(), ANA)


def test_facilitators_are() -> None:
    story = live_room()
    story.asks(ask.Say(ANA, "hello"))
    assert person(story, ANA, "facilitators")["lines"] == 1


def test_the_words_of_the_chat_are_not_in_the_view() -> None:
    story = live_room()
    story.asks(ask.Say(ANA, "a secret"))
    assert "a secret" not in str(view_for(story.room, "facilitators"))


def test_who_was_removed_is_not_shown() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    assert ANA not in [one["seat"] for one in view_for(story.room, "students")["people"]]


def test_who_waits_in_the_lobby_is_outside_and_not_here() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert (person(story, ANA)["outside"], person(story, ANA)["here"]) == (True, False)


def test_who_is_lost_is_away_since_then() -> None:
    story = live_room()
    story.drops(ANA)
    assert (person(story, ANA)["here"], person(story, ANA)["away_at"]) == (False, START)


def test_the_newest_reaction_is_shown() -> None:
    story = live_room()
    story.asks(ask.React(ANA, "heart"))
    assert view_for(story.room, "students")["reaction"] == {"seat": ANA, "reaction": "heart", "at": START}


def test_a_room_without_a_facilitator_says_so() -> None:
    story = live_room()
    story.asks(ask.Leave(LENA))
    story.asks(ask.Leave(SAM))
    assert not view_for(story.room, "students")["facilitated"]


# -- drift -----------------------------------------------------------------------------------------------------


def test_a_phase_that_starts_on_time_has_no_drift() -> None:
    story = live_room()
    story.wait(8 * 60)
    story.asks(ask.NextPhase(LENA))
    assert drift_seconds(story.room) == 0


@pytest.mark.parametrize(("minutes", "drift"), [(10, 120), (5, -180)])
def test_drift_is_how_late_or_early_the_phase_started(minutes: int, drift: float) -> None:
    story = live_room()
    story.wait(minutes * 60)
    story.asks(ask.NextPhase(LENA))
    assert drift_seconds(story.room) == drift


def test_going_back_is_drift_too() -> None:
    story = live_room()
    story.wait(8 * 60)
    story.asks(ask.NextPhase(LENA))
    story.asks(ask.PreviousPhase(LENA))
    assert drift_seconds(story.room) == 8 * 60


@pytest.mark.parametrize("make", [scheduled_room, lobby_room, ended_room])
def test_a_room_that_is_not_live_has_no_drift(make: Any) -> None:
    assert drift_seconds(make().room) is None


def test_a_landed_room_has_left_the_plan() -> None:
    story = live_room()
    story.asks(ask.Land(LENA))
    assert drift_seconds(story.room) is None


# -- what only this seat is told -------------------------------------------------------------------------------


def test_my_place_in_the_queue_counts_from_one() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    assert [private_view(story.room, seat)["queue_place"] for seat in (ANA, BEN, CARA)] == [1, 2, None]


def test_i_am_told_that_it_is_my_turn() -> None:
    story = live_room(phase="names")
    assert [private_view(story.room, seat)["speaking"] for seat in (ANA, BEN)] == [True, False]


def test_i_am_told_that_i_lead() -> None:
    assert [private_view(live_room().room, seat)["leading"] for seat in (LENA, SAM)] == [True, False]


def test_everybody_waits_until_the_room_is_live() -> None:
    assert private_view(lobby_room().room, ANA)["waiting"]


# Before the start and outside, whoever waits can go, ask for help and tell what is wrong.
WAITING = {"leave", "call_help", "report"}


def may_of(story: Story, number: int) -> set[str]:
    return set(private_view(story.room, number)["may"])


def names_of(commands: tuple[type[ask.Command], ...]) -> set[str]:
    return {ask.do_of(command) for command in commands}


def test_a_student_in_the_lobby_may_go_get_help_and_prepare() -> None:
    assert may_of(lobby_room(), ANA) == WAITING | {"set_media", "accept_agreement"}


def test_a_facilitator_in_the_lobby_may_start() -> None:
    assert may_of(lobby_room(), SAM) == names_of(permissions.BEFORE_LIVE)


def test_who_waits_outside_may_go_and_get_help() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert may_of(story, ANA) == WAITING


def test_a_student_may_take_part_and_steer_nothing() -> None:
    assert may_of(live_room(), ANA) == names_of(permissions.FOR_EVERYONE)


def test_who_captions_may_write_and_caption_and_takes_no_part() -> None:
    wanted = {"say", "react", "caption", "accept_agreement", "call_help", "flag_hurt", "report", "leave"}
    assert may_of(live_room(), CARA) == wanted


@pytest.mark.parametrize("seat", [LENA, SAM])
def test_a_facilitator_may_ask_everything(seat: int) -> None:
    assert may_of(live_room(), seat) == names_of(permissions.EVERY_COMMAND)


def test_after_the_end_one_may_report_and_facilitators_attest() -> None:
    assert [may_of(ended_room(), seat) for seat in (ANA, LENA)] == [{"report"}, {"report", "attest"}]


VALUES: dict[str, Any] = {"text": "hello", "to": "all", "reaction": "heart", "order": "hands", "who": NOBODY}
VALUES |= {"minutes": 1, "reason": "shouting", "item": 1, "version": 1, "muted": True, "camera": False, "check": 1}
VALUES |= {"seats": (), "room": 0, "question": "Which?", "options": ("one", "two"), "poll": 1, "category": "other"}


def code_for(story: Story, kind: type[ask.Command], seat: int) -> str:
    command = kind(seat, **{name: value for name, value in VALUES.items() if name in kind.__dataclass_fields__})
    try:
        decide(story.room, command, story.now)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("make", [lobby_room, live_room, ended_room])
@pytest.mark.parametrize("seat", list(ROLES))
def test_what_is_not_in_may_is_refused(make: Any, seat: int) -> None:
    story = make()
    shown = may(story.room.stage, ROLES[seat], False, False)
    hidden = [kind for kind in permissions.EVERY_COMMAND if ask.do_of(kind) not in shown]
    assert {code_for(story, kind, seat) for kind in hidden} <= {"not_allowed", "not_live", "ended"}
