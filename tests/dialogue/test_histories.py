"""Any history at all: random commands, connections, late and doubled timers, dead processes."""

import dataclasses
import json
from random import Random
from typing import Any

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
from tests.dialogue.depth import examples, for_seeds
from tests.dialogue.invariants import check_events, check_nothing_left_to_do, check_room
from tests.dialogue.rooms import Story

STEPS = 40
# The views are looked at after each so many events, and at the end.
SHOWN_EVERY = 10


class AnyHistory(RuleBasedStateMachine):
    """One room, one move at a time; the invariants hold after each."""

    @initialize(make=st.sampled_from(moves.BEGINNINGS))
    def open_room(self, make: Any) -> None:
        self.watched = Watched(make())

    @rule(seed=moves.SEEDS)
    def something_happens(self, seed: int) -> None:
        """One of five times the last command comes again."""
        again = seed % 5 == 4
        for command in [self.watched.last] if again else moves.next_commands(seed, self.watched.story):
            self.watched.asks(command)

    @invariant()
    def everybody_can_be_shown_the_room(self) -> None:
        if len(self.watched.story.log) % SHOWN_EVERY == 0:
            self.watched.is_shown()

    def teardown(self) -> None:
        self.watched.ends()


class Watched:
    """A story whose every step is checked. Anything raised but ``Refused`` fails the test by itself.

    ``read_back`` is the room as another process knows it, which reads each event from the stored log.
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self.read_back = replay(map(through_the_log, story.log))
        self.last: server.AnyCommand = server.TimeUp()

    def asks(self, command: server.AnyCommand) -> None:
        before, known, self.last = self.story.room, len(self.story.log), command
        try:
            events = self.story.asks(command)
        except Refused as refused:
            assert self.story.room == before
            check_may(before, command, refused.code)
            return
        self.read_back = replay(map(through_the_log, self.story.log[known:]), self.read_back)
        assert self.read_back == self.story.room, "replaying the log gives the room"
        traced = isinstance(command, ask.Command) and type(command) not in permissions.UNSIGNED
        assert events or not traced, "what a person asks leaves a trace"
        if type(command) in permissions.UNSIGNED:
            assert not any({"seat", "by"} & vars(event).keys() for event in events), "an unsigned one tells nobody who"
        check_room(self.story.room)
        check_events(events, before)
        if isinstance(command, server.TimeUp):
            check_timer(before, self.story)

    def is_shown(self) -> None:
        room = self.story.room
        json.dumps([view_for(room, audience) for audience in AUDIENCES])
        json.dumps([private_view(room, number) for number in room.seats])

    def ends(self) -> None:
        self.is_shown()
        assert [happened.seq for happened in self.story.log] == list(range(1, self.story.room.seq + 1))


AnyHistory.TestCase.settings = settings(examples(20, 300, 2_000), stateful_step_count=STEPS)
test_any_history = AnyHistory.TestCase


@for_seeds(4, 40, 2_000)
def test_a_long_history_holds_together(seed: int) -> None:
    dice = Random(seed)
    watched = Watched(dice.choice(moves.BEGINNINGS)())
    for _ in range(300):
        for command in moves.next_commands(dice.getrandbits(64), watched.story):
            watched.asks(command)
    watched.ends()


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
