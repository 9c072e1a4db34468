"""Random moves for property tests: a seed and the story as it stands give the commands that come next.

The seed comes from Hypothesis, so that a failing history shrinks to the few moves that it needs; the mixture is
ours, so that rooms live long enough to show something.
"""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from hypothesis import strategies as st

from dialogue import commands as ask
from dialogue import permissions
from dialogue import server_commands as server
from dialogue.plan import ORDERS
from dialogue.room import Refused, next_due_at
from tests.dialogue.rooms import LENA, NOBODY, PLAN, ROLES, SAM, STUDENTS, Story, live_room, lobby_room, scheduled_room

SEEDS = st.integers(0, 2**64 - 1)


def fast_room() -> Story:
    """The plan runs ten times as fast as the clock."""
    return live_room(clock_factor=10)


def landed_room() -> Story:
    story = live_room()
    story.asks(ask.Land(LENA))
    return story


BEGINNINGS = (live_room, live_room, live_room, fast_room, landed_room, lobby_room, scheduled_room)

# Ended, landed or emptied at once, a room shows little: these are asked once in a while by ``asks_anything``.
SELDOM = (ask.EndSession, ask.Land, ask.Remove)
QUEUEING = (
    *[ask.ReplyPoint] * 4,
    *[ask.Ready] * 2,
    ask.PauseMinute,
    *[ask.RaiseHand] * 8,
    ask.LowerHand,
    *[ask.PassTurn] * 3,
    *[ask.EndTurn] * 3,
    ask.React,
    ask.Say,
    ask.Leave,
)
WRITING = (*[ask.Answer] * 3, ask.WriteNote, *[ask.AddToBoard] * 2, *[ask.Mark] * 2, ask.Object, ask.AcceptAgreement)
STEERING = tuple(kind for kind in permissions.FOR_FACILITATORS if kind not in SELDOM)
STEERING += (*[ask.GiveTurn] * 5, *[ask.SetQueueMode] * 4, *[ask.NextPhase] * 2)
VALUES: dict[str, tuple[Any, ...]] = {
    "who": (*ROLES, NOBODY),
    "to": (*ROLES, NOBODY),
    "text": ("hello", "", "x" * 2001),
    "reason": ("shouting", ""),
    "minutes": (1, 5, 0, 16),
    "order": (*ORDERS, "loudest_first"),
    "reaction": ("thanks", "boo"),
    "category": ("hurtful", "boring"),
    "about": (0, *ROLES, NOBODY),
    "question": ("Which topic?", ""),
    "options": (("one", "two", "three"), ("one",)),
    "choices": ((), (0,), (1,), (0, 1), (9,)),
    "poll": (0, 1, 2),
    "item": (1, 2, 3),
    "version": (0, 1, 2),
    "check": (1, 2),
    "room": (0, 1, 2, 9),
    "size": (None, 2, 3, 40),
    "cross": (None, "country", "hair"),
    "avoid_repeat": (None, True, False),
    "turn_seconds": (None, 0, 30, 5),
    "seconds": (30, 300, 5, 0, 60),
    **dict.fromkeys(("on", "many", "hard", "piece", "done", "exchange", "muted", "camera", "reply"), (True, False)),
}
AUDIENCES = ("all", "facilitators", "room", "ben")
# How long ago the last sign of life was; a clock that was set back puts it into the future.
AGES = (0.0, 5.0, 12.0, 100.0, -5.0)


def next_commands(seed: int, story: Story) -> list[server.AnyCommand]:
    """Hypothesis likes to draw a seed again; with the place in the log it gives another move."""
    dice = Random(f"{seed} {story.room.seq} {story.now}")
    kind = dice.choices(list(MIXTURE), list(MIXTURE.values()))[0]
    return kind(dice, story)


def example_of(dice: Random, command: type[ask.Command], seat: int) -> ask.Command:
    names = [field.name for field in dataclasses.fields(command) if field.name != "seat"]
    values = {name: dice.choice(VALUES[name]) for name in names if name != "seats"}
    if command is ask.Say:
        values["to"] = dice.choice(AUDIENCES)
    if command is ask.ReorderQueue:
        values["seats"] = tuple(dice.sample(list(ROLES), dice.choice((0, 1, 2, 3))))
    return command(seat, **values)


