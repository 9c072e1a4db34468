"""What a finished log says for the record: spans of presence, acts of taking part, and what time was held.

Pure: a log in, plain values out. Minutes are counted by sessions/attendance.py, credit by recognition/rules.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dialogue import events as ev
from dialogue.plan import Plan, plan_from
from dialogue.speaking import counts
from dialogue.state import FACILITATOR_ROLES

type Span = tuple[float, float]
# Genuine acts of taking part (live.md B10): a turn, a line, an answer, a note, a topic.
type Act = ev.TurnEnded | ev.Said | ev.Answered | ev.NoteWritten | ev.TopicAdded


@dataclass
class SeatRecord:
    """``spans``: one per connection, from opening to last sign of life. ``acts``: seq of each genuine act."""

    number: int
    role: str
    country: str
    spans: list[Span] = field(default_factory=list)
    devices: set[str] = field(default_factory=set)
    acts: list[int] = field(default_factory=list)
    turns: int = 0
    lines: int = 0

    @property
    def facilitates(self) -> bool:
        return self.role in FACILITATOR_ROLES


@dataclass
class SessionRecord:
    """``held``: from going live to the end or the planned length, whichever is first (an overrun never counts).

    ``unled``: spans without any facilitator; like breaks they count neither for nor against anybody.
    """

    session: str = ""
    starts_at: float = 0.0
    planned_seconds: float = 0.0
    plan: Plan | None = None
    live_at: float | None = None
    ended_at: float | None = None
    breaks: list[Span] = field(default_factory=list)
    unled: list[Span] = field(default_factory=list)
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
    """Folds a log into its record. Connections still open at the end of the log are closed there."""
    fold = Fold()
    for happened in log:
        fold.take(happened)
    return fold.close()


class Fold:
    def __init__(self) -> None:
        self.record = SessionRecord()
        self.open: dict[str, tuple[int, float]] = {}
        self.break_since: float | None = None
        self.unled_since: float | None = None
        self.voted: set[tuple[int, int]] = set()  # seat and poll

    def take(self, happened: ev.Happened) -> None:
        self.record.last_seq, self.record.last_at = happened.seq, happened.at
        event, at = happened.event, happened.at
        match event:
            case ev.SessionScheduled():
                self.scheduled(event)
            case ev.SeatAdded():
                self.seat_added(event)
            case ev.WentLive():
                self.record.live_at = at
            case ev.Ended():
                self.end_break(at)
                self.end_unled(at)
                self.record.ended_at = at
            case ev.LeadLost():
                self.unled_since = at
            case ev.LeadTaken():
                self.end_unled(at)
            case ev.PhaseStarted():
                self.phase_started(event, at)
            case ev.Connected():
                self.open[event.connection] = (event.seat, at)
                self.record.seats[event.seat].devices.add(event.device)
            case ev.Disconnected():
                self.disconnected(event)
            case ev.TurnEnded() | ev.Said() | ev.Answered() | ev.NoteWritten() | ev.TopicAdded():
                self.acted(happened.seq, event)
            case _:
                pass

    def scheduled(self, event: ev.SessionScheduled) -> None:
        self.record.session, self.record.starts_at = event.session, event.starts_at
        self.record.planned_seconds = event.minutes * 60 / event.clock_factor
        self.record.plan = plan_from(event.plan) if event.plan else None

    def seat_added(self, event: ev.SeatAdded) -> None:
        known = self.record.seats.get(event.number)
        if known is None:
            self.record.seats[event.number] = SeatRecord(event.number, event.role, event.country)
        else:
            known.role, known.country = event.role, event.country

    def phase_started(self, event: ev.PhaseStarted, at: float) -> None:
        self.end_break(at)
        if self.record.plan is not None and self.record.plan.phases[event.index].kind == "break":
            self.break_since = at

    def end_break(self, at: float) -> None:
        if self.break_since is not None:
            self.record.breaks.append((self.break_since, at))
        self.break_since = None

    def end_unled(self, at: float) -> None:
        if self.unled_since is not None:
            self.record.unled.append((self.unled_since, at))
        self.unled_since = None

    def disconnected(self, event: ev.Disconnected) -> None:
        seat, since = self.open.pop(event.connection, (event.seat, event.last_sign_at))
        self.record.seats[seat].spans.append((since, event.last_sign_at))

    def acted(self, seq: int, event: Act) -> None:
        """A turn taken, or something written or answered: speaking is never required. A mind changed is no new act."""
        seat = self.record.seats[event.seat]
        if isinstance(event, ev.TurnEnded):
            if not counts(event):
                return
            seat.turns += 1
        elif isinstance(event, ev.Said):
            seat.lines += 1
        elif isinstance(event, ev.Answered) and event.poll:
            if (event.seat, event.poll) in self.voted:
                return
            self.voted.add((event.seat, event.poll))
        seat.acts.append(seq)

    def close(self) -> SessionRecord:
        for seat, since in self.open.values():
            self.record.seats[seat].spans.append((since, self.record.last_at))
        self.end_break(self.record.last_at)
        self.end_unled(self.record.last_at)
        return self.record
