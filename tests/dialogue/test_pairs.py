"""Pairs: preview, start, moving, latecomers, who is alone, and the return of all."""

from typing import Any

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.breakouts import company
from dialogue.state import ALONE_SECONDS, LEAD_HOLD_SECONDS
from dialogue.streams import reads
from dialogue.views import private_view, view_for
from tests.dialogue.rooms import (
    ANA,
    BEN,
    CARA,
    CHEN,
    DIA,
    LENA,
    SAM,
    START,
    STUDENTS,
    Story,
    live_room,
    phase,
    room_of_hands,
)

PAIRS_PLAN: dict[str, Any] = {
    "id": "pairs",
    "title": "Pairs",
    "phases": [
        phase("talk", 10, "pairs", breakout={"size": 2, "cross": "country", "avoid_repeat": True}),
        phase("back", 10, "round", "circle", 60),
    ],
}


def in_pairs(minutes: int = 0, plan: dict[str, Any] = PAIRS_PLAN) -> Story:
    """Ana and Ben are in breakout 1, Chen and Dia in 2."""
    story = live_room(plan)
    story.asks(ask.PreviewPairs(LENA))
    for seat, room in ((ANA, 1), (BEN, 1), (CHEN, 2), (DIA, 2)):
        story.asks(ask.MoveTo(LENA, seat, room))
    story.asks(ask.StartPairs(LENA, minutes))
    return story


def rooms_of(story: Story) -> dict[int, list[int]]:
    """Who is together now, students only, the room of all as 0."""
    found = company(story.room)
    return {number: [seat for seat in seats if seat in STUDENTS] for number, seats in found.items()}


def all_back(story: Story) -> bool:
    return story.room.pairs is None and all(seat.room == 0 for seat in story.room.seats.values())


# -- preview -----------------------------------------------------------------------------------------------------


def test_only_facilitators_see_a_preview() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    assert len(view_for(story.room, "facilitators")["pairs_preview"]["rooms"]) == 2
    assert "pairs_preview" not in view_for(story.room, "students")


def test_a_preview_without_wishes_follows_the_plan() -> None:
    plan = {**PAIRS_PLAN, "phases": [phase("talk", 10, "pairs", breakout={"size": 4, "avoid_repeat": False})]}
    story = live_room(plan)
    story.asks(ask.PreviewPairs(LENA))
    assert story.room.pairs_preview is not None
    assert story.room.pairs_preview.rooms == ((ANA, BEN, CHEN, DIA),)


def test_a_preview_asked_again_gives_another_assignment() -> None:
    story = live_room(PAIRS_PLAN)
    seen = set()
    for _ in range(3):
        story.asks(ask.PreviewPairs(LENA))
        assert story.room.pairs_preview is not None
        seen.add(story.room.pairs_preview.rooms)
    assert len(seen) == 3


def test_another_wish_begins_with_its_best_assignment() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    story.asks(ask.PreviewPairs(LENA, size=3))
    assert story.room.pairs_preview is not None
    assert story.room.pairs_preview.turn == 0


def test_a_facilitator_changes_the_preview_by_hand() -> None:
    story = in_pairs()
    assert rooms_of(story) == {0: [], 1: [ANA, BEN], 2: [CHEN, DIA]}


def test_a_new_phase_forgets_the_preview() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    story.asks(ask.NextPhase(LENA))
    assert story.room.pairs_preview is None


def test_those_who_met_in_an_earlier_session_do_not_meet_again() -> None:
    story = Story(now=START - 3600)
    story.asks(server.Schedule("s2", START, 60, PAIRS_PLAN, met=((ANA, BEN), (ANA, CHEN))))
    for number in STUDENTS:
        story.asks(server.AddSeat(number, "student", "NL"))
    story.asks(server.AddSeat(LENA, "lead"))
    story.now = START
    story.comes(*STUDENTS, LENA)
    story.asks(ask.StartSession(LENA))
    story.asks(ask.StartPairs(LENA))
    assert {ANA, DIA} in [set(seats) for seats in rooms_of(story).values()]


def test_in_three_rounds_everybody_meets_everybody() -> None:
    story = live_room(PAIRS_PLAN)
    for _ in range(3):
        story.asks(ask.StartPairs(LENA))
        story.asks(ask.EndPairs(LENA))
    assert len(story.room.met) == 6


# -- start -------------------------------------------------------------------------------------------------------


def test_pairs_start_without_a_preview() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.StartPairs(LENA))
    assert sorted(map(len, rooms_of(story).values())) == [0, 2, 2]


def test_facilitators_and_captioners_stay_in_the_room_of_all() -> None:
    story = in_pairs()
    assert [story.room.seats[seat].room for seat in (LENA, SAM, CARA)] == [0, 0, 0]


