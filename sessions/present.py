"""Who is connected to which session now, from the signs of life beside the logs: no log is read for it.

A process that died is believed for 25 s, until its connections are closed in the log (sessions/leases.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sessions.models import ConnectionSign, Seat

LEADING = (Seat.Role.LEAD, Seat.Role.SUPPORT)


@dataclass(slots=True)
class Present:
    """``here``: seats of students with an open connection, also of who waits outside; ``expected``: all of theirs."""

    here: set[int] = field(default_factory=set)
    expected: int = 0
    leaders_here: set[int] = field(default_factory=set)


def present_in(sessions: Iterable[UUID]) -> dict[UUID, Present]:
    """Every session that was asked for, in two queries."""
    found = {session: Present() for session in sessions}
    signs = ConnectionSign.objects.filter(dialogue_session__in=found)
    linked = set(signs.values_list("dialogue_session", "seat"))
    seats = Seat.objects.filter(dialogue_session__in=found, removed_at=None)
    for session, number, role in seats.values_list("dialogue_session", "number", "role"):
        present, is_here = found[session], (session, number) in linked
        if role == Seat.Role.STUDENT:
            present.expected += 1
        if is_here and role == Seat.Role.STUDENT:
            present.here.add(number)
        elif is_here and role in LEADING:
            present.leaders_here.add(number)
    return found
