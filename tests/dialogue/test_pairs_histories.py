"""A thousand moves with loss: nobody in limbo, nobody alone for long, everybody back in the end.

The test watches with bookkeeping of its own: where it last saw everybody be moved to, and since when somebody who is
connected has nobody to talk with. Time passes in small steps, so that no time alone is missed.
"""

from collections.abc import Callable
from contextlib import suppress
from random import Random

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.room import Refused
from dialogue.state import QUEUE_HOLD_SECONDS
from tests.dialogue.depth import for_seeds
from tests.dialogue.invariants import check_room
from tests.dialogue.rooms import LENA, SAM, START, Story, phase

STUDENTS = range(11, 19)
LEADERS = (LENA, SAM)
COUNTRIES = ("NL", "IT", "EG")
PLAN = {"id": "long", "title": "Long", "phases": [phase("talk", 600, "pairs", breakout={"size": 2})]}
ALONE_SECONDS_MOST = 45.0
LATE_SECONDS_MOST = 5.0
MOVES = 1000


class Watch:
    """What somebody sees who looks at the log and the connections only."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.read = 0
        self.links: dict[str, int] = {}
        self.out: set[int] = set()
        self.place: dict[int, int] = {}
        self.running = False
        self.alone_since: dict[int, float] = {}

    def look(self) -> None:
        for happened in self.story.log[self.read :]:
            self.note(happened.event)
        self.read = len(self.story.log)
        self.check()

    def note(self, event: ev.Event) -> None:
        match event:
            case ev.Connected():
                self.links[event.connection] = event.seat
            case ev.Disconnected():
                self.links.pop(event.connection, None)
            case ev.SentToLobby() | ev.Removed():
                self.out.add(event.seat)
                self.place.pop(event.seat, None)
            case ev.Admitted() | ev.AllowedBack():
                self.out.discard(event.seat)
            case ev.PairsStarted():
                self.running = True
                self.place = {seat: room for room, seats in enumerate(event.rooms, start=1) for seat in seats}
            case ev.MovedTo():
                self.place[event.seat] = event.room
            case ev.PairsEnded():
                self.running, self.place = False, {}
            case _:
                pass

    def inside(self) -> set[int]:
        return set(self.links.values()) - self.out

    def check(self) -> None:
        room = self.story.room
        for seat in self.inside() & set(STUDENTS):
            assert room.seats[seat].room == self.place.get(seat, 0), "who is here is where the log put them"
            if self.running and seat not in self.place:
                elsewhere = [other for other in self.inside() if self.place.get(other, 0)]
                assert not elsewhere, "whoever comes in goes where the others are"
                self.place[seat] = 0
        if not self.running:
            assert all(seat.room == 0 for seat in room.seats.values()), "everybody is back"
        self.check_alone()

    def check_alone(self) -> None:
        now, inside = self.story.now, self.inside()
        for seat in set(STUDENTS) & inside:
            others = {other for other in inside - {seat} if self.place.get(other, 0) == self.place.get(seat, 0)}
            left_alone = self.running and not others and len(inside) > 1
            if not left_alone:
                self.alone_since.pop(seat, None)
            since = self.alone_since.setdefault(seat, now) if left_alone else now
            assert now - since <= ALONE_SECONDS_MOST, f"{seat} was alone for {now - since} s"
        for seat in set(self.alone_since) - inside:
            del self.alone_since[seat]


def full_room() -> Story:
    story = Story(now=START - 3600)
    story.asks(server.Schedule("s1", START, 600, PLAN))
    for number in STUDENTS:
        story.asks(server.AddSeat(number, "student", COUNTRIES[number % 3]))
    for number, role in zip(LEADERS, ("lead", "support"), strict=True):
        story.asks(server.AddSeat(number, role))
    story.now = START
    story.comes(*STUDENTS, *LEADERS)
    story.asks(ask.StartSession(LENA))
    return story


def drops(dice: Random, story: Story) -> list[server.AnyCommand]:
    names = list(story.room.connections)
    lost = dice.sample(names, min(len(names), dice.choice((1, 1, 1, 2, 4))))
    return [server.Disconnect(name, story.now - 12) for name in lost]


def returns(dice: Random, story: Story) -> list[server.AnyCommand]:
    away = [seat for seat in (*STUDENTS, *LEADERS) if not story.room.here(seat)]
    back = dice.sample(away, min(len(away), dice.choice((1, 1, 2))))
    device = dice.choice(("laptop", "laptop", "phone"))
    return [server.Connect(seat, f"{story.room.seq}-{seat}", device, dice.choice(("p1", "p2"))) for seat in back]


def moves(dice: Random, story: Story) -> list[server.AnyCommand]:
    leader = dice.choice(LEADERS)
    return [ask.MoveTo(leader, dice.choice((*STUDENTS, leader, leader)), dice.choice((0, 1, 2, 3, 4)))]


def admits(dice: Random, story: Story) -> list[server.AnyCommand]:
    leader, who = dice.choice(LEADERS), dice.choice(STUDENTS)
    shut: list[ask.Command] = [ask.SendToLobby(leader, who), ask.Remove(leader, who, "shouting")]
    open_: list[ask.Command] = [ask.AdmitAll(leader), *(ask.AllowBack(leader, seat) for seat in STUDENTS)]
    return [dice.choice(shut)] if dice.random() < 0.3 else [*open_]


def begins_or_ends(dice: Random, story: Story) -> list[server.AnyCommand]:
    leader = dice.choice(LEADERS)
    if story.room.pairs is None:
        return [ask.PreviewPairs(leader, dice.choice((None, 2, 3))), ask.StartPairs(leader, dice.choice((0, 0, 5)))]
    return [ask.EndPairs(leader, dice.choice((0, 60)))] if dice.random() < 0.2 else []


def process_dies(dice: Random, story: Story) -> list[server.AnyCommand]:
    return [server.LeaseLost(dice.choice(("p1", "p2")), story.now - 3, {})] if dice.random() < 0.2 else []


KINDS: dict[Callable[[Random, Story], list[server.AnyCommand]], float] = {
    drops: 5,
    returns: 8,
    moves: 4,
    admits: 1,
    begins_or_ends: 3,
    process_dies: 1,
}


def time_passes(dice: Random, watch: Watch) -> None:
    """In steps no longer than a second; the timer rings as the server's does."""
    for _ in range(dice.choice((0, 0, 1, 3, 10, 30))):
        watch.story.wait(dice.choice((0.2, 1.0)))
        watch.look()


