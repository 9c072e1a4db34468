"""Rooms from synchronous code (pages, commands, jobs): the same rules and the same log as the sockets."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from dialogue import server_commands as server
from dialogue.room import Refused, Room, decide, replay
from sessions import care, clock, doorbell, earlier, kept_words, log
from sessions.errors import Busy
from sessions.hub import TRIES
from sessions.models import DialogueSession, Seat

logger = logging.getLogger(__name__)


def act(session: UUID, *commands: server.AnyCommand) -> int:
    """Decides the commands one after the other on the log as it stands; all are committed together, or none.

    Returns the seq. Rings when the surrounding transaction is committed. Raises ``Refused`` or ``Busy``.
    """
    for _ in range(TRIES):
        rows = log.read_rows(session)
        room = replay(row.happened() for row in rows)
        fresh = rows_of(session, room, rows[-1].hash if rows else log.GENESIS, commands)
        if not fresh:
            return room.seq
        if isinstance(log.append_one(log.Append(session, fresh)), log.Committed):
            ring = partial(doorbell.ring_from_outside, doorbell.group_of(session), doorbell.ring_of(session, fresh))
            transaction.on_commit(ring)
            if care.is_for_coordinator(fresh):
                transaction.on_commit(partial(care.tell, session))
            return fresh[-1].seq
    raise Busy


def rows_of(session: UUID, room: Room, tip: str, commands: Sequence[server.AnyCommand]) -> tuple[log.Row, ...]:
    """The rows that all the commands add after the room as it is."""
    rows: tuple[log.Row, ...] = ()
    for command in commands:
        now = max(round(clock.server(), 3), room.at)
        events = decide(room, command, now)
        added = log.rows_for(session, (room.seq, tip), now, events, None, "")
        room = replay((row.happened() for row in added), room)
        tip = added[-1].hash if added else tip
        rows += added
    return rows


def room_now(session: UUID) -> Room:
    return replay(log.read(session))


def open_room(
    scheduled: DialogueSession, plan: Mapping[str, Any], *, lobby_seconds: int = 900, clock_factor: int = 1
) -> None:
    """First events of the log: when, how long, with which plan, the seats, and the agreement of earlier sessions.

    Does nothing when done before.
    """
    if log.newest([scheduled.pk]):
        return
    starts_at = round(scheduled.starts_at.timestamp(), 3)
    seats = [server.AddSeat(seat.number, seat.role, seat.country) for seat in scheduled.seats.filter(removed_at=None)]
    met = earlier.met_before(scheduled)
    schedule = server.Schedule(str(scheduled.pk), starts_at, scheduled.minutes, plan, lobby_seconds, clock_factor, met)
    try:
        act(scheduled.pk, schedule, *seats, *kept_words.agreement_for(scheduled))
    except Refused as refused:
        if refused.code != "already_scheduled":  # two that open the same room at once open it once
            raise


def add_seat(scheduled: DialogueSession, user: Any, role: str, *, name: str = "", country: str = "") -> Seat:
    """A further seat; told to the room when it has been opened."""
    last = scheduled.seats.order_by("-number").values_list("number", flat=True).first() or 0
    seat = Seat.objects.create(
        dialogue_session=scheduled, number=last + 1, user=user, role=role, name=name, country=country
    )
    if log.newest([scheduled.pk]):
        act(scheduled.pk, server.AddSeat(seat.number, role, country))
    return seat


def open_seat(session: UUID, number: int, role: str, country: str) -> None:
    """Tells a room that was opened already of a seat; nothing when there is no log yet, or the seat is open."""
    if not log.newest([session]):
        return
    try:
        act(session, server.AddSeat(number, role, country))
    except Refused as refused:
        logger.info("seat %s of %s: %s", number, session, refused.code)
    except Busy:  # the next round before the start adds it (facilitation/opening.py)
        logger.warning("seat %s of %s could not be opened in the log yet", number, session)


def take_seat_away(session: UUID, number: int) -> None:
    """Closes a seat in the log and its sockets; nothing when there is no log yet, or it was done before.

    Commit the change of the seat first: who opens the room at this moment writes the log first and then looks at the
    seats, so that one of the two always sees the other (facilitation/opening.py).
    """
    if not log.newest([session]):
        return
    try:
        act(session, server.TakeSeatAway(number))
    except Refused as refused:
        logger.info("seat %s of %s: %s", number, session, refused.code)
    except Busy:  # the next look at who may be in closes it (sessions/recheck.py)
        logger.warning("seat %s of %s could not be closed in the log yet", number, session)


def close_evidence(session: UUID) -> int:
    """The record is signed off: the room takes corrections only. Raises ``Refused`` before the end."""
    return act(session, server.CloseEvidence())
