"""The view that is joined from remembered parts is the view that the rules give, at every step of random histories."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dialogue.room import Refused, Room, apply
from dialogue.state import SeatState
from dialogue.views import AUDIENCES, view_for
from sessions.view_frames import HintReads, Part, ViewFrames
from tests.dialogue import moves
from tests.dialogue.depth import examples
from tests.dialogue.rooms import Story, live_room


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
    story, frames = live_room(), ViewFrames()
    frames.encoded(story.room, "students")
    made = [part.made for part in frames.before]
    story.wait(1)
    frames.encoded(story.room, "students")
    assert all(part.made is before for part, before in zip(frames.before, made, strict=True))


# -- what each part says it reads is all it reads ------------------------------------------------------------------

ROOM_FIELDS = {field.name for field in dataclasses.fields(Room)} - {"seats"}
SEAT_FIELDS = {field.name for field in dataclasses.fields(SeatState)}
OF_SEATS = {
    "role", "country", "closed", "removed", "barred", "outside", "seen", "away_at", "room", "back_soon", "agreed",
    "distress", "distress_at",
}  # fmt: skip
SPOKEN = {"turns", "phase_turns", "last_turn_at", "lines"}


class WatchedRoom(Room):
    def __getattribute__(self, name: str) -> object:
        if name in ROOM_FIELDS:
            read_of_room.add(name)
        elif name == "linked":  # kept by the room once it was asked
            read_of_room.add("connections")
        return super().__getattribute__(name)


class WatchedSeat(SeatState):
    def __getattribute__(self, name: str) -> object:
        if name in SEAT_FIELDS:
            read_of_seats.add(name)
        return super().__getattribute__(name)


read_of_room: set[str] = set()
read_of_seats: set[str] = set()


def watched(room: Room) -> Room:
    fields = {name: vars(room)[name] for name in ROOM_FIELDS}
    seats = {number: WatchedSeat(**vars(seat)) for number, seat in room.seats.items()}
    return WatchedRoom(**fields, seats=seats)


def undeclared(part: Part, room: Room) -> set[str]:
    read_of_room.clear()
    read_of_seats.clear()
    part.build(room)
    of_room, of_seats = set(read_of_room), set(read_of_seats)
    known = OF_SEATS if part.reads.seats else set()
    if isinstance(part.reads, HintReads):
        known = known | SPOKEN
        of_room -= {"queue"} if room.order == "circle" else set()
    return (of_room - part.reads.fields) | (of_seats - known)


@examples(15, 100, 2_000)
@given(seed=st.integers(0, 2**32))
def test_a_part_reads_nothing_that_it_does_not_name(seed: int) -> None:
    frames, room = ViewFrames(), watched(moves.history(seed, 40).room)
    for part in [*frames.before, *(part for parts in frames.after.values() for part in parts)]:
        assert undeclared(part, room) == set()