@for_seeds(1, 5, 300)
def test_a_thousand_moves_leave_nobody_in_limbo_or_alone(seed: int) -> None:
    dice, story = Random(seed), full_room()
    watch = Watch(story)
    for _ in range(MOVES):
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        for command in kind(dice, story):
            with suppress(Refused):
                story.asks(command)
            watch.look()
            check_room(story.room)
        time_passes(dice, watch)
    assert story.happened(ev.PairsStarted), "a history without pairs shows nothing"


@for_seeds(4, 20, 200)
def test_everybody_is_back_after_the_end_whatever_happened(seed: int) -> None:
    dice, story = Random(seed), full_room()
    story.asks(ask.StartPairs(LENA, 5))
    for _ in range(20):
        for command in drops(dice, story) + returns(dice, story) + moves(dice, story):
            with suppress(Refused):
                story.asks(command)
        story.wait(1)
    story.wait(300 + QUEUE_HOLD_SECONDS)
    assert story.room.pairs is None
    assert {seat.room for seat in story.room.seats.values()} == {0}


@for_seeds(4, 20, 200)
def test_a_latecomer_is_placed_within_five_seconds(seed: int) -> None:
    dice, story = Random(seed), full_room()
    late = dice.sample(list(STUDENTS), 3)
    story.drops(*late)
    story.asks(ask.StartPairs(LENA))
    for seat in late:
        came_at = story.now
        story.comes(seat)
        assert story.room.seats[seat].room > 0
        assert story.log[-1].at - came_at <= LATE_SECONDS_MOST
