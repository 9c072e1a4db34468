"""Held sessions for tests: real logs, written as the room writes them, with the events of a whole session at once."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogue import events as ev
from exchanges.models import Exchange
from matching.models import Group
from sessions import log
from sessions.models import DialogueSession, Seat
from tests.factories import make_cohort, make_coordinator, make_session

MINUTE = 60.0
LONG_AGO = datetime(2026, 9, 7, 14, 30, tzinfo=UTC)
WHOLE = [(0.0, 120.0)]
PLAN = {
    "id": "plan",
    "title": "Plan",
    "phases": [
        {"id": "one", "title": "One", "minutes": 60, "mode": "round"},
        {"id": "rest", "title": "Rest", "minutes": 10, "mode": "free", "kind": "break"},
        {"id": "two", "title": "Two", "minutes": 50, "mode": "free"},
    ],
}


def hold(
    meeting: DialogueSession,
    presence: Mapping[int, Iterable[tuple[float, float]]] | None = None,
    *,
    acts: Mapping[int, int] | None = None,
    rest: tuple[float, float] | None = None,
    minutes: float = 120,
    more: Iterable[tuple[float, ev.Event]] = (),
) -> None:
    """Writes the log of a session that went live on time and ended after ``minutes``.

    ``presence``: minutes from and to, by seat number; everybody else is there the whole time. ``acts``: chat lines by
    seat, one for everybody else. ``rest``: minutes of a break. ``more``: further events with their times.
    """
    start = meeting.starts_at.timestamp()
    seats = list(meeting.seats.all())
    moves = [move for seat in seats for move in connections(seat, start, (presence or {}).get(seat.number, WHOLE))]
    said = [line for seat in seats for line in lines(seat, start, (acts or {}).get(seat.number, 1))]
    breaks = [(start + rest[0] * MINUTE, ev.PhaseStarted(1, 0, None)),
              (start + rest[1] * MINUTE, ev.PhaseStarted(2, 0, None))] if rest else []  # fmt: skip
    first = [(start - 60, ev.SessionScheduled(str(meeting.pk), start, meeting.minutes, PLAN))]
    first += [(start - 60, ev.SeatAdded(seat.number, seat.role, seat.country)) for seat in seats]
    live = [(start, ev.WentLive(1)), (start, ev.PhaseStarted(0, 0, None))]
    end = [(start + minutes * MINUTE, ev.Ended(1, "ended"))]
    write(meeting, [*first, *live, *sorted([*moves, *said, *breaks, *more], key=lambda one: one[0]), *end])
    meeting.refresh_from_db()


def connections(seat: Seat, start: float, spans: Iterable[tuple[float, float]]) -> list[tuple[float, ev.Event]]:
    events: list[tuple[float, ev.Event]] = []
    for nth, (come, go) in enumerate(spans):
        name, at = f"{seat.dialogue_session_id.hex[:8]}-{seat.number}-{nth}", start + go * MINUTE
        events.append((start + come * MINUTE, ev.Connected(seat.number, name, f"d{seat.number}", "w1")))
        events.append((at, ev.Disconnected(seat.number, name, at, "left")))
    return events


def lines(seat: Seat, start: float, count: int) -> list[tuple[float, ev.Event]]:
    return [(start + (5 + n) * MINUTE, ev.Said(seat.number, "all", 100 * seat.number + n, 4)) for n in range(count)]


def write(meeting: DialogueSession, timed: list[tuple[float, ev.Event]]) -> None:
    tip, rows = (0, log.GENESIS), []
    for at, event in timed:
        rows += log.rows_for(meeting.pk, tip, round(at, 3), [event], None, "")
        tip = (rows[-1].seq, rows[-1].hash)
    log.append_all([log.Append(meeting.pk, tuple(rows))])


def make_season(sessions: int = 4, size: int = 3, **fields: Any) -> Exchange:
    """A running exchange of one group with its sessions scheduled weekly in the past, a coordinator, nothing held."""
    exchange = make_cohort(1, size, sessions=sessions, status=Exchange.Status.RUNNING, **fields)
    make_coordinator(exchange)
    group = group_of(exchange)
    for number in range(1, sessions + 1):
        make_session(group, number, LONG_AGO + timedelta(weeks=number - 1))
    return exchange


def held_season(
    sessions: int = 4, size: int = 3, away: Mapping[int, Iterable[int]] | None = None, **fields: Any
) -> Exchange:
    """A season whose sessions were held. ``away``: session numbers missed, by seat number (1 is the first student)."""
    exchange = make_season(sessions, size, **fields)
    for meeting in meetings_of(exchange):
        missing = {seat: [] for seat, numbers in (away or {}).items() if meeting.number in numbers}
        hold(meeting, missing, acts=dict.fromkeys(missing, 0))
    return exchange


def group_of(exchange: Exchange) -> Group:
    return exchange.groups.get()


def meetings_of(exchange: Exchange) -> list[DialogueSession]:
    return list(exchange.sessions.order_by("number"))


def facilitator_of(exchange: Exchange):
    return group_of(exchange).facilitator.user


def coordinator_of(exchange: Exchange):
    return exchange.roles.get(role="coordinator").user


def student_of(exchange: Exchange, nth: int = 0):
    return exchange.enrolments.order_by("pk")[nth]
