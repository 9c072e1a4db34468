"""Rehearsal rooms: made, opened and brought live by a logged support seat, with one ticket a seat."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dialogue import commands as ask
from dialogue import server_commands as server
from sessions.models import DialogueSession, Seat
from sessions.rooms import act, open_room
from sessions.tickets import ticket_for

OPENER = "opener"


@dataclass(frozen=True, slots=True)
class Ticket:
    session_id: UUID
    seat: int
    role: str
    ws_url: str


def make_room(
    number: int, students: int, facilitators: int, plan: Mapping[str, Any], minutes: int, clock_factor: int = 1
) -> DialogueSession:
    """A rehearsal room that is live at once; the support seat that opened it leaves again, and the log says so."""
    now = datetime.now(tz=UTC)
    made = DialogueSession.objects.create(
        title=f"Rehearsal {number}",
        kind=DialogueSession.Kind.REHEARSAL,
        wall_date=now.date(),
        wall_time=now.time().replace(microsecond=0),
        zone="UTC",
        starts_at=now,
        minutes=minutes,
    )
    roles = ["student"] * students + ["lead", *["support"] * facilitators][:facilitators] + ["support"]
    names = [f"Seat {place}" for place in range(1, len(roles))] + [OPENER]
    countries = ("NL", "IT", "EG", "ES")
    Seat.objects.bulk_create(
        Seat(dialogue_session=made, number=place, role=role, name=name, country=countries[place % len(countries)])
        for place, (role, name) in enumerate(zip(roles, names, strict=True), start=1)
    )
    open_room(made, plan, lobby_seconds=60, clock_factor=clock_factor)
    bring_live(made, len(roles))
    return made


def bring_live(made: DialogueSession, opener: int) -> None:
    come = server.Connect(opener, f"{OPENER}-{made.pk.hex[:12]}", OPENER, OPENER)
    act(made.pk, come, ask.StartSession(opener), ask.Leave(opener))


def tickets_of(made: DialogueSession, servers: list[str]) -> Iterator[Ticket]:
    """One ticket for each seat but the opener's; a room's server follows from a hash of its id, as in nginx."""
    server = servers[server_index(made.pk, len(servers))]
    for seat in made.seats.exclude(name=OPENER):
        url = f"{server}/ws/rooms/{made.pk}/?ticket={ticket_for(made.pk, seat.number)}"
        yield Ticket(made.pk, seat.number, seat.role, url)


def server_index(session: UUID, servers: int) -> int:
    return int.from_bytes(hashlib.sha256(str(session).encode()).digest()[:8], "big") % servers
