"""What a finished log says for the record: who was connected where and when, what they did, what time was held.

Pure: a log in, plain values out. Minutes are counted by sessions/attendance.py, credit by recognition/rules.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dialogue import events as ev
from dialogue.plan import Plan, plan_from
from dialogue.speaking import counts
from dialogue.state import FACILITATOR_ROLES

type Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """One connection, from opening to last sign of life. ``reason``: as of ``Disconnected``, or ``open``."""

    connection: str
    device: str
    process: str
    since: float
    until: float
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """A genuine act of taking part: turn, reply, line, note, topic, poll (the first answer to each), prompt."""

    seq: int
    at: float
    kind: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody was put: breakout ``room`` of the ``turn``-th time that the session went into breakouts."""

    turn: int
    room: int
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A presence check that was asked to its end. One that was taken back is not here."""

    n: int
    opened_at: float
    closed_at: float
    asked: tuple[int, ...]
    answered: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A facilitator's word (seat ``by``) that somebody took part."""

    by: int
    seq: int
    at: float


@dataclass
class SeatRecord:
    """``outside``: sent to the lobby; ``away``: said "back in a moment"; ``removed``: taken out. ``words``: attested.

    ``spans`` is where presence comes from: every connection, without the time outside.
    """

    number: int
    role: str
    country: str
    links: list[Link] = field(default_factory=list)
    outside: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    removed: list[Span] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    turns: int = 0
    lines: int = 0

    @property
    def facilitates(self) -> bool:
        return self.role in FACILITATOR_ROLES

    @property
    def devices(self) -> set[str]:
        return {link.device for link in self.links}

    @property
    def spans(self) -> list[Span]:
        return [part for link in self.links for part in without((link.since, link.until), self.outside)]


@dataclass
class SessionRecord:
    """``held``: from going live to the end or the planned length, whichever is first (an overrun never counts).

    ``unled``: spans without any facilitator; like breaks and outages they count neither for nor against anybody.
    """

    session: str = ""
    starts_at: float = 0.0
    planned_seconds: float = 0.0
    plan: Plan | None = None
    live_at: float | None = None
    ended_at: float | None = None
    breaks: list[Span] = field(default_factory=list)
    unled: list[Span] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    seats: dict[int, SeatRecord] = field(default_factory=dict)
    last_seq: int = 0
    last_at: float = 0.0

    @property
    def held(self) -> Span | None:
        if self.live_at is None:
            return None
        end = self.ended_at if self.ended_at is not None else self.last_at
        return self.live_at, min(end, self.live_at + self.planned_seconds)


