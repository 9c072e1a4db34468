"""The view that is joined from remembered parts is the view that the rules give, at every step of random histories."""

from collections.abc import Callable
from contextlib import suppress

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dialogue.room import Refused, Room, apply
from dialogue.views import AUDIENCES, view_for
from sessions.view_frames import ViewFrames
from tests.dialogue import moves
from tests.dialogue.depth import examples
from tests.dialogue.rooms import Story


def plain(room: Room, audience: str) -> bytes:
    return msgspec.json.encode(view_for(room, audience))


def joined(frames: ViewFrames, room: Room, audience: str) -> bytes:
    return bytes(frames.encoded(room, audience))


@examples(30, 200, 4_000)
@given(make=st.sampled_from(moves.BEGINNINGS), seeds=st.lists(moves.SEEDS, min_size=40, max_size=80))
def test_remembered_parts_never_show_an_older_room(make: Callable[[], Story], seeds: list[int]) -> None:
    story, frames, room = make(), ViewFrames(), Room()
    known = 0
    for seed in seeds:
        for command in moves.next_commands(seed, story):
            with suppress(Refused):
                story.asks(command)
        for happened in story.log[known:]:
            room = apply(room, happened)
            for audience in AUDIENCES:
                assert joined(frames, room, audience) == plain(room, audience)
        known = len(story.log)


def test_a_view_of_an_empty_room_can_be_made() -> None:
    frames = ViewFrames()
    for audience in AUDIENCES:
        assert joined(frames, Room(), audience) == plain(Room(), audience)


def test_a_part_that_nothing_changed_is_not_built_again() -> None:
    story, frames = moves.live_room(), ViewFrames()
    frames.encoded(story.room, "students")
    made = [part.made for part in frames.before]
    story.wait(1)
    frames.encoded(story.room, "students")
    assert all(part.made is before for part, before in zip(frames.before, made, strict=True))
