"""Who is here, the lobby of a live room, removal, and the lead."""

import pytest

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from tests.dialogue.rooms import (
    ANA,
    BEN,
    CHEN,
    LENA,
    SAM,
    START,
    connection,
    ended_room,
    live_room,
    lobby_room,
    room_of_hands,
    scheduled_room,
)

# -- connections -----------------------------------------------------------------------------------------------


def test_a_seat_is_here_while_one_of_its_devices_is() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.drops(ANA)
    assert story.room.here(ANA)


def test_a_seat_is_away_from_when_the_loss_of_its_last_device_was_noticed() -> None:
    story = live_room()
    story.wait(60)
    story.drops(ANA)
    assert story.room.seats[ANA].away_at == START + 60


def test_a_lost_connection_ends_at_its_last_sign_of_life() -> None:
    story = live_room()
    story.wait(60)
    story.drops(ANA, silent_seconds=12)
    assert story.happened(ev.Disconnected)[0].last_sign_at == START + 48


@pytest.mark.parametrize(("silent_seconds", "ends_at"), [(100, START), (-5, START + 60)])
def test_a_sign_of_life_lies_within_its_connection(silent_seconds: float, ends_at: float) -> None:
    story = live_room()
    story.wait(60)
    story.drops(ANA, silent_seconds=silent_seconds)
    assert story.happened(ev.Disconnected)[0].last_sign_at == ends_at


def test_the_same_connection_twice_is_one() -> None:
    story = live_room()
    assert story.asks(server.Connect(ANA, connection(ANA), "laptop", "p1")) == []


def test_a_second_socket_of_a_device_replaces_the_first() -> None:
    story = live_room()
    story.asks(server.Connect(ANA, "again", "laptop", "p2", {connection(ANA): START}))
    assert [(gone.connection, gone.reason) for gone in story.happened(ev.Disconnected)] == [
        (connection(ANA), "replaced")
    ]


def test_a_replaced_connection_ends_at_the_sign_that_is_known() -> None:
    story = live_room()
    story.wait(60)
    story.asks(server.Connect(ANA, "again", "laptop", "p2", {connection(ANA): START + 55}))
    assert story.happened(ev.Disconnected)[0].last_sign_at == START + 55


def test_a_replaced_connection_without_a_known_sign_is_given_no_time() -> None:
    story = live_room()
    story.wait(60)
    story.asks(server.Connect(ANA, "again", "laptop", "p2"))
    assert story.happened(ev.Disconnected)[0].last_sign_at == START


def test_a_dead_process_loses_its_own_connections_only() -> None:
    story = live_room()
    story.comes(ANA, device="phone", process="p2")
    story.asks(server.LeaseLost("p2", story.now, {}))
    assert [gone.connection for gone in story.happened(ev.Disconnected)] == [connection(ANA, "phone")]


def test_the_connections_of_a_dead_process_end_at_their_signs_or_at_its_last_beat() -> None:
    story = live_room()
    story.wait(60)
    story.asks(server.LeaseLost("p1", START + 40, {connection(ANA): START + 33}))
    ends = {gone.seat: gone.last_sign_at for gone in story.happened(ev.Disconnected)}
    assert (ends[ANA], ends[BEN]) == (START + 33, START + 40)


def test_a_process_that_is_buried_twice_changes_nothing_the_second_time() -> None:
    story = live_room()
    story.asks(server.LeaseLost("p1", story.now, {}))
    assert story.asks(server.LeaseLost("p1", story.now, {})) == []


def test_a_connection_may_close_after_the_end() -> None:
    story = ended_room()
    story.drops(ANA)
    assert not story.room.here(ANA)


def test_nobody_comes_in_after_the_end() -> None:
    assert ended_room().refusal(server.Connect(ANA, "late", "phone", "p1")) == "ended"


# -- leaving ---------------------------------------------------------------------------------------------------


def test_leaving_closes_all_devices() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.asks(ask.Leave(ANA))
    assert not story.room.here(ANA)


def test_who_left_is_not_waited_for() -> None:
    story = live_room()
    story.asks(ask.Leave(ANA))
    assert story.room.seats[ANA].away_at is None


def test_a_speaker_who_leaves_gives_the_floor_on() -> None:
    story = live_room(phase="names")
    story.asks(ask.Leave(ANA))
    assert story.speaker == BEN


def test_who_left_may_come_back() -> None:
    story = live_room()
    story.asks(ask.Leave(ANA))
    story.comes(ANA)
    assert story.room.inside(ANA)


def test_one_may_leave_from_the_lobby() -> None:
    story = lobby_room()
    story.asks(ask.Leave(ANA))
    assert not story.room.here(ANA)


def test_a_closed_seat_is_out_with_its_place() -> None:
    story = room_of_hands()
    story.raises(ANA, BEN)
    story.asks(server.TakeSeatAway(ANA))
    assert (story.queue, story.room.here(ANA)) == ([BEN], False)


def test_a_removed_person_may_also_leave_the_group() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    story.asks(server.TakeSeatAway(ANA))
    assert story.room.seats[ANA].closed


def test_a_seat_is_not_taken_away_after_the_end() -> None:
    assert ended_room().refusal(server.TakeSeatAway(ANA)) == "ended"


