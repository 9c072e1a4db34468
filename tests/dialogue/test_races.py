"""Two server processes write to one log: the second loses on the number, reads on and decides again."""

from dataclasses import dataclass, field
from random import Random

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.events import Event, Happened
from dialogue.room import Refused, Room, apply, decide, replay
from tests.dialogue import moves
from tests.dialogue.depth import for_seeds
from tests.dialogue.invariants import check_room
from tests.dialogue.rooms import ANA, BEN, CHEN, DIA, LENA, SAM, Story, live_room, room_of_hands


@dataclass
class Writer:
    """One process: its copy of the room may be behind the log, its clock ahead of or behind the other's."""

    log: list[Happened]
    clock_error_seconds: float = 0.0
    room: Room = field(default_factory=Room)

    def reads_on(self) -> None:
        for happened in self.log[self.room.seq :]:
            self.room = apply(self.room, happened)

    def decides(self, command: server.AnyCommand, clock: float) -> list[Happened]:
        """On what this process knows. Its clock never runs back behind the newest event it has seen."""
        now = max(clock + self.clock_error_seconds, self.room.at)
        events: list[Event] = decide(self.room, command, now)
        return [Happened(self.room.seq + place, now, event) for place, event in enumerate(events, start=1)]

    def appends(self, fresh: list[Happened]) -> bool:
        """False when somebody else has written that number already."""
        if fresh and fresh[0].seq != len(self.log) + 1:
            return False
        self.log += fresh
        return True

    def acts(self, command: server.AnyCommand, clock: float, decided: list[Happened] | None) -> bool:
        """Appends what it decided before, or decides again until it wins. False when refused in the end."""
        while decided is None or not self.appends(decided):
            self.reads_on()
            try:
                decided = self.decides(command, clock)
            except Refused:
                return False
        return True

    def decides_early(self, command: server.AnyCommand, clock: float) -> list[Happened] | None:
        """What a race begins with: a decision on a copy that may be old. A refusal is looked at again (hub.py)."""
        try:
            return self.decides(command, clock)
        except Refused:
            return None


def two_writers(story: Story) -> tuple[Writer, Writer]:
    log = list(story.log)
    pair = Writer(log), Writer(log, clock_error_seconds=-0.7)
    for writer in pair:
        writer.reads_on()
    return pair


def race(story: Story, first: server.AnyCommand, second: server.AnyCommand) -> tuple[Room, bool, bool]:
    """Both decide on the same room, ``first`` is written first."""
    one, other = two_writers(story)
    decided, also = one.decides_early(first, story.now), other.decides_early(second, story.now)
    won, got_in = one.acts(first, story.now, decided), other.acts(second, story.now, also)
    return replay(one.log), won, got_in


@for_seeds(10, 100, 2_000)
def test_two_racing_writers_converge(seed: int) -> None:
    dice = Random(seed)
    story = dice.choice(moves.BEGINNINGS)()
    one, other = two_writers(story)
    for _ in range(60):
        race_once(dice, story, one, other)
        story.log, story.room = list(one.log), replay(one.log[story.room.seq :], story.room)
        check_room(story.room)
    one.reads_on()
    other.reads_on()
    assert one.room == other.room == replay(one.log)
    assert [happened.seq for happened in one.log] == list(range(1, len(one.log) + 1))
    assert [happened.at for happened in one.log] == sorted(happened.at for happened in one.log)


def race_once(dice: Random, story: Story, one: Writer, other: Writer) -> None:
    """Both decide, then both write, in either order; now and then one of them heard what happened before."""
    turns = []
    for writer in dice.sample([one, other], 2):
        commands = moves.next_commands(dice.getrandbits(64), story)
        turns.append((writer, [(command, writer.decides_early(command, story.now)) for command in commands]))
    for writer, decided in turns:
        for command, early in decided:
            writer.acts(command, story.now, early)
        if dice.random() < 0.3:
            writer.reads_on()


def test_two_hands_raised_at_once_both_get_a_place() -> None:
    room, _, _ = race(room_of_hands(), ask.RaiseHand(ANA), ask.RaiseHand(BEN))
    assert [hand.seat for hand in room.queue] == [ANA, BEN]


def test_one_hand_raised_on_two_processes_gets_one_place() -> None:
    room, _, _ = race(room_of_hands(), ask.RaiseHand(ANA), ask.RaiseHand(ANA))
    assert [hand.seat for hand in room.queue] == [ANA]


def test_of_two_who_end_the_session_the_second_is_refused() -> None:
    _, won, got_in = race(live_room(), ask.EndSession(LENA), ask.EndSession(SAM))
    assert (won, got_in) == (True, False)


def test_two_turns_given_at_once_leave_one_speaker_and_the_other_is_next() -> None:
    room, _, _ = race(room_of_hands(), ask.GiveTurn(LENA, ANA), ask.GiveTurn(SAM, BEN))
    assert room.speaker is not None
    assert (room.speaker.seat, [hand.seat for hand in room.queue]) == (BEN, [ANA])


def test_a_timer_that_rings_on_two_processes_works_once() -> None:
    story = live_room(phase="names")
    story.drops(ANA)
    story.wait_unnoticed(15)
    room, _, _ = race(story, server.TimeUp(), server.TimeUp())
    assert [hand.seat for hand in room.queue] == [ANA, CHEN, DIA]
