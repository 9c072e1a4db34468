"""What the server itself asks of a room: its place in time, its seats, its connections, its clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue.commands import Command


@dataclass(frozen=True)
class Schedule:
    """First command of every log: when, how long, with which plan (a ``dialogue.plan.Plan`` as plain data).

    ``met``: seats that were together in a breakout of an earlier session, as pairs of numbers.
    """

    session: str
    starts_at: float
    minutes: int
    plan: Mapping[str, object]
    lobby_seconds: int = 900
    clock_factor: int = 1
    met: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class AddSeat:
    """A place for a person. A number that was closed opens again, with what it did."""

    number: int
    role: str
    country: str = ""


@dataclass(frozen=True)
class TakeSeatAway:
    """The person left the group: the seat is closed, what it did stays."""

    number: int


@dataclass(frozen=True)
class LiftRemoval:
    """The coordinator lets a person back in whom a facilitator took out."""

    number: int


@dataclass(frozen=True)
class BringAgreement:
    """The agreement that the group made in an earlier session; ``agreed``: seats of those who accepted it there."""

    text: str
    agreed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Connect:
    """A socket of a seat is open on a server process; ``signs``: last signs of the connections it may replace.

    ``page``: name of its loaded page, if that carries sound and picture.
    """

    seat: int
    connection: str
    device: str
    process: str
    signs: Mapping[str, float] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True)
class PlanMedia:
    """How sound and picture travel from now on; nothing when the plan ``after_epoch`` is no longer the newest."""

    mode: str
    server: str
    after_epoch: int


@dataclass(frozen=True)
class Disconnect:
    """A socket closed or fell silent; ``last_sign_at`` is its last sign of life, never the time of noticing."""

    connection: str
    last_sign_at: float
    reason: str = "lost"


@dataclass(frozen=True)
class LeaseLost:
    """A server process died; ``signs`` has the last sign of each of its connections."""

    process: str
    last_beat_at: float
    signs: Mapping[str, float]


@dataclass(frozen=True)
class NoteOutage:
    """The room could not be used between these times through no fault of anybody in it (the database was away)."""

    since: float
    until: float


@dataclass(frozen=True)
class CheckpointDue:
    """Ask everybody whether they are there, for the ``n``-th time in this session (from 1).

    When to ask is drawn by the server, so that nobody can know it before. Doubled or late it asks nothing.
    """

    n: int


@dataclass(frozen=True)
class TimeUp:
    """Some time has come. Late, early or doubled, it is harmless: the rules look at ``now`` only."""


@dataclass(frozen=True)
class CloseEvidence:
    """The record is signed off; nothing more is added but corrections."""


type ServerCommand = (
    Schedule
    | AddSeat
    | TakeSeatAway
    | LiftRemoval
    | BringAgreement
    | Connect
    | PlanMedia
    | Disconnect
    | LeaseLost
    | NoteOutage
    | CheckpointDue
    | TimeUp
    | CloseEvidence
)
type AnyCommand = Command | ServerCommand