def test_three_students_are_one_group_of_three() -> None:
    story = live_room(PAIRS_PLAN)
    story.drops(DIA)
    story.asks(ask.StartPairs(LENA))
    assert rooms_of(story) == {0: [], 1: [ANA, BEN, CHEN]}


def test_who_left_since_the_preview_is_left_out_and_nobody_stays_alone() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    story.drops(ANA)
    story.asks(ask.StartPairs(LENA))
    assert rooms_of(story) == {0: [], 1: [BEN, CHEN, DIA]}


def test_who_came_since_the_preview_is_placed() -> None:
    story = live_room(PAIRS_PLAN)
    story.drops(ANA, BEN)
    story.asks(ask.PreviewPairs(LENA))
    story.comes(ANA, BEN)
    story.asks(ask.StartPairs(LENA))
    assert rooms_of(story) == {0: [], 1: [CHEN, DIA], 2: [ANA, BEN]}


def test_a_group_that_was_emptied_in_the_preview_is_dropped() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    for seat in STUDENTS:
        story.asks(ask.MoveTo(LENA, seat, 1))
    story.asks(ask.StartPairs(LENA))
    assert rooms_of(story) == {0: [], 1: list(STUDENTS)}


@pytest.mark.parametrize("minutes", [-1, 61])
def test_pairs_last_at_most_an_hour(minutes: int) -> None:
    assert live_room().refusal(ask.StartPairs(LENA, minutes)) == "bad_minutes"


# -- the queue sleeps --------------------------------------------------------------------------------------------


def test_the_turn_that_runs_ends_when_pairs_start() -> None:
    story = room_of_hands()
    story.asks(ask.GiveTurn(LENA, ANA))
    story.wait(10)
    story.asks(ask.StartPairs(LENA))
    assert story.speaker is None
    assert story.happened(ev.TurnEnded)[-1].reason == "pairs"


def test_hands_keep_their_place_and_get_the_floor_after_the_return() -> None:
    story = room_of_hands()
    story.raises(BEN, ANA)
    story.asks(ask.StartPairs(LENA))
    story.asks(ask.SetQueueMode(LENA, "first_time_first"))
    story.raises(CHEN)
    assert (story.speaker, story.queue) == (None, [BEN, ANA, CHEN])
    story.asks(ask.EndPairs(LENA))
    assert (story.speaker, story.queue) == (BEN, [ANA, CHEN])


def test_nobody_is_given_the_floor_while_pairs_run() -> None:
    assert in_pairs().refusal(ask.GiveTurn(LENA, ANA)) == "pairs_running"


# -- moving ------------------------------------------------------------------------------------------------------


def test_a_facilitator_visits_visibly_and_goes_back() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(LENA, LENA, 2))
    seen = view_for(story.room, "students")["pairs"]["rooms"]
    assert [room["seats"] for room in seen] == [[ANA, BEN], [CHEN, DIA, LENA]]
    story.asks(ask.MoveTo(LENA, LENA, 0))
    assert story.room.seats[LENA].room == 0


def test_a_facilitator_moves_somebody_to_others() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(SAM, ANA, 2))
    assert rooms_of(story) == {0: [], 1: [BEN], 2: [ANA, CHEN, DIA]}


def test_students_move_nobody() -> None:
    assert in_pairs().refusal(ask.MoveTo(ANA, ANA, 2)) == "not_allowed"


def test_who_is_not_here_is_not_moved() -> None:
    story = in_pairs()
    story.drops(ANA)
    assert story.refusal(ask.MoveTo(LENA, ANA, 2)) == "not_here"


@pytest.mark.parametrize("room", [0, 3, -1])
def test_a_preview_has_only_its_own_groups(room: int) -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    assert story.refusal(ask.MoveTo(LENA, ANA, room)) == "no_such_room"


def test_only_students_are_moved_in_a_preview() -> None:
    story = live_room(PAIRS_PLAN)
    story.asks(ask.PreviewPairs(LENA))
    assert story.refusal(ask.MoveTo(LENA, SAM, 1)) == "not_a_student"


# -- latecomers and those who come back --------------------------------------------------------------------------


def test_who_comes_late_is_placed_at_once_where_the_fewest_are() -> None:
    story = live_room(PAIRS_PLAN)
    story.drops(DIA)
    story.asks(ask.PreviewPairs(LENA))
    story.asks(ask.StartPairs(LENA))
    story.asks(server.AddSeat(8, "student", "FR"))
    story.comes(8)
    assert story.room.seats[8].room == 1
    assert story.happened(ev.MovedTo)[-1] == ev.MovedTo(8, 1, None)


def test_who_drops_comes_back_to_the_same_pair() -> None:
    story = in_pairs()
    story.drops(ANA)
    story.wait(ALONE_SECONDS - 1)
    story.comes(ANA)
    assert rooms_of(story) == {0: [], 1: [ANA, BEN], 2: [CHEN, DIA]}
    assert not story.happened(ev.MovedTo)


