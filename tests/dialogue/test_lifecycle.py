"""Scheduled, lobby, live, landed, ended, evidence closed."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.values import replace
from tests.dialogue.rooms import (
    ANA,
    BEN,
    LENA,
    MINUTES,
    PLAN,
    SAM,
    START,
    ended_room,
    live_room,
    lobby_room,
    scheduled_room,
    unplanned_room,
)


def test_a_session_begins_as_scheduled() -> None:
    assert scheduled_room().room.stage == "scheduled"


def test_the_plan_of_the_day_is_part_of_the_log() -> None:
    assert scheduled_room().log[0].event.plan == PLAN  # type: ignore[attr-defined]


def test_the_lobby_opens_15_minutes_before_the_start() -> None:
    story = scheduled_room()
    story.wait(2700)
    assert (story.room.stage, story.log[-1].at) == ("lobby", START - 900)


def test_a_connection_opens_the_lobby_when_the_timer_is_late() -> None:
    story = scheduled_room()
    story.wait_unnoticed(2800)
    story.comes(ANA)
    assert story.room.stage == "lobby"


def test_a_facilitator_brings_the_session_live() -> None:
    assert live_room().room.live_at == START


def test_a_student_does_not() -> None:
    assert lobby_room().refusal(ask.StartSession(ANA)) == "not_allowed"


def test_a_room_without_a_facilitator_does_not_go_live() -> None:
    story = lobby_room()
    story.drops(LENA, SAM)
    assert story.refusal(ask.StartSession(LENA)) == "not_connected"


def test_the_assigned_lead_leads_whoever_starts() -> None:
    story = lobby_room()
    story.asks(ask.StartSession(SAM))
    assert story.room.lead == LENA


def test_support_leads_when_the_lead_is_not_here() -> None:
    story = lobby_room()
    story.drops(LENA)
    story.asks(ask.StartSession(SAM))
    assert story.room.lead == SAM


def test_the_plan_begins_with_its_first_phase() -> None:
    assert live_room().phase == "doors"


def test_a_room_without_a_plan_is_live_without_phases() -> None:
    story = live_room({})
    assert (story.room.stage, story.phase) == ("live", None)


def test_landing_goes_to_the_last_phase_for_ten_minutes() -> None:
    story = live_room()
    story.asks(ask.Land(LENA))
    assert story.room.running is not None
    assert (story.phase, story.room.running.ends_at) == ("check_out", START + 600)


def test_a_landed_room_is_still_live() -> None:
    story = live_room()
    story.asks(ask.Land(LENA))
    story.asks(ask.Say(ANA, "bye", to="facilitators"))
    assert (story.room.stage, story.room.land_ends_at) == ("landed", START + 600)


def test_a_room_without_a_plan_can_be_landed() -> None:
    story = live_room({})
    story.asks(ask.Land(LENA))
    assert story.room.stage == "landed"


def test_the_floor_goes_on_when_a_room_without_a_plan_lands_out_of_pairs() -> None:
    story = live_room({})
    story.asks(ask.SetQueueMode(LENA, "first_time_first"))
    story.asks(ask.StartPairs(LENA))
    story.raises(BEN)
    story.asks(ask.Land(SAM))
    assert story.speaker == BEN


def test_a_landing_in_the_last_minutes_is_not_cut_off() -> None:
    story = live_room()
    story.wait((MINUTES + 25) * 60)
    story.asks(ask.Land(LENA))
    story.wait(599)
    assert story.room.live
    story.wait(1)
    assert story.room.end_reason == "time_over"


def test_a_room_that_is_over_begins_no_phase_however_late_the_timer_is() -> None:
    story = live_room()
    story.drops(LENA, SAM)
    story.wait_unnoticed(24 * 3600)
    story.asks(server.TimeUp())
    assert [event.index for event in story.happened(ev.PhaseStarted)] == [0]


@pytest.mark.parametrize("field", ["minutes", "lobby_seconds", "clock_factor"])
def test_a_session_has_lengths_that_a_clock_can_count(field: str) -> None:
    for value in (-1, 10**400):
        command = replace(server.Schedule("s1", START, 60, PLAN), **{field: value})
        assert unplanned_room().refusal(command) == "bad_minutes"


def test_the_end_clears_the_floor_and_the_queue() -> None:
    story = live_room(phase="names")
    story.asks(ask.EndSession(LENA))
    assert (story.speaker, story.queue, story.phase) == (None, [], None)


def test_the_last_turn_is_counted_at_the_end() -> None:
    story = live_room(phase="names")
    story.wait(30)
    story.asks(ask.EndSession(LENA))
    assert story.room.seats[ANA].turns == 1


def test_a_room_that_nobody_ends_is_ended_30_minutes_after_its_length() -> None:
    story = live_room()
    story.wait(3 * 3600)
    assert (story.room.end_reason, story.room.ended_at) == ("time_over", START + (MINUTES + 30) * 60)


def test_a_room_that_nobody_starts_is_ended_as_not_held() -> None:
    story = lobby_room()
    story.wait(3 * 3600)
    assert (story.room.end_reason, story.room.ended_at) == ("not_held", START + (MINUTES + 30) * 60)


def test_a_faster_clock_runs_the_whole_session_faster() -> None:
    story = live_room(clock_factor=60)
    story.wait(3600)
    assert story.room.ended_at == START + MINUTES + 30


def test_the_record_closes_after_the_end() -> None:
    story = ended_room()
    story.asks(server.CloseEvidence())
    assert story.room.stage == "evidence_closed"


def test_a_seat_may_be_added_while_the_room_is_live() -> None:
    story = live_room()
    story.asks(server.AddSeat(8, "student", "PT"))
    story.comes(8)
    assert story.room.inside(8)


def test_no_seat_is_added_after_the_end() -> None:
    assert ended_room().refusal(server.AddSeat(8, "student")) == "ended"


def test_a_seat_that_is_opened_again_keeps_what_it_did() -> None:
    story = live_room()
    story.asks(ask.Say(BEN, "hello"))
    story.asks(server.TakeSeatAway(BEN))
    story.asks(server.AddSeat(BEN, "student", "IT"))
    assert story.room.seats[BEN].lines == 1


def test_a_seat_that_is_opened_again_for_a_facilitator_does_not_wait_outside() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, BEN))
    story.asks(server.TakeSeatAway(BEN))
    story.asks(server.AddSeat(BEN, "support"))
    story.comes(BEN)
    assert story.room.inside(BEN)


def test_a_seat_that_is_opened_again_stays_removed() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, BEN, "shouting"))
    story.asks(server.TakeSeatAway(BEN))
    story.asks(server.AddSeat(BEN, "student", "IT"))
    assert story.refusal(server.Connect(BEN, "again", "laptop", "p1")) == "removed"


def test_an_unknown_session_has_no_stage_yet() -> None:
    story = unplanned_room()
    assert (story.room.stage, story.asks(server.TimeUp())) == ("unscheduled", [])


def test_the_reason_of_an_end_by_hand_is_kept() -> None:
    assert ended_room().happened(ev.Ended) == [ev.Ended(LENA, "ended")]
