"""Which function decides which command and applies which event; filled by the rule modules."""

from collections.abc import Callable
from typing import Any

from dialogue.events import Event
from dialogue.state import Room
from dialogue.values import replace

type Decider = Callable[["Draft", Any], None]
type Applier = Callable[[Room, Any, float], Room]

DECIDERS: dict[type, Decider] = {}
APPLIERS: dict[type[Event], Applier] = {}
# Run after every event, whatever it is: presence checks look for any sign of a person.
WATCHERS: list[Applier] = []


def decides[F: Callable[..., None]](*commands: type) -> Callable[[F], F]:
    def register(rule: F) -> F:
        DECIDERS.update(dict.fromkeys(commands, rule))
        return rule

    return register


def applies[F: Callable[..., Room]](*events: type[Event]) -> Callable[[F], F]:
    def register(change: F) -> F:
        APPLIERS.update(dict.fromkeys(events, change))
        return change

    return register


def watches[F: Callable[..., Room]](change: F) -> F:
    WATCHERS.append(change)
    return change


def step(room: Room, event: Event, seq: int, at: float) -> Room:
    """The room after one event."""
    room = APPLIERS[type(event)](room, event, at)
    for watch in WATCHERS:
        room = watch(room, event, at)
    return replace(room, seq=seq, at=at)


class Draft:
    """The events of one command in the making: each is applied at once, so that the next rule sees it.

    ``rooms``: the room after each of them, what applying them to ``room`` of the beginning gives too.
    """

    def __init__(self, room: Room, now: float) -> None:
        self.room, self.now = room, now
        self.events: list[Event] = []
        self.rooms: list[Room] = []

    def add(self, event: Event) -> None:
        self.room = step(self.room, event, self.room.seq + 1, self.now)
        self.events.append(event)
        self.rooms.append(self.room)
