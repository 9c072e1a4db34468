"""What can have happened in a room. Events are past tense, hold ids and figures only, and are never changed.

``Happened`` is an event with its place and time in the log. Words (chat, reasons) travel in fields named in
``WORDS``: the log stores them apart so that they can be erased, and no rule ever reads them back. ``n`` is the number
of a line in its stream. ``by`` is the seat of who did it to others; None: the clock or a rule.
"""

from collections.abc import Mapping
from typing import Any

from dialogue.happening import Event as Event
from dialogue.happening import Happened as Happened
from dialogue.media_events import MediaPlanned as MediaPlanned
from dialogue.media_events import MediaRestoreAsked as MediaRestoreAsked
from dialogue.media_events import MediaSet as MediaSet


# A vocabulary, laid out to be read at a glance.
# fmt: off
# -- life of the session -----------------------------------------------------------------------------------------
class SessionScheduled(Event):
    """``met``: pairs of seats that were together in a breakout of an earlier session."""
    session: str
    starts_at: float
    minutes: int
    plan: Mapping[str, Any]
    plan_version: int = 1
    lobby_seconds: int = 900
    clock_factor: int = 1
    met: tuple[tuple[int, int], ...] = ()

class LobbyOpened(Event): ...

class WentLive(Event):
    by: int

class Landed(Event):
    """Ten minutes to close well."""
    by: int
    ends_at: float

class Ended(Event):
    """``reason``: ended, time_over, not_held (nobody started it)."""
    by: int | None
    reason: str

class OutageNoted(Event):
    """The room could not be used through no fault of anybody in it; the time counts for and against nobody."""
    since: float
    until: float

class EvidenceClosed(Event): ...

# -- seats and presence ------------------------------------------------------------------------------------------
class SeatAdded(Event):
    number: int
    role: str
    country: str = ""

class SeatClosed(Event):
    """The person is no longer of this group."""
    number: int

class Connected(Event):
    """``page``: name of its loaded page, the same over reconnects, if that carries sound and picture."""
    seat: int
    connection: str
    device: str
    process: str
    page: str = ""

class Disconnected(Event):
    """``reason``: left and removed (out for good), lost, closed, lease_lost (the place is held), replaced."""
    seat: int
    connection: str
    last_sign_at: float
    reason: str

class WentAway(Event):
    """Back in a moment, or back (``on`` False); presence goes on."""
    seat: int
    on: bool

class Admitted(Event):
    seat: int
    by: int | None

class SentToLobby(Event):
    seat: int
    by: int

class Removed(Event):
    """``exchange``: from all sessions of the exchange."""
    seat: int
    by: int
    reason: str = ""
    exchange: bool = False

class AllowedBack(Event):
    """``by`` is None when the coordinator lifted the removal."""
    seat: int
    by: int | None

class LeadTaken(Event):
    """``reason``: started, asked, given, lead_lost, returned."""
    seat: int
    reason: str

class LeadLost(Event):
    """No facilitator is in the room: minutes from here are not facilitated."""

class CheckpointOpened(Event):
    """Everybody is asked whether they are there; any genuine act until ``ends_at`` is an answer."""
    n: int
    ends_at: float

class ConfirmedHere(Event):
    seat: int
    n: int

class CheckpointClosed(Event):
    """``asked``: students who were in the room at its opening and its end."""
    n: int
    asked: tuple[int, ...]
    answered: tuple[int, ...]

class Attested(Event):
    """A facilitator confirms that somebody took part."""
    seat: int
    by: int
    text: str = ""

# -- the plan ----------------------------------------------------------------------------------------------------
class PhaseStarted(Event):
    """``by`` is None when the clock moved it because no facilitator is there."""
    index: int
    ends_at: float
    by: int | None

class PhaseTimeOver(Event):
    """The planned time is over; the facilitator goes on when it is good."""
    index: int

class PhaseExtended(Event):
    index: int
    ends_at: float
    by: int

class Paused(Event):
    by: int

class Resumed(Event):
    """``by`` is None when the last facilitator is gone: the plan goes on."""
    by: int | None
    ends_at: float

class PauseMinuteStarted(Event):
    """Somebody asked for a minute of silence; nobody knows who."""
    until: float

class PauseMinuteEnded(Event):
    """The phase gets the minute back. ``by``: a facilitator ended it before its time."""
    phase_ends_at: float | None
    by: int | None = None

class ReadyMarked(Event):
    seat: int
    on: bool

class PromptShown(Event):
    """Prompt ``n`` of the facilitator's own; 0: the prompt of the plan again."""
    by: int
    n: int
    size: int = 0
    text: str = ""

# -- speaking ----------------------------------------------------------------------------------------------------
class HandRaised(Event):
    """``position`` counts from 0 in the queue; pinned, called: as in ``state.Hand``. A ``reply`` stands beside it."""
    seat: int
    position: int
    pinned: bool = False
    called: bool = False
    reply: bool = False

