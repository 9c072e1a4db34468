"""Logs that the version before this one wrote are read by today's rules as they were meant.

``old_logs/first_issue.json`` was made with the code of commit 6cc5ae8: random histories of its rules as rows of its
log, and what those rules said of each at the end. It is never made anew; a later version adds a file beside it.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.record import record_of
from dialogue.room import Refused, Room, apply, next_due_at, replay
from dialogue.views import private_view, view_for
from sessions import log, rooms
from sessions.models import DialogueSession

OLD = json.loads((Path(__file__).parent / "old_logs" / "first_issue.json").read_text())
SESSION = UUID(OLD["session"])
LOGS: list[dict[str, Any]] = OLD["logs"]


def rows_of(old: dict[str, Any]) -> list[log.Row]:
    return [log.Row(*row) for row in old["rows"]]


@pytest.fixture(params=range(len(LOGS)), ids=str)
def old(request: pytest.FixtureRequest) -> dict[str, Any]:
    old: dict[str, Any] = LOGS[request.param]
    return old


def test_every_kind_of_event_of_that_version_is_in_the_logs() -> None:
    assert {row.kind for old in LOGS for row in rows_of(old)} == set(OLD["kinds"])


def test_an_old_chain_of_hashes_holds(old: dict[str, Any]) -> None:
    before = log.GENESIS
    for row in rows_of(old):
        assert row.hash == log.hash_of(row, SESSION, before)
        before = row.hash


def test_an_old_room_is_what_it_was(old: dict[str, Any]) -> None:
    room, says = replay(row.happened() for row in rows_of(old)), old["says"]
    assert what_is(room) == {name: says[name] for name in what_is(room)}


def what_is(room: Room) -> dict[str, Any]:
    seats = {str(n): [seat.role, seat.outside, seat.removed, seat.closed] for n, seat in room.seats.items()}
    return {
        "stage": room.stage,
        "lead": room.lead,
        "order": room.order,
        "queue": [hand.seat for hand in room.queue],
        "speaker": room.speaker.seat if room.speaker else None,
        "phase": room.phase.id if room.phase else None,
        "phase_ends_at": room.running.ends_at if room.running else None,
        "here": sorted({link.seat for link in room.connections.values()}),
        "lines": dict(room.lines),
        "seats": seats,
    }


def test_an_old_log_says_the_same_for_the_record(old: dict[str, Any]) -> None:
    record, says = record_of(row.happened() for row in rows_of(old)), old["says"]
    held = list(record.held) if record.held else None
    times = {"held": held, "breaks": [*map(list, record.breaks)], "unled": [*map(list, record.unled)]}
    assert times == {name: says[name] for name in times}
    for number, seat in record.seats.items():
        acts = [act.seq for act in seat.acts]
        assert {"acts": acts, "turns": seat.turns, "lines": seat.lines} == says["records"][str(number)]


def test_every_moment_of_an_old_log_can_be_shown(old: dict[str, Any]) -> None:
    room = Room()
    for row in rows_of(old):
        room = apply(room, row.happened())
        next_due_at(room)
        assert view_for(room, "students")["stage"] == view_for(room, "facilitators")["stage"] == room.stage
        assert all(private_view(room, seat) for seat in room.seats)


@pytest.mark.django_db
def test_an_old_room_goes_on_today(old: dict[str, Any]) -> None:
    meeting = scheduled()
    for row in rows_of(old):
        assert isinstance(log.append_one(log.Append(meeting.pk, (row,))), log.Committed)
    speaks_and_ends(meeting)
    assert rooms.room_now(meeting.pk).stage in ("ended", "evidence_closed")


def scheduled() -> DialogueSession:
    now = datetime.now(tz=UTC)
    return DialogueSession.objects.create(
        title="S", wall_date=now.date(), wall_time=now.time(), zone="UTC", starts_at=now, minutes=60
    )


def speaks_and_ends(meeting: DialogueSession) -> None:
    """Whatever state the room was left in: what it does not allow there is refused, and nothing else goes wrong."""
    for command in (
        server.Connect(1, "new", "laptop", "p9"),
        server.Connect(5, "lead", "laptop", "p9"),
        ask.StartSession(5),
        ask.Say(1, "good to be back"),
        ask.NextPhase(5),
        ask.EndSession(5),
    ):
        with suppress(Refused):
            rooms.act(meeting.pk, command)
