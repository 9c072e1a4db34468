"""Rooms from synchronous code (pages, commands, jobs): the same rules and the same log as the sockets."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dialogue import commands as ask
from dialogue.room import Room, decide, replay
from sessions import doorbell, log
from sessions.errors import Busy
from sessions.hub import TRIES, ring_of
from sessions.models import DialogueSession, Seat


def act(session: UUID, command: ask.AnyCommand) -> int:
    """Decides on the log as it stands, commits, rings. Returns the seq. Raises ``Refused`` or ``Busy``."""
    for _ in range(TRIES):
        rows = log.read_rows(session)
        room = replay(row.happened() for row in rows)
        now = max(round(time.time(), 3), room.at)
        events = decide(room, command, now)
        if not events:
            return room.seq
        tip = (room.seq, rows[-1].hash if rows else log.GENESIS)
        fresh = log.rows_for(session, tip, now, events, None, "")
        if isinstance(log.append_one(log.Append(session, fresh)), log.Committed):
            doorbell.ring_from_outside(doorbell.group_of(session), ring_of(session, fresh))
            return fresh[-1].seq
    raise Busy


def room_now(session: UUID) -> Room:
    return replay(log.read(session))


def open_room(
    scheduled: DialogueSession, plan: Mapping[str, Any], *, lobby_seconds: int = 900, clock_factor: int = 1
) -> None:
    """First events of the log: when, how long, with which plan, and the seats. Does nothing when done before."""
    if log.newest([scheduled.pk]):
        return
    starts_at = round(scheduled.starts_at.timestamp(), 3)
    act(
        scheduled.pk,
        ask.Schedule(str(scheduled.pk), starts_at, scheduled.minutes, plan, lobby_seconds, clock_factor),
    )
    for seat in scheduled.seats.all():
        act(scheduled.pk, ask.AddSeat(seat.number, seat.role, seat.country))


def add_seat(scheduled: DialogueSession, user: Any, role: str, *, name: str = "", country: str = "") -> Seat:
    """A further seat; told to the room when it has been opened."""
    last = scheduled.seats.order_by("-number").values_list("number", flat=True).first() or 0
    seat = Seat.objects.create(
        dialogue_session=scheduled, number=last + 1, user=user, role=role, name=name, country=country
    )
    if log.newest([scheduled.pk]):
        act(scheduled.pk, ask.AddSeat(seat.number, role, country))
    return seat


def close_evidence(session: UUID) -> int:
    """The record is signed off: the room takes corrections only. Raises ``Refused`` before the end."""
    return act(session, ask.CloseEvidence())
