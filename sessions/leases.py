"""Leases of server processes and last signs of connections, for crash-safe presence (live.md B2)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection as db
from django.db import transaction
from django.db.models import Q

from dialogue.state import OVERRUN_MINUTES_MOST
from sessions.models import ConnectionSign, DialogueSession, ProcessLease

# Renewed every 5 s; four beats missed is dead.
LEASE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Dead:
    """A process without a lease: its last beat, and the last sign of its connections by session."""

    process: str
    last_beat_at: float
    signs: dict[UUID, dict[str, float]] = field(default_factory=dict)


def take(process: str, now: float) -> None:
    ProcessLease.objects.create(process=process, started_at=now, renewed_at=now)


def renew(process: str, now: float) -> None:
    """A process that was buried by mistake (it hung) takes a new lease; its sockets connect again by themselves."""
    if not ProcessLease.objects.filter(process=process).update(renewed_at=now):
        take(process, now)


def give_up(process: str) -> None:
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


def dead(me: str, now: float, alone: bool) -> list[Dead]:
    """Processes whose lease ran out; when this process is the only one, all others."""
    leases = ProcessLease.objects.exclude(process=me)
    if not alone:
        leases = leases.filter(renewed_at__lt=now - LEASE_SECONDS)
    return [with_signs(lease) for lease in leases]


def with_signs(lease: ProcessLease) -> Dead:
    signs: dict[UUID, dict[str, float]] = defaultdict(dict)
    for row in ConnectionSign.objects.filter(process=lease.process):
        signs[row.dialogue_session_id][row.connection] = row.last_sign_at
    return Dead(lease.process, lease.renewed_at, dict(signs))


def bury(process: str) -> None:
    ConnectionSign.objects.filter(process=process).delete()
    ProcessLease.objects.filter(process=process).delete()


def forgotten(now: float) -> list[UUID]:
    """Sessions that nobody ended or started, and whose hard end is past; only those with a log can be ended."""
    moment = datetime.fromtimestamp(now, tz=UTC)
    overrun = timedelta(minutes=OVERRUN_MINUTES_MOST)
    going_on = Q(state__in=("live", "landed"), went_live_at__lt=moment - overrun)
    never_started = Q(state__in=("scheduled", "lobby"), starts_at__lt=moment - overrun, events__seq=1)
    found = DialogueSession.objects.filter(going_on | never_started).distinct()
    rows = found.values_list("pk", "went_live_at", "starts_at", "minutes")
    return [
        pk
        for pk, since, starts_at, minutes in rows
        if (since or starts_at) + timedelta(minutes=minutes) + overrun < moment
    ]
