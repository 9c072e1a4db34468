"""Who hears and sees whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.media_plan import CAMERAS_MOST, LOST_SECONDS, PEOPLE_MOST, held_until, plans
from tests.dialogue.depth import examples
from tests.dialogue.media_rooms import closes, crowd, mesh_room, opens_a_page, page, peers_of, plan_of
from tests.dialogue.rooms import ANA, BEN, CARA, CHEN, DIA, LENA, ROLES, SAM, STUDENTS, Story, live_room, scheduled_room


def everybody_else(seat: int) -> list[int]:
    return sorted(set(ROLES) - {seat})


def test_everybody_with_a_page_hears_everybody_else() -> None:
    assert {seat: peers_of(mesh_room(), seat) for seat in ROLES} == {seat: everybody_else(seat) for seat in ROLES}


def test_before_the_start_people_hear_each_other_in_the_lobby() -> None:
    story = scheduled_room()
    story.wait(3600)
    opens_a_page(story, ANA, LENA)
    story.asks(server.PlanMedia("mesh", "", 0))
    assert story.room.stage == "lobby"
    assert peers_of(story, ANA) == [LENA]


def test_a_program_without_a_page_is_nobodys_peer() -> None:
    assert peers_of(mesh_room(ANA, BEN), ANA) == [BEN]


def test_until_it_is_planned_there_is_nothing() -> None:
    story = live_room()
    opens_a_page(story, ANA, BEN)
    assert (plan_of(story, ANA).mode, peers_of(story, ANA), plan_of(story, ANA).why) == ("none", [], "")


def test_of_two_devices_only_the_newer_carries_media_and_the_older_is_told_so() -> None:
    story = mesh_room(ANA, BEN)
    opens_a_page(story, ANA, device="phone")
    assert [peer.connection for peer in plan_of(story, BEN).peers] == [page(ANA, "phone")]
    assert (plan_of(story, ANA).mode, plan_of(story, ANA).why) == ("none", "device")


def test_a_newer_device_without_a_page_takes_media_from_nobody() -> None:
    story = mesh_room(ANA, BEN)
    story.comes(ANA, device="program")
    assert peers_of(story, BEN) == [ANA]


def test_pairs_hear_only_each_other() -> None:
    story = mesh_room()
    story.asks(ask.StartPairs(LENA))
    room = {seat: story.room.seats[seat].room for seat in ROLES}
    for seat in ROLES:
        assert peers_of(story, seat) == [other for other in everybody_else(seat) if room[other] == room[seat]]
    assert len(peers_of(story, ANA)) == 1


def test_who_waits_outside_hears_nobody() -> None:
    story = mesh_room(ANA, BEN, LENA)
    story.asks(ask.SendToLobby(LENA, ANA))
    assert (peers_of(story, BEN), peers_of(story, ANA), plan_of(story, ANA).why) == ([LENA], [], "outside")


def test_who_was_taken_out_is_nobodys_peer() -> None:
    story = mesh_room(ANA, BEN, LENA)
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    assert peers_of(story, BEN) == [LENA]


def test_who_leaves_on_purpose_is_gone_at_once() -> None:
    story = mesh_room(ANA, BEN)
    story.asks(ask.Leave(ANA))
    assert peers_of(story, BEN) == []


def test_when_the_session_is_over_nobody_is_heard() -> None:
    story = mesh_room(ANA, LENA)
    story.asks(ask.EndSession(LENA))
    assert plan_of(story, ANA).mode == "none"


# -- a lost socket ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["lost", "closed"])
def test_a_page_whose_socket_is_gone_is_still_a_peer(reason: str) -> None:
    story = mesh_room(ANA, BEN)
    closes(story, ANA, reason)
    assert [(peer.seat, peer.lost) for peer in plan_of(story, BEN).peers] == [(ANA, True)]


def test_a_page_that_comes_back_is_the_same_peer() -> None:
    story = mesh_room(ANA, BEN)
    before = plan_of(story, BEN)
    closes(story, ANA)
    story.now += LOST_SECONDS / 2
    opens_a_page(story, ANA)
    assert plan_of(story, BEN) == before


def test_a_page_that_stays_away_is_given_up() -> None:
    story = mesh_room(ANA, BEN)
    closes(story, ANA)
    assert held_until(story.room, story.now) == story.now + LOST_SECONDS
    story.now += LOST_SECONDS
    assert peers_of(story, BEN) == []
    assert held_until(story.room, story.now) is None


def test_a_lost_page_of_somebody_who_is_here_with_another_device_is_no_peer() -> None:
    story = mesh_room(ANA, BEN)
    opens_a_page(story, ANA, device="phone")
    lost = next(name for name, link in story.room.connections.items() if link.page == page(ANA, "phone"))
    story.asks(server.Disconnect(lost, story.now))
    assert [peer.connection for peer in plan_of(story, BEN).peers] == [page(ANA)]


def test_who_is_lost_and_taken_out_is_nobodys_peer() -> None:
    story = mesh_room(ANA, BEN, LENA)
    closes(story, ANA)
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    assert peers_of(story, BEN) == [LENA]


# -- what may be sent ---------------------------------------------------------------------------------------------


def is_silent(story: Story, looker: int, seat: int) -> bool:
    return next(peer.muted for peer in plan_of(story, looker).peers if peer.seat == seat)


def shows(story: Story, looker: int) -> list[int]:
    return [peer.seat for peer in plan_of(story, looker).peers if peer.camera]


def test_a_microphone_that_is_off_is_not_played() -> None:
    story = mesh_room(ANA, BEN)
    assert is_silent(story, BEN, ANA)
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    assert not is_silent(story, BEN, ANA)


def test_whom_a_facilitator_mutes_nobody_plays() -> None:
    story = mesh_room(ANA, BEN, LENA)
    story.asks(ask.SetMedia(ANA, muted=False, camera=True))
    story.asks(ask.Mute(LENA, ANA))
    assert is_silent(story, BEN, ANA)
    assert shows(story, BEN) == [ANA]


def test_a_captioner_hears_and_sends_nothing() -> None:
    plan = plan_of(mesh_room(), CARA)
    assert (plan.mode, plan.may_send_audio, plan.may_send_video, plan.why) == ("mesh", False, False, "role")
    assert len(plan.peers) == len(ROLES) - 1


def test_of_more_cameras_than_a_mesh_takes_the_first_are_shown() -> None:
    assert shows(crowd(4), LENA) == [*STUDENTS, 20, 21]


def test_the_speaker_is_shown_first() -> None:
    story = crowd(4)
    story.asks(ask.GiveTurn(LENA, 23))
    assert shows(story, LENA) == [*STUDENTS, 20, 23]


def test_who_signs_is_shown_before_those_whose_cameras_were_on_first() -> None:
    story = crowd(3)
    story.asks(server.AddSeat(30, "interpreter", ""))
    opens_a_page(story, 30)
    story.asks(ask.SetMedia(30, muted=True, camera=True))
    assert shows(story, LENA) == [*STUDENTS, 20, 30]


def test_who_may_not_show_a_camera_is_told_so() -> None:
    story = crowd(4)
    assert not plan_of(story, 23).may_send_video
    assert not plan_of(story, SAM).may_send_video


def test_while_there_is_room_everybody_may_show_a_camera() -> None:
    assert all(plan_of(mesh_room(), seat).may_send_video for seat in ROLES if seat != CARA)


def test_a_media_server_takes_more_cameras() -> None:
    story = crowd(4)
    story.asks(server.PlanMedia("sfu", "one", 1))
    assert len(shows(story, LENA)) == 8


def test_of_too_many_people_those_who_lead_and_take_part_come_first() -> None:
    story = mesh_room()
    for number in range(20, 30):
        story.asks(server.AddSeat(number, "student"))
        opens_a_page(story, number)
    assert len(plan_of(story, LENA).peers) == PEOPLE_MOST["mesh"] - 1
    assert (plan_of(story, CARA).mode, plan_of(story, CARA).why) == ("none", "full")


# -- plans ---------------------------------------------------------------------------------------------------------


def test_of_two_processes_that_plan_the_first_has_its_way() -> None:
    story = mesh_room(ANA, BEN)
    story.asks(server.PlanMedia("sfu", "one", 1))
    assert story.asks(server.PlanMedia("sfu", "two", 1)) == []
    assert (story.room.media.epoch, story.room.media.server) == (2, "one")


def test_a_room_that_is_over_is_planned_no_more() -> None:
    story = mesh_room(ANA, LENA)
    story.asks(ask.EndSession(LENA))
    assert story.asks(server.PlanMedia("sfu", "one", 1)) == []


def test_a_facilitator_can_ask_for_a_media_server_again() -> None:
    story = mesh_room(ANA, LENA)
    [asked] = story.asks(ask.RestoreMedia(LENA))
    assert getattr(asked, "epoch") == 1  # noqa: B009


def test_a_student_cannot_ask_for_a_media_server() -> None:
    assert mesh_room(ANA, LENA).refusal(ask.RestoreMedia(ANA)) == "not_allowed"


@examples(40, 200, 2_000)
@given(st.lists(st.tuples(st.sampled_from([*ROLES]), st.booleans(), st.booleans()), max_size=8), st.booleans())
def test_cameras_are_never_more_than_the_cap(choices: list[tuple[int, bool, bool]], speaks: bool) -> None:
    story = crowd(6)
    for seat, muted, camera in choices:
        if seat != CARA:
            story.asks(ask.SetMedia(seat, muted, camera))
    if speaks:
        story.asks(ask.GiveTurn(LENA, DIA))
    told = {peer.seat for plan in plans(story.room, story.now).values() for peer in plan.peers if peer.camera}
    assert len(told) <= CAMERAS_MOST["mesh"]
    assert {CHEN, DIA} & told or choices
