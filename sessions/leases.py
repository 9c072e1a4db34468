"""Leases of server processes and last signs of connections, for crash-safe presence."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db import connection as db
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from dialogue.state import OVERRUN_MINUTES_MOST
from sessions.models import ConnectionSign, DialogueSession, ProcessLease, RoomEvent

# Renewed every 5 s; four beats missed is dead.
LEASE_SECONDS = 20.0
# Looked at every 5 s; after a longer gap the watch begins anew.
UNSEEN_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Dead:
    """A process without a lease: its last beat, and the last sign of its connections by session."""

    process: str
    last_beat_at: float
    signs: dict[UUID, dict[str, float]] = field(default_factory=dict)


def take(process: str, now: float) -> None:
    ProcessLease.objects.update_or_create(process=process, defaults={"started_at": now, "renewed_at": now})


def renew(process: str, now: float) -> None:
    """A process that was buried by mistake (it hung) takes a new lease; its sockets connect again by themselves."""
    if not ProcessLease.objects.filter(process=process).update(renewed_at=now):
        take(process, now)


def give_up(process: str) -> None:
    """Kept while the log holds a connection open that could not be closed: when it runs out, another process does."""
    if not ConnectionSign.objects.filter(process=process).exists():
        ProcessLease.objects.filter(process=process).delete()


def write_signs(signs: dict[str, float]) -> None:
    """One batch: at most every 15 s, so a crash loses at most that much presence.

    Plain SQL: ``bulk_update`` took a tenth of the whole CPU of a process with 200 people.
    """
    values = [(at, connection) for connection, at in sorted(signs.items())]
    with transaction.atomic(), db.cursor() as cursor:
        cursor.executemany(
            "UPDATE dialogue_sessions_connectionsign SET last_sign_at = %s WHERE connection = %s", values
        )


def of_others(me: str) -> dict[str, float]:
    """Process -> when it last renewed its lease, on its own clock."""
    return dict(ProcessLease.objects.exclude(process=me).values_list("process", "renewed_at"))


class Watch:
    """Tells which processes are dead: those whose lease did not change for ``LEASE_SECONDS`` while we looked.

    Clocks of two machines are never compared. Who could not look (the database was away, or we hung) judges nobody:
    the others may have been just as unable to renew.
    """

    def __init__(self) -> None:
        self.seen: dict[str, tuple[float, float]] = {}
        self.looked_at: float | None = None

    def silent(self, leases: Mapping[str, float], at: float) -> list[str]:
        """``leases``: as ``of_others`` found them at ``at`` of the monotonic clock."""
        if self.looked_at is not None and at - self.looked_at > UNSEEN_SECONDS:
            self.seen = {}
        self.looked_at = at
        before = self.seen
        self.seen = {
            process: before[process] if before.get(process, (None,))[0] == renewed_at else (renewed_at, at)
            for process, renewed_at in leases.items()
        }
        return [process for process, (_, since) in self.seen.items() if at - since >= LEASE_SECONDS]


def dead(process: str) -> Dead:
    """What must be closed for a dead process: raises ``ProcessLease.DoesNotExist`` when another one did it before."""
    lease = ProcessLease.objects.get(process=process)
    signs: dict[UUID, dict[str, float]] = defaultdict(dict)
    for row in ConnectionSign.objects.filter(process=process):
        signs[row.dialogue_session_id][row.connection] = row.last_sign_at
    return Dead(process, lease.renewed_at, dict(signs))


def bury(dead: Dead) -> None:
    """After its connections were closed. Those that came since are of one that hung and lives: they stay."""
    names = [name for signs in dead.signs.values() for name in signs]
    ConnectionSign.objects.filter(connection__in=names).delete()
    ProcessLease.objects.filter(process=dead.process).delete()


def forgotten(now: float) -> list[UUID]:
    """Sessions that nobody ended or started, and whose hard end is past; only those with a log can be ended."""
    moment = datetime.fromtimestamp(now, tz=UTC)
    overrun = timedelta(minutes=OVERRUN_MINUTES_MOST)
    first = RoomEvent.objects.filter(dialogue_session=OuterRef("pk"), seq=1)
    # Two queries: in one, or with a join of the events, every look would read the whole log of the season.
    going_on = Q(state__in=("live", "landed"), went_live_at__lt=moment - overrun)
    never_started = Q(Exists(first), state__in=("scheduled", "lobby"), starts_at__lt=moment - overrun)
    fields = ("pk", "went_live_at", "starts_at", "minutes")
    found = [
        DialogueSession.objects.filter(which).order_by().values_list(*fields) for which in (going_on, never_started)
    ]
    return [
        pk
        for pk, since, starts_at, minutes in chain(*found)
        if (since or starts_at) + timedelta(minutes=minutes) + overrun < moment
    ]