def test_who_comes_back_to_an_empty_pair_goes_to_others() -> None:
    story = in_pairs()
    story.drops(ANA, BEN)
    story.comes(ANA)
    assert rooms_of(story) == {0: [], 1: [], 2: [ANA, CHEN, DIA]}


def test_a_second_device_moves_nobody() -> None:
    story = in_pairs()
    story.drops(BEN)
    story.comes(ANA, device="phone")
    assert story.room.seats[ANA].room == 1


def test_who_is_let_in_from_the_lobby_is_placed_at_once() -> None:
    story = in_pairs()
    story.asks(ask.SendToLobby(LENA, ANA))
    assert story.room.seats[ANA].room == 0
    story.asks(ask.AdmitAll(LENA))
    assert rooms_of(story) == {0: [], 1: [ANA, BEN], 2: [CHEN, DIA]}


def test_whom_a_facilitator_took_aside_comes_back_there() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(LENA, ANA, 0))
    story.drops(ANA)
    story.comes(ANA)
    assert story.room.seats[ANA].room == 0


# -- nobody alone ------------------------------------------------------------------------------------------------


def test_who_is_left_alone_joins_the_smallest_other_pair() -> None:
    story = in_pairs()
    story.drops(ANA)
    story.wait(ALONE_SECONDS - 0.1)
    assert story.room.seats[BEN].room == 1
    story.wait(0.1)
    assert rooms_of(story) == {0: [], 1: [], 2: [BEN, CHEN, DIA]}


def test_two_who_are_alone_are_brought_together() -> None:
    story = in_pairs()
    story.drops(ANA)
    story.wait(5)
    story.drops(CHEN)
    story.wait(ALONE_SECONDS)
    assert rooms_of(story) == {0: [], 1: [], 2: [BEN, DIA]}


def test_a_facilitator_who_visits_is_company() -> None:
    story = in_pairs()
    story.drops(ANA)
    story.asks(ask.MoveTo(SAM, SAM, 1))
    story.wait(60)
    assert story.room.seats[BEN].room == 1


def test_being_moved_to_an_empty_room_does_not_make_alone_anew() -> None:
    story = in_pairs()
    story.asks(ask.MoveTo(LENA, ANA, 2))
    story.wait(10)
    story.drops(DIA, ANA)
    story.wait(ALONE_SECONDS - 10)
    assert rooms_of(story) == {0: [], 1: [], 2: [BEN, CHEN]}


def test_the_only_one_left_goes_back_to_the_facilitator() -> None:
    story = in_pairs()
    story.drops(ANA, CHEN, DIA)
    story.wait(ALONE_SECONDS)
    assert story.room.seats[BEN].room == 0


def test_facilitators_are_told_who_is_alone() -> None:
    story = in_pairs()
    story.drops(ANA)
    assert view_for(story.room, "facilitators")["pairs"]["alone_since"] == {BEN: START}
    assert "alone_since" not in view_for(story.room, "students")["pairs"]


# -- writing in a pair -------------------------------------------------------------------------------------------


def test_only_who_is_in_the_pair_reads_its_lines() -> None:
    story = in_pairs()
    [said] = story.asks(ask.Say(ANA, "just us", "room"))
    assert isinstance(said, ev.Said)
    assert said.audience == "room-1-1"
    readers = [seat for seat in story.room.seats if reads(story.room, seat, said.audience)]
    assert readers == [ANA, BEN]


def test_a_visiting_facilitator_reads_and_writes_there() -> None:
    story = in_pairs()
    story.asks(ask.Say(ANA, "just us", "room"))
    story.asks(ask.MoveTo(LENA, LENA, 1))
    assert reads(story.room, LENA, "room-1-1")
    story.asks(ask.Say(LENA, "hello you two", "room"))
    assert story.room.lines["room-1-1"] == 2


def test_outside_of_pairs_there_is_no_pair_to_write_to() -> None:
    assert live_room().refusal(ask.Say(ANA, "hello", "room")) == "bad_audience"
    assert in_pairs().refusal(ask.Say(LENA, "hello", "room")) == "bad_audience"


def test_a_pair_can_write_where_the_phase_closes_the_chat() -> None:
    plan = {**PAIRS_PLAN, "phases": [phase("talk", 10, "pairs", chat="closed", breakout={"size": 2})]}
    story = in_pairs(plan=plan)
    story.asks(ask.Say(ANA, "just us", "room"))
    assert story.refusal(ask.Say(ANA, "hello all", "all")) == "chat_closed"


def test_facilitators_can_write_to_all_rooms() -> None:
    story = in_pairs()
    story.asks(ask.Say(LENA, "two more minutes"))
    assert all(reads(story.room, seat, "all") for seat in STUDENTS)


