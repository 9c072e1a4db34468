"""Who may be heard, when and where, from the log."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.events import Happened
from dialogue.room import Refused, Room, apply
from dialogue.talk_stays import MOVES, Stays
from tests.dialogue import moves
from tests.dialogue.depth import examples
from tests.dialogue.rooms import ANA, BEN, LENA, Story, live_room


def stays_of(log: list[Happened], *, every_event: bool = True) -> Stays:
    stays, room = Stays(), Room()
    for happened in log:
        room = apply(room, happened)
        if every_event or type(happened.event) in MOVES:
            stays.take(room, happened.at)
    return stays


def in_a_mesh() -> Story:
    story = live_room()
    story.asks(server.PlanMedia("mesh", "", 0))
    return story


def speaking_seconds(story: Story, seat: int) -> float:
    return stays_of(story.log).seconds(seat, story.now, speaking=True)


@examples(40, 200, 2_000)
@given(st.sampled_from(moves.BEGINNINGS), st.lists(moves.SEEDS, max_size=40))
def test_the_events_that_are_looked_at_are_all_that_move_somebody(make, seeds: list[int]) -> None:  # type: ignore[no-untyped-def]
    story = make()
    with suppress(Refused):
        story.asks(server.PlanMedia("mesh", "", 0))
    for seed in seeds:
        for command in moves.next_commands(seed, story):
            with suppress(Refused):
                story.asks(command)
    every, some = stays_of(story.log), stays_of(story.log, every_event=False)
    assert (every.open, every.closed) == (some.open, some.closed)


def test_a_microphone_is_on_from_its_command_to_the_next() -> None:
    story = in_a_mesh()
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    story.wait(20)
    story.asks(ask.Mute(LENA, ANA))
    story.wait(20)
    assert speaking_seconds(story, ANA) == 20
    assert stays_of(story.log).seconds(ANA, story.now, speaking=False) == 40


def test_who_is_lost_is_not_there() -> None:
    story = in_a_mesh()
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    story.wait(5)
    story.drops(ANA, silent_seconds=0)
    story.wait(5)
    assert speaking_seconds(story, ANA) == 5


def test_before_media_are_planned_nobody_is_heard() -> None:
    story = live_room()
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    story.wait(5)
    assert speaking_seconds(story, ANA) == 0


def test_a_break_is_no_stay() -> None:
    story = in_a_mesh()
    story.asks(ask.SetMedia(ANA, muted=False, camera=False))
    while story.room.phase is None or story.room.phase.kind != "break":
        story.asks(ask.NextPhase(LENA))
    story.wait(60)
    assert speaking_seconds(story, ANA) == 0


def test_in_pairs_people_are_in_places_apart() -> None:
    story = in_a_mesh()
    story.asks(ask.PreviewPairs(LENA, 2))
    story.asks(ask.StartPairs(LENA))
    stays = stays_of(story.log)
    places = {seat: stays.open[seat].place for seat in (ANA, BEN, LENA)}
    assert places[LENA] == (1, 0)
    assert places[ANA][1] != 0


def test_a_new_epoch_ends_the_stay() -> None:
    story = in_a_mesh()
    story.wait(5)
    story.asks(server.PlanMedia("mesh", "", 1))
    assert [stay.place for stay in stays_of(story.log).closed[ANA]] == [(1, 0)]
