"""Whatever stands in the fields of a command, it is decided or refused, and the room stays whole."""

import dataclasses
import typing
from contextlib import suppress
from random import Random
from types import NoneType, UnionType
from typing import Any

from dialogue import commands as ask
from dialogue import permissions
from dialogue import server_commands as server
from dialogue.room import Refused, next_due_at
from dialogue.views import AUDIENCES, view_for
from tests.dialogue import moves
from tests.dialogue.depth import for_seeds
from tests.dialogue.invariants import check_events, check_room
from tests.dialogue.rooms import PLAN, ROLES, START, Story, unplanned_room

INTS = (0, 1, -1, 2, 9, 10, 30, 60, 120, 121, 2**31, 2**63, -(2**63), 10**30, -(10**400))
TEXTS = (
    "", " ", "\n", "x", "x" * 300, "x" * 2000, "x" * 4001, "x" * 100_000, "\u202e", "\u2028a", "İ", "ß\u0301",
    "all", "room", "facilitators", "hands", "circle", "none", "thanks", "hurtful", "technical", "country", "1-laptop",
)  # fmt: skip
FLOATS = (0.0, -1.0, 1e18, -1e18, START - 4000, START + 100)
PLANS: tuple[Any, ...] = (
    {}, PLAN, [], None, "x", {"phases": 3}, {"phases": {"a": 1}}, {**PLAN, "phases": [{}]},
    *({**PLAN, "phases": [PLAN["phases"][0] | wrong]} for wrong in
      ({"breakout": [1]}, {"watch": 5}, {"queue": None}, {"minutes": 10**9}, {"minutes": 1e400}, {"minutes": None})),
)  # fmt: skip


def value(dice: Random, kind: Any) -> Any:
    """Any value of the type, the awkward ones first."""
    if typing.get_origin(kind) in (UnionType, typing.Union):
        return value(dice, dice.choice(typing.get_args(kind)))
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(value(dice, inner) for _ in range(dice.choice((0, 1, 2, 3, 8, 9, 50))))
    simple = {int: INTS, str: TEXTS, bool: (True, False), float: FLOATS, NoneType: (None,)}
    return dice.choice(simple[kind])


def person_command(dice: Random) -> ask.Command:
    kind = dice.choice(permissions.EVERY_COMMAND)
    fields = {name: value(dice, hint) for name, hint in typing.get_type_hints(kind).items()}
    fields |= {name: dice.choice(list(ROLES)) for name in ("who", "about") if name in fields and dice.random() < 0.6}
    return kind(**fields | {"seat": dice.choice(list(ROLES))})


def server_command(dice: Random) -> server.AnyCommand:
    kind = dice.choice(server.ServerCommand.__value__.__args__)
    names = {field.name for field in dataclasses.fields(kind)}
    odd: dict[str, Any] = {
        "plan": dice.choice(PLANS),
        "signs": {"1-laptop": dice.choice(FLOATS)},
        "met": ((1, 2), (3, 3)),
    }
    fields = {
        name: odd[name] if name in odd else value(dice, hint) for name, hint in typing.get_type_hints(kind).items()
    }
    fields |= {name: dice.choice(list(ROLES)) for name in ("number", "seat") if name in names and dice.random() < 0.6}
    made: server.AnyCommand = kind(**fields)
    return made


def a_command(dice: Random, story: Story) -> list[server.AnyCommand]:
    kind = dice.random()
    if kind < 0.4:
        return moves.next_commands(dice.getrandbits(64), story)
    return [person_command(dice) if kind < 0.9 else server_command(dice)]


@for_seeds(12, 200, 2_000)
def test_any_values_are_decided_or_refused(seed: int) -> None:
    dice = Random(seed)
    story = dice.choice((*moves.BEGINNINGS, unplanned_room))()
    for _ in range(100):
        for command in a_command(dice, story):
            before = story.room
            with suppress(Refused):
                check_events(story.asks(command), before)
            next_due_at(story.room)
            for audience in AUDIENCES:
                view_for(story.room, audience)


@for_seeds(10, 100, 2_000)
def test_any_values_of_people_leave_the_room_whole(seed: int) -> None:
    dice = Random(seed)
    story = dice.choice(moves.BEGINNINGS)()
    for _ in range(100):
        command = person_command(dice)
        with suppress(Refused):
            story.asks(command)
            check_room(story.room)
