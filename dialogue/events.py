"""What can have happened in a room. Events are past tense, hold ids and figures only, and are never changed.

``Happened`` is an event with its place and time in the log. Words (chat, reasons) travel in fields named in
``WORDS``: the log stores them apart so that they can be erased, and no rule ever reads them back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    pass


@dataclass(frozen=True, slots=True)
class Happened:
    """``seq`` grows by one per event of a session; ``at`` is server time, seconds since 1970 UTC."""

    seq: int
    at: float
    event: Event


# -- life of the session ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionScheduled(Event):
    session: str
    starts_at: float
    minutes: int
    plan: Mapping[str, Any]
    plan_version: int = 1
    lobby_seconds: int = 900
    clock_factor: int = 1


@dataclass(frozen=True, slots=True)
class LobbyOpened(Event):
    pass


@dataclass(frozen=True, slots=True)
class WentLive(Event):
    by: int


@dataclass(frozen=True, slots=True)
class Landed(Event):
    """Ten minutes to close well."""

    by: int
    ends_at: float


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """``reason``: ended, time_over, not_held (nobody started it)."""

    by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceClosed(Event):
    pass


# -- seats and presence ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeatAdded(Event):
    number: int
    role: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class SeatClosed(Event):
    """The person is no longer of this group."""

    number: int


@dataclass(frozen=True, slots=True)
class Connected(Event):
    seat: int
    connection: str
    device: str
    process: str


@dataclass(frozen=True, slots=True)
class Disconnected(Event):
    """``reason``: left and removed (out for good), lost, closed, lease_lost (the place is held), replaced."""

    seat: int
    connection: str
    last_sign_at: float
    reason: str


@dataclass(frozen=True, slots=True)
class Admitted(Event):
    seat: int
    by: int | None


@dataclass(frozen=True, slots=True)
class SentToLobby(Event):
    seat: int
    by: int


@dataclass(frozen=True, slots=True)
class Removed(Event):
    seat: int
    by: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AllowedBack(Event):
    seat: int
    by: int


@dataclass(frozen=True, slots=True)
class LeadTaken(Event):
    """``reason``: started, asked, given, lead_lost, returned."""

    seat: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeadLost(Event):
    """No facilitator is in the room: minutes from here are not facilitated."""


# -- the plan --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseStarted(Event):
    """``by`` is None when the clock moved it because no facilitator is there."""

    index: int
    ends_at: float
    by: int | None


@dataclass(frozen=True, slots=True)
class PhaseTimeOver(Event):
    """The planned time is over; the facilitator goes on when it is good."""

    index: int


@dataclass(frozen=True, slots=True)
class PhaseExtended(Event):
    index: int
    ends_at: float
    by: int


@dataclass(frozen=True, slots=True)
class Paused(Event):
    by: int


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """``by`` is None when the last facilitator is gone: the plan goes on."""

    by: int | None
    ends_at: float


# -- speaking --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandRaised(Event):
    """``position`` counts from 0 in the queue as it stood; ``pinned`` and ``called`` as in ``dialogue.state.Hand``."""

    seat: int
    position: int
    pinned: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class HandLowered(Event):
    """``reason``: lowered, passed, skipped, away, left, removed."""

    seat: int
    reason: str


@dataclass(frozen=True, slots=True)
class QueueOrdered(Event):
    """The order rule changed, or a phase began: the queue as it stands now."""

    order: str
    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TurnGiven(Event):
    """``by`` is None when the order gave it."""

    seat: int
    by: int | None
    limit_seconds: int


@dataclass(frozen=True, slots=True)
class TurnEnded(Event):
    """``reason``: ended, passed, skipped, given, lost, left, removed, phase, session; ``seconds`` without time away."""

    seat: int
    reason: str
    seconds: float


# -- words and signs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Line ``n`` of an audience; the text is stored apart."""

    seat: int
    audience: str
    n: int
    size: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reacted(Event):
    seat: int
    reaction: str


@dataclass(frozen=True, slots=True)
class CommandNoted(Event):
    """An accepted command that changed nothing (a hand raised twice), kept so that it happens once."""

    seat: int
    do: str


# Field of each event that holds words, stored apart from the log and erasable.
WORDS: dict[str, str] = {"Said": "text", "Removed": "reason"}
KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