def record_of(log: Iterable[ev.Happened]) -> SessionRecord:
    """Folds a log into its record. What is still open at the end of the log is closed there."""
    fold = Fold()
    for happened in log:
        fold.take(happened)
    return fold.close()


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span. A span of no length is a sign of life and stays unless it was taken."""
    parts = [span]
    for start, end in taken:
        left = [(a, min(b, start)) for a, b in parts if a < start]
        right = [(max(a, end), b) for a, b in parts if b > end]
        parts = left + right
    return parts


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order that neither overlap nor touch."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class Fold:
    """Takes the events of a log one by one. ``since`` holds when each span that is still open began, by its name."""

    def __init__(self) -> None:
        self.record = SessionRecord()
        self.open: dict[str, tuple[ev.Connected, float]] = {}
        self.since: dict[tuple[str, int], float] = {}
        self.placed: dict[int, tuple[int, int, float]] = {}
        self.pairs_turn = 0
        self.check_at: dict[int, float] = {}
        self.reply = False
        self.polled: set[tuple[int, int]] = set()

    def take(self, happened: ev.Happened) -> None:
        self.record.last_seq, self.record.last_at = happened.seq, happened.at
        take = TAKERS.get(type(happened.event))
        if take is not None:
            take(self, happened.event, happened.at)

    def close(self) -> SessionRecord:
        record = self.record
        for opened, since in list(self.open.values()):
            self.end_link(opened, since, record.last_at, "open")
        self.end_spans(record.last_at)
        record.outages = merged(record.outages)
        return record

    # -- the session -----------------------------------------------------------------------------------------------

    def scheduled(self, event: ev.SessionScheduled, at: float) -> None:
        self.record.session, self.record.starts_at = event.session, event.starts_at
        self.record.planned_seconds = event.minutes * 60 / event.clock_factor
        self.record.plan = plan_from(event.plan) if event.plan else None

    def went_live(self, event: ev.WentLive, at: float) -> None:
        self.record.live_at = at

    def ended(self, event: ev.Ended, at: float) -> None:
        self.record.ended_at = at
        self.end_spans(at)

    def phase_started(self, event: ev.PhaseStarted, at: float) -> None:
        self.span("breaks", 0, False, at)
        if self.record.plan is not None and self.record.plan.phases[event.index].kind == "break":
            self.span("breaks", 0, True, at)

    def lead_lost(self, event: ev.LeadLost, at: float) -> None:
        self.span("unled", 0, True, at)

    def lead_taken(self, event: ev.LeadTaken, at: float) -> None:
        self.span("unled", 0, False, at)

    def outage_noted(self, event: ev.OutageNoted, at: float) -> None:
        self.record.outages.append((event.since, event.until))

    def checkpoint_opened(self, event: ev.CheckpointOpened, at: float) -> None:
        self.check_at[event.n] = at

    def checkpoint_closed(self, event: ev.CheckpointClosed, at: float) -> None:
        opened_at = self.check_at.get(event.n, at)
        self.record.checkpoints.append(Checkpoint(event.n, opened_at, at, tuple(event.asked), tuple(event.answered)))

    # -- seats and connections -------------------------------------------------------------------------------------

    def seat_added(self, event: ev.SeatAdded, at: float) -> None:
        known = self.record.seats.get(event.number)
        if known is None:
            self.record.seats[event.number] = SeatRecord(event.number, event.role, event.country)
        else:
            known.role, known.country = event.role, event.country

    def connected(self, event: ev.Connected, at: float) -> None:
        self.open[event.connection] = (event, at)

    def disconnected(self, event: ev.Disconnected, at: float) -> None:
        if event.connection in self.open:
            self.end_link(*self.open[event.connection], event.last_sign_at, event.reason)

    def end_link(self, opened: ev.Connected, since: float, until: float, reason: str) -> None:
        del self.open[opened.connection]
        link = Link(opened.connection, opened.device, opened.process, since, until, reason)
        self.record.seats[opened.seat].links.append(link)

    def sent_to_lobby(self, event: ev.SentToLobby, at: float) -> None:
        self.span("outside", event.seat, True, at)
        self.leave_room(event.seat, at)

    def admitted(self, event: ev.Admitted, at: float) -> None:
        self.span("outside", event.seat, False, at)

    def removed(self, event: ev.Removed, at: float) -> None:
        self.span("removed", event.seat, True, at)
        self.leave_room(event.seat, at)

    def allowed_back(self, event: ev.AllowedBack, at: float) -> None:
        self.span("removed", event.seat, False, at)

    def seat_closed(self, event: ev.SeatClosed, at: float) -> None:
        self.leave_room(event.number, at)

    def went_away(self, event: ev.WentAway, at: float) -> None:
        self.span("away", event.seat, event.on, at)

    # -- breakouts -------------------------------------------------------------------------------------------------

    def pairs_started(self, event: ev.PairsStarted, at: float) -> None:
        self.leave_rooms(at)
        self.pairs_turn = event.turn
        self.placed = {seat: (event.turn, n, at) for n, seats in enumerate(event.rooms, start=1) for seat in seats}

    def moved_to(self, event: ev.MovedTo, at: float) -> None:
        self.leave_room(event.seat, at)
        if event.room:
            self.placed[event.seat] = (self.pairs_turn, event.room, at)

    def pairs_ended(self, event: ev.PairsEnded, at: float) -> None:
        self.leave_rooms(at)

    def leave_rooms(self, at: float) -> None:
        for seat in sorted(self.placed):
            self.leave_room(seat, at)

    def leave_room(self, seat: int, at: float) -> None:
        if seat in self.placed:
            self.record.seats[seat].visits.append(Visit(*self.placed.pop(seat), at))

    # -- acts ------------------------------------------------------------------------------------------------------

    def turn_given(self, event: ev.TurnGiven, at: float) -> None:
        self.reply = event.reply

    def turn_ended(self, event: ev.TurnEnded, at: float) -> None:
        """A turn taken. Speaking is never required: every written word below is the same."""
        if counts(event):
            self.record.seats[event.seat].turns += not self.reply
            self.act(event.seat, at, "reply" if self.reply else "turn")

    def said(self, event: ev.Said, at: float) -> None:
        self.record.seats[event.seat].lines += 1
        self.act(event.seat, at, "line")

    def note_written(self, event: ev.NoteWritten, at: float) -> None:
        self.act(event.seat, at, "note")

    def topic_added(self, event: ev.TopicAdded, at: float) -> None:
        self.act(event.seat, at, "topic")

    def answered(self, event: ev.Answered, at: float) -> None:
        """To change one's mind in a poll is no further act."""
        if event.poll == 0:
            self.act(event.seat, at, "prompt")
        elif (event.seat, event.poll) not in self.polled:
            self.polled.add((event.seat, event.poll))
            self.act(event.seat, at, "poll")

    def act(self, seat: int, at: float, kind: str) -> None:
        self.record.seats[seat].acts.append(Act(self.record.last_seq, at, kind))

    def attested(self, event: ev.Attested, at: float) -> None:
        self.record.seats[event.seat].words.append(Word(event.by, self.record.last_seq, at))

    # -- spans that begin and end ----------------------------------------------------------------------------------

    def span(self, name: str, seat: int, on: bool, at: float) -> None:
        """``name``: the list that it ends in, of the seat or (0) of the session. Beginning twice is beginning once."""
        if on:
            self.since.setdefault((name, seat), at)
        elif (name, seat) in self.since:
            spans: list[Span] = getattr(self.record.seats[seat] if seat else self.record, name)
            spans.append((self.since.pop((name, seat)), at))

    def end_spans(self, at: float) -> None:
        for name, seat in list(self.since):
            self.span(name, seat, False, at)
        self.leave_rooms(at)