def queues(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Somebody takes part. The speaker and those who wait act more often than their number says."""
    seat = dice.choice([*STUDENTS, LENA, *story.queue, *[story.speaker or STUDENTS[0]] * 2])
    return [example_of(dice, dice.choice(QUEUEING), seat)]


def writes(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Polls, notes, the board, the agreement."""
    seat = dice.choice([*STUDENTS, LENA])
    return [example_of(dice, dice.choice(WRITING), seat)]


def steers(dice: Random, story: Story) -> list[server.AnyCommand]:
    return [example_of(dice, dice.choice(STEERING), dice.choice((LENA, SAM)))]


def breaks_out(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Pairs begin, people are moved about, pairs end; an ending is seldom, or they would show little."""
    kinds = (ask.PreviewPairs, *[ask.StartPairs] * 3, *[ask.MoveTo] * 6, *[ask.Say] * 2, ask.EndPairs)
    kind = dice.choice(kinds)
    return [example_of(dice, kind, dice.choice((LENA, SAM) if kind is not ask.Say else STUDENTS))]


def sorts(dice: Random, story: Story) -> list[server.AnyCommand]:
    """A facilitator puts some of the hands first."""
    named = dice.sample(story.queue, dice.randint(0, len(story.queue)))
    return [ask.ReorderQueue(dice.choice((LENA, SAM)), tuple(named))]


def asks_anything(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Any command of a person, from any seat."""
    kind = dice.choice(permissions.EVERY_COMMAND)
    return [example_of(dice, kind, dice.choice([*ROLES, NOBODY]))]


def comes(dice: Random, story: Story) -> list[server.AnyCommand]:
    """A connection, often of somebody who is away, on a device that may be connected; sometimes told twice."""
    away = [number for number in story.room.seats if not story.room.here(number)]
    seat = dice.choice([*ROLES, NOBODY, *away * 3])
    signs = dict.fromkeys(story.room.connections, story.now - dice.choice(AGES))
    device, process = dice.choice(("laptop", "laptop", "phone")), dice.choice(("p1", "p2"))
    page = dice.choice(("", f"{seat}-{device}", f"{seat}-{device}", f"{seat}-{device}-loaded-again"))
    return [server.Connect(seat, f"c{story.room.seq}", device, process, signs, page)] * dice.choice((1, 1, 2))


def goes(dice: Random, story: Story) -> list[server.AnyCommand]:
    """A connection closes or is lost, its last sign some time ago; sometimes told twice."""
    name = "none" if dice.random() < 0.05 else dice.choice([*story.room.connections] or ["none"])
    gone = server.Disconnect(name, story.now - dice.choice(AGES), dice.choice(("lost", "closed")))
    return [gone] * dice.choice((1, 1, 2))


def process_dies(dice: Random, story: Story) -> list[server.AnyCommand]:
    age = dice.choice(AGES)
    signs = dict.fromkeys(story.room.connections, story.now - age) if dice.random() < 0.5 else {}
    return [server.LeaseLost(dice.choice(("p1", "p2")), story.now - age, signs)]


def changes_the_roster(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Seats come and go; what belongs to the beginning and the end is tried at any time."""
    added = server.AddSeat(dice.choice((1, 6, 8)), dice.choice(("student", "support", "observer")))
    away = server.TakeSeatAway(dice.choice([*ROLES, NOBODY]))
    others: list[server.AnyCommand] = [away, server.CloseEvidence(), server.Schedule("s2", 0.0, 60, PLAN)]
    return [dice.choice([added, added, *others])]


def shows(dice: Random, story: Story) -> list[server.AnyCommand]:
    """Microphones and cameras, more often on than off."""
    return [ask.SetMedia(dice.choice([*ROLES]), dice.random() < 0.3, dice.random() < 0.7)]


def the_server_asks(dice: Random, story: Story) -> list[server.AnyCommand]:
    """A presence check, sometimes told twice; a media plan, sometimes by two; or an outage that is noticed late."""
    if dice.random() < 0.3:
        epoch = max(0, story.room.media.epoch - dice.choice((0, 0, 0, 1)))
        plans: list[server.AnyCommand] = [
            server.PlanMedia(dice.choice(("mesh", "sfu")), name, epoch) for name in ("one", "two")
        ]
        return plans[: dice.choice((1, 2))]
    if dice.random() < 0.6:
        due = server.CheckpointDue(story.room.checks + dice.choice((0, 1, 1, 2)))
        asked: list[server.AnyCommand] = [
            due,
            *(ask.ConfirmHere(n, story.room.checks) for n in dice.sample([*ROLES], 2)),
        ]
        return asked[: dice.choice((1, 3))]
    ago = dice.choice((5.0, 60.0, 4000.0))
    return [server.NoteOutage(story.now - ago, story.now - dice.choice((0.0, 3.0, -5.0)))]


def lets_time_pass(dice: Random, story: Story) -> list[server.AnyCommand]:
    """The clock moves on; the timer rings on the dot, late, twice, or not at all."""
    due = next_due_at(story.room)
    if due is not None and story.now <= due < story.now + 900 and dice.random() < 0.5:
        story.now = due
    else:
        story.now += dice.choice((0.0, 0.4, 3.0, 8.0, 15.0, 60.0, 90.0, 400.0, 700.0))
    return [server.TimeUp()] * dice.choice((0, 1, 1, 2))


type Kind = Callable[[Random, Story], list[server.AnyCommand]]
MIXTURE: dict[Kind, float] = {
    queues: 16,
    writes: 3,
    steers: 6,
    sorts: 1,
    breaks_out: 4,
    comes: 8,
    goes: 4,
    lets_time_pass: 8,
    the_server_asks: 3,
    shows: 2,
    asks_anything: 2,
    changes_the_roster: 1,
    process_dies: 0.5,
}


def history(seed: int, moves: int) -> Story:
    """A room that lived through so many moves."""
    dice = Random(seed)
    story = dice.choice(BEGINNINGS)()
    for _ in range(moves):
        for command in next_commands(dice.getrandbits(64), story):
            with suppress(Refused):
                story.asks(command)
    return story
