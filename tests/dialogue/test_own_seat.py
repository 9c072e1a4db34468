"""What touches only one's own private view, in random histories."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from dialogue.media import media_device
from dialogue.own_seat import TOUCHES_OWN_SEAT, OwnReads, own_seat
from dialogue.room import Refused, Room, next_due_at, replay
from dialogue.views import private_view
from tests.dialogue import moves
from tests.dialogue.depth import examples
from tests.dialogue.rooms import BEN, ROLES, Story, room_of_hands


def others_views(room: Room, seat: int) -> dict[int, object]:
    return {number: private_view(room, number) for number in room.seats if number != seat}


def is_sooner(due_at: float | None, before: float | None) -> bool:
    return due_at is not None and (before is None or due_at < before)


@examples(15, 100, 2_000)
@given(make=st.sampled_from(moves.BEGINNINGS), seeds=st.lists(moves.SEEDS, min_size=30, max_size=60))
def test_chat_leaves_the_private_views_of_the_others_as_they_were_and_brings_nothing_forward(
    make: Callable[[], Story], seeds: list[int]
) -> None:
    story = make()
    for seed in seeds:
        for command in moves.next_commands(seed, story):
            before, known = story.room, len(story.log)
            with suppress(Refused):
                story.asks(command)
            for happened in story.log[known:]:
                after = replay([happened], before)
                if type(happened.event) in TOUCHES_OWN_SEAT:
                    seat = own_seat(happened.event)
                    assert others_views(before, seat) == others_views(after, seat)
                    assert not is_sooner(next_due_at(after), next_due_at(before))
                before = after


@examples(15, 100, 2_000)
@given(make=st.sampled_from(moves.BEGINNINGS), seeds=st.lists(moves.SEEDS, min_size=30, max_size=60))
def test_a_seat_that_reads_the_same_has_the_same_private_view(make: Callable[[], Story], seeds: list[int]) -> None:
    story = make()
    for seed in seeds:
        for command in moves.next_commands(seed, story):
            before, known = story.room, len(story.log)
            with suppress(Refused):
                story.asks(command)
            for happened in story.log[known:]:
                after = replay([happened], before)
                same = [n for n in before.seats if OwnReads(before).by(n) == OwnReads(after).by(n)]
                assert [seen_by(before, n) for n in same] == [seen_by(after, n) for n in same]
                before = after


def seen_by(room: Room, number: int) -> tuple[object, str]:
    """The private view, and the device that carries sound and picture, which the hub adds to it."""
    return private_view(room, number), media_device(room, number)


def test_a_raised_hand_changes_what_one_seat_reads() -> None:
    story = room_of_hands()
    before = OwnReads(story.room)
    story.raises(BEN)
    assert [n for n in ROLES if before.by(n) != OwnReads(story.room).by(n)] == [BEN]
