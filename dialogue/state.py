"""The state of a room: frozen values only. ``apply`` functions give the next one; nothing is changed in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from dialogue.plan import Breakout, Phase, Plan
from dialogue.values import replace

# Promises to people. Holds count from the detection of a loss.
QUEUE_HOLD_SECONDS = 90.0
SPEAKER_HOLD_SECONDS = 15.0
LEAD_HOLD_SECONDS = 8.0
# A breakout of one is merged after this, so that nobody is alone over 45 s after the loss was noticed.
ALONE_SECONDS = 20.0
CHECK_SECONDS = 90.0
PAUSE_MINUTE_SECONDS = 60.0
REPLY_SECONDS = 30
# With hard turns the floor goes on this long after the limit.
TURN_GRACE_SECONDS = 15.0
LAND_MINUTES = 10
# A room that nobody starts or ends is ended this long after its planned length; the overrun never counts as held.
OVERRUN_MINUTES_MOST = 30

FACILITATOR_ROLES = ("lead", "support")
SPEAKING_ROLES = ("student", "lead", "support")
# Who sends sound and picture; the others who are in the room hear and see.
SENDING_ROLES = (*SPEAKING_ROLES, "interpreter")
# Who may write captions: of everything that is said, or of their own words.
CAPTIONING_ROLES = (*SENDING_ROLES, "captioner")
LIVE_STAGES = ("live", "landed")
OVER_STAGES = ("ended", "evidence_closed")


EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Connection:
    """``page``: name of the loaded page among those that carry sound and picture; "" when it carries none."""

    seat: int
    device: str
    process: str
    since: float
    page: str = ""


@dataclass(frozen=True)  # no slots: see values.py
class SeatState:
    """``away_at``: when the loss of the last connection was noticed; None while here, never seen or gone on purpose.

    ``phase_turns`` are the turns since the phase began, ``passed`` is about the round that runs. ``room`` is the
    breakout, 0 the room of all. ``back_soon``: went away for a moment. ``agreed``: newest version of the agreement
    that the person accepted. ``barred``: removed from all sessions of the exchange. ``devices``: in the order in
    which each first came. ``camera_at``: since when the camera is on. ``left_page``: the page of the connection that
    was lost last, while the seat is away.
    """

    role: str
    country: str = ""
    closed: bool = False
    removed: bool = False
    barred: bool = False
    outside: bool = False
    seen: bool = False
    away_at: float | None = None
    turns: int = 0
    phase_turns: int = 0
    last_turn_at: float = 0.0
    lines: int = 0
    passed: bool = False
    room: int = 0
    back_soon: bool = False
    muted: bool = True
    camera: bool = False
    agreed: int = 0
    distress: bool = False
    distress_at: float | None = None
    attested: bool = False
    devices: tuple[str, ...] = ()
    camera_at: float | None = None
    left_page: str = ""

    @property
    def gone(self) -> bool:
        return self.closed or self.removed


@dataclass(frozen=True, slots=True)
class Hand:
    """A place in the queue. A pinned one was put there by rule and is not overtaken by the order.

    A called one was not raised: the round asks everybody, and it goes when the round is over.
    """

    seat: int
    raised_at: float
    pinned: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """``limit_seconds`` 0: no limit. ``hard``: the floor goes on by itself after it. ``reply``: to the turn before.

    A quiet minute moves ``since``; ``stood_seconds`` is how long the clock stood because the plan was paused.
    """

    seat: int
    since: float
    limit_seconds: int
    reply: bool = False
    hard: bool = False
    stood_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Running:
    """The phase that runs: ``ends_at`` on the server clock; ``paused_at`` while its clock stands.

    ``given_seconds`` is the length with which it began: less than planned when time was short.
    """

    index: int
    started_at: float
    ends_at: float
    over: bool = False
    paused_at: float | None = None
    given_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Breakouts that run: their numbers; SeatState.room says who is where. ``ends_at`` None: with the phase.

    ``alone_since``: students who are the only one where they are, and since when. ``called_in``: seats that a
    facilitator took into the room of all. ``stands_since``: when the clock was stopped, if it stands.
    """

    turn: int
    rooms: tuple[int, ...]
    started_at: float
    ends_at: float | None
    alone_since: Mapping[int, float] = field(default_factory=lambda: EMPTY)
    called_in: frozenset[int] = frozenset()
    stands_since: float | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would meet whom; a group may be empty while somebody is moved. ``turn``: 0 is the best, 1 the next best."""

    rooms: tuple[tuple[int, ...], ...]
    wish: Breakout
    turn: int


@dataclass(frozen=True, slots=True)
class Poll:
    """``answered``: seats that chose; what they chose is a word, and words are not here."""

    n: int
    options: int
    many: bool
    open: bool = True
    answered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Topic:
    """``objections`` is a number without names."""

    seat: int
    marks: frozenset[int] = frozenset()
    objections: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A presence check that is open: who was in the room when it opened, and who has answered by any genuine act.

    ``away_since``: of who is not in the room now, when that began; ``missed_seconds``: of who came back.
    """

    n: int
    opened_at: float
    ends_at: float
    asked: frozenset[int]
    answered: frozenset[int] = frozenset()
    away_since: Mapping[int, float] = field(default_factory=lambda: EMPTY)
    missed_seconds: Mapping[int, float] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Open until a facilitator says that it is taken care of. ``hurt``: the person said that something hurts."""

    at: float
    room: int
    taken_by: int | None = None
    hurt: bool = False


@dataclass(frozen=True, slots=True)
class MediaState:
    """How sound and picture travel. ``epoch`` grows with each plan; pages drop all that belongs to an older one.

    ``mode``: none (not planned yet), mesh (page to page), sfu (through the media server named ``server``).
    """

    epoch: int = 0
    mode: str = "none"
    server: str = ""


@dataclass(frozen=True)  # no slots: see values.py
class Room:
    """Everything the rules know. ``seq`` is the number of the newest event; ``at`` its time."""

    seq: int = 0
    at: float = 0.0
    session: str = ""
    stage: str = "unscheduled"
    starts_at: float = 0.0
    minutes: int = 0
    lobby_seconds: int = 900
    clock_factor: int = 1
    plan: Plan | None = None
    plan_version: int = 0
    seats: Mapping[int, SeatState] = field(default_factory=lambda: EMPTY)
    connections: Mapping[str, Connection] = field(default_factory=lambda: EMPTY)
    lead: int | None = None
    live_at: float | None = None
    land_ends_at: float | None = None
    ended_at: float | None = None
    end_reason: str = ""
    running: Running | None = None
    order: str = "none"
    queue: tuple[Hand, ...] = ()
    speaker: Turn | None = None
    lines: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    reaction: tuple[int, str, float] | None = None
    # speaking
    turn_seconds: int | None = None
    hard_turns: bool = False
    talking_piece: bool = False
    last_turn: Turn | None = None
    reply: Hand | None = None
    # the plan
    ready: frozenset[int] = frozenset()
    pause_minute_until: float | None = None
    pause_minute_at: float | None = None
    break_ended_at: float | None = None
    prompt: int = 0
    prompt_at: float | None = None
    # pairs
    pairs: Pairs | None = None
    pairs_turns: int = 0
    pairs_preview: Preview | None = None
    met: frozenset[tuple[int, int]] = frozenset()
    # polls, board, agreement
    polls: Mapping[int, Poll] = field(default_factory=lambda: EMPTY)
    board: Mapping[int, Topic] = field(default_factory=lambda: EMPTY)
    agreement: int = 0
    # being here, help
    check: Check | None = None
    checks: int = 0
    help: Mapping[int, HelpCall] = field(default_factory=lambda: EMPTY)
    reports: int = 0
    last_speakers: tuple[int, ...] = ()
    media: MediaState = MediaState()

    @property
    def live(self) -> bool:
        return self.stage in LIVE_STAGES

    @property
    def over(self) -> bool:
        return self.stage in OVER_STAGES

    @property
    def phase(self) -> Phase | None:
        if self.plan is None or self.running is None:
            return None
        return self.plan.phases[self.running.index]

    def seconds(self, minutes: float) -> float:
        """Plan minutes in seconds of the clock; tests may run the plan faster than the clock."""
        return minutes * 60 / self.clock_factor

    def scaled(self, seconds: float) -> float:
        """Seconds of the plan as seconds of the clock."""
        return seconds / self.clock_factor

    def stands_since(self) -> float | None:
        """Since when the clock of the phase and of turns stands: a pause, or a quiet minute."""
        quiet = None if self.pause_minute_until is None else self.pause_minute_at
        paused = self.running.paused_at if self.running else None
        return min((at for at in (quiet, paused) if at is not None), default=None)

    @cached_property
    def linked(self) -> frozenset[int]:
        """Seats with an open connection; asked dozens of times for a view."""
        return frozenset([link.seat for link in self.connections.values()])

    def here(self, seat: int) -> bool:
        return seat in self.linked

    def inside(self, seat: int) -> bool:
        """In the live room: connected and not waiting outside."""
        return self.here(seat) and not self.waits(seat)

    def waits(self, seat: int) -> bool:
        return not self.live or self.seats[seat].outside

    def seats_inside(self, *roles: str) -> list[int]:
        return sorted(n for n in self.linked if self.seats[n].role in roles and not self.seats[n].outside)

    def facilitators_here(self) -> list[int]:
        return self.seats_inside(*FACILITATOR_ROLES)

    def hand_of(self, seat: int) -> int | None:
        return next((place for place, hand in enumerate(self.queue) if hand.seat == seat), None)

    def opens_at(self) -> float:
        return self.starts_at - self.lobby_seconds

    def hard_end_at(self) -> float | None:
        """Counted from going live; for a room that nobody starts, from its planned start. A landing is not cut off."""
        if self.over or self.stage == "unscheduled":
            return None
        begin = self.starts_at if self.live_at is None else self.live_at
        return max(begin + self.seconds(self.minutes + OVERRUN_MINUTES_MOST), self.land_ends_at or 0.0)


def with_seat(room: Room, number: int, /, **changes: Any) -> Room:
    seats = dict(room.seats)
    seats[number] = replace(seats[number], **changes)
    return replace(room, seats=seats)
