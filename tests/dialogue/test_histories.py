"""Any history at all: random commands, connections, late and doubled timers, dead processes."""

import dataclasses
import json
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dialogue import commands as ask
from dialogue import permissions
from dialogue import server_commands as server
from dialogue.events import KINDS, WORDS, Happened
from dialogue.room import Refused, Room, next_due_at, replay
from dialogue.views import AUDIENCES, may, private_view, view_for
from tests.dialogue import moves
from tests.dialogue.depth import DEEP, DEPTH
from tests.dialogue.invariants import check_nothing_left_to_do, check_room
from tests.dialogue.rooms import Story


class AnyHistory(RuleBasedStateMachine):
    """One room, one move at a time; the invariants hold after each."""

    @initialize(make=st.sampled_from(moves.BEGINNINGS))
    def open_room(self, make: Any) -> None:
        self.watched = Watched(make())

    @rule(seed=moves.SEEDS)
    def something_happens(self, seed: int) -> None:
        for command in moves.next_commands(seed, self.watched.story):
            self.watched.asks(command)

    @rule()
    def the_last_command_comes_again(self) -> None:
        self.watched.asks(self.watched.last)

    @invariant()
    def replaying_the_log_gives_the_room(self) -> None:
        assert replay(self.watched.stored) == self.watched.story.room

    @invariant()
    def the_log_is_numbered_without_gaps(self) -> None:
        log = self.watched.story.log
        assert [happened.seq for happened in log] == list(range(1, self.watched.story.room.seq + 1))

    @invariant()
    def everybody_can_be_shown_the_room(self) -> None:
        room = self.watched.story.room
        json.dumps([view_for(room, audience) for audience in AUDIENCES])
        json.dumps([private_view(room, number) for number in room.seats])


class Watched:
    """A story whose every step is checked. Anything raised but ``Refused`` fails the test by itself."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.stored = [through_the_log(happened) for happened in story.log]
        self.last: server.AnyCommand = server.TimeUp()

    def asks(self, command: server.AnyCommand) -> None:
        before, known, self.last = self.story.room, len(self.story.log), command
        try:
            events = self.story.asks(command)
        except Refused as refused:
            assert self.story.room == before
            check_may(before, command, refused.code)
            return
        self.stored += [through_the_log(happened) for happened in self.story.log[known:]]
        traced = isinstance(command, ask.Command) and type(command) not in permissions.UNSIGNED
        assert events or not traced, "what a person asks leaves a trace"
        if type(command) in permissions.UNSIGNED:
            assert not any({"seat", "by"} & vars(event).keys() for event in events), "an unsigned one tells nobody who"
        check_room(self.story.room)
        if isinstance(command, server.TimeUp):
            check_timer(before, self.story)


AnyHistory.TestCase.settings = settings(DEPTH, stateful_step_count=40)
test_any_history = AnyHistory.TestCase


@pytest.mark.parametrize("seed", range(40 if not DEEP else 2_000))
def test_a_long_history(seed: int) -> None:
    dice = Random(seed)
    watched = Watched(dice.choice(moves.BEGINNINGS)())
    for _ in range(300):
        for command in moves.next_commands(dice.getrandbits(64), watched.story):
            watched.asks(command)
    assert replay(watched.stored) == watched.story.room


def check_timer(before: Room, story: Story) -> None:
    check_nothing_left_to_do(story.room, story.now)
    due = next_due_at(before)
    assert (story.room == before) == (due is None or due > story.now), "the timer works exactly when it is due"


def check_may(room: Room, command: server.AnyCommand, code: str) -> None:
    """The browser shows what ``may`` names: role, stage and lobby must never be why that is refused."""
    if not isinstance(command, ask.Command) or code == "no_such_seat":
        return
    seat = room.seats[command.seat]
    shown = ask.do_of(type(command)) in may(room.stage, seat.role, seat.outside, seat.gone)
    assert not (shown and code in {"not_allowed", "not_live", "in_lobby", "removed", "seat_closed", "ended"})


def through_the_log(happened: Happened) -> Happened:
    """As it comes back from a table that keeps plain JSON, and none of the words."""
    kind = type(happened.event).__name__
    data = json.loads(json.dumps(dataclasses.asdict(happened.event)))
    data |= {WORDS[kind]: ""} if kind in WORDS else {}
    return Happened(happened.seq, happened.at, KINDS[kind](**data))