TAKERS: Mapping[type[ev.Event], Callable[..., None]] = {
    ev.SessionScheduled: Fold.scheduled,
    ev.SeatAdded: Fold.seat_added,
    ev.WentLive: Fold.went_live,
    ev.Ended: Fold.ended,
    ev.LeadLost: Fold.lead_lost,
    ev.LeadTaken: Fold.lead_taken,
    ev.PhaseStarted: Fold.phase_started,
    ev.OutageNoted: Fold.outage_noted,
    ev.CheckpointOpened: Fold.checkpoint_opened,
    ev.CheckpointClosed: Fold.checkpoint_closed,
    ev.Connected: Fold.connected,
    ev.Disconnected: Fold.disconnected,
    ev.SentToLobby: Fold.sent_to_lobby,
    ev.Admitted: Fold.admitted,
    ev.Removed: Fold.removed,
    ev.AllowedBack: Fold.allowed_back,
    ev.SeatClosed: Fold.seat_closed,
    ev.WentAway: Fold.went_away,
    ev.PairsStarted: Fold.pairs_started,
    ev.MovedTo: Fold.moved_to,
    ev.PairsEnded: Fold.pairs_ended,
    ev.TurnGiven: Fold.turn_given,
    ev.TurnEnded: Fold.turn_ended,
    ev.Said: Fold.said,
    ev.NoteWritten: Fold.note_written,
    ev.TopicAdded: Fold.topic_added,
    ev.Answered: Fold.answered,
    ev.Attested: Fold.attested,
}
