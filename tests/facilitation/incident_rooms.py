"""A live room of an exchange with a coordinator: students in seats 1 to 3, their facilitator, two sessions more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from accounts.models import User
from dialogue import commands as ask
from dialogue import server_commands as server
from exchanges.models import Exchange
from facilitation.models import Incident
from sessions import rooms
from sessions.models import DialogueSession
from tests.factories import make_cohort, make_coordinator, make_session

PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "Arriving", "minutes": 20}]}


@dataclass
class World:
    exchange: Exchange
    meeting: DialogueSession
    later: DialogueSession
    coordinator: User

    @property
    def lead(self) -> int:
        return self.meeting.seats.get(role="lead").number

    def user(self, seat: int) -> User:
        user = self.meeting.seats.get(number=seat).user
        assert user is not None
        return user

    def asks(self, *commands: server.AnyCommand) -> int:
        return rooms.act(self.meeting.pk, *commands)

    @property
    def incident(self) -> Incident:
        return Incident.objects.get()


def make_world(**fields: Any) -> World:
    exchange = make_cohort(1, 3, status=Exchange.Status.RUNNING, **fields)
    coordinator = make_coordinator(exchange, timezone="UTC")
    group = exchange.groups.get()
    first, later = make_session(group, 1, now()), make_session(group, 2, now() + timedelta(days=7))
    world = World(exchange, first, later, coordinator)
    rooms.open_room(first, PLAN)
    everybody = [
        server.Connect(seat.number, f"{first.pk.hex[:8]}-{seat.number}", "laptop", "p1") for seat in first.seats.all()
    ]
    world.asks(*everybody, ask.StartSession(world.lead))
    return world