class HandLowered(Event):
    """``reason``: lowered, passed, skipped, away, left, removed."""
    seat: int
    reason: str
    reply: bool = False

class QueueOrdered(Event):
    """The order rule changed or a phase began: the queue as it stands now."""
    order: str
    seats: tuple[int, ...]

class QueueSorted(Event):
    """A facilitator sorted the queue: as it stands now; nobody overtakes the first so many that were named."""
    by: int
    seats: tuple[int, ...]
    named: int

class TurnsLimited(Event):
    """Until the next phase: seconds of a turn (None: as planned, 0: no limit) and whether turns end by themselves."""
    by: int
    turn_seconds: int | None
    hard: bool

class TalkingPieceSet(Event):
    """Until the next phase: whether only who has the turn is heard."""
    by: int
    on: bool

class TurnGiven(Event):
    """``by`` is None when the order gave it; ``reply``: a short answer to the turn before."""
    seat: int
    by: int | None
    limit_seconds: int
    reply: bool = False

class TimeGranted(Event):
    seat: int
    by: int
    limit_seconds: int

class TurnEnded(Event):
    """``reason``: ended, passed, skipped, given, lost, away, left, removed, time, phase, pairs, session;
    ``seconds`` are without time away."""
    seat: int
    reason: str
    seconds: float

# -- words and signs ---------------------------------------------------------------------------------------------
class Said(Event):
    """Line ``n`` of an audience; the text is stored apart."""
    seat: int
    audience: str
    n: int
    size: int
    text: str = ""

class Whispered(Event):
    """A line between facilitators."""
    seat: int
    n: int
    size: int
    text: str = ""

class Captioned(Event):
    """What was said, typed; shown once, its words are never stored."""
    seat: int
    size: int
    text: str = ""

class Reacted(Event):
    seat: int
    reaction: str

class NoteWritten(Event):
    seat: int
    n: int
    size: int
    text: str = ""

class TopicAdded(Event):
    seat: int
    n: int
    size: int
    text: str = ""

class TopicMarked(Event):
    seat: int
    item: int
    on: bool

class TopicObjected(Event):
    """A topic would keep somebody away; nobody knows whom."""
    item: int

class PollOpened(Event):
    """``text``: the question and then each option, a line each; the newest line of the stream polls."""
    by: int
    n: int
    options: int
    many: bool
    size: int
    text: str = ""

class PollClosed(Event):
    n: int
    by: int | None

class Answered(Event):
    """Words only, because what somebody thinks can be erased: places of options (poll) or a text (poll 0)."""
    seat: int
    poll: int
    n: int
    size: int
    text: str = ""

class AgreementEdited(Event):
    """``by`` is None when it comes from an earlier session."""
    version: int
    by: int | None
    size: int
    text: str = ""

class AgreementAccepted(Event):
    seat: int
    version: int

class CommandNoted(Event):
    """An accepted command that changed nothing (a hand raised twice), kept so that it happens once."""
    seat: int
    do: str

# -- pairs -------------------------------------------------------------------------------------------------------
class PairsPreviewed(Event):
    """``turn``: 0 is the best assignment, 1 the next best; the rest is what was wished for (``plan.Breakout``)."""
    by: int
    rooms: tuple[tuple[int, ...], ...]
    size: int = 2
    cross: str = "country"
    avoid_repeat: bool = True
    turn: int = 0

class PairsStarted(Event):
    """``rooms[0]`` is breakout 1; ``turn`` counts the times that this session went into breakouts."""
    turn: int
    rooms: tuple[tuple[int, ...], ...]
    ends_at: float | None
    by: int

class MovedTo(Event):
    """Into a breakout, or to the room of all (0). ``by`` is None for latecomers and who was left alone."""
    seat: int
    room: int
    by: int | None

class PairsEndSet(Event):
    """The breakouts end then, whatever was planned."""
    ends_at: float
    by: int

class PairsEnded(Event):
    """``reason``: ended, time, phase, landed, lead_lost, session."""
    by: int | None
    reason: str

# -- help and safety ---------------------------------------------------------------------------------------------
class HelpCalled(Event):
    seat: int
    room: int

class HelpTaken(Event):
    seat: int
    by: int

class HelpDone(Event):
    seat: int
    by: int

class HurtFlagged(Event):
    seat: int
    n: int
    size: int
    text: str = ""

class DistressTagged(Event):
    seat: int
    by: int
    on: bool

class Reported(Event):
    """For the coordinator; ``about`` is a seat or 0."""
    seat: int
    category: str
    about: int
    size: int
    text: str = ""

# -- what is told of all of them ---------------------------------------------------------------------------------
# Field of each event that holds words, stored apart from the log and erasable.
WORDS = {kind.__name__: "text" for kind in Event.__subclasses__() if "text" in kind.__annotations__}
WORDS["Removed"] = "reason"
FLEETING = frozenset({"Captioned"})  # told once and never stored: this product keeps no transcript
KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
# fmt: on
