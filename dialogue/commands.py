"""What may be asked of a room. A command is an order; a rule answers with events or a refusal.

``seat`` is the number of who asks; it never comes from the browser. Limits stand beside the fields they bind.
Fields of the commands below ``Command`` are also the fields of the wire (sessions/wire.py builds it from here).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

CHAT_CHARACTERS_MOST = 2000
REASON_CHARACTERS_MOST = 300
REACTIONS = ("thanks", "agree", "heart", "laugh", "wow", "slower")


@dataclass(frozen=True, slots=True)
class Command:
    """Asked by a person through an open socket."""

    seat: int


# -- everyone --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say(Command):
    """A chat line to ``all`` or to ``facilitators``."""

    text: str
    to: str = "all"


@dataclass(frozen=True, slots=True)
class RaiseHand(Command):
    """Take a place in the queue."""


@dataclass(frozen=True, slots=True)
class LowerHand(Command):
    """Give the place in the queue back."""


@dataclass(frozen=True, slots=True)
class PassTurn(Command):
    """Let my turn go by without a reason; in a round it comes back once."""


@dataclass(frozen=True, slots=True)
class EndTurn(Command):
    """I have spoken."""


@dataclass(frozen=True, slots=True)
class React(Command):
    """A short sign everybody sees: one of ``REACTIONS``."""

    reaction: str


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Go out on purpose, with all devices; the place in the queue is given up."""


# -- facilitators ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartSession(Command):
    """Go live, and lead unless the assigned lead is here."""


@dataclass(frozen=True, slots=True)
class NextPhase(Command):
    """Go to the next phase of the plan."""


@dataclass(frozen=True, slots=True)
class PreviousPhase(Command):
    """Go back one phase."""


@dataclass(frozen=True, slots=True)
class ExtendPhase(Command):
    """Give the phase 1 to 15 minutes more."""

    minutes: int = 1


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop the clock of the phase."""


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Let the clock of the phase go on."""


@dataclass(frozen=True, slots=True)
class Land(Command):
    """Close well in ten minutes: go to the last phase of the plan."""


@dataclass(frozen=True, slots=True)
class EndSession(Command):
    """End for everybody."""


@dataclass(frozen=True, slots=True)
class GiveTurn(Command):
    """Give the floor to a seat, whether or not it stands in the queue."""

    to: int


@dataclass(frozen=True, slots=True)
class Skip(Command):
    """Take the floor back, or a hand out of the queue, kindly."""

    who: int


@dataclass(frozen=True, slots=True)
class SetQueueMode(Command):
    """Order of the queue: one of ``dialogue.plan.ORDERS``."""

    order: str


@dataclass(frozen=True, slots=True)
class TakeLead(Command):
    """Lead the room from now on."""


@dataclass(frozen=True, slots=True)
class GiveLead(Command):
    """Hand the lead to the other facilitator."""

    to: int


@dataclass(frozen=True, slots=True)
class Admit(Command):
    """Let somebody in from the lobby of a live room."""

    who: int


@dataclass(frozen=True, slots=True)
class AdmitAll(Command):
    """Let everybody in from the lobby of a live room."""


@dataclass(frozen=True, slots=True)
class SendToLobby(Command):
    """Ask somebody to wait outside."""

    who: int


@dataclass(frozen=True, slots=True)
class Remove(Command):
    """Take somebody out, on all devices, with a reason that is kept."""

    who: int
    reason: str


@dataclass(frozen=True, slots=True)
class AllowBack(Command):
    """Undo a removal."""

    who: int


# -- the server itself -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Schedule:
    """First command of every log: when, how long, with which plan (a ``dialogue.plan.Plan`` as plain data)."""

    session: str
    starts_at: float
    minutes: int
    plan: Mapping[str, object]
    lobby_seconds: int = 900
    clock_factor: int = 1


@dataclass(frozen=True, slots=True)
class AddSeat:
    """A place for a person. A number that was closed opens again, with what it did."""

    number: int
    role: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class TakeSeatAway:
    """The person left the group: the seat is closed, what it did stays."""

    number: int


@dataclass(frozen=True, slots=True)
class Connect:
    """A socket of a seat is open on a server process; ``signs``: last signs of the connections it may replace."""

    seat: int
    connection: str
    device: str
    process: str
    signs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disconnect:
    """A socket closed or fell silent; ``last_sign_at`` is its last sign of life, never the time of noticing."""

    connection: str
    last_sign_at: float
    reason: str = "lost"


@dataclass(frozen=True, slots=True)
class LeaseLost:
    """A server process died; ``signs`` has the last sign of each of its connections."""

    process: str
    last_beat_at: float
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TimeUp:
    """Some time has come. Late, early or doubled, it is harmless: the rules look at ``now`` only."""


@dataclass(frozen=True, slots=True)
class CloseEvidence:
    """The record is signed off; nothing more is added but corrections."""


def do_of(command: type[Command]) -> str:
    """The name on the wire: RaiseHand -> raise_hand."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()


type ServerCommand = Schedule | AddSeat | TakeSeatAway | Connect | Disconnect | LeaseLost | TimeUp | CloseEvidence
type AnyCommand = Command | ServerCommand

FOR_EVERYONE: tuple[type[Command], ...] = (Say, RaiseHand, LowerHand, PassTurn, EndTurn, React, Leave)
# Of these, what needs a voice: not for who captions, interprets or observes.
FOR_SPEAKERS: tuple[type[Command], ...] = (RaiseHand, LowerHand, PassTurn, EndTurn)
FOR_FACILITATORS: tuple[type[Command], ...] = (
    StartSession, NextPhase, PreviousPhase, ExtendPhase, Pause, Resume, Land, EndSession, GiveTurn, Skip,
    SetQueueMode, TakeLead, GiveLead, Admit, AdmitAll, SendToLobby, Remove, AllowBack,
)  # fmt: skip
