"""The plan of a session as the room sees it: phases with a mode, minutes, a queue and prompts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MODES = ("plenary", "round", "pairs", "free", "silent")
KINDS = ("content", "break")
ORDERS = ("circle", "first_time_first", "hands", "list", "fewest_turns", "none")
CHATS = ("open", "to_facilitators", "closed")
BREAKOUT_SIZES = range(2, 7)
PHASE_MINUTES = range(1, 24 * 60 + 1)
TURN_LIMITS = range(3601)


@dataclass(frozen=True, slots=True)
class Breakout:
    """How people meet in pairs: how many, what should differ, and whether those who met before should not again."""

    size: int = 2
    cross: str = "country"
    avoid_repeat: bool = True


@dataclass(frozen=True, slots=True)
class Phase:
    """``minutes`` is the planned length, ``min_minutes`` the shortest useful one; ``turn_seconds`` 0 = no limit."""

    id: str
    title: str
    minutes: int
    min_minutes: int
    mode: str = "free"
    kind: str = "content"
    order: str = "none"
    turn_seconds: int = 0
    chat: str = "open"
    watch: tuple[str, ...] = ()
    breakout: Breakout = Breakout()


@dataclass(frozen=True, slots=True)
class Plan:
    """``source`` is the whole plan as stored: prompts and notes for the pages, evidence for later."""

    id: str
    title: str
    phases: tuple[Phase, ...]
    source: Mapping[str, Any] = field(default_factory=dict)


def phase_from(data: Mapping[str, Any]) -> Phase:
    queue = data.get("queue", {})
    return Phase(
        id=str(data["id"]),
        title=str(data["title"]),
        minutes=int(data["minutes"]),
        min_minutes=int(data.get("min_minutes", data["minutes"])),
        mode=str(data.get("mode", "free")),
        kind=str(data.get("kind", "content")),
        order=str(queue.get("order", "none")),
        turn_seconds=int(queue.get("turn_seconds", 0)),
        chat=str(data.get("chat", "open")),
        watch=tuple(map(str, data.get("watch", ()))),
        breakout=breakout_from(data.get("breakout") or {}),
    )


def breakout_from(data: Mapping[str, Any]) -> Breakout:
    return Breakout(
        size=int(data.get("size", 2)),
        cross=str(data.get("cross", "country")),
        avoid_repeat=bool(data.get("avoid_repeat", True)),
    )


def plan_from(data: Mapping[str, Any]) -> Plan:
    """A plan from plain data in the form of docs/reference/plan-file.md; ``usable`` says whether it has that form."""
    phases = tuple(phase_from(phase) for phase in data["phases"])
    return Plan(id=str(data["id"]), title=str(data["title"]), phases=phases, source=data)


def usable(data: Mapping[str, Any]) -> bool:
    """Whether a room can follow this plan. What exactly is wrong with a file, facilitation says in sentences."""
    try:
        phases = plan_from(data).phases
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return False
    return bool(phases) and all(map(known_words, phases))


def known_words(phase: Phase) -> bool:
    words = phase.mode in MODES and phase.kind in KINDS and phase.order in ORDERS and phase.chat in CHATS
    lengths = phase.minutes in PHASE_MINUTES and phase.turn_seconds in TURN_LIMITS
    return words and lengths and phase.breakout.size in BREAKOUT_SIZES