def test_the_page_is_told_where_its_own_lines_are() -> None:
    story = in_pairs()
    mine = private_view(story.room, CHEN)
    assert (mine["room"], mine["stream"]) == (2, "room-1-2")


# -- the end -----------------------------------------------------------------------------------------------------


def test_everybody_is_back_without_doing_anything() -> None:
    story = in_pairs()
    story.drops(ANA)
    story.asks(ask.MoveTo(LENA, LENA, 2))
    story.asks(ask.EndPairs(SAM))
    assert all_back(story)


def test_pairs_end_in_their_own_time() -> None:
    story = in_pairs(minutes=3)
    story.wait(179)
    assert not all_back(story)
    story.wait(1)
    assert all_back(story)
    assert story.happened(ev.PairsEnded)[-1].reason == "time"


def test_pairs_without_a_time_end_with_the_time_of_the_phase() -> None:
    story = in_pairs()
    story.asks(ask.ExtendPhase(LENA, 1))
    story.wait(659)
    assert not all_back(story)
    story.wait(1)
    assert all_back(story)


def test_pairs_in_a_phase_whose_time_is_over_run_until_somebody_ends_them() -> None:
    story = live_room(PAIRS_PLAN)
    story.wait(700)
    story.asks(ask.StartPairs(LENA))
    story.wait(600)
    assert not all_back(story)


def test_the_next_phase_brings_everybody_back_and_its_round_begins() -> None:
    story = in_pairs()
    story.asks(ask.NextPhase(LENA))
    assert all_back(story)
    assert story.speaker == ANA


@pytest.mark.parametrize("command", [ask.Land(LENA), ask.EndSession(LENA), ask.EndPairs(LENA)])
def test_landing_and_the_end_of_the_session_bring_everybody_back(command: ask.Command) -> None:
    story = in_pairs()
    story.asks(command)
    assert all_back(story)


def test_an_end_can_be_set_with_a_minute_of_notice() -> None:
    story = in_pairs(minutes=30)
    story.asks(ask.EndPairs(LENA, seconds=60))
    assert view_for(story.room, "students")["pairs"]["ends_at"] == story.now + 60
    story.wait(60)
    assert all_back(story)


@pytest.mark.parametrize("seconds", [-1, 121])
def test_the_notice_is_at_most_two_minutes(seconds: int) -> None:
    assert in_pairs().refusal(ask.EndPairs(LENA, seconds)) == "bad_seconds"


def test_when_the_last_facilitator_is_lost_for_good_everybody_is_back() -> None:
    story = in_pairs()
    story.drops(SAM, LENA)
    story.wait(LEAD_HOLD_SECONDS)
    assert all_back(story)
    assert story.happened(ev.PairsEnded)[-1].reason == "lead_lost"


def test_another_facilitator_keeps_the_pairs_going() -> None:
    story = in_pairs()
    story.drops(LENA)
    story.wait(LEAD_HOLD_SECONDS)
    assert story.room.lead == SAM
    assert not all_back(story)


def test_while_the_plan_is_paused_the_time_of_pairs_stands() -> None:
    story = in_pairs(minutes=3)
    story.wait(60)
    story.asks(ask.Pause(LENA))
    story.wait(300)
    story.asks(ask.Resume(LENA))
    story.wait(119)
    assert not all_back(story)
    story.wait(1)
    assert all_back(story)


def test_removed_and_closed_seats_leave_their_pair() -> None:
    story = in_pairs()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    story.asks(server.TakeSeatAway(CHEN))
    assert [story.room.seats[seat].room for seat in (ANA, CHEN)] == [0, 0]


def test_a_notice_of_the_end_in_a_pause_counts_from_when_the_clock_goes_on() -> None:
    story = in_pairs(minutes=30)
    story.asks(ask.Pause(LENA))
    story.wait(100)
    story.asks(ask.EndPairs(LENA, seconds=60))
    story.wait(30)
    story.asks(ask.Resume(LENA))
    story.wait(59)
    assert not all_back(story)
    story.wait(1)
    assert all_back(story)


def test_pairs_are_mixed_by_country_or_as_planned_and_no_other_word_gets_into_the_log() -> None:
    plan = {**PAIRS_PLAN, "phases": [phase("talk", 10, "pairs", breakout={"size": 2, "cross": "facilitator_choice"})]}
    story = live_room(plan)
    assert story.asks(ask.PreviewPairs(LENA, cross="facilitator_choice"))
    assert story.asks(ask.PreviewPairs(LENA, cross="country"))
    assert story.refusal(ask.PreviewPairs(LENA, cross="the quiet ones")) == "bad_cross"


def test_where_no_pairs_run_none_are_shown() -> None:
    assert view_for(live_room().room, "students")["pairs"] is None
