"""Media plans in random histories. What holds of any plan: tests/dialogue/invariants.py, after every move."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import events as ev
from dialogue.media_plan import LOST_SECONDS, QUIET, held_until, plans
from dialogue.room import Refused, replay
from tests.dialogue import moves
from tests.dialogue.depth import examples
from tests.dialogue.invariants import check_media
from tests.dialogue.media_rooms import full_pairs, full_room
from tests.dialogue.rooms import LENA, ROLES, Story


def lives(make: Callable[[], Story], seeds: list[int]) -> Story:
    """Of three moves one gives somebody the floor: who speaks is shown first."""
    story = make()
    for seed in seeds:
        gives = [ask.GiveTurn(LENA, [*ROLES][seed % len(ROLES)])] if seed % 3 == 0 else []
        for command in gives or moves.next_commands(seed, story):
            with suppress(Refused):
                story.asks(command)
    return story


BEGINNINGS = (*moves.BEGINNINGS, *[full_room] * 5, *[full_pairs] * 2)
A_LIFE = st.lists(moves.SEEDS, min_size=30, max_size=60)


@examples(25, 150, 2_000)
@given(make=st.sampled_from(BEGINNINGS), seeds=A_LIFE)
def test_what_is_called_quiet_changes_no_plan(make: Callable[[], Story], seeds: list[int]) -> None:
    story = lives(make, seeds)
    room = replay(())
    for happened in story.log:
        after = replay([happened], room)
        if type(happened.event) in QUIET:
            assert plans(room, happened.at) == plans(after, happened.at), happened.event
        room = after


@examples(25, 150, 2_000)
@given(make=st.sampled_from(BEGINNINGS), seeds=A_LIFE, waited_seconds=st.floats(0, 2 * LOST_SECONDS))
def test_between_events_a_plan_changes_only_when_a_lost_page_is_given_up(
    make: Callable[[], Story], seeds: list[int], waited_seconds: float
) -> None:
    story = lives(make, seeds)
    before, later = story.room.at, story.room.at + waited_seconds
    due = held_until(story.room, before)
    if due is None or later < due:
        assert plans(story.room, later) == plans(story.room, before)
    check_media(story.room, later)
    assert not any(plan.lost for plan in plans(story.room, before + LOST_SECONDS).values())


def test_every_event_that_speaks_of_media_is_looked_at() -> None:
    assert not QUIET & {ev.Connected, ev.Disconnected, ev.MediaSet, ev.MediaPlanned, ev.TurnGiven, ev.MovedTo}


@examples(25, 150, 2_000)
@given(make=st.sampled_from(BEGINNINGS), seeds=A_LIFE)
def test_epochs_are_counted_one_by_one(make: Callable[[], Story], seeds: list[int]) -> None:
    planned = lives(make, seeds).happened(ev.MediaPlanned)
    assert [event.epoch for event in planned] == list(range(1, len(planned) + 1))