# -- the lobby of a live room, removal -------------------------------------------------------------------------


def test_people_of_the_roster_come_into_a_live_room_at_once() -> None:
    assert live_room().room.inside(ANA)


def test_who_is_sent_to_the_lobby_loses_floor_and_place() -> None:
    story = live_room(phase="names")
    story.asks(ask.SendToLobby(LENA, ANA))
    story.asks(ask.SendToLobby(LENA, CHEN))
    assert (story.speaker, CHEN in story.queue) == (BEN, False)


def test_who_waits_in_the_lobby_is_let_in_again() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    story.asks(ask.Admit(LENA, ANA))
    assert story.room.inside(ANA)


def test_all_who_wait_are_let_in_together() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    story.asks(ask.SendToLobby(LENA, BEN))
    story.asks(ask.AdmitAll(SAM))
    assert [event.seat for event in story.happened(ev.Admitted)] == [ANA, BEN]


def test_who_waits_outside_still_waits_after_a_new_connection() -> None:
    story = live_room()
    story.asks(ask.SendToLobby(LENA, ANA))
    story.comes(ANA, device="phone")
    assert story.room.waits(ANA)


@pytest.mark.parametrize("command", [ask.SendToLobby(LENA, ANA), ask.Remove(LENA, ANA, "shouting")])
def test_sending_out_twice_is_doing_it_once(command: ask.Command) -> None:
    story = live_room()
    story.asks(command)
    assert [type(event) for event in story.asks(command)] == [ev.CommandNoted]


@pytest.mark.parametrize("command", [ask.Admit(LENA, ANA), ask.AdmitAll(LENA), ask.AllowBack(LENA, ANA)])
def test_letting_in_who_is_in_changes_nothing(command: ask.Command) -> None:
    assert [type(event) for event in live_room().asks(command)] == [ev.CommandNoted]


def test_a_removal_needs_a_reason() -> None:
    assert live_room().refusal(ask.Remove(LENA, ANA, "  ")) == "empty_text"


def test_the_reason_of_a_removal_is_short() -> None:
    assert live_room().refusal(ask.Remove(LENA, ANA, "a" * 301)) == "too_long"


def test_removed_is_removed_on_all_devices() -> None:
    story = live_room()
    story.comes(ANA, device="phone")
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    assert not story.room.here(ANA)


def test_a_removal_can_be_undone() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    story.asks(ask.AllowBack(LENA, ANA))
    story.comes(ANA)
    assert story.room.inside(ANA)


def test_somebody_may_be_removed_from_the_lobby_before_the_start() -> None:
    story = lobby_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    assert story.room.seats[ANA].removed


# -- the lead --------------------------------------------------------------------------------------------------


def test_nobody_leads_before_the_start() -> None:
    assert lobby_room().refusal(ask.TakeLead(SAM)) == "not_live"


def test_the_support_may_take_the_lead() -> None:
    story = live_room()
    story.asks(ask.TakeLead(SAM))
    assert story.room.lead == SAM


def test_the_lead_may_be_given() -> None:
    story = live_room()
    story.asks(ask.GiveLead(LENA, SAM))
    assert story.room.lead == SAM


@pytest.mark.parametrize("command", [ask.TakeLead(LENA), ask.GiveLead(SAM, LENA)])
def test_who_leads_already_is_not_made_lead_again(command: ask.Command) -> None:
    assert [type(event) for event in live_room().asks(command)] == [ev.CommandNoted]


@pytest.mark.parametrize(("seconds", "lead"), [(7.9, LENA), (8.0, SAM)])
def test_support_has_the_lead_8_seconds_after_it_was_lost(seconds: float, lead: int) -> None:
    story = live_room()
    story.drops(LENA)
    story.wait(seconds)
    assert story.room.lead == lead


def test_support_has_the_lead_at_once_when_the_lead_leaves() -> None:
    story = live_room()
    story.asks(ask.Leave(LENA))
    assert story.room.lead == SAM


def test_a_student_who_leaves_does_not_hurry_a_lost_lead() -> None:
    story = live_room()
    story.drops(LENA)
    story.asks(ask.Leave(ANA))
    assert story.room.lead == LENA


def test_the_lead_is_lost_when_no_facilitator_is_left() -> None:
    story = live_room()
    story.drops(LENA, SAM)
    story.wait(8)
    assert story.room.lead is None


def test_a_facilitator_who_comes_into_an_unled_room_leads_it() -> None:
    story = live_room()
    story.drops(LENA, SAM)
    story.wait(8)
    story.comes(SAM)
    assert story.room.lead == SAM


def test_a_lead_who_is_back_in_time_still_leads() -> None:
    story = live_room()
    story.drops(LENA)
    story.wait(7)
    story.comes(LENA)
    story.wait(60)
    assert story.room.lead == LENA


def test_a_facilitator_whose_seat_is_closed_does_not_lead() -> None:
    story = live_room()
    story.asks(server.TakeSeatAway(LENA))
    assert story.room.lead == SAM


def test_a_seat_may_be_closed_before_anybody_comes() -> None:
    story = scheduled_room()
    story.asks(server.TakeSeatAway(LENA))
    assert story.room.seats[LENA].closed
